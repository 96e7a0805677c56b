//! Providers as data: built in, and overridden key by key in the operator's file.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::plan::{Mechanism, TlsMode};
use shared::provider::{Family, Provider, ProviderId, Redeem};

/// The built-in entries.
const BUILT_IN: [&str; 2] =
    [include_str!("../provider/microsoft-365.toml"), include_str!("../provider/google.toml")];

/// An enabled provider: what the page is told, and what stays here.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The public part.
    pub public: Provider,
    /// The `iss` values of its JWTs; `{tid}` stands for the GUID of the token's own `tid`.
    pub token_issuers: Vec<String>,
    /// Whether its tokens may be opaque.
    pub opaque_tokens: bool,
    /// Where its mailboxes are opened over IMAP.
    pub imap: Target,
    /// Mail domains with another server.
    pub imap_by_domain: BTreeMap<String, Target>,
    /// The SASL mechanisms to try, best first.
    pub mechanisms: Vec<Mechanism>,
    /// The platform type to choose when the redirect URI is registered, in the provider's words.
    pub platform: String,
}

/// `host:port:tls`. The host is text until a plan is made: an odd one is refused there, with its reason.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Target {
    /// The host's name.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// How it is encrypted.
    pub tls: TlsMode,
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = text.split(':');
        match (parts.next(), parts.next().map(str::parse), parts.next(), parts.next()) {
            (Some(host), Some(Ok(port)), Some("tls"), None) if !host.is_empty() && port > 0 => {
                Ok(Self { host: host.to_owned(), port, tls: TlsMode::Implicit })
            }
            _ => Err(format!("\"{text}\" is not host:port:tls")),
        }
    }
}

/// Why an entry cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// An endpoint is not https, nor http on this machine.
    #[error("provider \"{0}\": {1} must begin with https://")]
    Insecure(String, &'static str),
    /// A key is missing, unknown or of the wrong kind.
    #[error("provider \"{0}\": {1}")]
    Key(String, toml::de::Error),
    /// An entry without a name cannot be told from others.
    #[error("a [[provider]] has no id")]
    NoId,
}

/// The operator's entry laid over the built-in one of the same id, if there is one.
///
/// # Errors
/// What is missing or wrong, with the entry's id.
pub fn entry(operators: toml::Table) -> Result<Entry, EntryError> {
    let id = operators.get("id").and_then(toml::Value::as_str).ok_or(EntryError::NoId)?.to_owned();
    let mut table = built_in(&id).unwrap_or_default();
    table.extend(operators);
    let raw: Raw = table.try_into().map_err(|error| EntryError::Key(id.clone(), error))?;
    for (key, url) in [("authorize_url", &raw.authorize_url), ("token_url", &raw.token_url)] {
        if !is_secure(url) {
            return Err(EntryError::Insecure(id, key));
        }
    }
    Ok(raw.entry())
}

fn built_in(id: &str) -> Option<toml::Table> {
    BUILT_IN
        .iter()
        .filter_map(|text| text.parse::<toml::Table>().ok())
        .find(|table| table.get("id").and_then(toml::Value::as_str) == Some(id))
}

/// Plain http is for this machine only: the demo and the lab.
pub fn is_secure(url: &str) -> bool {
    let local = |host: &str| {
        url.strip_prefix("http://")
            .and_then(|rest| rest.strip_prefix(host))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    url.starts_with("https://") || local("localhost") || local("127.0.0.1")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: ProviderId,
    name: String,
    family: Family,
    client_id: Option<String>,
    tenant: Option<String>,
    issuer: String,
    token_issuers: Vec<String>,
    opaque_tokens: bool,
    sends_issuer: bool,
    authorize_url: String,
    token_url: String,
    redeem: Redeem,
    prompt: Option<String>,
    identity_scopes: Vec<String>,
    imap_scopes: Vec<String>,
    #[serde(default)]
    audiences: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    withdraw_url: Option<String>,
    token_minutes: u32,
    imap: Target,
    #[serde(default)]
    imap_by_domain: BTreeMap<String, Target>,
    mechanisms: Vec<Mechanism>,
    #[serde(default = "public_client")]
    platform: String,
}

fn public_client() -> String {
    "a public client".to_owned()
}

impl Raw {
    fn entry(self) -> Entry {
        let tenant = self.tenant.unwrap_or_default();
        let fill = |text: String| text.replace("{tenant}", &tenant);
        Entry {
            public: Provider {
                id: self.id,
                name: self.name,
                family: self.family,
                client_id: self.client_id.filter(|id| !id.is_empty()),
                issuer: fill(self.issuer),
                sends_issuer: self.sends_issuer,
                authorize_url: fill(self.authorize_url),
                token_url: fill(self.token_url),
                redeem: self.redeem,
                prompt: self.prompt,
                identity_scopes: self.identity_scopes,
                imap_scopes: self.imap_scopes,
                audiences: self.audiences,
                domains: self.domains,
                withdraw_url: self.withdraw_url,
                token_minutes: self.token_minutes,
            },
            token_issuers: self.token_issuers,
            opaque_tokens: self.opaque_tokens,
            imap: self.imap,
            imap_by_domain: self.imap_by_domain,
            mechanisms: self.mechanisms,
            platform: self.platform,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> toml::Table {
        text.parse().unwrap()
    }

    #[test]
    fn every_built_in_entry_is_whole() {
        for text in BUILT_IN {
            let id = table(text)["id"].as_str().unwrap().to_owned();
            let entry = entry(table(&format!("id = \"{id}\""))).unwrap();
            assert_eq!(entry.public.client_id, None, "{id}: an operator's client id is nobody else's");
            assert!(entry.imap.host.parse::<shared::address::HostName>().is_ok());
            assert!(!entry.mechanisms.is_empty() && !entry.token_issuers.is_empty());
        }
    }

    #[test]
    fn an_operator_overrides_key_by_key() {
        let entry = entry(table("id = \"microsoft-365\"\nclient_id = \"app\"\ntenant = \"contoso.example\"")).unwrap();
        assert_eq!(entry.public.client_id.as_deref(), Some("app"));
        assert_eq!(entry.public.issuer, "https://login.microsoftonline.com/contoso.example/v2.0");
        assert_eq!(entry.public.prompt.as_deref(), Some("select_account"));
    }

    #[test]
    fn what_is_wrong_is_said_with_the_entrys_id() {
        let said = |text: &str| entry(table(text)).unwrap_err().to_string();
        assert_eq!(said("name = \"x\""), "a [[provider]] has no id");
        assert!(said("id = \"mine\"").contains("provider \"mine\": missing field"));
        assert!(said("id = \"google\"\nclientid = \"x\"").contains("clientid"));
        assert!(said("id = \"google\"\nimap = \"imap.gmail.com\"").contains("not host:port:tls"));
        assert!(said("id = \"google\"\ntoken_url = \"http://token.example/\"").contains("token_url must begin with"));
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(is_secure("http://localhost:8081/x") && is_secure("http://127.0.0.1") && is_secure("https://a.example"));
        assert!(!is_secure("http://localhost.example/") && !is_secure("http://a.example") && !is_secure("ftp://a"));
    }
}
