//! After a check the token is in the page's memory, and nowhere else.

use std::time::Duration;

use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::requests::sent_token;
use end_to_end::traces::{Traces, spellings};
use tempfile::TempDir;

///
#[tokio::test]
async fn the_token_is_nowhere_but_in_memory() {
    // A relay of its own, so that its log is this check's.
    let demo = Demo::start();
    let downloads = TempDir::with_prefix("downloads-").unwrap();
    let mut traces = Traces::default();
    let mut token = String::new();
    Browser::run("secrets", async |browser| {
        browser.downloads_to(downloads.path()).await;
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        // With a second look, for which the token is sent once more.
        page.looked_on().await;
        page.download("Download report", downloads.path()).await;
        page.download("Download as Markdown", downloads.path())
            .await;
        let events = browser.events().await;
        token = sent_token(&events).expect("a check was sent");
        traces = Traces::of(browser, &events).await;
        traces.keep_files(&browser.profile);
    })
    .await;
    // nor is it in the relay's memory a second after the browser has gone.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (signature, known) = (token.rsplit('.').next().unwrap_or_default(), &demo.url);
    assert!(
        demo.relay.in_memory(known) > 0,
        "the search finds what is there"
    );
    assert_eq!(
        demo.relay.in_memory(signature),
        0,
        "the token stays in the relay's memory"
    );

    traces.keep_files(downloads.path());
    traces.keep("relay's log", demo.relay.log());

    assert_eq!(token.split('.').count(), 3, "the sandbox mints JWTs");
    assert_eq!(traces.places_of(&token), [""; 0]);
    // None of this counts if there was nothing to search, or if the search finds nothing anywhere.
    for place in [
        "events of the relay",
        "addresses",
        "page",
        "history",
        "storage",
        "relay's log",
        ".json",
        ".md",
        "History",
    ] {
        assert!(traces.searched(place), "{place} was not searched");
    }
    let spellings = spellings(&token);
    assert!(spellings.len() >= 12, "each part is searched for");
    let plain = spellings
        .iter()
        .filter(|secret| token.contains(secret.as_str()));
    assert_eq!(plain.count(), 2, "the search knows the token's own parts");
    let mut known = Traces::default();
    for (number, spelling) in spellings.iter().enumerate() {
        known.keep(&number.to_string(), format!("before{spelling}after"));
    }
    assert_eq!(known.places_of(&token).len(), spellings.len());
}
