//! A sign-in without a token.

use shared::cause::Cause;
use shared::diagnose::Confidence::Possible;
use shared::diagnose::diagnose;
use shared::evidence::signin::{Endpoint, SignIn, SignInFailure};

use crate::baseline::*;

#[test]
fn the_providers_words_are_passed_on() {
    let mut case = healthy();
    case.attempts.clear();
    case.sign_in = Some(SignIn::Failed(SignInFailure::Provider {
        at: Endpoint::Token,
        code: "invalid_grant".into(),
        description: Some("AADSTS54005: OAuth2 Authorization code was already redeemed.".into()),
    }));
    assert_eq!(found(&case), [("unrecognised", Possible)]);
    let diagnosis = diagnose(&case, NOW);
    let Cause::Unrecognised { step, said } = &diagnosis.findings[0].cause else {
        panic!("{diagnosis:?}");
    };
    assert_eq!(*step, None);
    assert_eq!(
        said.as_deref(),
        Some("invalid_grant: AADSTS54005: OAuth2 Authorization code was already redeemed.")
    );
}

#[test]
fn a_failure_without_words_has_none() {
    for how in [
        SignInFailure::UnknownState,
        SignInFailure::WrongIssuer,
        SignInFailure::NoCode,
        SignInFailure::WrongIdentity,
        SignInFailure::Unreachable,
        SignInFailure::Unreadable,
    ] {
        let mut case = healthy();
        case.attempts.clear();
        case.sign_in = Some(SignIn::Failed(how));
        assert_eq!(found(&case), [("unrecognised", Possible)]);
        assert!(matches!(
            diagnose(&case, NOW).findings[0].cause,
            Cause::Unrecognised {
                step: None,
                said: None
            }
        ));
    }
}

#[test]
fn before_a_sign_in_there_is_nothing_to_say() {
    let mut case = healthy();
    case.attempts.clear();
    case.sign_in = None;
    assert_eq!(found(&case), []);
}
