//! Real servers through the page: Dovecot, and sign-in at a certified OpenID provider.

use end_to_end::browser::Browser;
use end_to_end::page::{Page, Verdict};
use shared::request::MailboxKind;

use crate::running;

/// Signs in as one person, opens a mailbox, and gives what the page makes of it.
async fn check(name: &str, mailbox: &str, kind: MailboxKind, sign_in_as: &str) -> Verdict {
    let lab = running::lab();
    let mut verdict = None;
    Browser::run(name, async |browser| {
        let page = Page::open(browser, &lab.url).await;
        page.ask(mailbox, kind, Some(sign_in_as)).await;
        page.submit().await;
        page.log_in(sign_in_as).await;
        verdict = Some(page.verdict().await);
        page.audit(name).await;
    })
    .await;
    verdict.expect("the test ran")
}

#[tokio::test]
async fn a_healthy_mailbox_is_green() {
    let verdict = check(
        "lab-healthy",
        "alex@lab.test",
        MailboxKind::Own,
        "alex@lab.test",
    )
    .await;
    assert_eq!(verdict.verdict, "passed");
    assert_eq!(verdict.causes, ["healthy"]);
}

/// One sign-in, three protocols, all green.
#[tokio::test]
async fn three_protocols_are_green_in_one_run() {
    let lab = running::lab();
    for mailbox in [
        "alex@lab.test",
        "alex@starttls.lab.test",
        "alex@postfix.lab.test",
    ] {
        Browser::run("lab-three-protocols", async |browser| {
            let page = Page::open(browser, &lab.url).await;
            page.ask(mailbox, MailboxKind::Own, Some(mailbox)).await;
            page.tick("pop").await;
            page.tick("smtp").await;
            page.submit().await;
            page.log_in(mailbox).await;
            let verdict = page.verdict().await;
            assert_eq!(
                (verdict.verdict.as_str(), verdict.causes),
                ("passed", vec!["healthy".to_owned()])
            );
            for protocol in ["imap", "pop", "smtp"] {
                for question in [
                    "Reachable",
                    "Encrypted",
                    "Offers OAuth",
                    "Signed in",
                    "Mailbox opened",
                ] {
                    let expected = match (question, protocol) {
                        ("Mailbox opened", "smtp") => "none",
                        _ => "yes",
                    };
                    let (answer, words) = page.cell(question, protocol).await;
                    assert_eq!(answer, expected, "{protocol} {question}: {words}");
                }
            }
            page.audit("three protocols").await;
        })
        .await;
    }
}

/// Nothing is ticked: the form says so, and nobody leaves.
#[tokio::test]
async fn at_least_one_protocol_is_asked_for() {
    let lab = running::lab();
    Browser::run("lab-no-protocol", async |browser| {
        let page = Page::open(browser, &lab.url).await;
        page.ask("alex@lab.test", MailboxKind::Own, Some("alex@lab.test"))
            .await;
        page.tick("imap").await;
        page.submit().await;
        page.wait_for("input[name=protocol][aria-invalid=true]")
            .await;
        page.wait_for_words("Tick at least one of these").await;
        page.audit("no protocol").await;
        page.tick("pop").await;
        page.submit().await;
        page.log_in("alex@lab.test").await;
        assert_eq!(page.verdict().await.causes, ["healthy"]);
        let text = page.text().await;
        assert!(text.contains("over POP3"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_mailbox_is_red() {
    let verdict = check(
        "lab-wrong-user",
        "pat@lab.test",
        MailboxKind::OtherUser,
        "alex@lab.test",
    )
    .await;
    assert_eq!(verdict.verdict, "failed");
    assert_eq!(verdict.causes[0], "no-full-access-other-user");
}

#[tokio::test]
async fn an_expired_token_is_red() {
    let verdict = check(
        "lab-expired",
        "expired@lab.test",
        MailboxKind::Own,
        "expired@lab.test",
    )
    .await;
    assert_eq!(verdict.verdict, "failed");
    assert_eq!(verdict.causes[0], "token-expired");
}

#[tokio::test]
async fn a_certificate_nobody_trusts_is_red() {
    let mailbox = "alex@untrusted.lab.test";
    let verdict = check("lab-untrusted", mailbox, MailboxKind::Own, mailbox).await;
    assert_eq!(verdict.verdict, "failed");
    assert_eq!(verdict.causes, ["tls-untrusted-cert"]);
}
