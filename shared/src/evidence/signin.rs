//! The sign-in, as the browser saw it.

use serde::{Deserialize, Serialize};

/// How the sign-in ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignIn {
    /// A token was given.
    SignedIn {
        /// The account as the provider names it; absent when nothing says who it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
        /// The person's display name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The `scope` field of the token response, when there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        granted_scope: Option<String>,
    },
    /// No token was given.
    Failed(SignInFailure),
}

/// Why there is no token.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInFailure {
    /// The provider said so (RFC 6749 §4.1.2.1 and §5.2).
    Provider {
        /// Which endpoint.
        at: Endpoint,
        /// The `error` code.
        code: String,
        /// The `error_description`, verbatim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// The answer belongs to no sign-in that this window began, or to one that is already used up.
    UnknownState,
    /// The answer names another issuer, or none although this provider always does (RFC 9207).
    WrongIssuer,
    /// The answer had neither a code nor an error.
    NoCode,
    /// The identity token belongs to another sign-in, another application or another issuer.
    WrongIdentity,
    /// The token endpoint could not be reached from the browser.
    Unreachable,
    /// The token endpoint's answer was no token response.
    Unreadable,
}

/// An endpoint of the provider.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// The authorisation endpoint, answering through the redirect.
    Authorize,
    /// The token endpoint.
    Token,
}
