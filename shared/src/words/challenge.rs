//! The error challenge of XOAUTH2 and OAUTHBEARER.
//!
//! ```text
//! {"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}      Google
//! {"status":"400","schemes":"bearer mac","scope":"https://mail.google.com/"}  Google, older
//! {"status":"invalid_token"}                                                  Dovecot, RFC 7628 §3.2.2
//! {"status":"invalid_token","scope":"…","openid-configuration":"https://…"}   RFC 7628 §3.2.2
//! ```

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Says;

/// The longest challenge that is read, in octets.
const LONGEST: usize = 4096;

/// Servers and the people who copy their lines lose the padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The decoded challenge: Google's and Microsoft's `status`, `schemes`, `scope`, or RFC 7628 §3.2.2.
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
    /// Decodes a challenge as sent; `None` when it is not base64 of a JSON object with one of the known members.
    pub fn parse(challenge: &str) -> Option<Self> {
        let challenge = challenge.trim();
        if challenge.len() > LONGEST {
            return None;
        }
        let json = LENIENT.decode(challenge).ok()?;
        Self::from_json(str::from_utf8(&json).ok()?).or_else(|| Self::beginning(&json))
    }

    /// A status in words of its own says more than the number of another protocol.
    pub(super) fn says(&self) -> Option<Says> {
        match self.status.as_deref()? {
            "invalid_token" | "401" => Some(Says::TokenInvalid),
            "insufficient_scope" | "403" => Some(Says::ScopeInsufficient),
            "invalid_request" => Some(Says::SaslMalformed),
            // Google says 400 to a wrong scope, a wrong user and an expired token alike.
            _ => Some(Says::SignInRefused),
        }
    }

    fn from_json(text: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(text).ok()?;
        let text = |name: &str| match json.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let challenge = Self {
            status: text("status"),
            schemes: text("schemes"),
            scope: text("scope"),
            openid_configuration: text("openid-configuration"),
        };
        (challenge != Self::default()).then_some(challenge)
    }

    /// A challenge that somebody shortened: its status stands first.
    fn beginning(json: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(json);
        let rest = text.strip_prefix("{\"status\":\"")?;
        let (status, _) = rest.split_once('"')?;
        Some(Self {
            status: Some(status.to_owned()),
            ..Self::default()
        })
    }
}

/// The first challenge in a text: JSON in the open, or base64 behind a `+` or `334`.
pub(super) fn find(text: &str) -> Option<ErrorChallenge> {
    if let Some(at) = text.find("{\"status\"") {
        let end = text[at..].find('}')? + at + 1;
        return ErrorChallenge::from_json(&text[at..end]);
    }
    // Base64 of `{"` begins with `eyJ`.
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')));
    words
        .map(|word| word.trim_start_matches('+'))
        .filter(|word| word.starts_with("eyJzdGF0dXMi"))
        .find_map(|word| {
            // A shortened word ends anywhere; base64 ends at a group of four.
            ErrorChallenge::parse(word)
                .or_else(|| ErrorChallenge::parse(&word[..word.len() / 4 * 4]))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOGLE: &str = "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==";

    #[test]
    fn challenges_of_dovecot_and_google_are_read() {
        let dovecot = ErrorChallenge::parse("eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=").unwrap();
        assert_eq!(dovecot.says(), Some(Says::TokenInvalid));
        let google = ErrorChallenge::parse(GOOGLE).unwrap();
        assert_eq!(google.status.as_deref(), Some("400"));
        assert_eq!(google.scope.as_deref(), Some("https://mail.google.com/"));
        assert_eq!(google.says(), Some(Says::SignInRefused));
    }

    #[test]
    fn challenges_are_found_where_people_quote_them() {
        for text in [
            format!("+ {GOOGLE}"),
            format!("334 {GOOGLE}\n"),
            format!("S: + {}", GOOGLE.trim_end_matches('=')),
            "authentication failure; challenge {\"status\":\"400\",\"schemes\":\"Bearer\"}"
                .to_owned(),
            "+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoi...".to_owned(),
        ] {
            let found = find(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.status.as_deref(), Some("400"), "{text}");
        }
    }

    /// R-038: neither size nor depth costs anything, and what is no JSON is no challenge.
    #[test]
    fn what_is_no_challenge_is_none() {
        let engine = base64::engine::general_purpose::STANDARD;
        for json in [
            "[".repeat(3_000),
            format!("{{\"scope\":{}", "{\"a\":".repeat(500)),
            format!("{{\"scope\":\"{}\"}}", "a".repeat(LONGEST)),
            "status=400".to_owned(),
            "{\"scope\":[\"a\"]}".to_owned(),
        ] {
            assert_eq!(ErrorChallenge::parse(&engine.encode(&json)), None, "{json}");
        }
        for text in ["", "!", "bm90IGpzb24=", "W10=", "e30=", &"A".repeat(5000)] {
            assert_eq!(ErrorChallenge::parse(text), None, "{text}");
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find("{\"status\""), None);
        assert_eq!(find("{\"status\":{\"status\":[}"), None);
    }
}
