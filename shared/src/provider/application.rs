//! How an application of the asker's own signs in, and how offline access is asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Redeem;

/// What the asker's tenant takes the place of.
pub const TENANT: &str = "{tenant}";

/// Where an application that the asker names signs in. `{tenant}` stands for its tenant.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OwnApp {
    /// The issuer identifier.
    pub issuer: String,
    /// The authorisation endpoint.
    pub authorize_url: String,
    /// The token endpoint.
    pub token_url: String,
    /// Who redeems the code: the browser, or the relay with the application's secret.
    pub redeem: Redeem,
    /// The platform type to choose when the redirect URI is added, in the provider's words.
    pub platform: String,
}

/// How offline access is asked for (RFC 6749 leaves it to the provider).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Offline {
    /// Further scopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Further parameters of the authorisation request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
}
