//! Whose a domain is, as its directory says: believed only of a directory that names itself.

use std::time::{Duration, Instant};

use end_to_end::browser::{Browser, PATIENCE};
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::peer::Peer;
use end_to_end::template::fill_in;
use serde_json::json;
use shared::path::SignInPath;

const TENANT: &str = "7e4a0000-0000-4000-8000-000000000001";
const CLIENT: &str = "d1ec7000-0000-4000-8000-00000000000f";

/// What each domain's directory says of its issuer. The first is right.
const ISSUERS: [(&str, &str); 5] = [
    ("right.example", "{origin}/{tenant}/v2.0"),
    (
        "foreign.example",
        "https://login.forged.example/{tenant}/v2.0",
    ),
    ("almost.example", "{origin}/{tenant}/v2.0/"),
    ("longer.example", "{origin}.forged.example/{tenant}/v2.0"),
    ("anybody.example", "{origin}/organizations/v2.0"),
];

fn configuration(origin: &str, path: &str) -> String {
    let domain = path.split('/').nth(1).unwrap_or_default();
    let of = ISSUERS.iter().find(|(name, _)| *name == domain);
    let issuer = of.map_or("", |(_, issuer)| issuer);
    json!({
        "issuer": issuer.replace("{origin}", origin).replace("{tenant}", TENANT),
        "authorization_endpoint": "https://login.forged.example/authorize",
        "token_endpoint": "https://login.forged.example/token",
    })
    .to_string()
}

/// How often a domain's directory was asked.
fn asked(peer: &Peer, domain: &str) -> usize {
    let line = format!("GET /{domain}/v2.0/.well-known/openid-configuration HTTP/1.1");
    peer.asked().iter().filter(|asked| **asked == line).count()
}

async fn type_mailbox_at(page: &Page<'_>, domain: &str) {
    page.type_into("input[name=mailbox]", &format!("alex@{domain}"))
        .await;
}

async fn found(page: &Page<'_>, provider: &str) {
    let deadline = Instant::now() + PATIENCE;
    while page.value("select[name=provider]").await != provider {
        assert!(Instant::now() < deadline, "{provider:?} is never chosen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// a configuration whose issuer differs by a byte, or is somebody else's, tells neither provider nor directory, and
/// no address in it is ever used.
#[tokio::test]
async fn a_directory_that_names_another_issuer_tells_nothing() {
    let peer = Peer::start(configuration);
    let entry = fill_in("directory.toml", &[("origin", &peer.origin)]);
    let demo = Demo::start_edited(&[], |text| {
        // The first entry with directories is the one that is asked.
        text.replacen("[[provider]]", &format!("{entry}\n[[provider]]"), 1)
    });
    Browser::run("discovery", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        for (domain, _) in ISSUERS.iter().rev() {
            type_mailbox_at(&page, domain).await;
            let deadline = Instant::now() + PATIENCE;
            while asked(&peer, domain) == 0 {
                assert!(Instant::now() < deadline, "{domain} is never looked up");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        found(&page, "directory").await;
        for (domain, _) in &ISSUERS[1..] {
            type_mailbox_at(&page, domain).await;
            found(&page, "").await;
        }

        // Chosen by hand, it is still not known which directory is meant.
        page.choose("select[name=provider]", "directory").await;
        page.choose_way(SignInPath::OwnApp).await;
        page.name_app(CLIENT, None).await;
        for (domain, _) in &ISSUERS[1..] {
            type_mailbox_at(&page, domain).await;
            page.submit().await;
            page.wait_for("#tenant[aria-invalid=true]").await;
        }
        page.wait_for_words("Type the directory that your application signs in at.")
            .await;
        type_mailbox_at(&page, ISSUERS[0].0).await;
        page.submit().await;
        page.wait_for_words("login.forged.example").await;
        let address = browser.client.current_url().await.unwrap();
        let own = format!("{}/{TENANT}/authorize?", peer.origin);
        assert!(address.as_str().starts_with(&own), "{address}");
        for (domain, _) in ISSUERS {
            assert_eq!(asked(&peer, domain), 1, "{domain} was understood at once");
        }
    })
    .await;
}
