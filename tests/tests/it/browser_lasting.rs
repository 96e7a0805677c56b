//! "Will it last?": the refresh token is tried once, what came of it stands beside the verdict, and it stays nowhere.

use end_to_end::browser::Browser;
use end_to_end::page::Page;
use end_to_end::requests::{Request, requests, to};
use serde_json::Value;
use shared::request::MailboxKind;

use crate::running;

/// What the card says.
async fn said(page: &Page<'_>) -> String {
    let card = page.wait_for("[data-lasting]").await;
    card.text().await.unwrap()
}

fn left_with(asked: &[Request]) -> &Request {
    let mut all = asked
        .iter()
        .filter(|one| one.query("code_challenge").is_some());
    all.next().expect("the browser left for the provider")
}

/// Whether a text names a refresh token anywhere, as a provider's answer would.
fn names_refresh_token(events: &[Value]) -> bool {
    events
        .iter()
        .any(|event| event.to_string().contains("refresh_token"))
}

/// offline access is asked for because the person wants it, and then by the relay alone: the browser never sees
/// the refresh token.
#[tokio::test]
async fn a_sign_in_is_renewed_once_with_or_without_a_new_refresh_token() {
    let lab = running::lab();
    for (mailbox, rotation) in [
        ("alex@lab.test", "No new refresh token came with it"),
        ("rotates@lab.test", "A new refresh token came with it"),
    ] {
        Browser::run("lasting-lab", async |browser| {
            let page = Page::open(browser, &lab.url).await;
            page.ask(mailbox, MailboxKind::Own, Some(mailbox)).await;
            page.choose("select[name=provider]", "lab-secret").await;
            page.click("input[name=will-last]").await;
            page.submit().await;
            page.log_in(mailbox).await;
            let verdict = page.verdict().await;
            assert_eq!(verdict.causes, ["healthy"], "the check itself");
            page.wait_for("[data-lasting=lasts]").await;
            let text = said(&page).await;
            assert!(text.contains("without anybody signing in"), "{text}");
            assert!(text.contains(rotation), "{text}");

            let events = browser.events().await;
            let asked = requests(&events);
            let scope = left_with(&asked).query("scope").unwrap_or_default();
            assert!(scope.ends_with("offline_access"), "{scope}");
            let exchange = format!("{}/api/v1/oauth/token", lab.url);
            let exchange = to(&asked, "POST", &exchange)[0].json();
            assert_eq!(exchange["grant"]["code"]["will_last"], true);
            let token = format!("{}/token", lab.openid.issuer);
            assert!(to(&asked, "POST", &token).is_empty());
            assert!(!names_refresh_token(&events));
        })
        .await;
    }
}

/// Where the refresh token is refused, or ends after a week, that has a cause of its own; the mailbox opens all the same.
#[tokio::test]
async fn each_sign_in_of_the_sandbox_that_is_tried_for_its_length_at_length() {
    let demo = running::demo();
    let mut tried = 0;
    Browser::run("lasting-demo", async |browser| {
        for way in demo.ways.iter().filter(|way| way.will_last) {
            let page = Page::open(browser, &demo.url).await;
            page.set_out(way).await;
            page.be(way.sign_in_as.as_deref().unwrap()).await;
            let verdict = page.verdict().await;
            assert_eq!(verdict.verdict, "passed", "{}", way.note);
            assert_eq!(verdict.causes, ["healthy"], "{}", way.note);
            let expected = match way.cause.as_str() {
                "healthy" => "lasts",
                "google-testing-mode-7day" => "ends",
                _ => "broken",
            };
            page.wait_for(&format!("[data-lasting={expected}]")).await;
            page.open_folds().await;
            let text = said(&page).await;
            if expected == "ends" {
                page.audit("it ends").await;
            }
            let named = text.contains(&way.cause);
            assert_eq!(named, expected != "lasts", "{}: {text}", way.note);
            tried += 1;
        }
    })
    .await;
    assert_eq!(tried, 4);
}

/// nobody who did not tick it is asked for more.
#[tokio::test]
async fn without_the_tick_no_offline_access_is_asked_for() {
    let demo = running::demo();
    Browser::run("lasting-not-asked", async |browser| {
        let way = demo.ways.iter().find(|way| way.will_last).unwrap();
        let page = Page::open(browser, &demo.url).await;
        let quiet = end_to_end::demo::Way {
            will_last: false,
            ..way.clone()
        };
        page.set_out(&quiet).await;
        page.be(way.sign_in_as.as_deref().unwrap()).await;
        assert_eq!(page.verdict().await.causes, ["healthy"]);
        assert!(!page.shows("[data-lasting]").await);
        let asked = requests(&browser.events().await);
        let left = left_with(&asked);
        assert_eq!(left.query("access_type"), None);
        assert!(!left.url.contains("offline"), "{}", left.url);
    })
    .await;
}
