//! What stands between a frame and its sign-in, and the way round each.

use end_to_end::browser::{Browser, Kind};
use end_to_end::page::Page;
use end_to_end::portal::{Holder, Portal};
use serde_json::json;

use crate::browser_embed::{demo, tag};

/// Presses the button as a script does: no browser takes that for a click.
const UNASKED: &str = "document.querySelector('form.question button[type=submit]').click()";

/// A window that nobody asked for is shut in a strict browser, and a link opens it.
async fn blocked(kind: Kind) {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(kind, &format!("embed-blocked-{kind:?}"), async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let frame = holder.enter(0).await;
        let home = browser.window().await;
        browser.script(UNASKED, vec![]).await;
        frame.wait_for("[data-beside=blocked]").await;
        let before = browser.windows().await;
        frame.click("[data-beside=blocked] a.main").await;
        let window = browser.wait_for_new_window(&before).await;
        browser.switch_to(&window).await;
        Page::of(browser)
            .wait_for("[data-visit=go]:not([aria-disabled=true])")
            .await;
        let opened = end_to_end::portal::Opened {
            portal: home,
            window,
        };
        holder.sign_in(&opened, &mailbox.sign_in_as).await;
        assert_eq!(holder.enter(0).await.verdict().await.causes, ["healthy"]);
        browser.leave_frame().await;
        let events = holder.events().await;
        assert!(
            events
                .iter()
                .any(|event| event["detail"]["code"] == "popup-blocked")
        );
    })
    .await;
}

#[tokio::test]
async fn a_blocked_window_is_opened_by_a_link_in_chromium() {
    blocked(Kind::StrictChromium).await;
}

#[tokio::test]
async fn a_blocked_window_is_opened_by_a_link_in_firefox_at_length() {
    blocked(Kind::Firefox).await;
}

/// Where windows open by themselves, nothing is blocked: so the wall of the tests above is there.
#[tokio::test]
async fn without_the_wall_nothing_is_blocked() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::OpenChromium, "embed-not-blocked", async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let frame = holder.enter(0).await;
        let before = browser.windows().await;
        browser.script(UNASKED, vec![]).await;
        browser.wait_for_new_window(&before).await;
        frame.wait_for("[data-beside=open]").await;
    })
    .await;
}

const SOME: &str = "allow-scripts allow-same-origin allow-forms";

/// A sandbox without pop-ups is named with what it lacks; one whose pop-ups inherit it is named in the window; one with
/// all the words that the page asks for works.
#[tokio::test]
async fn a_sandbox_is_named_with_the_words_that_it_lacks() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::StrictChromium, "embed-sandbox", async |browser| {
        let asked = tag(mailbox);
        let holder = Holder::open(browser, &portal.with_frame(Some(SOME), &asked)).await;
        let frame = holder.enter_plain().await;
        frame.submit().await;
        frame.wait_for("[data-beside=sandboxed]").await;
        let words = frame
            .wait_for("[data-beside=sandboxed] pre")
            .await
            .text()
            .await
            .unwrap();
        assert!(words.contains("allow-popups-to-escape-sandbox"), "{words}");
        browser.leave_frame().await;
        let told = holder.heard().await;
        assert!(
            told.iter()
                .any(|message| message["data"]["detail"]["code"] == "sandboxed")
        );

        let inherits = format!("{SOME} allow-popups");
        let holder = Holder::open(browser, &portal.with_frame(Some(&inherits), &asked)).await;
        let opened = holder.open_window(holder.enter_plain().await).await;
        Page::of(browser).wait_for("[data-visit=sandboxed]").await;
        browser.client.close_window().await.unwrap();
        browser.switch_to(&opened.portal).await;

        let holder = Holder::open(browser, &portal.with_frame(Some(&words), &asked)).await;
        let opened = holder.open_window(holder.enter_plain().await).await;
        assert!(!Page::of(browser).shows("[data-visit=sandboxed]").await);
        holder.sign_in(&opened, &mailbox.sign_in_as).await;
        assert_eq!(
            holder.enter_plain().await.verdict().await.causes,
            ["healthy"]
        );
    })
    .await;
}

/// Without an origin of its own the program cannot be loaded; what stands in the frame then says what is missing.
#[tokio::test]
async fn a_sandbox_that_stops_the_program_is_told_of_in_plain_text() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(
        Kind::StrictChromium,
        "embed-sandbox-opaque",
        async |browser| {
            for sandbox in ["", "allow-scripts"] {
                let held = portal.with_frame(Some(sandbox), &tag(mailbox));
                let holder = Holder::open(browser, &held).await;
                let frame = holder.enter_plain().await;
                let text = frame.text().await;
                assert!(text.contains("allow-same-origin"), "{sandbox}: {text}");
            }
        },
    )
    .await;
}

/// The portal's page is left while somebody signs in: the check goes on, and its result stays in the window.
#[tokio::test]
async fn a_result_stays_in_the_window_when_the_portal_is_gone() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::StrictChromium, "embed-gone", async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let opened = holder.open_window(holder.enter(0).await).await;
        browser.switch_to(&opened.portal).await;
        browser.client.goto(&portal.elsewhere()).await.unwrap();
        browser.switch_to(&opened.window).await;
        let provider = holder.go_on().await;
        Page::of(browser).be(&mailbox.sign_in_as).await;
        browser.wait_until_closed(&provider).await;
        browser.switch_to(&opened.window).await;
        let window = Page::of(browser);
        assert_eq!(window.verdict().await.causes, ["healthy"]);
        window.wait_for("[data-visit=gone] button").await;
        window.audit("a window whose portal is gone").await;
    })
    .await;
}

/// A portal that cuts its windows off gets a page of its own, with the question in it and nothing started.
#[tokio::test]
async fn a_portal_that_cuts_windows_off_gets_a_page_of_its_own() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::StrictChromium, "embed-isolated", async |browser| {
        let holder = Holder::open(browser, &portal.isolated(&tag(mailbox))).await;
        let frame = holder.enter(0).await;
        let before = browser.windows().await;
        frame.submit().await;
        let window = browser.wait_for_new_window(&before).await;
        browser.switch_to(&window).await;
        let page = Page::of(browser);
        assert_eq!(page.value("input[name=mailbox]").await, mailbox.mailbox);
        page.submit().await;
        page.be(&mailbox.sign_in_as).await;
        assert_eq!(page.verdict().await.causes, ["healthy"]);
    })
    .await;
}

/// Nobody opens the window but a frame of ours: an address alone makes it a page like any other.
#[tokio::test]
async fn a_window_without_a_frame_is_a_page() {
    let (demo, _portal) = demo();
    Browser::run_in(
        Kind::StrictChromium,
        "embed-window-alone",
        async |browser| {
            let number = "n".repeat(43);
            let page = Page::open(
                browser,
                &format!("{}/window#window={number}&mailbox=a@demo.test", demo.url),
            )
            .await;
            assert_eq!(page.value("input[name=mailbox]").await, "a@demo.test");
            assert!(!page.shows("[data-visit]").await);
        },
    )
    .await;
}

/// A phone gets the whole page in a tab, with the question in it; another application's web view in the place of the
/// portal.
#[tokio::test]
async fn a_phone_gets_the_whole_page() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    for kind in [Kind::Phone, Kind::WebView] {
        Browser::run_in(kind, &format!("embed-{kind:?}"), async |browser| {
            let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
            let frame = holder.enter(0).await;
            let before = browser.windows().await;
            let button = frame.wait_for("form.question button[type=submit]").await;
            // The frame may be gone before the driver can say that it has clicked.
            let _ = button.click().await;
            let page = Page::of(browser);
            if kind == Kind::Phone {
                frame.wait_for("[data-beside=elsewhere] a").await;
                let tab = browser.wait_for_new_window(&before).await;
                browser.switch_to(&tab).await;
            } else {
                browser.switch_to(&before[0]).await;
                page.wait_until_gone("#portal").await;
                assert_eq!(browser.windows().await.len(), before.len());
            }
            assert_eq!(page.value("input[name=mailbox]").await, mailbox.mailbox);
            let place = "return document.documentElement.dataset.place ?? 'page'";
            assert_eq!(browser.script(place, vec![]).await, json!("page"));
        })
        .await;
    }
}

/// The operator learns which portal asked in vain, and the portal's page says that nothing opened.
#[tokio::test]
async fn a_portal_that_is_not_on_the_list_is_refused_and_named_in_the_log_at_length() {
    let portal = Portal::start();
    let other = Portal::start();
    let demo = end_to_end::demo::Demo::start_edited(&[], |config| config + &other.allowed());
    portal.know(&demo.url);
    let mailbox = demo.mailbox("healthy");
    for kind in Kind::STRICT {
        Browser::run_in(kind, &format!("embed-unlisted-{kind:?}"), async |browser| {
            browser.tries_policies();
            let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
            let missing = async || {
                let events = holder.events().await;
                events
                    .iter()
                    .any(|event| event["detail"]["code"] == "not-ready")
            };
            let deadline = std::time::Instant::now() + std::time::Duration::from_secs(40);
            while !missing().await {
                assert!(std::time::Instant::now() < deadline, "nobody is told");
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            assert_eq!(holder.names(0).await, ["error"]);
        })
        .await;
    }
    let log = demo.relay.log();
    assert!(
        log.contains(portal.origin()),
        "{} is named",
        portal.origin()
    );
    assert!(!log.contains(other.origin()));
}
