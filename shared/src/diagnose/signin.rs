//! No token, so no check: the provider's words are all there is.

use super::{Fact, Finding, Reason, unrecognised};
use crate::case::Case;
use crate::evidence::signin::{SignIn, SignInFailure};

/// Judges a case without an attempt.
pub fn findings(case: &Case) -> Vec<Finding> {
    match &case.sign_in {
        Some(SignIn::Failed(how)) => vec![unrecognised(
            None,
            said(how),
            vec![Reason::pro(Fact::SignInFailed { how: how.clone() })],
        )],
        Some(SignIn::SignedIn { .. }) | None => Vec::new(),
    }
}

/// The provider's own words, where it had any.
fn said(how: &SignInFailure) -> Option<String> {
    match how {
        SignInFailure::Provider {
            code, description, ..
        } => Some(match description {
            Some(description) => format!("{code}: {description}"),
            None => code.clone(),
        }),
        SignInFailure::UnknownState
        | SignInFailure::WrongIssuer
        | SignInFailure::NoCode
        | SignInFailure::WrongIdentity
        | SignInFailure::Unreachable
        | SignInFailure::Unreadable => None,
    }
}
