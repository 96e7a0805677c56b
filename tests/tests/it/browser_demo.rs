//! The demonstration through the page: sign-ins that fail in every way that the sandbox knows, and mailboxes chosen to
//! differ. What the relay sees of all mailboxes stands in `every_cause`.

use end_to_end::browser::Browser;
use end_to_end::demo::{Demo, Mailbox};
use end_to_end::page::Page;

use crate::running;

/// At least one of each kind: healthy, permission, person, switch, token, mechanism, network, TLS, load, words that
/// nobody knows, another provider.
const CHOSEN: [&str; 18] = [
    "alex@demo.test",
    "support@demo.test",
    "pat@demo.test",
    "billing@demo.test",
    "robin@demo.test",
    "sam@demo.test",
    "morgan@demo.test",
    "jamie@demo.test",
    "helpdesk@basic.demo.test",
    "helpdesk@nowhere.demo.test",
    "helpdesk@private-ca.demo.test",
    "helpdesk@web.demo.test",
    "helpdesk@slow.demo.test",
    "helpdesk@odd.demo.test",
    "helpdesk@garbage.demo.test",
    "helpdesk@endless.demo.test",
    "emery@no-imap.gmail-like.demo.test",
    "olu@own.demo.test",
];

/// Signs in and checks, and says what is wrong with what came of it at once, before any second look.
async fn problem(browser: &Browser, demo: &Demo, mailbox: &Mailbox) -> Option<String> {
    let page = Page::open(browser, &demo.url).await;
    page.leave_for(mailbox).await;
    page.be(&mailbox.sign_in_as).await;
    let verdict = page.verdict().await;
    let passed = if mailbox.cause == "healthy" {
        "passed"
    } else {
        "failed"
    };
    let first = verdict.causes.first() == Some(&mailbox.cause);
    // Where nothing is left to ask, no other cause may be named than those that cannot be told from it.
    let settled = mailbox.answers.is_empty();
    let mut others = verdict.causes.iter().skip(1);
    let alone = others.all(|code| mailbox.besides.contains(code));
    if verdict.verdict == passed && first && (alone || !settled) {
        return None;
    }
    Some(format!(
        "{}: {verdict:?} is not {}",
        mailbox.mailbox, mailbox.cause
    ))
}

async fn check_all(name: &str, chosen: impl Fn(&Mailbox) -> bool, expected: usize) {
    let demo = running::demo();
    Browser::run(name, async |browser| {
        let mut problems = Vec::new();
        let mut checked = 0;
        for mailbox in demo.mailboxes.iter().filter(|row| chosen(row)) {
            problems.extend(problem(browser, &demo, mailbox).await);
            checked += 1;
        }
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(checked, expected);
    })
    .await;
}

#[tokio::test]
async fn each_refused_sign_in_names_its_cause_at_length() {
    check_all("demo-refused", |row| row.refused, 14).await;
}

#[tokio::test]
async fn mailboxes_that_differ_name_their_causes_at_length() {
    let chosen = |row: &Mailbox| CHOSEN.contains(&row.mailbox.as_str());
    check_all("demo-chosen", chosen, CHOSEN.len()).await;
}
