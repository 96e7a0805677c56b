//! The page in Firefox.

use end_to_end::browser::{Browser, Kind};
use end_to_end::page::Page;
use end_to_end::policy;
use end_to_end::site::{Document, Site};

use crate::running;

/// There and back by full-page redirects.
#[tokio::test]
async fn a_healthy_mailbox_is_green_in_firefox() {
    let demo = running::demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::Firefox, "firefox-healthy", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.verdict, "passed");
        assert_eq!(verdict.causes, ["healthy"]);
        let stopped = policy::stopped(browser).await;
        assert!(stopped.is_empty(), "{stopped:#?}");
    })
    .await;
}

/// So that nothing stopped means something, in either browser.
#[tokio::test]
async fn what_a_policy_stops_is_seen() {
    let site = Site::start(|_, _| {
        let page =
            Document::of("<!doctype html><title>strict</title><script>window.ran = 1;</script>");
        Some(page.with("Content-Security-Policy: default-src 'none'"))
    });
    for kind in [Kind::Chromium, Kind::Firefox] {
        Browser::run_in(kind, &format!("policy-{kind:?}"), async |browser| {
            browser.tries_policies();
            browser.client.goto(&site.by_name).await.unwrap();
            let stopped = policy::stopped(browser).await;
            assert!(!stopped.is_empty(), "{kind:?}");
            let stopped = policy::stopped(browser).await;
            assert!(stopped.is_empty(), "{kind:?}, once more: {stopped:#?}");
        })
        .await;
    }
}
