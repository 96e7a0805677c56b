//! The baseline itself, and what does not spoil it.

use shared::diagnose::Confidence::Certain;
use shared::diagnose::{Fact, diagnose};
use shared::evidence::imap::Opened;
use shared::evidence::{Answer, Break, Evidence, Status};
use shared::plan::Step;
use shared::request::MailboxKind;

use crate::baseline::*;

#[test]
fn a_mailbox_that_opened_is_healthy() {
    assert_eq!(found(&healthy()), [("healthy", Certain)]);
}

#[test]
fn a_check_that_runs_has_no_verdict_yet() {
    let mut case = healthy();
    case.attempts[0].finished = false;
    assert_eq!(found(&case), []);
    for kept in 0..STEPS.len() {
        case.attempts[0].observations.truncate(STEPS.len() - kept);
        assert_eq!(found(&case), []);
    }
}

#[test]
fn a_check_that_ended_early_without_a_failure_has_none_either() {
    let mut case = healthy();
    case.attempts[0].observations.truncate(6);
    assert_eq!(found(&case), []);
    case.attempts.clear();
    assert_eq!(found(&case), []);
}

#[test]
fn a_failure_is_named_before_the_check_has_ended() {
    let mut case = with(healthy(), not_connected());
    case.attempts[0].finished = false;
    case.attempts[0].observations.truncate(7);
    assert_eq!(found(&case)[0].0, "imap-disabled-mailbox");
    // Nothing is proposed while the check still runs.
    assert_eq!(diagnose(&case, NOW).next, None);
}

#[test]
fn what_fails_after_inbox_opened_is_a_fact_and_no_cause() {
    for (step, evidence) in [
        (
            Step::List,
            Evidence::List(Answer::Refused(reply(Status::No, "No folders today"))),
        ),
        (
            Step::Logout,
            Evidence::Logout(Answer::Broken(Break::Closed)),
        ),
    ] {
        let case = with(healthy(), evidence);
        assert_eq!(found(&case), [("healthy", Certain)]);
        let diagnosis = diagnose(&case, NOW);
        assert!(diagnosis.findings[0].reasons.iter().any(|r| !r.supports
            && r.fact
                == Fact::LaterStepFailed {
                    step,
                    over: shared::plan::Protocol::Imap
                }));
    }
}

#[test]
fn an_odd_token_that_opens_the_mailbox_is_no_finding() {
    let mut case = healthy();
    let facts = case.token_facts.as_mut().unwrap();
    facts.audience = vec!["https://graph.microsoft.com".into()];
    facts.scopes = vec!["Mail.Read".into()];
    facts.expires_at = Some(NOW - 5000);
    assert_eq!(found(&case), [("healthy", Certain)]);
}

#[test]
fn another_account_than_meant_that_opens_the_mailbox_is_a_fact_and_no_cause() {
    let case = asking(SUPPORT, MailboxKind::Shared, Some(PAT));
    assert_eq!(found(&case), [("healthy", Certain)]);
    let diagnosis = diagnose(&case, NOW);
    assert!(
        diagnosis.findings[0]
            .reasons
            .iter()
            .any(|r| matches!(r.fact, Fact::AccountNotAsMeant { .. }))
    );
}

#[test]
fn the_latest_attempt_decides() {
    let mut case = with(healthy(), not_connected());
    case.attempts.push(healthy().attempts.remove(0));
    assert_eq!(found(&case), [("healthy", Certain)]);
    case.attempts.reverse();
    assert_eq!(found(&case)[0].0, "imap-disabled-mailbox");
}

#[test]
fn an_empty_inbox_is_open_too() {
    let case = with(
        healthy(),
        Evidence::Examine(Answer::Done(Opened { messages: 0 })),
    );
    assert_eq!(found(&case), [("healthy", Certain)]);
}
