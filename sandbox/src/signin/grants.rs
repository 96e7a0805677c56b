//! Authorisation codes: each is good once, for a minute (RFC 6749 §4.1.2).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::applications::Application;
use crate::people::Person;

/// How long a code is good for, in seconds.
pub const CODE_SECONDS: i64 = 60;

/// What a person allowed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Grant {
    /// Who.
    pub person: &'static Person,
    /// Which application asked.
    pub application: &'static Application,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The PKCE challenge (S256).
    pub challenge: String,
    /// For the identity token.
    pub nonce: Option<String>,
    /// Whether the person stays signed in.
    pub offline: bool,
    /// Seconds since 1970.
    pub given_at: i64,
}

impl Grant {
    /// Whether this verifier belongs to the challenge (RFC 7636 §4.6).
    pub fn fits(&self, verifier: &str) -> bool {
        URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == self.challenge
    }
}

/// The codes that wait.
#[derive(Debug, Default)]
pub struct Grants(Mutex<BTreeMap<String, Grant>>);

impl Grants {
    /// Remembers a grant under its code and forgets what is too old.
    pub fn give(&self, code: String, grant: Grant) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, old| !expired(old, grant.given_at));
        waiting.insert(code, grant);
    }

    /// The grant of a code, once.
    pub fn take(&self, code: &str, now: i64) -> Option<Grant> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(code).filter(|grant| !expired(grant, now))
    }
}

fn expired(grant: &Grant, now: i64) -> bool {
    now - grant.given_at >= CODE_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::APPLICATIONS;
    use crate::people::PEOPLE;

    fn grant() -> Grant {
        Grant {
            person: &PEOPLE[0],
            application: &APPLICATIONS[0],
            scopes: Vec::new(),
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into(),
            nonce: None,
            offline: false,
            given_at: 100,
        }
    }

    #[test]
    fn the_vector_of_rfc_7636_fits() {
        assert!(grant().fits("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!grant().fits("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"));
    }

    #[test]
    fn a_code_is_good_once_and_for_a_minute() {
        let grants = Grants::default();
        grants.give("a".into(), grant());
        assert_eq!(grants.take("b", 101), None);
        assert_eq!(grants.take("a", 159), Some(grant()));
        assert_eq!(grants.take("a", 159), None);
        grants.give("a".into(), grant());
        assert_eq!(grants.take("a", 160), None);
    }
}
