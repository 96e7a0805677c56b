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
