//! What was found out about the domains in the form: whose directory they are in, and where their mail goes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::address::HostName;
use shared::guid::is_guid;
use shared::provider::{Family, Provider, ProviderId, TENANT};
use shared::token::CONSUMERS;

use crate::state::Form;

/// The most domains that are remembered: the mailbox's and the account's, and those before them.
const MOST: usize = 6;

/// What is known of a domain. One of which nothing was found is known too, so that nobody asks twice.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The domain, in lower case.
    pub domain: String,
    /// The directory that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Whose servers have its mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
}

/// The domains of the mailbox and of the account of which nothing is known yet. Those that a provider's entry names for
/// sure are not asked about.
pub fn unknown(form: &Form, providers: &[Provider]) -> Option<String> {
    let typed = [Some(form.mailbox.as_str()), account(form)];
    let mut domains = typed.into_iter().flatten().filter_map(domain);
    domains.find(|domain| {
        let known = form.found.iter().any(|found| found.domain == *domain);
        let sure = providers
            .iter()
            .any(|entry| entry.domains.iter().any(|one| one == domain));
        !known && !sure
    })
}

/// What is known of the domain of an address.
pub fn of<'f>(form: &'f Form, address: &str) -> Option<&'f Found> {
    let domain = domain(address)?;
    form.found.iter().find(|found| found.domain == domain)
}

/// The directories of the account and of the mailbox, when these are two: the account is then a guest, or a stranger.
pub fn foreign(form: &Form) -> Option<(String, String)> {
    let account = account(form)?;
    let (mine, theirs) = (of(form, account)?, of(form, &form.mailbox)?);
    let (a, b) = (mine.tenant.as_deref()?, theirs.tenant.as_deref()?);
    (a != b).then(|| (mine.domain.clone(), theirs.domain.clone()))
}

/// Remembers one more.
pub fn remember(all: &mut Vec<Found>, found: Found) {
    all.retain(|known| known.domain != found.domain);
    all.push(found);
    if all.len() > MOST {
        all.remove(0);
    }
}

/// Reads a directory's OpenID configuration: the tenant stands in its issuer, and the issuer's form tells the cloud.
pub fn directory(configuration: &[u8], providers: &[Provider]) -> Option<(String, ProviderId)> {
    let configuration: Value = serde_json::from_str(str::from_utf8(configuration).ok()?).ok()?;
    let issuer = configuration.get("issuer")?.as_str()?;
    let tenant_in = |entry: &Provider| {
        let own = entry.own_app.as_ref()?;
        let (before, after) = own.issuer.split_once(TENANT)?;
        let tenant = issuer.strip_prefix(before)?.strip_suffix(after)?;
        is_guid(tenant).then(|| tenant.to_owned())
    };
    let mut all = providers
        .iter()
        .filter_map(|entry| Some((entry, tenant_in(entry)?)));
    let fits = |(entry, tenant): &(&Provider, String)| {
        (entry.family == Family::OutlookCom) == (tenant == CONSUMERS)
    };
    all.find(fits)
        .map(|(entry, tenant)| (tenant, entry.id.clone()))
}

/// Where a directory says what it is (OpenID Connect Discovery 1.0 §4): a domain can stand in the tenant's place.
pub fn configuration_of(domain: &str, providers: &[Provider]) -> Option<String> {
    let own = providers
        .iter()
        .filter(|entry| entry.family == Family::Microsoft && entry.has_tenants())
        .find_map(|entry| entry.own_app.as_ref())?;
    let issuer = own.issuer.replace(TENANT, domain);
    Some(format!("{issuer}/.well-known/openid-configuration"))
}

fn account(form: &Form) -> Option<&str> {
    (!form.account_unknown).then_some(form.account.as_str())
}

/// The domain of what is typed, once it can be one.
fn domain(address: &str) -> Option<String> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let whole = domain.contains('.') && domain.parse::<HostName>().is_ok();
    let ended = domain.rsplit('.').next().is_some_and(|end| end.len() > 1);
    (whole && ended).then_some(domain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::provider::{OwnApp, Redeem};

    use super::*;
    use crate::state::fixture::provider;

    const HOME: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";

    fn entry(id: &str, family: Family, host: &str) -> Provider {
        let at = |rest: &str| format!("https://{host}/{{tenant}}{rest}");
        Provider {
            family,
            domains: Vec::new(),
            own_app: Some(OwnApp {
                issuer: at("/v2.0"),
                authorize_url: at("/authorize"),
                token_url: at("/token"),
                redeem: Redeem::Browser,
                platform: String::new(),
            }),
            ..provider(id)
        }
    }

    fn clouds() -> [Provider; 3] {
        [
            entry("world", Family::Microsoft, "login.world.test"),
            entry("government", Family::Microsoft, "login.gov.test"),
            entry("personal", Family::OutlookCom, "login.world.test"),
        ]
    }

    fn read(issuer: &str) -> Option<(String, String)> {
        let body = json!({"issuer": issuer, "tenant_region_scope": "EU"}).to_string();
        let (tenant, provider) = directory(body.as_bytes(), &clouds())?;
        Some((tenant, provider.to_string()))
    }

    #[test]
    fn the_issuer_tells_tenant_and_cloud() {
        let found = |tenant: &str, provider: &str| Some((tenant.to_owned(), provider.to_owned()));
        let of = |host: &str, tenant: &str| read(&format!("https://{host}/{tenant}/v2.0"));
        assert_eq!(of("login.world.test", HOME), found(HOME, "world"));
        assert_eq!(of("login.gov.test", HOME), found(HOME, "government"));
        assert_eq!(
            of("login.world.test", CONSUMERS),
            found(CONSUMERS, "personal")
        );
        assert_eq!(of("login.evil.test", HOME), None);
        assert_eq!(of("login.world.test", "contoso.com"), None);
        assert_eq!(directory(b"<html>", &clouds()), None);
        assert_eq!(
            configuration_of("contoso.com", &clouds()).as_deref(),
            Some("https://login.world.test/contoso.com/v2.0/.well-known/openid-configuration")
        );
        assert_eq!(configuration_of("contoso.com", &[provider("demo")]), None);
    }

    #[test]
    fn each_domain_is_asked_about_once_and_only_when_it_is_whole() {
        let mut form = Form::default();
        let mut next = |mailbox: &str, account: &str| {
            form.mailbox = mailbox.into();
            form.account = account.into();
            let domain = unknown(&form, &[provider("demo")]);
            if let Some(domain) = domain.clone() {
                let (tenant, provider) = (None, None);
                remember(
                    &mut form.found,
                    Found {
                        domain,
                        tenant,
                        provider,
                    },
                );
            }
            domain
        };
        assert_eq!(next("support@contoso", ""), None);
        assert_eq!(next("support@contoso.c", ""), None);
        assert_eq!(next("support@demo.test", ""), None, "the entry names it");
        assert_eq!(
            next("Support@Contoso.com", "").as_deref(),
            Some("contoso.com")
        );
        assert_eq!(next("support@contoso.com", ""), None);
        let other = next("support@contoso.com", "alex@fabrikam.com");
        assert_eq!(other.as_deref(), Some("fabrikam.com"));
    }

    #[test]
    fn an_account_of_another_directory_is_named() {
        let found = |domain: &str, tenant: &str| Found {
            domain: domain.into(),
            tenant: Some(tenant.into()),
            provider: None,
        };
        let mut form = Form {
            mailbox: "support@contoso.com".into(),
            account: "alex@fabrikam.com".into(),
            found: vec![found("contoso.com", HOME), found("fabrikam.com", CONSUMERS)],
            ..Form::default()
        };
        assert_eq!(
            foreign(&form),
            Some(("fabrikam.com".into(), "contoso.com".into()))
        );
        form.found[1].tenant = Some(HOME.into());
        assert_eq!(foreign(&form), None);
        form.account_unknown = true;
        assert_eq!(foreign(&form), None);
    }
}
