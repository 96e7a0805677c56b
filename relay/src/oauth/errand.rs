//! One exchange, fixed before anybody is asked.

use std::sync::Arc;

use shared::provider::ProviderId;
use shared::secret::Secret;

use crate::oauth::client::Client;
use crate::oauth::echo::Echo;
use crate::outbound::Form;

/// The grant type of a device code (RFC 8628 §3.4).
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What will be asked, where, and as whom.
#[derive(Debug)]
pub struct Errand {
    /// Whose endpoint it is.
    pub provider: ProviderId,
    /// The token endpoint.
    pub token_url: String,
    /// The revocation endpoint (RFC 7009), where there is one.
    pub revoke_url: Option<String>,
    /// The application.
    pub client: Client,
    /// What is exchanged.
    pub ask: Ask,
}

/// What is exchanged for a token.
#[derive(Debug)]
pub enum Ask {
    /// A code (RFC 6749 §4.1.3) with its verifier (RFC 7636 §4.5).
    Code {
        /// The code.
        code: Secret,
        /// The verifier.
        verifier: Secret,
        /// The redirect URI of the sign-in.
        redirect_uri: String,
        /// Whether the refresh token is tried once.
        will_last: bool,
    },
    /// A device code, asked about once.
    Device {
        /// The code.
        device_code: Secret,
        /// The grant type at this provider.
        grant: String,
    },
    /// Nothing but the application itself (RFC 6749 §4.4).
    Application {
        /// The scopes, by spaces.
        scope: String,
    },
}

impl Ask {
    /// Its name in the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::Device { .. } => "device",
            Self::Application { .. } => "application",
        }
    }
}

impl Errand {
    /// The request's body: each parameter once, and none that the grant does not need.
    pub fn form(&self) -> Form {
        match &self.ask {
            Ask::Code {
                code,
                verifier,
                redirect_uri,
                ..
            } => self.client.form(&[
                ("grant_type", "authorization_code"),
                ("code", code.expose()),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier.expose()),
            ]),
            Ask::Device { device_code, grant } => {
                // A provider with a grant type of its own (Yandex) names the code as in the code grant.
                let name = if grant == DEVICE_GRANT {
                    "device_code"
                } else {
                    "code"
                };
                self.client
                    .form(&[("grant_type", grant), (name, device_code.expose())])
            }
            Ask::Application { scope } => self
                .client
                .form(&[("grant_type", "client_credentials"), ("scope", scope)]),
        }
    }

    /// What a provider must not be quoted with.
    pub fn echo(&self) -> Echo {
        let own: &[&Secret] = match &self.ask {
            Ask::Code { code, verifier, .. } => &[code, verifier],
            Ask::Device { device_code, .. } => &[device_code],
            Ask::Application { .. } => &[],
        };
        let client = self.client.secret.as_ref().map(Arc::as_ref);
        Echo::of(own.iter().copied().chain(client))
    }
}
