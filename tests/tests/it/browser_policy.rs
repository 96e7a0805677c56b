//! A whole check from the form to the report, and what else a person does: nothing of it is anything that the page's
//! policy has to stop.

use end_to_end::browser::{Browser, Kind};
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::policy;
use shared::path::SignInPath;

use crate::running;

async fn nothing_stopped(browser: &Browser, state: &str) {
    let stopped = policy::stopped(browser).await;
    assert!(stopped.is_empty(), "{state}: {stopped:#?}");
}

/// Form, sign-in, callback, check, verdict, reports, and reading one of them again.
async fn a_check(browser: &Browser, demo: &Demo) {
    let page = Page::open(browser, &demo.url).await;
    let mailbox = demo.mailbox("no-full-access-shared");
    let account = Some(mailbox.account.as_str());
    page.ask(&mailbox.mailbox, mailbox.kind, account).await;
    page.press_named("Copy link for the person").await;
    page.wait_for("[role=status]:not(:empty)").await;
    nothing_stopped(browser, "the form").await;
    page.leave_for(mailbox).await;
    page.be(&mailbox.sign_in_as).await;
    page.looked_on().await;
    page.open_folds().await;
    nothing_stopped(browser, "the verdict").await;
    let report = page.download("Download report", &browser.downloads).await;
    page.download("Download as Markdown", &browser.downloads)
        .await;
    nothing_stopped(browser, "the reports").await;
    page.press_named("Check another mailbox").await;
    page.wait_for("input[name=mailbox]").await;
    page.open_report(&report).await;
    assert_eq!(page.verdict().await.verdict, "failed");
    nothing_stopped(browser, "a report that was saved").await;
}

async fn an_application_of_ones_own(browser: &Browser, demo: &Demo) {
    let mut ways = demo.ways.iter();
    let way = ways
        .find(|way| way.path == SignInPath::OwnApp && way.cause == "healthy")
        .unwrap();
    let page = Page::open(browser, &demo.url).await;
    page.set_out(way).await;
    page.be(way.sign_in_as.as_deref().unwrap()).await;
    assert_eq!(page.verdict().await.verdict, "passed");
    nothing_stopped(browser, "an application of one's own").await;
}

async fn pasted_words(browser: &Browser, demo: &Demo) {
    let page = Page::open(browser, &demo.url).await;
    page.press_named("I have an error message").await;
    let words = "A3 BAD User is authenticated but not connected. <img src=x onerror=alert(1)>";
    page.paste_into("textarea[name=words]", words).await;
    page.press_named("Name the causes").await;
    page.verdict().await;
    nothing_stopped(browser, "pasted words").await;
}

/// What is read, and what a portal holds.
async fn other_pages(browser: &Browser, demo: &Demo) {
    for path in [
        "/about/data",
        "/causes",
        "/causes/token-expired",
        "/embed/setup",
        "/embed",
        "/window",
        "/oauth/callback?error=access_denied&state=nobody",
    ] {
        let address = format!("{}{path}", demo.url);
        browser.client.goto(&address).await.unwrap();
        Page::of(browser)
            .wait_for("main :is(article, form, section, [data-trouble])")
            .await;
        nothing_stopped(browser, path).await;
    }
}

///
#[tokio::test]
async fn a_whole_check_does_nothing_that_its_policy_stops() {
    let demo = running::demo();
    for kind in [Kind::Chromium, Kind::Firefox] {
        Browser::run_in(kind, &format!("policy-whole-{kind:?}"), async |browser| {
            std::fs::create_dir_all(&browser.downloads).unwrap();
            if kind == Kind::Chromium {
                browser.downloads_to(&browser.downloads).await;
            }
            a_check(browser, &demo).await;
            an_application_of_ones_own(browser, &demo).await;
            pasted_words(browser, &demo).await;
            other_pages(browser, &demo).await;
            // In this very session, something that is stopped is seen.
            browser.tries_policies();
            let forbidden = "document.body.setAttribute('style', 'color: red')";
            browser.script(forbidden, vec![]).await;
            assert!(!policy::stopped(browser).await.is_empty(), "{kind:?}");
        })
        .await;
    }
}
