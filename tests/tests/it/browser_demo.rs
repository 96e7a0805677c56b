//! Every mailbox of the demonstration, through the page.

use end_to_end::browser::Browser;
use end_to_end::demo::{Demo, Mailbox};
use end_to_end::page::Page;

use crate::running;

/// Signs in and checks, and says what is wrong with what came of it.
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
    // Exchange Online's words for a missing permission fit a mailbox with IMAP switched off as well. Everything else
    // here leaves no doubt, so no second cause may be named.
    let doubt = [
        "no-full-access-shared",
        "no-full-access-other-user",
        "wrong-user-signed-in",
    ];
    let alone = verdict.causes.len() == 1 || doubt.contains(&mailbox.cause.as_str());
    if verdict.verdict == passed && verdict.causes.first() == Some(&mailbox.cause) && alone {
        return None;
    }
    Some(format!(
        "{}: {verdict:?} is not {}",
        mailbox.mailbox, mailbox.cause
    ))
}

/// One browser for a part of the table, so that several parts run side by side.
async fn check_every(part: usize, of: usize) {
    let demo = running::demo();
    Browser::run(&format!("demo-{part}"), async |browser| {
        let mut problems = Vec::new();
        for mailbox in demo.mailboxes.iter().skip(part).step_by(of) {
            problems.extend(problem(browser, &demo, mailbox).await);
        }
        assert!(problems.is_empty(), "{problems:#?}");
    })
    .await;
}

#[tokio::test]
async fn every_mailbox_shows_its_cause_first() {
    check_every(0, 2).await;
}

#[tokio::test]
async fn every_other_mailbox_shows_its_cause_first() {
    check_every(1, 2).await;
}
