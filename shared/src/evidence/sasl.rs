//! Authentication.

use serde::{Deserialize, Serialize};

use crate::evidence::{Break, Reply};
use crate::plan::Mechanism;

/// What authentication showed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sasl {
    /// The mechanism that was used; absent when the server offers none of the plan's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<Mechanism>,
    /// True when the token went in the command itself (RFC 4959), false when after the server's `+`.
    pub initial_response: bool,
    /// The server's error challenge, as sent (base64), when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// How it ended.
    pub outcome: SaslOutcome,
}

/// How authentication ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaslOutcome {
    /// The server took the token. Exchange Online says so even for a mailbox that it then refuses.
    Accepted {
        /// What follows `OK`.
        text: String,
    },
    /// The server said no.
    Refused(Reply),
    /// The server offers no mechanism that carries a token; nothing was sent.
    NotOffered {
        /// The `AUTH=` capabilities, without the prefix.
        offered: Vec<String>,
    },
    /// There was no whole answer.
    Broken(Break),
}

/// The decoded error challenge: Google's and Microsoft's `status`, `schemes`, `scope`, or RFC 7628 §3.2.2.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct ErrorChallenge {
    /// `400`, `401`, `invalid_token` …
    pub status: Option<String>,
    /// The authentication schemes, space separated.
    pub schemes: Option<String>,
    /// The scope that would have been needed.
    pub scope: Option<String>,
    /// Where the server's OpenID configuration is. It is shown, never fetched.
    #[serde(rename = "openid-configuration")]
    pub openid_configuration: Option<String>,
}

impl ErrorChallenge {
    /// Decodes a challenge as sent; `None` when it is not base64 of a JSON object.
    pub fn parse(challenge: &str) -> Option<Self> {
        use base64::Engine as _;
        if challenge.len() > 4096 {
            return None;
        }
        let json = base64::engine::general_purpose::STANDARD
            .decode(challenge.trim())
            .ok()?;
        let json: serde_json::Value = serde_json::from_slice(&json).ok()?;
        // serde also reads a struct from a list.
        json.is_object()
            .then(|| serde_json::from_value(json).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_of_dovecot_and_google_are_read() {
        let dovecot = ErrorChallenge::parse("eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=").unwrap();
        assert_eq!(dovecot.status.as_deref(), Some("invalid_token"));
        let google = ErrorChallenge::parse(
            "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==",
        )
        .unwrap();
        assert_eq!(google.status.as_deref(), Some("400"));
        assert_eq!(google.scope.as_deref(), Some("https://mail.google.com/"));
    }

    #[test]
    fn what_is_no_challenge_is_none() {
        for text in ["", "!", "bm90IGpzb24=", "W10=", &"A".repeat(5000)] {
            assert_eq!(ErrorChallenge::parse(text), None, "{text}");
        }
    }
}
