//! What the page asks the relay to do at a provider in its place: `POST /api/v1/oauth/token` and `/device`.
//!
//! The endpoint, the redirect URI and the operator's secret come from the relay's own table; the page names only which
//! entry, and what it alone has. Nothing here can be printed by accident, and nothing is kept.

use serde::{Deserialize, Serialize};

use crate::evidence::lasting::Lasting;
use crate::limit::Limit;
use crate::path::App;
use crate::plan::Protocol;
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::token::Token;

/// The largest body either way, in octets.
pub const MAX_BODY: usize = 64 * 1024;

/// The body of `POST /api/v1/oauth/token`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// From `POST /api/v1/ticket`; good for one request, once.
    pub ticket: String,
    /// The provider's entry.
    pub provider: String,
    /// What is exchanged.
    pub grant: Grant,
    /// An application other than the operator's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<App>,
    /// That application's secret; taken only where the operator allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
}

/// What is exchanged for a token.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Grant {
    /// An authorization code (RFC 6749 §4.1.3).
    Code {
        /// The code.
        code: Secret,
        /// The PKCE verifier (RFC 7636 §4.5).
        verifier: Secret,
        /// Whether the refresh token is to be tried once.
        #[serde(default)]
        will_last: bool,
    },
    /// A device code (RFC 8628 §3.4). One question of a poll.
    Device {
        /// The code.
        device_code: Secret,
    },
    /// Client credentials (RFC 6749 §4.4).
    Application {},
}

/// The body of `POST /api/v1/oauth/device`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceRequest {
    /// From `POST /api/v1/ticket`; good for one request, once.
    pub ticket: String,
    /// The provider's entry.
    pub provider: String,
    /// What will be checked: it decides the scopes.
    pub protocols: Vec<Protocol>,
}

/// The answer of `POST /api/v1/oauth/token`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum TokenAnswer {
    /// A token. A refresh token never comes this way.
    Granted {
        /// The access token.
        access_token: Token,
        /// `token_type`
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token_type: Option<String>,
        /// `expires_in`, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<i64>,
        /// `scope`
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<String>,
        /// The identity token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id_token: Option<Secret>,
        /// What became of the refresh token, when it was to be tried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lasting: Option<Lasting>,
    },
    /// The provider refuses (RFC 6749 §5.2).
    Refused(ProviderError),
    /// The provider's endpoint gave no whole answer to the relay.
    Unreachable {},
    /// It answered with something else.
    Unreadable {},
    /// The relay declines.
    Declined(Declined),
}

/// The answer of `POST /api/v1/oauth/device`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum DeviceAnswer {
    /// RFC 8628 §3.2.
    Begun {
        /// For the poll.
        device_code: Secret,
        /// What the person types.
        user_code: String,
        /// Where. The page shows it as text and links to it only when it is https.
        verification_uri: String,
        /// Seconds until both codes end.
        expires_in: i64,
        /// Seconds between two questions of the poll.
        interval: i64,
    },
    /// The provider refuses.
    Refused(ProviderError),
    /// The provider's endpoint gave no whole answer to the relay.
    Unreachable {},
    /// It answered with something else.
    Unreadable {},
    /// The relay declines.
    Declined(Declined),
}

/// A provider's error (RFC 6749 §5.2).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderError {
    /// `error`
    pub error: String,
    /// `error_description`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// Why the relay asks no provider.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// Why.
    pub refusal: Refusal,
    /// Milliseconds after which asking again makes sense; absent when it never does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The operator's limit that it came up against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}

/// The answer of `GET /api/v1/discover?domain=…`: where the domain's mail goes, as far as its MX records tell.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Discovered {
    /// The enabled provider whose servers the MX records name; absent when they name none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}
