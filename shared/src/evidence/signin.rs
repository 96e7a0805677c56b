//! The sign-in, as the browser saw it.

use serde::{Deserialize, Serialize};

use crate::provider::Redeem;

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
        /// The `error` code; absent where only the description was handed on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The `error_description`, verbatim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        /// Who sent the token request, if it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        redeemed_by: Option<Redeem>,
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
    /// The token endpoint could not be reached from the relay.
    UnreachableForRelay,
    /// The person came back without an answer, and says what the provider's page showed. Words that could be copied
    /// stand in [`SignInFailure::Provider`].
    Stayed {
        /// What.
        saw: Saw,
    },
    /// The token endpoint's answer was no token response.
    Unreadable,
}

/// How a token is, or would be, obtained.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// A person signs in (authorization code, RFC 6749 §4.1).
    #[default]
    User,
    /// The application signs in as itself (client credentials, RFC 6749 §4.4).
    App,
    /// An earlier sign-in is prolonged (refresh token, RFC 6749 §6): it has worked before.
    Refresh,
    /// A person signs in on another device (RFC 8628).
    Device,
    /// There is none: the application sends a password.
    Password,
    /// A token that somebody pasted.
    Pasted,
}

impl Flow {
    /// Whether it is the usual one.
    pub fn is_user(&self) -> bool {
        *self == Self::User
    }
}

/// An endpoint of the provider.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// The authorisation endpoint, answering through the redirect.
    Authorize,
    /// The token endpoint.
    Token,
    /// The device authorization endpoint (RFC 8628 §3.1).
    Device,
}

/// What a page of the provider's showed that sends nobody back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saw {
    /// "Need admin approval", or a request for approval in its place.
    ApprovalNeeded,
    /// "App blocked", or that the application is not verified and leads no further.
    AppBlocked,
    /// A password was asked for that the person does not have.
    NoPassword,
    /// Only accounts that are not the one that was meant, or another account went ahead by itself.
    WrongAccounts,
    /// A page that could not be opened at all.
    NoPage,
}
