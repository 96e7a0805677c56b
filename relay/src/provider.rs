//! Providers as data: built in, and overridden key by key in the operator's file.

mod built_in;
mod exchangers;
mod metadata;
mod passwords;
mod raw;
mod target;
mod undiscovered;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use shared::path::{SignInPath, is_tenant};
use shared::plan::{Mechanism, Protocol};
use shared::provider::{OwnApp, Provider, ProviderId, TENANT};
use shared::secret::Secret;

pub use self::built_in::built_in;
pub use self::exchangers::of_exchangers;
pub use self::metadata::{Flaw, Metadata};
use self::passwords::Passwords;
use self::raw::Raw;
pub use self::target::{Target, Targets};
pub use self::undiscovered::{CompleteError, Discovered, Undiscovered};
use crate::address;
use crate::config::KeyError;

/// An enabled provider: what the page is told, and what stays here.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The public part.
    pub public: Provider,
    /// The `iss` values of its JWTs; `{tid}` stands for the GUID of the token's own `tid`.
    pub token_issuers: Vec<String>,
    /// Whether its tokens may be opaque.
    pub opaque_tokens: bool,
    /// Where its mailboxes are opened, over each protocol.
    pub targets: BTreeMap<Protocol, Targets>,
    /// The SASL mechanisms to try, best first.
    pub mechanisms: Vec<Mechanism>,
    /// The platform type to choose when the redirect URI is registered, in the provider's words.
    pub platform: String,
    /// The secret of the operator's application; absent where it is a public client.
    pub client_secret: Option<Arc<Secret>>,
    /// The device authorization endpoint (RFC 8628 §3.1).
    pub device_url: Option<String>,
    /// The grant type of a device code, where it is not the one of RFC 8628 §3.4.
    pub device_grant: Option<String>,
    /// Where the keys of its identity tokens are (RFC 8414 §2, `jwks_uri`).
    pub jwks_url: Option<String>,
    /// Where a refresh token is revoked (RFC 7009); only for a provider that then ends this token and nothing else. Where
    /// the access token ends with it, the check that follows would fail; where all that the application was allowed ends
    /// (Google), so would whatever else uses it.
    pub revoke_url: Option<String>,
    /// The scopes of client credentials; empty where there is no such grant for mail.
    pub app_scopes: Vec<String>,
    /// The names of its mail exchangers. One that begins with a dot stands for every name below.
    pub mx: Vec<String>,
}

impl Entry {
    /// Where the mailboxes of a domain are opened over this protocol.
    pub fn target(&self, protocol: Protocol, domain: &str) -> Option<&Target> {
        self.targets.get(&protocol)?.of(domain)
    }

    /// Whether this is the issuer of a sign-in at this provider: the entry's own, or that of an application's tenant
    /// where the asker names the application.
    pub fn is_issuer(&self, issuer: &str) -> bool {
        let of_tenant = |own: &OwnApp| match own.issuer.split_once(TENANT) {
            Some((before, after)) => issuer
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(is_tenant),
            None => own.issuer == issuer,
        };
        let offered = self.public.paths.contains(&SignInPath::OwnApp)
            || self.public.paths.contains(&SignInPath::AppOnly);
        // A provider without OAuth has no issuer, and so is nobody's.
        (issuer == self.public.issuer && !issuer.is_empty())
            || (offered && self.public.own_app.as_ref().is_some_and(of_tenant))
    }
}

/// Why an entry cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// A mail host that is no host name.
    #[error("provider \"{0}\": \"{1}\" is no host name; an address has no certificate to check")]
    Host(String, String),
    /// An endpoint is not https, nor http on this machine.
    #[error("provider \"{0}\": {1} must begin with https:// and a host name in ASCII")]
    Insecure(String, &'static str),
    /// A provider cannot be asked under this name.
    #[error(
        "provider \"{0}\": issuer must begin with https:// and have no user name, no ? and no #, for the provider to be \
         asked; or write authorize_url and token_url"
    )]
    Issuer(String),
    /// A key is missing, unknown or of the wrong kind.
    #[error("provider \"{0}\": {1}")]
    Key(String, KeyError),
    /// No mailbox of it could be opened.
    #[error("provider \"{0}\": imap = \"host:993:tls\" is missing")]
    NoHost(String),
    /// A way to sign in that this entry has not.
    #[error("provider \"{0}\": paths names \"{1}\", and the entry lacks what it needs")]
    NoPath(String, &'static str),
    /// A secret's file is not there.
    #[error("provider \"{0}\": client_secret_file {file}: {error}", file = .1.display(), error = .2)]
    Secret(String, PathBuf, std::io::Error),
    /// A secret that is none.
    #[error(
        "provider \"{0}\": client_secret is empty, too long, or has a space or a line end in it"
    )]
    BadSecret(String),
    /// A secret that the file takes for a number, or for something else: its reader would repeat it.
    #[error("provider \"{0}\": client_secret stands in no quotation marks")]
    BareSecret(String),
    /// The id of a secret in the place of its value.
    #[error(
        "provider \"{0}\": client_secret is the id of a secret; its value is asked for, which is shown once"
    )]
    SecretId(String),
    /// A protocol that is offered and leads nowhere.
    #[error("provider \"{0}\": protocols names \"{1}\", and {1} = \"host:port:tls\" is missing")]
    NoTarget(String, &'static str),
    /// A protocol whose permission nobody would ask for.
    #[error("provider \"{0}\": {1}_scopes is missing; write [] if this server needs none")]
    NoScopes(String, &'static str),
    /// No token could be presented.
    #[error("provider \"{0}\": mechanisms is empty; write [\"XOAUTH2\", \"OAUTHBEARER\"]")]
    NoMechanism(String),
    /// An entry without a name cannot be told from others.
    #[error("a [[provider]] has no id")]
    NoId,
    /// An entry that extends nothing.
    #[error("provider \"{0}\": extends \"{1}\", and no such entry is built in")]
    Extends(String, String),
    /// A template has nothing to be filled with.
    #[error("provider \"{0}\": tenant is missing or has a character that no tenant's name has")]
    Tenant(String),
}

/// An entry as the operator's file leaves it.
#[derive(Debug)]
pub enum Listed {
    /// Nothing is left to say.
    Whole(Box<Entry>),
    /// Its provider has to be asked.
    Undiscovered(Box<Undiscovered>),
}

impl Listed {
    /// Its id.
    pub const fn id(&self) -> &ProviderId {
        match self {
            Self::Whole(entry) => &entry.public.id,
            Self::Undiscovered(open) => &open.id,
        }
    }
}

/// The operator's entry laid over the built-in one of the same id, if there is one.
///
/// # Errors
/// What is missing or wrong, with the entry's id.
pub fn listed(operators: toml::Table, takes_secrets: bool) -> Result<Listed, EntryError> {
    let (id, table) = laid_over(operators)?;
    if has_oauth(&table)
        && let Some(open) = Undiscovered::of(&id, &table, takes_secrets)?
    {
        return Ok(Listed::Undiscovered(Box::new(open)));
    }
    let entry = whole(&id, table, takes_secrets)?;
    Ok(Listed::Whole(Box::new(entry)))
}

/// The same of an entry that leaves nothing to its provider.
///
/// # Errors
/// What is missing or wrong, with the entry's id.
pub fn entry(operators: toml::Table, takes_secrets: bool) -> Result<Entry, EntryError> {
    let (id, table) = laid_over(operators)?;
    whole(&id, table, takes_secrets)
}

fn laid_over(operators: toml::Table) -> Result<(String, toml::Table), EntryError> {
    let id = operators
        .get("id")
        .and_then(toml::Value::as_str)
        .ok_or(EntryError::NoId)?
        .to_owned();
    let secret = operators.get("client_secret");
    if secret.is_some_and(|secret| !secret.is_str()) {
        return Err(EntryError::BareSecret(id));
    }
    // A second application at the same provider, the one of a Jira for example, is an entry that extends another.
    let base = operators.get("extends").and_then(toml::Value::as_str);
    let base = base.unwrap_or(&id).to_owned();
    let is_it = |table: &toml::Table| table.get("id").and_then(toml::Value::as_str) == Some(&base);
    let mut table = built_in().find(is_it).unwrap_or_default();
    if table.is_empty() && base != id {
        return Err(EntryError::Extends(id, base));
    }
    table.extend(operators);
    table.remove("extends");
    Ok((id, table))
}

fn has_oauth(table: &toml::Table) -> bool {
    table.get("registration").and_then(toml::Value::as_str) != Some("none")
}

fn whole(id: &str, table: toml::Table, takes_secrets: bool) -> Result<Entry, EntryError> {
    let id = id.to_owned();
    let entry = if has_oauth(&table) {
        with_oauth(&id, table, takes_secrets)?
    } else {
        let passwords: Passwords = table
            .try_into()
            .map_err(|error| EntryError::Key(id.clone(), error.into()))?;
        passwords.entry()
    };
    let odd = {
        let mut targets = entry.targets.values().flat_map(Targets::all);
        targets.find(|target| target.is_no_name())
    };
    if let Some(target) = odd {
        return Err(EntryError::Host(id, target.host.clone()));
    }
    if entry.targets.is_empty() {
        return Err(EntryError::NoHost(id));
    }
    Ok(entry)
}

fn with_oauth(id: &str, table: toml::Table, takes_secrets: bool) -> Result<Entry, EntryError> {
    let raw: Raw = table
        .try_into()
        .map_err(|error| EntryError::Key(id.to_owned(), error.into()))?;
    for (key, url) in raw.endpoints() {
        if !is_secure(url) {
            return Err(EntryError::Insecure(id.to_owned(), key));
        }
    }
    if raw.names_tenant() && !raw.tenant.as_deref().is_some_and(is_tenant) {
        return Err(EntryError::Tenant(id.to_owned()));
    }
    if raw.mechanisms.is_empty() {
        return Err(EntryError::NoMechanism(id.to_owned()));
    }
    raw.entry(takes_secrets)
}

/// Whether an address is https; plain http is for this machine only, for the demo and the lab.
pub fn is_secure(url: &str) -> bool {
    let Some(url) = address::url(url) else {
        return false;
    };
    let own = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    url.scheme() == "https" || (url.scheme() == "http" && own)
}

#[cfg(test)]
mod tests;
