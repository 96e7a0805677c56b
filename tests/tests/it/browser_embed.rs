//! The check in a portal's page, as strict browsers have it: the whole way through its window and the provider's.

use end_to_end::browser::{Browser, Kind};
use end_to_end::demo::{Demo, Mailbox};
use end_to_end::lab::Lab;
use end_to_end::page::Page;
use end_to_end::portal::{Holder, Portal};
use serde_json::{Value, json};

/// A demonstration and a portal that may hold it.
pub fn demo() -> (Demo, Portal) {
    let portal = Portal::start();
    let demo = Demo::start_edited(&[], |config| config + &portal.allowed());
    portal.know(&demo.url);
    (demo, portal)
}

pub fn tag(mailbox: &Mailbox) -> Vec<(&str, &str)> {
    vec![
        ("provider", mailbox.provider.as_str()),
        ("mailbox", mailbox.mailbox.as_str()),
        ("mailbox-kind", mailbox.kind.code()),
        ("account", mailbox.account.as_str()),
    ]
}

async fn whole_check(kind: Kind, cause: &str, verdict: &str) {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox(cause);
    Browser::run_in(kind, &format!("embed-{kind:?}-{cause}"), async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-portal]").await;
        let text = frame.text().await;
        assert!(text.contains(portal.origin()), "the frame names it: {text}");

        // The window names the portal and the mailbox before anybody goes on.
        let opened = holder.open_window(frame).await;
        let text = Page::of(browser).text().await;
        for named in [portal.origin(), &mailbox.mailbox, &mailbox.account] {
            assert!(text.contains(named), "{named}: {text}");
        }
        holder.sign_in(&opened, &mailbox.sign_in_as).await;

        // While the window is there, the frame shows what it shows.
        let frame = holder.enter(0).await;
        let seen = frame.verdict().await;
        assert_eq!(
            (seen.verdict.as_str(), seen.causes[0].as_str()),
            (verdict, cause)
        );
        frame.wait_for("[data-beside=open]").await;

        // Back to the portal: the window closes, and the focus is in the frame.
        browser.switch_to(&opened.window).await;
        Page::of(browser)
            .press_named("Close this window and go back")
            .await;
        browser.wait_until_closed(&opened.window).await;
        browser.switch_to(&opened.portal).await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-beside=closed]").await;
        let focused = "return document.hasFocus() && document.activeElement.tagName";
        assert_eq!(browser.script(focused, vec![]).await, json!("H1"));
        browser.leave_frame().await;

        heard(&holder, &demo.url, verdict, cause).await;
    })
    .await;
}

/// What the portal was told, from the beginning to the end.
async fn heard(holder: &Holder<'_>, url: &str, verdict: &str, cause: &str) {
    let names = holder.names(0).await;
    assert_eq!(names[..3], ["ready", "signin", "step"], "{names:?}");
    let events = holder.events().await;
    let of = |name: &str| -> Vec<&Value> {
        let these = events.iter().filter(|event| event["name"] == name);
        these.map(|event| &event["detail"]).collect()
    };
    let states: Vec<&Value> = of("signin").iter().map(|detail| &detail["state"]).collect();
    assert_eq!(states, ["window", "signed-in", "closed"]);
    let results = of("result");
    let result = results.last().expect("a result");
    assert_eq!(result["verdict"], json!(verdict));
    assert_eq!(result["causes"][0]["code"], json!(cause));
    assert!(of("error").is_empty());
    for message in holder.heard().await {
        assert_eq!(message["origin"], json!(url), "{message:.200}");
    }
}

/// with partitioned storage, no third-party cookies and pop-ups shut, against a sign-in page
/// that cuts its opener off and refuses frames.
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

/// The same against a real OpenID provider and Dovecot.
#[tokio::test]
async fn a_whole_check_against_real_servers() {
    let portal = Portal::start();
    let lab = Lab::start_with(&portal.allowed());
    portal.know(&lab.url);
    Browser::run_in(Kind::StrictChromium, "embed-lab", async |browser| {
        let asked = [
            ("provider", "lab"),
            ("mailbox", "alex@lab.test"),
            ("mailbox-kind", "own"),
        ];
        let holder = Holder::open(browser, &portal.with_tags(&[&asked])).await;
        let opened = holder.open_window(holder.enter(0).await).await;
        let provider = holder.go_on().await;
        Page::of(browser).log_in("alex@lab.test").await;
        browser.wait_until_closed(&provider).await;
        browser.switch_to(&opened.window).await;
        assert_eq!(Page::of(browser).verdict().await.verdict, "passed");
        browser.switch_to(&opened.portal).await;
        assert_eq!(holder.enter(0).await.verdict().await.verdict, "passed");
    })
    .await;
}

/// Two elements on one page: each opens a window of its own, and each shows its own result.
#[tokio::test]
async fn two_frames_on_one_page() {
    let (demo, portal) = demo();
    let [healthy, refused] = ["healthy", "no-full-access-shared"].map(|cause| demo.mailbox(cause));
    Browser::run_in(Kind::StrictChromium, "embed-two", async |browser| {
        let tags = [tag(healthy), tag(refused)];
        let holder = Holder::open(browser, &portal.with_tags(&[&tags[0], &tags[1]])).await;
        let first = holder.open_window(holder.enter(0).await).await;
        browser.switch_to(&first.portal).await;
        let second = holder.open_window(holder.enter(1).await).await;
        // The second one signs in first.
        holder.sign_in(&second, &refused.sign_in_as).await;
        browser.switch_to(&first.window).await;
        holder.sign_in(&first, &healthy.sign_in_as).await;
        for (number, cause) in [(0, "healthy"), (1, "no-full-access-shared")] {
            let frame = holder.enter(number).await;
            assert_eq!(frame.verdict().await.causes[0], cause, "{number}");
            browser.leave_frame().await;
        }
        for event in holder.events().await {
            if event["name"] == "result" {
                let mailbox = &event["detail"]["report"]["ask"]["mailbox"];
                let expected = if event["number"] == 0 {
                    healthy
                } else {
                    refused
                };
                assert_eq!(*mailbox, json!(expected.mailbox));
            }
        }
    })
    .await;
}
