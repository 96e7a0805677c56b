//! The second door: words in place of a sign-in, and nothing leaves the browser.

use end_to_end::browser::Browser;
use end_to_end::page::Page;

use crate::running;

const LOG: &str = "JIRA couldn't open the folder 'inbox' at outlook.office365.com.\n\
                   Caused by: com.sun.mail.iap.BadCommandException: A3 BAD User is authenticated but not connected.";

#[tokio::test]
async fn a_message_is_read_and_stays_in_the_window() {
    let demo = running::demo();
    Browser::run("paste", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.press_named("I have an error message").await;
        page.wait_for("textarea[name=words]").await;
        page.audit("paste").await;
        page.press_named("Name the causes").await;
        page.wait_for("textarea[name=words][aria-invalid=true]").await;
        page.audit("nothing pasted").await;

        assert!(requests(browser).await > 0, "the counting counts nothing");
        page.paste_into("textarea[name=words]", LOG).await;
        page.type_into("input[name=paste-mailbox]", "support@contoso.com").await;
        page.type_into("input[name=paste-account]", "alex@contoso.com").await;
        page.press_named("Name the causes").await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.causes[0], "no-full-access-other-user");
        assert!(!verdict.causes.iter().any(|code| code == "client-secret-expired"));
        let text = page.text().await;
        for part in [
            "Nothing was checked",
            "Add-MailboxPermission -Identity 'support@contoso.com'",
            "Get-CASMailbox",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        page.wait_for("[data-question=exchange]").await;
        page.audit("paste result").await;
        assert_eq!(requests(browser).await, 0, "something left the browser");

        page.press_named("Change the message").await;
        assert_eq!(page.value("textarea[name=words]").await, LOG);
        page.paste_into(
            "textarea[name=words]",
            "Refresh Token Failed. Reported Reason: AADSTS7000222: The provided client secret keys are expired.",
        )
        .await;
        page.press_named("Name the causes").await;
        assert_eq!(page.verdict().await.causes, ["client-secret-expired"]);
        page.press_named("Sign in and check instead").await;
        page.wait_for("input[name=mailbox]").await;
    })
    .await;
}

/// How many requests the browser has sent since the last time that this was asked.
async fn requests(browser: &Browser) -> usize {
    let events = browser.events().await;
    let sent = ["Network.requestWillBeSent", "Network.webSocketCreated"];
    events
        .iter()
        .filter(|event| sent.iter().any(|name| event["method"] == *name))
        .count()
}
