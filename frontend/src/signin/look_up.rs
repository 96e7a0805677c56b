//! Asks whose a domain is: its directory from here, else the relay, which looks where its mail goes.

use oauth2::url::form_urlencoded::Serializer;
use shared::oauth::Discovered;
use shared::provider::Provider;

use crate::browser::fetch::{Method, Site, fetch};
use crate::found::{Found, configuration_of, directory};

/// What can be found. Nothing found is an answer as well. Where the mail goes tells the provider: a domain may have a
/// directory at Microsoft for something else. Where that tells nothing, because a filter stands before it or it is an
/// own server's name, the directory is the better guess.
pub async fn look_up(domain: String, providers: &[Provider]) -> Found {
    let directory = in_directory(&domain, providers).await;
    let by_mail = by_mail(&domain).await;
    let (tenant, at_directory) = directory.unzip();
    Found {
        provider: by_mail.or(at_directory),
        tenant,
        domain,
    }
}

async fn in_directory(
    domain: &str,
    providers: &[Provider],
) -> Option<(String, shared::provider::ProviderId)> {
    let address = configuration_of(domain, providers)?;
    let answer = fetch(Method::Get, &address, Site::Other).await.ok()?;
    (answer.status == 200).then(|| directory(&answer.body, providers))?
}

async fn by_mail(domain: &str) -> Option<shared::provider::ProviderId> {
    let query = Serializer::new(String::new())
        .append_pair("domain", domain)
        .finish();
    let address = format!("/api/v1/discover?{query}");
    let answer = fetch(Method::Get, &address, Site::Own).await.ok()?;
    if answer.status != 200 {
        return None;
    }
    let found: Discovered = serde_json::from_str(str::from_utf8(&answer.body).ok()?).ok()?;
    found.provider?.parse().ok()
}
