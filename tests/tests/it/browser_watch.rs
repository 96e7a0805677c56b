//! Keep checking: a permission that takes a while to act, and the page that waits for it.

use std::time::{Duration, Instant};

use end_to_end::browser::Browser;
use end_to_end::demo::{Demo, Mailbox};
use end_to_end::page::Page;
use serde_json::json;

/// In place of the system's notifications, which no test can see.
const NOTIFICATIONS: &str = "
    window.shown = [];
    window.asked = 0;
    window.Notification = class {
        static permission = 'default';
        static async requestPermission() { window.asked += 1; this.permission = 'granted'; return 'granted'; }
        constructor(title) { window.shown.push(title); }
    };";

/// Signed in, and told that the mailbox does not open.
async fn refused<'a>(browser: &'a Browser, demo: &Demo, mailbox: &Mailbox) -> Page<'a> {
    let page = Page::open(browser, &demo.url).await;
    page.leave_for(mailbox).await;
    page.be(&mailbox.sign_in_as).await;
    assert_eq!(page.verdict().await.verdict, "failed");
    page
}

#[tokio::test]
async fn the_page_turns_green_by_itself_when_the_permission_acts() {
    // A sandbox of its own: its permission begins when it is first refused.
    let demo = Demo::start_with(&["--permission-delay", "30", "--recheck-seconds", "3"]);
    Browser::run("watch", async |browser| {
        let mailbox = demo.mailboxes.iter().find(|row| row.later).unwrap();
        let page = refused(browser, &demo, mailbox).await;
        browser.script(NOTIFICATIONS, vec![]).await;
        page.press_named("I changed it").await;
        page.wait_for("[data-watch=on]").await;
        let text = page.text().await;
        assert!(
            text.contains("a red check before that proves nothing"),
            "{text}"
        );
        assert_eq!(
            browser.script("return window.asked", vec![]).await,
            json!(1)
        );
        page.audit("waiting").await;
        page.wait_for("[data-next-check]").await;
        page.wait_for_words("still the same").await;
        assert_eq!(page.verdict().await.verdict, "failed");

        let deadline = Instant::now() + Duration::from_mins(1);
        while page.verdict().await.verdict != "passed" {
            assert!(Instant::now() < deadline, "it never turned green");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(page.verdict().await.causes, ["healthy"]);
        let title = browser.client.title().await.unwrap();
        assert!(title.starts_with('✓'), "{title}");
        let shown = browser.script("return window.shown", vec![]).await;
        assert_eq!(shown, json!(["Greencheck: the mailbox opens now."]));
        page.wait_until_gone("[data-watch]").await;
    })
    .await;
}

#[tokio::test]
async fn waiting_can_be_stopped_and_its_time_corrected() {
    let demo = crate::running::demo();
    Browser::run("watch-stop", async |browser| {
        let mailbox = demo.mailbox("no-full-access-shared");
        let page = refused(browser, &demo, mailbox).await;
        page.press_named("I changed it").await;
        page.set("input[name=changed-at]", "00:00").await;
        page.wait_for_words("You changed it at 00:00").await;
        page.wait_for_words("01:00").await;
        page.press_named("Stop checking").await;
        page.wait_until_gone("[data-watch]").await;
        assert_eq!(page.verdict().await.verdict, "failed");
        // The look that was announced before is taken all the same.
        page.wait_for("details[data-control=own-mailbox]").await;
    })
    .await;
}

#[tokio::test]
async fn when_the_token_has_ended_a_new_sign_in_goes_on() {
    let demo = crate::running::demo();
    Browser::run("watch-ended", async |browser| {
        let mailbox = demo.mailbox("no-full-access-shared");
        let page = refused(browser, &demo, mailbox).await;
        page.press_named("I changed it").await;
        page.wait_for("[data-watch=on]").await;
        page.end_the_sign_in().await;
        page.wait_for("[data-watch=ended]").await;
        let text = page.text().await;
        assert!(text.contains("The sign-in has ended"), "{text}");
        assert!(!page.shows("[data-next-check]").await);
        page.audit("sign-in ended").await;
        page.press_named("Sign in again").await;
        page.be(&mailbox.sign_in_as).await;
        assert_eq!(page.verdict().await.verdict, "failed");
        page.wait_for("[data-watch=on]").await;
        let text = page.text().await;
        assert!(
            text.contains("You changed it at 00:00"),
            "what was typed is kept: {text}"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_waits_over_an_example() {
    let demo = crate::running::demo();
    Browser::run("watch-example", async |browser| {
        let mailbox = demo.mailbox("no-full-access-shared");
        let page = refused(browser, &demo, mailbox).await;
        page.press_named("I changed it").await;
        page.wait_for("[data-watch=on]").await;
        page.press_named("Check another mailbox").await;
        page.wait_for("form").await;
        page.open_folds().await;
        page.click("[data-example]").await;
        page.verdict().await;
        assert!(!page.shows("[data-watch]").await);
    })
    .await;
}
