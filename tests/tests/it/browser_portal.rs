//! The portal of the demonstration, which has nothing but what portals are told that they need.

use std::time::Duration;

use end_to_end::browser::{Browser, Kind};
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::policy::stopped;
use end_to_end::portal::Holder;

async fn holds_the_check(kind: Kind) {
    let demo = Demo::start_with_portal();
    let portal = demo.portal.as_deref().expect("it was asked for");
    Browser::run_in(kind, &format!("portal-{kind:?}"), async |browser| {
        let asked = "mailbox=support%40demo.test&mailbox-kind=shared&theme=dark";
        let holder = Holder::open(browser, &format!("{portal}/?two&{asked}")).await;
        let page = Page::of(browser);
        for number in [1, 2] {
            let ready = format!("#events li[data-event=ready]:nth-child({number})");
            page.wait_for(&ready).await;
        }
        let frame = holder.enter(1).await;
        assert_eq!(
            frame.value("input[name=mailbox]").await,
            "support@demo.test"
        );
        assert!(frame.text().await.contains(portal), "the portal is named");
        browser.leave_frame().await;

        let sandbox = "allow-scripts%20allow-same-origin%20allow-forms";
        for more in ["", &format!("&sandbox={sandbox}")] {
            Holder::open(browser, &format!("{portal}/?plain&{asked}{more}")).await;
            page.wait_for("#events li[data-event=ready]").await;
            browser.enter_frame("#check iframe").await;
            assert_eq!(page.value("input[name=mailbox]").await, "support@demo.test");
            browser.leave_frame().await;
        }
        assert_eq!(stopped(browser).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn the_demonstrations_portal_holds_the_check_in_chromium() {
    holds_the_check(Kind::StrictChromium).await;
}

#[tokio::test]
async fn the_demonstrations_portal_holds_the_check_in_firefox_at_length() {
    holds_the_check(Kind::Firefox).await;
}

/// the browser refuses, and the operator reads which portal it was.
async fn is_refused_and_named(kind: Kind) {
    let demo = Demo::start_edited(&["--portal", "127.0.0.1:0"], |config| {
        // Another origin than the portal's, by its scheme alone.
        config.replace("portals = [\"http:", "portals = [\"https:")
    });
    let portal = demo.portal.as_deref().expect("it was asked for");
    Browser::run_in(kind, &format!("portal-refused-{kind:?}"), async |browser| {
        browser.tries_policies();
        Holder::open(browser, &format!("{portal}/?plain")).await;
        let named = format!(
            "a page of {portal} holds /embed in a frame, which embed.portals does not allow"
        );
        let mut looks = 0;
        while !demo.relay.log().contains(&named) {
            assert!(looks < 100, "{named} never appeared");
            looks += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Page::of(browser).wait_for("#check iframe").await;
        let stopped = stopped(browser).await.concat();
        assert!(stopped.contains("frame-ancestors"), "{stopped}");
        Holder::open(browser, &format!("{portal}/?plain&theme=dark")).await;
        assert_eq!(demo.relay.log().matches(&named).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_portal_that_is_not_listed_is_refused_and_named_in_chromium() {
    is_refused_and_named(Kind::StrictChromium).await;
}

#[tokio::test]
async fn a_portal_that_is_not_listed_is_refused_and_named_in_firefox() {
    is_refused_and_named(Kind::Firefox).await;
}
