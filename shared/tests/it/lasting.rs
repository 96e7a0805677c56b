//! "Will it last?": each outcome at each family.

use shared::case::Case;
use shared::diagnose::Confidence;
use shared::evidence::lasting::{Lasting, Refresh};
use shared::provider::{Family, Redeem};
use shared::remedy::lasting::{LastingAdvice, Verdict, say};

use crate::baseline::*;

const FAMILIES: [Family; 4] = [
    Family::Microsoft,
    Family::OutlookCom,
    Family::Google,
    Family::Other,
];

/// A mailbox that opened, signed in to by an application with a secret.
fn tried(family: Family, outcome: Refresh) -> Case {
    let mut case = healthy();
    case.provider.family = family;
    case.provider.redeem = Redeem::Relay;
    case.lasting = Some(Lasting {
        outcome,
        revoked: Some(true),
    });
    case
}

fn refreshed(rotated: bool, refresh_expires_in: Option<i64>) -> Refresh {
    Refresh::Refreshed {
        rotated,
        expires_in: Some(3599),
        refresh_expires_in,
    }
}

fn refused(code: &str, description: &str) -> Refresh {
    Refresh::Refused {
        code: code.into(),
        description: Some(description.into()),
    }
}

fn said(case: &Case) -> (LastingAdvice, String) {
    let advice = say(case).unwrap();
    let text = advice.sentences.join(" ");
    (advice, text)
}

fn cause(advice: &LastingAdvice) -> Option<(&'static str, Confidence)> {
    let finding = advice.cause.as_ref()?;
    Some((finding.cause.code(), finding.confidence))
}

#[test]
fn what_was_not_tried_is_not_spoken_of() {
    assert_eq!(say(&healthy()), None);
}

#[test]
fn a_renewal_names_its_time_and_what_threatens_it() {
    for (family, threat, not) in [
        (Family::Microsoft, "90 days without a renewal", "Testing"),
        (
            Family::OutlookCom,
            "90 days without a renewal",
            "Conditional Access",
        ),
        (Family::Google, "publishing status Testing", "90 days"),
        (Family::Other, "for the provider to say", "90 days"),
    ] {
        let (advice, text) = said(&tried(family, refreshed(true, None)));
        assert_eq!(advice.verdict, Verdict::Lasts, "{family:?}");
        assert_eq!(cause(&advice), None);
        for part in [
            "good for 60 minutes",
            "store each new one",
            threat,
            "is revoked",
        ] {
            assert!(text.contains(part), "{family:?}: {part}: {text}");
        }
        assert!(!text.contains(not), "{family:?}: {text}");
        let (_, text) = said(&tried(family, refreshed(false, None)));
        assert!(text.contains("the first goes on being used") && !text.contains("store each"));
    }
}

#[test]
fn a_secret_has_a_last_day_and_keeps_the_sign_in_over_a_new_password() {
    let mut case = tried(Family::Microsoft, refreshed(true, None));
    let (_, confidential) = said(&case);
    assert!(confidential.contains("a password that its owner changes does not end it"));
    assert!(confidential.contains("The secret has a last day"));
    case.provider.redeem = Redeem::Browser;
    let (_, public) = said(&case);
    assert!(public.contains("a new password of the account ends it"));
    assert!(!public.contains("last day"));
}

#[test]
fn a_week_at_google_is_testing_and_a_day_at_microsoft_a_page() {
    let (advice, text) = said(&tried(Family::Google, refreshed(false, Some(604_799))));
    assert_eq!(advice.verdict, Verdict::Ends);
    assert_eq!(
        advice.title,
        "It was renewed, and ends after 7 days all the same"
    );
    assert_eq!(
        cause(&advice),
        Some(("google-testing-mode-7day", Confidence::Likely))
    );
    assert!(!text.contains("If the application is in the publishing status"));

    let (advice, _) = said(&tried(Family::Microsoft, refreshed(true, Some(86_399))));
    assert_eq!((advice.verdict, cause(&advice)), (Verdict::Ends, None));

    // A longer time is told, and moves with each renewal.
    for (family, seconds) in [
        (Family::Microsoft, 7_776_000),
        (Family::Google, 15_552_000),
        (Family::Other, 604_799),
        (Family::Google, 0),
        (Family::Google, i64::MIN),
        (Family::Microsoft, i64::MAX),
    ] {
        let (advice, text) = said(&tried(family, refreshed(true, Some(seconds))));
        assert_eq!(
            (advice.verdict, cause(&advice)),
            (Verdict::Lasts, None),
            "{seconds}"
        );
        assert_eq!(text.contains("itself is good for"), seconds > 0, "{text}");
    }
}

#[test]
fn no_refresh_token_ends_with_the_hour_and_somebody_can_act() {
    for (family, part) in [
        (Family::Microsoft, "offline_access"),
        (Family::OutlookCom, "offline_access"),
        (Family::Google, "access_type=offline"),
        (Family::Other, "administrator of the identity provider"),
    ] {
        let (advice, text) = said(&tried(family, Refresh::NotGiven));
        assert_eq!((advice.verdict, cause(&advice)), (Verdict::Broken, None));
        assert!(text.contains(part), "{family:?}: {text}");
        assert!(!text.contains("revoked"), "there was none: {text}");
    }
}

#[test]
fn a_refusal_is_a_cause_by_the_same_way_as_any_other() {
    for (family, code, description, expected) in [
        (
            Family::Microsoft,
            "invalid_client",
            "AADSTS7000222: The provided client secret keys for app 'x' are expired.",
            "client-secret-expired",
        ),
        (
            Family::Microsoft,
            "invalid_client",
            "AADSTS7000215: Invalid client secret provided.",
            "client-secret-invalid",
        ),
        (
            Family::Microsoft,
            "invalid_grant",
            "AADSTS700082: The refresh token has expired due to inactivity.",
            "refresh-token-expired-or-revoked",
        ),
        (
            Family::Microsoft,
            "invalid_grant",
            "AADSTS50173: The provided grant has expired due to it being revoked.",
            "refresh-token-expired-or-revoked",
        ),
        (
            Family::Microsoft,
            "invalid_grant",
            "AADSTS53003: Access has been blocked by Conditional Access policies.",
            "conditional-access-block",
        ),
        (
            Family::Microsoft,
            "interaction_required",
            "AADSTS50076: you must use multi-factor authentication",
            "mfa-required",
        ),
        (
            Family::OutlookCom,
            "invalid_grant",
            "AADSTS70000: The grant is expired.",
            "refresh-token-expired-or-revoked",
        ),
        (
            Family::Google,
            "invalid_grant",
            "Token has been expired or revoked.",
            "refresh-token-expired-or-revoked",
        ),
        (
            Family::Google,
            "invalid_grant",
            "The token expires after 7 days.",
            "google-testing-mode-7day",
        ),
        (
            Family::Other,
            "invalid_grant",
            "",
            "refresh-token-expired-or-revoked",
        ),
        (Family::Other, "invalid_client", "", "client-secret-invalid"),
    ] {
        let (advice, text) = said(&tried(family, refused(code, description)));
        assert_eq!(advice.verdict, Verdict::Broken);
        let found = advice.cause.as_ref().map(|finding| finding.cause.code());
        assert_eq!(found, Some(expected), "{description}");
        assert!(text.contains(if description.is_empty() {
            code
        } else {
            description
        }));
    }
    // Words that nobody knows name nothing, and are handed on.
    let (advice, text) = said(&tried(
        Family::Other,
        refused("moon_phase", "Wrong, today."),
    ));
    assert_eq!(cause(&advice), None);
    assert!(text.contains("Wrong, today.") && text.contains("not known here"));
}

#[test]
fn no_answer_says_nothing_about_its_length() {
    for family in FAMILIES {
        let (advice, text) = said(&tried(family, Refresh::NoAnswer));
        assert_eq!((advice.verdict, cause(&advice)), (Verdict::Unknown, None));
        assert!(text.contains("says nothing") && !text.contains("90 days"));
    }
}

/// whoever tried it hears what became of the refresh token.
#[test]
fn what_became_of_the_refresh_token_is_told() {
    for (revoked, part) in [
        (Some(true), "is revoked"),
        (Some(false), "did not confirm"),
        (None, "no address at which it could be revoked"),
    ] {
        let mut case = tried(Family::Google, refreshed(false, None));
        case.lasting.as_mut().unwrap().revoked = revoked;
        let (_, text) = said(&case);
        assert!(text.contains(part), "{text}");
        assert!(text.contains("dropped here") || revoked == Some(true));
    }
}

#[test]
fn hostile_words_stay_one_line_and_short() {
    let hostile = "'; \u{202e}<b>\r\n${x}\0 é".repeat(2_000);
    for family in FAMILIES {
        let (advice, _) = said(&tried(family, refused(&hostile, &hostile)));
        for sentence in &advice.sentences {
            assert!(sentence.len() < 1_000);
            assert!(
                !sentence.contains(['\u{202e}', '\r', '\n', '\0']),
                "{sentence:?}"
            );
        }
    }
}
