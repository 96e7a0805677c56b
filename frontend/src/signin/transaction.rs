//! What has to be known when the provider answers.

use serde::{Deserialize, Serialize};
use shared::provider::Provider;
use shared::request::Ask;

use crate::signin::Start;
use crate::signin::pkce::Secrets;
use crate::state::Form;

/// How long a sign-in may take, in seconds. Some people fetch their phone first.
const LIFETIME: i64 = 3600;

/// One sign-in on its way. It is found by its `state`, and used once.
///
/// The provider's entry is kept as it was when the sign-in began, so that the code goes to that token endpoint and
/// the answer is held against that issuer, whatever the settings say by then (RFC 9700 §4.4.2).
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// The code verifier.
    pub verifier: String,
    /// The nonce.
    pub nonce: String,
    /// The provider's entry.
    pub provider: Provider,
    /// The redirect URI that was sent.
    pub redirect_uri: String,
    /// The question.
    pub ask: Ask,
    /// The form as it was sent.
    pub form: Form,
    /// When it began, seconds since 1970.
    pub began_at: i64,
}

impl Transaction {
    /// A sign-in that begins now.
    pub fn new(secrets: Secrets, start: Start, now: i64) -> Self {
        Self {
            verifier: secrets.verifier,
            nonce: secrets.nonce,
            provider: start.provider,
            redirect_uri: start.redirect_uri,
            ask: start.ask,
            form: start.form,
            began_at: now,
        }
    }

    /// Reads what was stored. Anything else, and anything too old, is nothing.
    pub fn read(stored: &str, now: i64) -> Option<Self> {
        let transaction: Self = serde_json::from_str(stored).ok()?;
        (now - transaction.began_at < LIFETIME).then_some(transaction)
    }

    /// Whether the provider was asked who signs in.
    pub fn asked_identity(&self) -> bool {
        self.provider
            .scopes(&self.ask.protocols)
            .iter()
            .any(|scope| scope == "openid")
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;
    use crate::state::fixture::{ask, provider};

    /// Alex's sign-in, begun at 1 700 000 000.
    pub fn transaction() -> Transaction {
        Transaction {
            verifier: "the-verifier".into(),
            nonce: "the-nonce".into(),
            provider: provider("demo"),
            redirect_uri: "http://localhost:8080/oauth/callback".into(),
            ask: ask(),
            form: Form {
                mailbox: "support@demo.test".into(),
                ..Form::default()
            },
            began_at: 1_700_000_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_storage_for_an_hour() {
        let stored = serde_json::to_string(&fixture::transaction()).unwrap();
        let read = |now| Transaction::read(&stored, now).map(|t| (t.verifier, t.form.mailbox));
        assert_eq!(
            read(1_700_003_599),
            Some(("the-verifier".into(), "support@demo.test".into()))
        );
        assert_eq!(read(1_700_003_600), None);
    }

    #[test]
    fn what_something_else_stored_is_nothing() {
        for stored in ["", "{}", "null", "[1]", "{\"verifier\":1}"] {
            assert!(Transaction::read(stored, 0).is_none(), "{stored}");
        }
    }

    /// the issuer and both endpoints are kept as they were, and nothing that a token, a code or a secret
    /// could stand in.
    #[test]
    fn what_is_stored_is_what_the_answer_is_held_against() {
        let stored = serde_json::to_value(fixture::transaction()).unwrap();
        let keys: Vec<&str> = stored
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let expected = [
            "ask",
            "began_at",
            "form",
            "nonce",
            "provider",
            "redirect_uri",
            "verifier",
        ];
        assert_eq!(keys, expected);
        for endpoint in ["issuer", "authorize_url", "token_url"] {
            assert!(stored["provider"][endpoint].is_string(), "{endpoint}");
        }
        let text = stored.to_string();
        for secret in ["access_token", "refresh_token", "client_secret", "\"code\""] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
