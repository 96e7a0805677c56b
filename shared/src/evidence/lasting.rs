//! Whether a sign-in will last: what became of its refresh token.

use serde::{Deserialize, Serialize};

/// What one use of the refresh token showed. The relay obtained it, used it once and dropped it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lasting {
    /// What came of it.
    pub outcome: Refresh,
    /// What the provider said became of it when the relay asked to revoke it (RFC 7009); absent where it offers no such
    /// endpoint, or nothing was there to revoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
}

/// What came of it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refresh {
    /// The token response brought none, although offline access was asked for.
    NotGiven,
    /// It gave a new access token.
    Refreshed {
        /// Whether a new refresh token came in the place of the old one.
        rotated: bool,
        /// Seconds that the new access token is good for (RFC 6749 §5.1), when the provider says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<i64>,
        /// Seconds that the refresh token is good for, when the provider says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refresh_expires_in: Option<i64>,
    },
    /// The provider refused it.
    Refused {
        /// The `error` code.
        code: String,
        /// The `error_description`, verbatim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// The token endpoint gave no answer, or one that is none.
    NoAnswer,
}
