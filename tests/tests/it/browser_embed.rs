//! The check in a portal's page, as strict browsers have it: the whole way through its window and the provider's.

use end_to_end::browser::{Browser, Kind};
use end_to_end::demo::{Demo, Mailbox};
use end_to_end::page::Page;
use end_to_end::portal::{Holder, Portal};
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

/// A demonstration and a portal that may hold it.
fn demo() -> (Demo, Portal) {
    let portal = Portal::start();
    let demo = Demo::start_edited(&[], |config| config + &portal.allowed());
    portal.know(&demo.url);
    (demo, portal)
}

fn tag(mailbox: &Mailbox) -> Vec<(&str, &str)> {
    vec![
        ("provider", mailbox.provider.as_str()),
        ("mailbox", mailbox.mailbox.as_str()),
        ("mailbox-kind", mailbox.kind.code()),
        ("account", mailbox.account.as_str()),
    ]
}

/// In the frame: presses the button. Then in the window: reads who asks, and goes on. Then at the provider: signs in.
/// Ends in the portal's window, in no frame.
struct SignIn {
    portal: WindowHandle,
    window: WindowHandle,
}

async fn sign_in(browser: &Browser, frame: Page<'_>, portal: &str, mailbox: &Mailbox) -> SignIn {
    let home = browser.window().await;
    let before = browser.windows().await;
    frame.submit().await;
    let window = browser.wait_for_new_window(&before).await;
    browser.switch_to(&window).await;
    let page = Page::of(browser);
    page.wait_for("[data-visit=go]:not(:disabled)").await;
    let text = page.text().await;
    for named in [portal, &mailbox.mailbox] {
        assert!(text.contains(named), "{named} is named: {text}");
    }
    let before = browser.windows().await;
    page.click("[data-visit=go]").await;
    let provider = browser.wait_for_new_window(&before).await;
    browser.switch_to(&provider).await;
    page.be(&mailbox.sign_in_as).await;
    browser.wait_until_closed(&provider).await;
    browser.switch_to(&window).await;
    page.verdict().await;
    browser.switch_to(&home).await;
    SignIn {
        portal: home,
        window,
    }
}

async fn whole_check(kind: Kind, cause: &str, verdict: &str) {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox(cause);
    Browser::run_in(kind, &format!("embed-{kind:?}-{cause}"), async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-portal]").await;
        let text = frame.text().await;
        assert!(
            text.contains(portal.origin()),
            "the frame names the portal: {text}"
        );
        let windows = sign_in(browser, frame, portal.origin(), mailbox).await;

        // While the window is there, the frame shows what it shows.
        let frame = holder.enter(0).await;
        let seen = frame.verdict().await;
        assert_eq!(
            (seen.verdict.as_str(), seen.causes[0].as_str()),
            (verdict, cause)
        );
        frame.wait_for("[data-beside=open]").await;

        // Back to the portal: the window closes, and the focus is in the frame.
        browser.switch_to(&windows.window).await;
        Page::of(browser)
            .press_named("Close this window and go back")
            .await;
        browser.wait_until_closed(&windows.window).await;
        browser.switch_to(&windows.portal).await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-beside=closed]").await;
        let focused = "return document.hasFocus() && document.activeElement.tagName";
        assert_eq!(browser.script(focused, vec![]).await, json!("H1"));
        browser.leave_frame().await;

        let names = holder.names(0).await;
        let expected = ["ready", "signin", "step", "result", "signin"];
        assert_eq!(
            names.iter().filter(|name| *name != "step").count() >= 4,
            true,
            "{names:?}"
        );
        assert_eq!(names[..3], expected[..3], "{names:?}");
        let events = holder.events().await;
        let result = events
            .iter()
            .rfind(|event| event["name"] == "result")
            .unwrap();
        assert_eq!(result["detail"]["verdict"], json!(verdict));
        assert_eq!(result["detail"]["causes"][0]["code"], json!(cause));
        assert_eq!(events.last().unwrap()["detail"]["state"], json!("closed"));
        for message in holder.heard().await {
            assert_eq!(message["origin"], json!(demo.url), "{message:.200}");
        }
    })
    .await;
}

/// with partitioned storage, no third-party cookies and pop-ups shut, against a sign-in page that cuts its
/// opener off and refuses frames.
#[tokio::test]
async fn a_whole_check_in_chromium() {
    whole_check(Kind::StrictChromium, "healthy", "passed").await;
}

#[tokio::test]
async fn a_whole_check_in_firefox() {
    whole_check(Kind::Firefox, "healthy", "passed").await;
}

#[tokio::test]
async fn a_cause_is_named_in_the_frame() {
    whole_check(Kind::StrictChromium, "no-full-access-shared", "failed").await;
}
