//! Whose token opens whose mailbox: the scenarios of a missing permission, and their neighbours.

use shared::case::Case;
use shared::cause::Cause;
use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::diagnose::{Fact, diagnose};
use shared::evidence::signin::SignIn;
use shared::evidence::{Answer, Break, Evidence, Status};
use shared::provider::Family;
use shared::request::MailboxKind::{OtherUser, Own, Shared, Unknown};

use crate::baseline::*;

/// Exchange Online refuses in either of two ways, and neither tells more than the other.
fn both_ways(case: &Case) -> [Case; 2] {
    [
        with(case.clone(), not_connected()),
        with(case.clone(), auth_refused("AUTHENTICATE failed.")),
    ]
}

#[test]
fn a_shared_mailbox_without_full_access() {
    for case in both_ways(&asking(SUPPORT, Shared, Some(ALEX))) {
        assert_eq!(
            leading(&case, 2),
            [
                ("no-full-access-shared", Likely),
                ("imap-disabled-mailbox", Possible)
            ]
        );
    }
}

#[test]
fn a_shared_mailbox_where_nobody_said_who_was_meant() {
    for case in both_ways(&asking(SUPPORT, Shared, None)) {
        assert_eq!(
            leading(&case, 3),
            [
                ("no-full-access-shared", Likely),
                ("wrong-user-signed-in", Possible),
                ("imap-disabled-mailbox", Possible)
            ]
        );
        assert!(
            diagnose(&case, NOW).findings[1]
                .reasons
                .iter()
                .any(|r| !r.supports && r.fact == Fact::MeantUnknown)
        );
    }
}

#[test]
fn another_persons_mailbox_without_full_access() {
    for case in both_ways(&asking(PAT, OtherUser, Some(ALEX))) {
        // A token that reads well is above suspicion, and the right person signed in.
        assert_absent(
            &case,
            &[
                "wrong-user-signed-in",
                "token-expired",
                "missing-imap-scope",
            ],
        );
        assert_eq!(
            leading(&case, 2),
            [
                ("no-full-access-other-user", Likely),
                ("imap-disabled-mailbox", Possible)
            ]
        );
    }
}

#[test]
fn a_mailbox_of_unknown_kind_has_one_finding_about_permission() {
    for case in both_ways(&asking(SUPPORT, Unknown, Some(ALEX))) {
        assert_eq!(
            leading(&case, 2),
            [
                ("no-full-access-other-user", Likely),
                ("imap-disabled-mailbox", Possible)
            ]
        );
    }
}

#[test]
fn somebody_else_than_meant_signed_in() {
    for case in both_ways(&asking(SUPPORT, Shared, Some(PAT))) {
        assert_eq!(
            leading(&case, 3),
            [
                ("wrong-user-signed-in", Likely),
                ("no-full-access-shared", Possible),
                ("imap-disabled-mailbox", Possible)
            ]
        );
    }
}

#[test]
fn ones_own_mailbox_means_its_own_account() {
    for case in both_ways(&asking(PAT, Own, None)) {
        assert_eq!(
            leading(&case, 2),
            [
                ("wrong-user-signed-in", Likely),
                ("imap-disabled-mailbox", Possible)
            ]
        );
    }
}

#[test]
fn a_sign_in_name_may_differ_from_the_mailbox_address() {
    for case in both_ways(&asking("alex.moreau@demo.test", Own, Some(ALEX))) {
        assert_eq!(
            leading(&case, 2),
            [
                ("imap-disabled-mailbox", Likely),
                ("no-full-access-other-user", Possible)
            ]
        );
    }
}

#[test]
fn the_mailboxs_own_account_leaves_the_switch() {
    for kind in [Own, Shared, OtherUser, Unknown] {
        for case in both_ways(&asking("Alex@Demo.test", kind, None)) {
            assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Likely)]);
        }
    }
}

#[test]
fn a_server_that_says_so_leaves_no_doubt() {
    let words = "[ALERT] Your account is not enabled for IMAP use. Please visit your settings";
    for evidence in [
        auth_refused(words),
        Evidence::Examine(Answer::Refused(reply(Status::No, words))),
    ] {
        let case = with(asking(SUPPORT, Shared, None), evidence);
        assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Certain)]);
    }
}

fn nameless(mut case: Case) -> Case {
    case.sign_in = Some(SignIn::SignedIn {
        account: None,
        name: None,
        granted_scope: None,
    });
    case.token_facts = None;
    case
}

#[test]
fn without_a_name_nothing_is_likely() {
    for case in [nameless(asking(SUPPORT, Shared, None)), nameless(healthy())] {
        for case in both_ways(&case) {
            let found = found(&case);
            assert!(found.len() > 3, "{found:?}");
            assert!(found.iter().all(|(_, sure)| *sure == Possible), "{found:?}");
        }
    }
    let case = with(nameless(asking(SUPPORT, Shared, None)), not_connected());
    assert_eq!(leading(&case, 1), [("no-full-access-shared", Possible)]);
    let case = with(nameless(healthy()), not_connected());
    assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Possible)]);
}

#[test]
fn another_persons_mailbox_is_often_opened_by_the_wrong_person() {
    for case in both_ways(&asking(PAT, OtherUser, None)) {
        assert_eq!(
            leading(&case, 2),
            [
                ("wrong-user-signed-in", Possible),
                ("no-full-access-other-user", Possible)
            ]
        );
    }
}

#[test]
fn personal_accounts_have_no_full_access_to_give() {
    let mut case = with(
        asking("pat@outlook.test", OtherUser, Some(ALEX)),
        not_connected(),
    );
    case.provider.family = Family::OutlookCom;
    assert_absent(
        &case,
        &["no-full-access-other-user", "no-full-access-shared"],
    );
    assert_eq!(found(&case)[0].0, "username-case-or-alias");
}

#[test]
fn the_token_names_the_account_when_the_sign_in_does_not() {
    let mut case = asking(SUPPORT, Shared, Some(ALEX));
    case.sign_in = None;
    for case in both_ways(&case) {
        assert_eq!(found(&case)[0], ("no-full-access-shared", Likely));
    }
}

#[test]
fn gmail_opens_a_mailbox_to_its_own_account_alone() {
    /// `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`
    const CHALLENGE: &str = "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==";
    for (kind, account) in [(Shared, Some(ALEX)), (Own, None), (OtherUser, Some(PAT))] {
        let mut case = with(
            asking(PAT, kind, account),
            challenged(
                CHALLENGE,
                "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
            ),
        );
        case.provider.family = Family::Google;
        assert_eq!(leading(&case, 1), [("wrong-user-signed-in", Likely)]);
        let Cause::WrongUserSignedIn { meant, .. } = &diagnose(&case, NOW).findings[0].cause else {
            panic!("{kind:?}");
        };
        assert_eq!(meant.as_deref(), Some(PAT));
    }
}

#[test]
fn a_refusal_of_inbox_in_unknown_words_is_not_interpreted() {
    for answer in [
        Answer::Refused(reply(Status::No, "<b>Ask the captain</b>")),
        Answer::Broken(Break::Malformed),
        Answer::Broken(Break::TooMuch),
    ] {
        let case = with(
            asking(SUPPORT, Shared, Some(ALEX)),
            Evidence::Examine(answer),
        );
        assert_eq!(leading(&case, 1), [("unrecognised", Possible)]);
    }
}

#[test]
fn standard_codes_of_other_servers_are_read() {
    for words in [
        "[NOPERM] Access denied",
        "[AUTHORIZATIONFAILED] Not yours",
        "[noperm] x",
    ] {
        let case = with(
            asking(SUPPORT, Shared, Some(ALEX)),
            Evidence::Examine(Answer::Refused(reply(Status::No, words))),
        );
        assert_eq!(found(&case)[0], ("no-full-access-shared", Likely));
    }
}

#[test]
fn the_suffix_of_exchange_becomes_a_fact() {
    let case = with(
        asking(SUPPORT, Shared, Some(PAT)),
        auth_refused(
            "AUTHENTICATE failed. Error=\"AuthFailed:NoADRecipient AuthResultFromPopImapEnd=8\"",
        ),
    );
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(diagnosis.findings[0].cause.code(), "wrong-user-signed-in");
    assert!(
        diagnosis.findings[0]
            .reasons
            .iter()
            .any(|r| r.fact == Fact::NoRecipient)
    );
}
