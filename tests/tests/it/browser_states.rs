//! Every state of the page is accessible, reflows and keeps to its policy; the verdict is announced.

use end_to_end::browser::Browser;
use end_to_end::page::Page;
use end_to_end::policy;
use serde_json::json;

use crate::running;

///
#[tokio::test]
async fn the_form_and_the_examples_are_sound() {
    let demo = running::demo();
    Browser::run("examples", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.audit("form").await;
        let examples = page.count("[data-example]").await;
        assert_eq!(examples, 3);
        for number in 0..examples {
            let page = Page::open(browser, &demo.url).await;
            page.click_nth("[data-example]", number).await;
            let verdict = page.verdict().await;
            assert_eq!(
                verdict.verdict == "passed",
                verdict.causes == ["healthy"],
                "{verdict:?}"
            );
            page.audit(&format!("example {number}")).await;
        }
    })
    .await;
}

/// otherwise an audit that finds nothing would prove nothing.
#[tokio::test]
async fn an_audit_sees_what_the_policy_stops() {
    let demo = running::demo();
    Browser::run("policy", async |browser| {
        browser.tries_policies();
        Page::open(browser, &demo.url).await;
        assert_eq!(policy::stopped(browser).await, [""; 0]);
        for forbidden in [
            "document.body.setAttribute('style', 'color: red')",
            "document.head.append(Object.assign(document.createElement('script'), { src: 'https://example.com/' }))",
            "document.body.innerHTML = '<p>'",
        ] {
            let script = format!("try {{ {forbidden} }} catch {{}}");
            browser.script(&script, vec![]).await;
            let stopped = policy::stopped(browser).await;
            let heard = |line: &String| line.contains("as the page hears");
            // The browser says it, and so does the page.
            assert!(stopped.iter().any(heard), "{forbidden}: {stopped:#?}");
            assert!(!stopped.iter().all(heard), "{forbidden}: {stopped:#?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_red_verdict_is_announced() {
    let demo = running::demo();
    Browser::run("red", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.verdict, "failed");
        assert_eq!(
            page.steps().await,
            [
                "dns passed",
                "tcp passed",
                "tls passed",
                "greeting passed",
                "capability passed",
                "auth passed",
                "examine failed",
                "list not-reached",
                "logout not-reached",
            ]
        );

        let sentence = "Alex has no Full Access to the shared mailbox support@demo.test";
        announced(browser, sentence).await;
        let text = page.text().await;
        assert!(text.contains("Exchange admin"), "{text}");
        for command in [
            "Add-MailboxPermission",
            "'support@demo.test'",
            "'alex@demo.test'",
        ] {
            assert!(text.contains(command), "{command}");
        }
        page.audit("red").await;
    })
    .await;
}

#[tokio::test]
async fn a_green_verdict_is_announced() {
    let demo = running::demo();
    Browser::run("green", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("healthy");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.verdict, "passed");
        assert!(
            page.steps()
                .await
                .iter()
                .all(|step| step.ends_with(" passed"))
        );
        announced(browser, &mailbox.mailbox).await;
        page.audit("green").await;
    })
    .await;
}

#[tokio::test]
async fn another_account_than_the_one_that_was_meant_pauses_the_check() {
    let demo = running::demo();
    Browser::run("confirm", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("wrong-user-signed-in");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.wait_for("[data-confirm]").await;
        assert!(!page.shows("[data-verdict]").await, "the check waits");
        let text = page.text().await;
        assert!(text.contains(&mailbox.account), "{text}");
        assert!(text.contains(&mailbox.sign_in_as), "{text}");
        page.audit("confirm").await;

        page.press_named("Sign in again").await;
        page.be(&mailbox.account).await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.causes, ["healthy"], "the right person may open it");
    })
    .await;
}

/// The heading has the focus, and title, heading and live region say the same.
async fn announced(browser: &Browser, words: &str) {
    let said = browser
        .script(
            "const card = document.querySelector('[data-verdict]');
             return {
                 title: document.title,
                 focused: card.contains(document.activeElement) && document.activeElement.innerText,
                 live: [...document.querySelectorAll('[aria-live=polite]')].map((e) => e.textContent),
             };",
            vec![],
        )
        .await;
    for place in ["title", "focused"] {
        let text = said[place].as_str().unwrap_or_default();
        assert!(text.contains(words), "{place}: {said}");
    }
    let live = said["live"].as_array().expect("a list");
    assert_eq!(live.len(), 1, "one live region: {said}");
    assert_ne!(live[0], json!(""), "{said}");
    let live = live[0].as_str().unwrap_or_default();
    assert!(live.contains(words), "live region: {said}");
}

/// While an address is typed over another one, its provider is not known for a moment. The field stays the same field.
#[tokio::test]
async fn an_address_can_be_typed_over_another_one() {
    let demo = running::demo();
    Browser::run("typing", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        for typed in ["ada@demo.test", "alex@demo.test"] {
            page.type_into("input[name=mailbox]", typed).await;
            assert_eq!(page.value("input[name=mailbox]").await, typed);
        }
    })
    .await;
}
