//! Refresh tokens (RFC 6749 §6): given when somebody asked to stay signed in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::applications::Application;
use crate::people::{Person, Refresh};

/// What a refresh token stands for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lasting {
    /// Who.
    pub person: &'static Person,
    /// For which application.
    pub application: &'static Application,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The sign-in that it comes from.
    pub line: String,
}

/// What one use comes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Used {
    /// What the new access token is made of.
    pub lasting: Lasting,
    /// The refresh token that takes the place of the old one, where it changes.
    pub instead: Option<String>,
}

/// The refresh tokens of one run.
#[derive(Debug, Default)]
pub struct RefreshTokens(Mutex<BTreeMap<String, Lasting>>);

impl RefreshTokens {
    /// Remembers one.
    pub fn give(&self, token: String, lasting: Lasting) {
        self.lock().insert(token, lasting);
    }

    /// Uses one, if it is this application's. `next` is what a rotated one becomes; the old one ends then.
    pub fn take(&self, token: &str, application: &Application, next: String) -> Option<Used> {
        let mut given = self.lock();
        let lasting = given.get(token)?.clone();
        if lasting.application != application {
            return None;
        }
        match lasting.person.refresh {
            Refresh::Kept | Refresh::ForAWeek => Some(Used {
                lasting,
                instead: None,
            }),
            Refresh::Rotated => {
                given.remove(token);
                given.insert(next.clone(), lasting.clone());
                Some(Used {
                    lasting,
                    instead: Some(next),
                })
            }
            Refresh::Ended => {
                given.remove(token);
                None
            }
        }
    }

    /// Ends this one; false where it was none, or another application's than the one that is named.
    pub fn revoke(&self, token: &str, application: Option<&Application>) -> bool {
        let mut given = self.lock();
        let found = given
            .get(token)
            .is_some_and(|lasting| application.is_none_or(|one| lasting.application == one));
        found && given.remove(token).is_some()
    }

    /// Ends all of a sign-in.
    pub fn end(&self, line: &str) {
        self.lock().retain(|_, lasting| lasting.line != line);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Lasting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Provider;
    use crate::{applications, people};

    fn google() -> &'static Application {
        let client_id = Provider::DemoGoogle.client_id();
        applications::find(Provider::DemoGoogle, client_id).unwrap()
    }

    fn given(address: &str) -> RefreshTokens {
        let tokens = RefreshTokens::default();
        let lasting = Lasting {
            person: people::find(Provider::DemoGoogle, address).unwrap(),
            application: google(),
            scopes: Vec::new(),
            line: "line".into(),
        };
        tokens.give("old".into(), lasting);
        tokens
    }

    #[test]
    fn one_is_kept_one_is_rotated_and_one_is_refused() {
        let kept = given("casey@gmail-like.demo.test");
        for _ in 0..2 {
            let used = kept.take("old", google(), "new".into()).unwrap();
            assert_eq!(used.instead, None);
        }
        let rotated = given("rowan@gmail-like.demo.test");
        let used = rotated.take("old", google(), "new".into()).unwrap();
        assert_eq!(used.instead.as_deref(), Some("new"));
        assert_eq!(rotated.take("old", google(), "x".into()), None);
        assert!(rotated.take("new", google(), "y".into()).is_some());
        let ended = given("wren@gmail-like.demo.test");
        assert_eq!(ended.take("old", google(), "new".into()), None);
    }

    #[test]
    fn a_revoked_one_is_over_and_only_its_own_application_revokes_or_uses_it() {
        let other = &applications::APPLICATIONS[0];
        let tokens = given("casey@gmail-like.demo.test");
        assert_eq!(tokens.take("old", other, "new".into()), None);
        assert!(!tokens.revoke("old", Some(other)));
        assert!(tokens.revoke("old", Some(google())));
        assert_eq!(tokens.take("old", google(), "new".into()), None);
    }
}
