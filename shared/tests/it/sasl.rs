//! The mechanism, and AUTHENTICATE refused.

use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::evidence::sasl::{SaslOutcome, Tried, UserForm};
use shared::evidence::{Break, Evidence};
use shared::provider::Family;
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
fn a_server_that_is_busy_or_broken_has_judged_nobody() {
    for (words, code) in [
        (
            "[UNAVAILABLE] Temporary failure",
            "service-outage-or-backend",
        ),
        ("Server Unavailable. 15", "service-outage-or-backend"),
        ("[LIMIT] Too many logins", "too-many-connections"),
        (
            "Request is throttled. Suggested Backoff Time: 299609 milliseconds",
            "throttled",
        ),
    ] {
        let case = with(healthy(), auth_refused(words));
        assert_eq!(found(&case)[0].0, code, "{words}");
        assert_absent(&case, &["imap-disabled-mailbox", "token-expired"]);
    }
}

#[test]
fn words_that_nobody_knows_are_not_interpreted() {
    for words in ["The moon is in the wrong phase", ""] {
        let case = with(healthy(), auth_refused(words));
        assert_eq!(found(&case), [("unrecognised", Possible)], "{words}");
    }
}

#[test]
fn a_password_in_the_place_of_a_token() {
    let Evidence::Auth(mut sasl) = auth_refused("AUTHENTICATE failed.") else {
        panic!("authentication");
    };
    sasl.mechanism = Some(Tried::Plain);
    let case = with(healthy(), Evidence::Auth(sasl));
    assert_eq!(leading(&case, 1), [("basic-auth-blocked", Likely)]);
    assert_absent(&case, &["no-full-access-shared", "missing-imap-scope"]);
}

#[test]
fn a_name_that_is_not_the_mailboxs_own() {
    for form in [UserForm::Alias, UserForm::LegacyShared, UserForm::ShortName] {
        let Evidence::Auth(mut sasl) = auth_refused("AUTHENTICATE failed.") else {
            panic!("authentication");
        };
        sasl.user = form;
        let case = with(healthy(), Evidence::Auth(sasl));
        assert_eq!(
            leading(&case, 1),
            [("username-case-or-alias", Likely)],
            "{form:?}"
        );
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
    case.provider.family = Family::Other;
    assert_eq!(
        found(&case),
        [
            ("token-expired", Likely),
            ("server-oauth-not-configured", Possible)
        ]
    );
}

#[test]
fn a_good_looking_token_that_the_server_calls_invalid_may_have_been_withdrawn() {
    let case = with(healthy(), dovecot());
    assert_eq!(found(&case), [("token-expired", Possible)]);
}

#[test]
fn another_persons_token_may_be_called_invalid_too() {
    let mut case = with(asking(SUPPORT, MailboxKind::Shared, Some(PAT)), dovecot());
    opaque(&mut case);
    assert_eq!(
        leading(&case, 3),
        [
            ("wrong-user-signed-in", Likely),
            ("token-expired", Possible),
            ("no-full-access-shared", Possible)
        ]
    );
    assert_absent(&case, &["imap-disabled-mailbox"]);
}

#[test]
fn a_challenge_that_is_no_challenge_changes_nothing() {
    let case = with(healthy(), challenged("!!", "AUTHENTICATE failed."));
    assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Likely)]);
}
