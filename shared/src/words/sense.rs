//! What a sentence says that no table knows word for word: two or three words of the field that stand in it together.
//!
//! Asked last. Libraries and identity providers put the same few facts into ever new sentences.

use super::Denial;

/// A row holds when the text has one of each list.
type Row<T> = (&'static [&'static str], &'static [&'static str], T);

const WRONG: &[&str] = &[
    "does not match",
    "doesn't match",
    "incorrect",
    "invalid",
    "mismatch",
    "not allowed",
    "not registered",
    "not valid",
    "not whitelisted",
    "unknown",
    "wrong",
];

const OVER: &[&str] = &["expired", "no longer valid", "revoked", "withdrawn"];

const MISSING: &[&str] = &[
    "is missing",
    "must be provided",
    "must contain",
    "not provided",
    "not supplied",
    "required",
];

/// Of an identity provider. What stands first counts.
const DENIALS: &[Row<Denial>] = &[
    (
        &["admin", "administrator"],
        &["approval", "consent", "approve"],
        Denial::AdminConsentNeeded,
    ),
    (
        &["conditional access"],
        &["access"],
        Denial::ConditionalAccess,
    ),
    (
        &["multi-factor", "multifactor", "two-factor", "mfa"],
        &["required", "must", "need", "enrol"],
        Denial::MfaNeeded,
    ),
    (
        &["client secret", "client_secret"],
        OVER,
        Denial::SecretExpired,
    ),
    (
        &["client secret", "client_secret"],
        MISSING,
        Denial::SecretNeeded,
    ),
    (
        &["client secret", "client_secret"],
        WRONG,
        Denial::SecretInvalid,
    ),
    (
        &[
            "redirect uri",
            "redirect_uri",
            "redirect url",
            "reply url",
            "callback url",
        ],
        WRONG,
        Denial::RedirectUri,
    ),
    (
        &["refresh token", "refresh_token", "to refresh"],
        OVER,
        Denial::GrantExpired,
    ),
    (
        &["personal account", "personal microsoft account"],
        &["work or school"],
        Denial::OtherTenant,
    ),
    (
        &["given you access to this app", "been verified by google"],
        &["app"],
        Denial::AppBlocked,
    ),
    (
        &["scope"],
        &[
            "invalid",
            "unknown",
            "unsupported",
            "malformed",
            "not valid",
            "not allowed",
        ],
        Denial::ScopeInvalid,
    ),
    (
        &["password"],
        &[
            "expired",
            "incorrect",
            "must be changed",
            "password reset",
            "wrong",
        ],
        Denial::AccountHeld,
    ),
    (
        &["user", "account"],
        &[
            "account is disabled",
            "is locked",
            "been disabled",
            "been suspended",
            "user is disabled",
        ],
        Denial::AccountHeld,
    ),
    (
        &["user", "account"],
        &["is not assigned"],
        Denial::NotAssigned,
    ),
    (
        &["too many requests", "rate limit", "throttled"],
        &["rate", "requests", "throttled"],
        Denial::Throttled,
    ),
    (
        &["specify a valid request"],
        &["request"],
        Denial::MalformedRequest,
    ),
];

/// What a provider's sentence says. `text` is folded.
pub(super) fn denial(text: &str) -> Option<Denial> {
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let row = DENIALS
        .iter()
        .find(|(about, what, _)| any(about) && any(what));
    row.map(|(_, _, denial)| *denial)
}

/// Whether a mail server's sentence refuses a sign-in. `text` is folded.
pub(super) fn refuses_sign_in(text: &str) -> bool {
    const ABOUT: [&str; 7] = [
        "auth for",
        "authenticat",
        "log in",
        "login",
        "logon",
        "sign in",
        "sign-in",
    ];
    // Words of their own, which those in the name of an exception are not.
    const REFUSED: [&str; 7] = [
        " denied",
        " failed",
        " failure",
        " rejected",
        " refused",
        " unsuccessful",
        " not successful",
    ];
    // Near each other: a page of a log holds any two words.
    const NEAR: usize = 60;
    ABOUT.iter().any(|about| {
        text.match_indices(about).any(|(at, _)| {
            let near = &text[at..text.floor_char_boundary(at + NEAR)];
            let line = near.split([';', '\n']).next().unwrap_or_default();
            REFUSED.iter().any(|refused| line.contains(refused))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_together_are_understood() {
        for (text, expected) in [
            (
                "the client secret for this app has expired",
                Denial::SecretExpired,
            ),
            (
                "invalid request: redirect uri is not registered",
                Denial::RedirectUri,
            ),
            (
                "the refresh token was revoked by the user",
                Denial::GrantExpired,
            ),
            (
                "you need administrator approval",
                Denial::AdminConsentNeeded,
            ),
            (
                "use a work or school account, not a personal account",
                Denial::OtherTenant,
            ),
        ] {
            assert_eq!(denial(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn one_word_alone_is_not() {
        for text in ["", "redirect uri", "expired", "the moon is full", "scope"] {
            assert_eq!(denial(text), None, "{text}");
        }
        assert!(refuses_sign_in("auth for user x/mail.example failed!"));
        assert!(!refuses_sign_in(
            "the login page is blue, and in the long time that followed it no messages failed to arrive"
        ));
        assert!(!refuses_sign_in("authentication; the disk failed"));
        assert!(!refuses_sign_in(
            "authenticationfailedexception: protocol error"
        ));
    }
}
