//! Several protocols at once: what each came to, and what one says about the other.

use end_to_end::browser::Browser;
use end_to_end::demo::Mailbox;
use end_to_end::page::Page;

use crate::running;

async fn shown(
    name: &str,
    mailbox: &str,
    expected: &[&str],
    cells: &[(&str, &str, &str, &str)],
) -> String {
    let demo = running::demo();
    let row: Mailbox = demo
        .mailboxes
        .iter()
        .find(|row| row.mailbox == mailbox)
        .unwrap()
        .clone();
    let mut text = String::new();
    Browser::run(name, async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.leave_for(&row).await;
        page.be(&row.sign_in_as).await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.causes[..expected.len()], *expected);
        for (question, protocol, answer, words) in cells {
            let (found, said) = page.cell(question, protocol).await;
            assert_eq!(found, *answer, "{protocol} {question}: {said}");
            assert!(said.contains(words), "{protocol} {question}: {said}");
        }
        page.audit(name).await;
        text = page.text().await;
    })
    .await;
    text
}

#[tokio::test]
async fn what_pop_opens_imap_alone_does_not() {
    let text = shown(
        "protocols-imap-off",
        "pia@demo.test",
        &["imap-disabled-mailbox"],
        &[
            ("Mailbox opened", "imap", "no", "not connected"),
            ("Signed in", "imap", "yes", "yes"),
            ("Mailbox opened", "pop", "yes", "yes"),
        ],
    )
    .await;
    assert!(text.contains("It does not work over IMAP"), "{text}");
    assert!(
        text.contains("POP3 opened pia@demo.test with the same token"),
        "{text}"
    );
}

#[tokio::test]
async fn submission_says_which_switch_is_off_and_imap_stays_green() {
    let text = shown(
        "protocols-smtp-off",
        "tess@demo.test",
        &["smtp-auth-disabled-tenant"],
        &[
            ("Mailbox opened", "imap", "yes", "yes"),
            ("Encrypted", "smtp", "yes", "yes"),
            ("Signed in", "smtp", "no", "5.7.139"),
            ("Mailbox opened", "smtp", "none", ""),
        ],
    )
    .await;
    assert!(text.contains("It does not work over SMTP"), "{text}");
}

/// Two protocols, two causes: both lead, and neither is called less likely.
#[tokio::test]
async fn each_protocol_has_a_finding_of_its_own() {
    let demo = running::demo();
    let mut row = demo
        .mailboxes
        .iter()
        .find(|row| row.mailbox == "pia@demo.test")
        .unwrap()
        .clone();
    row.protocols.push(shared::plan::Protocol::Smtp);
    // Pia may submit; whoever signs in as Mina may not.
    row.sign_in_as = "mina@demo.test".to_owned();
    Browser::run("protocols-two-causes", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.leave_for(&row).await;
        page.be(&row.sign_in_as).await;
        let verdict = page.verdict().await;
        assert_eq!(verdict.causes[0], "wrong-user-signed-in");
        assert_eq!(verdict.causes[1], "missing-imap-scope");
        page.audit("two causes").await;
        let text = page.text().await;
        assert!(
            text.contains("It does not work over IMAP and POP3"),
            "{text}"
        );
        assert!(text.contains("It does not work over SMTP"), "{text}");
    })
    .await;
}
