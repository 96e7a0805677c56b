//! Second looks and questions to people, behind a verdict that stands at once.

use end_to_end::browser::Browser;
use end_to_end::demo::{Answer, Demo, Mailbox};
use end_to_end::page::Page;
use serde_json::json;

use crate::running;

async fn refused<'a>(browser: &'a Browser, demo: &Demo, mailbox: &Mailbox) -> Page<'a> {
    let page = Page::open(browser, &demo.url).await;
    page.leave_for(mailbox).await;
    page.be(&mailbox.sign_in_as).await;
    page
}

/// What has the focus.
async fn focus(browser: &Browser) -> String {
    let script = "return document.activeElement.outerHTML.slice(0, 80)";
    let at = browser.script(script, vec![]).await;
    at.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_look_narrows_the_verdict_and_a_pasted_answer_settles_it() {
    let demo = running::demo();
    Browser::run("looks", async |browser| {
        let mailbox = demo.mailbox("no-full-access-shared");
        let page = refused(browser, &demo, mailbox).await;
        let first = page.verdict().await;
        assert_eq!(first.causes[0], "no-full-access-shared");
        let heading = focus(browser).await;
        assert!(heading.starts_with("<h1"), "{heading}");

        page.wait_for("[data-look=own-mailbox][data-look-state=announced]")
            .await;
        let text = page.text().await;
        assert!(text.contains("opens the inbox of alex@demo.test"), "{text}");
        page.audit("look announced").await;
        let second = page.looked_on().await;
        assert_eq!(second.causes[0], "no-full-access-shared");
        assert!(second.causes.len() < first.causes.len(), "{second:?}");
        assert!(page.shows("details[data-control=own-mailbox]").await);
        let text = page.text().await;
        assert!(
            text.contains("Alex’s own mailbox opened a moment later"),
            "what it showed: {text}"
        );
        assert_eq!(focus(browser).await, heading, "the focus was moved");

        page.wait_for("[data-question=exchange]").await;
        let block = page.text().await;
        for command in [
            "$m = 'support@demo.test'",
            "Get-CASMailbox",
            "Get-MailboxPermission",
        ] {
            assert!(block.contains(command), "{command}");
        }
        lines_stand_under_each_other(browser).await;
        page.audit("question").await;
        page.type_into("textarea[name=answer]", "I do not know")
            .await;
        page.press_named("Read the answer").await;
        page.wait_for("textarea[name=answer][aria-invalid=true]")
            .await;
        page.audit("answer unread").await;
        let [Answer::Exchange(answer)] = mailbox.answers.as_slice() else {
            panic!("an answer to paste");
        };
        page.paste_into("textarea[name=answer]", answer).await;
        page.press_named("Read the answer").await;
        page.wait_until_gone("[data-question]").await;
        assert_eq!(page.verdict().await.causes, ["no-full-access-shared"]);
        page.press_named("Take my answers back").await;
        page.wait_for("[data-question=exchange]").await;
    })
    .await;
}

#[tokio::test]
async fn the_own_mailbox_stays_closed_where_the_person_says_so() {
    let demo = running::demo();
    Browser::run("spare", async |browser| {
        let mailbox = demo.mailbox("no-full-access-shared");
        let page = Page::open(browser, &demo.url).await;
        page.click("input[name=spare-own-mailbox]").await;
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.verdict().await;
        // The next thing is a repetition, and the question that stands beside it.
        page.wait_for("[data-look=retry]").await;
        page.wait_for("[data-question=exchange]").await;
        assert!(!page.shows("[data-look=own-mailbox]").await);

        // The announcement has the same switch.
        let page = refused(browser, &demo, mailbox).await;
        page.wait_for("[data-look=own-mailbox]").await;
        page.press_named("Do not open that mailbox").await;
        page.wait_until_gone("[data-look=own-mailbox]").await;
        page.press_named("Stop here").await;
        page.wait_for("[data-look-state=stopped]").await;
        assert!(!page.shows("[data-look]").await);
        page.audit("looks stopped").await;
        let opened = browser.events().await;
        let opened = opened
            .iter()
            .filter(|event| event["method"] == "Network.webSocketFrameSent")
            .filter_map(|event| event["params"]["response"]["payloadData"].as_str())
            .filter(|frame| frame.contains("\"mailbox\":\"alex@demo.test\""));
        assert_eq!(opened.count(), 0, "the own mailbox was opened");
    })
    .await;
}

#[tokio::test]
async fn a_question_with_two_answers_is_answered_with_a_button() {
    let demo = running::demo();
    Browser::run("question", async |browser| {
        let mailbox = demo.mailbox("consumer-imap-regression");
        let page = refused(browser, &demo, mailbox).await;
        let first = page.verdict().await;
        page.wait_for("[data-question=switch]").await;
        page.press_named("Yes").await;
        page.wait_for("[data-question=web-mail]").await;
        page.press_named("Yes").await;
        page.wait_until_gone("[data-question]").await;
        let last = page.verdict().await;
        assert_eq!(last.causes[0], "consumer-imap-regression");
        assert!(last.causes.len() < first.causes.len());
        for gone in ["imap-disabled-mailbox", "account-locked-or-abuse"] {
            assert!(first.causes.iter().any(|code| code == gone), "{first:?}");
            assert!(!last.causes.iter().any(|code| code == gone), "{last:?}");
        }
        assert_eq!(json!(last.verdict), json!("failed"));
    })
    .await;
}

/// A command that is read off the screen must be the one that the button copies.
async fn lines_stand_under_each_other(browser: &Browser) {
    let lines = browser
        .script(
            "return [...document.querySelectorAll('[data-question] pre .line')].map(line => {
                const word = line.querySelector('.unbroken');
                return [line.textContent, word.getBoundingClientRect().left, word.getBoundingClientRect().top];
            })",
            vec![],
        )
        .await;
    let lines: Vec<(String, f64, f64)> = serde_json::from_value(lines).expect("lines");
    assert!(lines.len() > 3, "{lines:?}");
    for pair in lines.windows(2) {
        let [(text, left, top), (_, next_left, next_top)] = pair else {
            unreachable!("two")
        };
        assert!((left - next_left).abs() < 1.0, "{lines:?}");
        assert!(top < next_top, "{lines:?}");
        assert!(text.ends_with('\n'), "{lines:?}");
    }
}
