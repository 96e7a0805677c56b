//! The mechanism, and AUTHENTICATE refused.

use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::{Break, Evidence};
use shared::request::MailboxKind;
use shared::token::TokenFacts;

use crate::baseline::*;

/// `{"status":"invalid_token"}`
const INVALID_TOKEN: &str = "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=";

#[test]
fn a_server_that_takes_passwords_only() {
    for offered in [vec!["PLAIN".to_owned()], Vec::new()] {
        let case = with(healthy(), auth(SaslOutcome::NotOffered { offered }));
        assert_eq!(found(&case), [("sasl-mechanism-mismatch", Certain)]);
    }
}

#[test]
fn words_that_refuse_nobody_in_particular_are_not_interpreted() {
    for words in [
        "[UNAVAILABLE] Temporary failure",
        "[LIMIT] Too many logins",
        "Server Unavailable. 15",
        "The moon is in the wrong phase",
        "",
    ] {
        let case = with(healthy(), auth_refused(words));
        assert_eq!(found(&case), [("unrecognised", Possible)], "{words}");
    }
}

#[test]
fn a_dialogue_that_breaks_is_not_interpreted() {
    for how in [Break::Closed, Break::TimedOut, Break::TooMuch] {
        let case = with(healthy(), auth(SaslOutcome::Broken(how)));
        assert_eq!(found(&case), [("unrecognised", Possible)]);
    }
}

fn opaque(case: &mut shared::case::Case) {
    case.token_facts = Some(TokenFacts::default());
}

fn dovecot() -> Evidence {
    challenged(
        INVALID_TOKEN,
        "[AUTHENTICATIONFAILED] Authentication failed.",
    )
}

#[test]
fn an_opaque_token_that_the_server_calls_invalid() {
    let mut case = with(healthy(), dovecot());
    opaque(&mut case);
    assert_eq!(found(&case), [("token-expired", Likely)]);
}

#[test]
fn a_good_looking_token_that_the_server_calls_invalid_is_not_explained() {
    let case = with(healthy(), dovecot());
    assert_eq!(found(&case), [("unrecognised", Possible)]);
}

#[test]
fn another_persons_token_may_be_called_invalid_too() {
    let mut case = with(asking(SUPPORT, MailboxKind::Shared, Some(PAT)), dovecot());
    opaque(&mut case);
    assert_eq!(
        found(&case),
        [
            ("wrong-user-signed-in", Likely),
            ("no-full-access-shared", Possible),
            ("token-expired", Possible)
        ]
    );
}

#[test]
fn a_challenge_that_is_no_challenge_changes_nothing() {
    let case = with(healthy(), challenged("!!", "AUTHENTICATE failed."));
    assert_eq!(found(&case), [("imap-disabled-mailbox", Likely)]);
}
