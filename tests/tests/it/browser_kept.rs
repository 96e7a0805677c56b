//! What a browser keeps of a check: cookies, storage, and pages to go back to.

use std::collections::BTreeSet;

use end_to_end::browser::{Browser, Kind};
use end_to_end::demo::Demo;
use end_to_end::memory;
use end_to_end::page::Page;
use end_to_end::requests::sent_token;
use end_to_end::traces::{NOTHING_STORED, stored};
use serde_json::{Value, json};
use shared::path::SignInPath;

use crate::running;

async fn check(browser: &Browser, demo: &Demo) {
    let row = demo.mailbox("healthy");
    let page = Page::open(browser, &demo.url).await;
    page.leave_for(row).await;
    page.be(&row.sign_in_as).await;
    page.looked_on().await;
}

/// The cookies that went with the upgrades to a socket since this was last asked, one text for each socket.
fn sent_with_sockets(events: &[Value]) -> Vec<String> {
    let sockets = events
        .iter()
        .filter(|event| event["method"] == "Network.webSocketWillSendHandshakeRequest");
    sockets
        .map(|event| {
            let cookie = &event["params"]["request"]["headers"]["Cookie"];
            cookie.as_str().unwrap_or_default().to_owned()
        })
        .collect()
}

/// no page and no answer sets a cookie, and none goes with a socket.
#[tokio::test]
async fn no_cookie_is_set_or_sent() {
    let demo = running::demo();
    Browser::run("cookies", async |browser| {
        check(browser, &demo).await;
        assert_eq!(stored(browser).await, NOTHING_STORED);
        let cookies = browser.client.get_all_cookies().await.unwrap();
        assert!(cookies.is_empty(), "{cookies:?}");
        assert_eq!(sent_with_sockets(&browser.events().await), [""]);
        // A cookie that somebody else sets would be seen.
        let cookie = "document.cookie = 'canary=here; path=/'";
        browser.script(cookie, vec![]).await;
        check(browser, &demo).await;
        let sent = sent_with_sockets(&browser.events().await);
        assert_eq!(sent, ["canary=here"]);
    })
    .await;
}

/// while somebody is away to sign in, their window keeps what the answer is held against, and nothing else. Whoever
/// comes back takes it out.
#[tokio::test]
async fn storage_holds_what_an_answer_needs_until_it_comes() {
    let demo = running::demo();
    let row = demo.mailbox("healthy");
    for kind in [Kind::Chromium, Kind::Firefox] {
        Browser::run_in(kind, &format!("storage-{kind:?}"), async |browser| {
            let page = Page::open(browser, &demo.url).await;
            page.leave_for(row).await;
            let person = format!("button[value='{}']", row.sign_in_as);
            page.wait_for(&person).await;
            let away = browser.client.current_url().await.unwrap();
            // Another address of ours in the same window, without the page's program.
            let plain = format!("{}/healthz", demo.url);
            browser.client.goto(&plain).await.unwrap();
            let kept = browser
                .script(
                    "return [{ ...sessionStorage }, { ...localStorage }]",
                    vec![],
                )
                .await;
            assert_eq!(kept[1], json!({}));
            let kept = kept[0].as_object().unwrap();
            let (signing_in, form): (Vec<_>, Vec<_>) = kept
                .iter()
                .partition(|(key, _)| key.starts_with("greencheck.sign-in."));
            assert_eq!(signing_in.len(), 1, "{kept:?}");
            let form: Vec<&str> = form.iter().map(|(key, _)| key.as_str()).collect();
            assert!(form.is_empty() || form == ["greencheck.form"], "{form:?}");
            let transaction: Value =
                serde_json::from_str(signing_in[0].1.as_str().unwrap()).unwrap();
            let names = transaction.as_object().unwrap().keys();
            let names: BTreeSet<&str> = names.map(String::as_str).collect();
            let expected = [
                "ask",
                "began_at",
                "form",
                "nonce",
                "provider",
                "redirect_uri",
                "verifier",
            ];
            assert_eq!(names, BTreeSet::from(expected));

            browser.client.goto(away.as_str()).await.unwrap();
            page.be(&row.sign_in_as).await;
            page.verdict().await;
            assert_eq!(stored(browser).await, NOTHING_STORED, "{kind:?}");
        })
        .await;
    }
}

/// a page that a sign-in came back to is not kept; whoever comes back to it finds the form.
#[tokio::test]
async fn going_back_after_a_sign_in_finds_the_form() {
    let demo = running::demo();
    for kind in [Kind::Chromium, Kind::Firefox] {
        Browser::run_in(kind, &format!("back-{kind:?}"), async |browser| {
            check(browser, &demo).await;
            browser.client.goto(&demo.sign_in).await.unwrap();
            browser.client.back().await.unwrap();
            let page = Page::of(browser);
            page.wait_for("input[name=mailbox]").await;
            assert!(!page.shows("[data-verdict]").await, "{kind:?}");
        })
        .await;
    }
}

/// where no sign-in loads the page again, Chromium keeps it as it was left. The answer is there still, and no token.
#[tokio::test]
async fn a_page_that_the_browser_kept_has_no_token() {
    let demo = running::demo();
    let mut ways = demo.ways.iter();
    let way = ways.find(|way| way.path == SignInPath::AppOnly && way.cause == "healthy");
    let way = way.unwrap();
    Browser::run("back-kept", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.set_out(way).await;
        page.hand_over(way.secret.as_deref().unwrap()).await;
        page.looked_on().await;
        let token = sent_token(&browser.events().await).expect("a check was sent");
        let middle = &token[token.len() / 3..token.len() / 3 * 2];
        assert!(memory::count(browser, middle).await > 0);
        browser.script("window.kept = true", vec![]).await;
        browser.client.goto(&demo.sign_in).await.unwrap();
        browser.client.back().await.unwrap();
        assert_eq!(page.verdict().await.verdict, "passed");
        let kept = browser.script("return window.kept === true", vec![]).await;
        assert_eq!(kept, json!(true), "it is the page that was left");
        assert_eq!(memory::count(browser, middle).await, 0);
    })
    .await;
}
