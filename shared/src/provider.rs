//! The public part of a provider's entry: what the page needs to sign in and to judge a token.

mod application;
mod standing;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use self::application::{Offline, OwnApp, TENANT};
pub use self::standing::{Confidence, Registration};
use crate::embed::EmbedScript;
use crate::path::{App, SignInPath};
use crate::plan::Protocol;

/// The stable name of a provider entry, such as `microsoft-365`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderId(String);

impl ProviderId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProviderId {
    type Err = ProviderIdError;

    fn from_str(id: &str) -> Result<Self, ProviderIdError> {
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() || id.len() > 40 || !id.bytes().all(good) {
            return Err(ProviderIdError);
        }
        Ok(Self(id.to_owned()))
    }
}

impl TryFrom<String> for ProviderId {
    type Error = ProviderIdError;

    fn try_from(id: String) -> Result<Self, ProviderIdError> {
        id.parse()
    }
}

impl From<ProviderId> for String {
    fn from(id: ProviderId) -> Self {
        id.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A provider id is 1 to 40 lower-case letters, digits and hyphens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a provider id is 1 to 40 lower-case letters, digits and hyphens")]
pub struct ProviderIdError;

/// A provider as the page sees it. The hosts and the secret stay with the relay.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its stable name.
    pub id: ProviderId,
    /// Its name for people.
    pub name: String,
    /// Whose mail system it is: decides whose words the remedy uses.
    pub family: Family,
    /// The operator's application (client) id; absent when the operator has not set this provider up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The issuer identifier, byte for byte (RFC 8414 §2).
    pub issuer: String,
    /// True when the provider promises an `iss` response parameter (RFC 9207): then one without it is refused.
    pub sends_issuer: bool,
    /// The authorisation endpoint.
    pub authorize_url: String,
    /// The token endpoint.
    pub token_url: String,
    /// Who redeems the authorisation code.
    pub redeem: Redeem,
    /// The `prompt` parameter, where the provider understands one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The scopes that name the person.
    pub identity_scopes: Vec<String>,
    /// The scopes that open a mailbox over IMAP.
    pub imap_scopes: Vec<String>,
    /// The scopes that open a mailbox over POP3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pop_scopes: Vec<String>,
    /// The scopes that submit mail over SMTP.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub smtp_scopes: Vec<String>,
    /// The protocols that a check can use here.
    #[serde(default = "imap_only", skip_serializing_if = "is_imap_only")]
    pub protocols: Vec<Protocol>,
    /// The `aud` values that the mail server accepts; empty when any is fine or the token is opaque.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// Mail domains that are surely this provider's, for the guess in the form. One that begins with a dot stands for
    /// every domain below it.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Where the person can withdraw the permission given at sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraw_url: Option<String>,
    /// How long an access token usually lives, in minutes.
    pub token_minutes: u32,
    /// Whether applications can be registered there at all.
    #[serde(default, skip_serializing_if = "Registration::is_open")]
    pub registration: Registration,
    /// The ways to a token that this relay offers, in the order of the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<SignInPath>,
    /// Where an application that the asker names signs in; absent where none can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_app: Option<OwnApp>,
    /// How offline access is asked for; absent where the relay cannot try how long a sign-in lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline: Option<Offline>,
    /// Whether the relay has the keys that identity tokens are signed with (`GET /api/v1/jwks/<id>`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signing_keys: bool,
    /// What is peculiar about it, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quirks: Vec<String>,
    /// When the entry was last held against the provider's own words, as `YYYY-MM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_checked: Option<String>,
    /// How sure the entry is: its weakest part.
    #[serde(default, skip_serializing_if = "Confidence::is_high")]
    pub confidence: Confidence,
}

impl Provider {
    /// An entry that knows a name and whose mail system it is, and nothing to sign in with.
    pub fn unlisted(family: Family, name: &str) -> Self {
        Self {
            id: ProviderId("unlisted".to_owned()),
            name: name.to_owned(),
            family,
            client_id: None,
            issuer: String::new(),
            sends_issuer: false,
            authorize_url: String::new(),
            token_url: String::new(),
            redeem: Redeem::Browser,
            prompt: None,
            identity_scopes: Vec::new(),
            imap_scopes: Vec::new(),
            pop_scopes: Vec::new(),
            smtp_scopes: Vec::new(),
            protocols: imap_only(),
            audiences: Vec::new(),
            domains: Vec::new(),
            withdraw_url: None,
            token_minutes: 60,
            registration: Registration::Open,
            paths: Vec::new(),
            own_app: None,
            offline: None,
            signing_keys: false,
            quirks: Vec::new(),
            last_checked: None,
            confidence: Confidence::High,
        }
    }

    /// The entry as an application that the asker names signs in: its id, its tenant's addresses, and no question about
    /// the person, because one more scope can raise a fresh consent page. `None` where no such application can.
    pub fn with_app(&self, app: &App) -> Option<Self> {
        let own = self.own_app.as_ref()?;
        let tenant = app.tenant.as_deref().unwrap_or_default();
        let fill = |template: &String| template.replace(TENANT, tenant);
        Some(Self {
            client_id: Some(app.client_id.clone()),
            issuer: fill(&own.issuer),
            authorize_url: fill(&own.authorize_url),
            token_url: fill(&own.token_url),
            redeem: own.redeem,
            identity_scopes: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether its client ids are GUIDs and its applications live in tenants.
    pub fn has_tenants(&self) -> bool {
        self.own_app
            .as_ref()
            .is_some_and(|own| own.issuer.contains(TENANT))
    }

    /// The scopes to ask for: who the person is, and what the chosen protocols need; nothing else.
    pub fn scopes(&self, protocols: &[Protocol]) -> Vec<String> {
        let mut scopes = self.identity_scopes.clone();
        self.add_mail_scopes(&mut scopes, protocols);
        scopes
    }

    /// What the chosen protocols need, and nothing about the person.
    pub fn scopes_for_mail(&self, protocols: &[Protocol]) -> Vec<String> {
        let mut scopes = Vec::new();
        self.add_mail_scopes(&mut scopes, protocols);
        scopes
    }

    /// A scope that several protocols share is asked for once.
    fn add_mail_scopes(&self, scopes: &mut Vec<String>, protocols: &[Protocol]) {
        for scope in protocols.iter().flat_map(|one| self.mail_scopes(*one)) {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
    }

    /// The scopes that open a mailbox over this protocol.
    pub fn mail_scopes(&self, protocol: Protocol) -> &[String] {
        match protocol {
            Protocol::Imap => &self.imap_scopes,
            Protocol::Pop => &self.pop_scopes,
            Protocol::Smtp => &self.smtp_scopes,
        }
    }
}

fn imap_only() -> Vec<Protocol> {
    vec![Protocol::Imap]
}

fn is_imap_only(protocols: &[Protocol]) -> bool {
    protocols == [Protocol::Imap]
}

/// Whose mail system answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Exchange Online, for organisations.
    Microsoft,
    /// Outlook.com: the same servers, for personal accounts, which have no administrator.
    OutlookCom,
    /// Gmail and Google Workspace.
    Google,
    /// Any other server.
    Other,
}

/// Who sends the authorisation code to the token endpoint.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redeem {
    /// The page itself: a public client, no secret.
    Browser,
    /// The relay, because the provider refuses browsers.
    Relay,
}

/// The answer of `GET /api/v1/config`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PublicConfig {
    /// Changes with every build; a page and a relay of different builds do not talk.
    pub build: String,
    /// Where the page is reached, without a trailing slash; the redirect URI is this plus `/oauth/callback`.
    pub public_url: String,
    /// Who runs this page, as shown to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Where most mailboxes here are, by the operator's word: what is guessed where nothing tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_provider: Option<ProviderId>,
    /// Whether the relay takes the secret of an application from a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_secrets: bool,
    /// How long the page waits between two checks while it keeps checking, in seconds.
    pub recheck_seconds: u32,
    /// The providers that the operator enabled, in the order of the form.
    pub providers: Vec<Provider>,
    /// The origins of the portals whose pages may hold this page in a frame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub portals: Vec<String>,
    /// The script that puts it there; every relay of this version has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embed_script: Option<EmbedScript>,
}

impl PublicConfig {
    /// The redirect URI of a provider. It is never taken from the address bar.
    pub fn redirect_uri(&self, provider: &Provider) -> String {
        redirect_uri(&self.public_url, provider)
    }
}

/// The redirect URI of a provider at a page. A provider that does not name itself in its answers has one of its own, so
/// that the answer of one cannot be taken for that of another (RFC 9700 §4.4.2).
pub fn redirect_uri(public_url: &str, provider: &Provider) -> String {
    if provider.sends_issuer {
        format!("{public_url}/oauth/callback")
    } else {
        format!("{public_url}/oauth/callback/{}", provider.id)
    }
}
