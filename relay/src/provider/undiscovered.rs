//! An entry that leaves to its provider what the provider says of itself. Pure: who asks the provider is elsewhere.

use std::collections::BTreeSet;
use std::fmt;

use shared::provider::{ProviderId, TENANT};
use toml::{Table, Value};

use super::metadata::{Flaw, Metadata, address, cut};
use super::{Entry, EntryError, whole};

/// Where the document is, behind the issuer (OpenID Connect Discovery 1.0 §4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// An operator's entry without the addresses of its provider.
#[derive(Clone)]
pub struct Undiscovered {
    /// Its id.
    pub id: ProviderId,
    /// The issuer, as the operator wrote it.
    pub issuer: String,
    /// Where its document is.
    pub address: String,
    table: Table,
    takes_secrets: bool,
}

/// An entry that has become whole.
#[derive(Debug)]
pub struct Discovered {
    /// As if the operator had written all of it.
    pub entry: Entry,
    /// The hosts that the document leads to.
    pub hosts: BTreeSet<String>,
}

/// Why an entry cannot be made whole.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// The document is at fault.
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// The entry is, now that its provider is known.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

impl Undiscovered {
    /// The entry, if it has an issuer and lacks an address that every sign-in needs. An issuer with a tenant to be filled
    /// in is many issuers, so its addresses are written out.
    ///
    /// # Errors
    /// Whatever is wrong with it already, so that nobody is asked in vain.
    pub(super) fn of(
        id: &str,
        table: &Table,
        takes_secrets: bool,
    ) -> Result<Option<Self>, EntryError> {
        if table.contains_key("authorize_url") && table.contains_key("token_url") {
            return Ok(None);
        }
        let issuer = table.get("issuer").and_then(Value::as_str);
        let Some(issuer) = issuer.filter(|issuer| !issuer.contains(TENANT)) else {
            return Ok(None);
        };
        let is_issuer = address(issuer).is_some_and(|url| url.query().is_none());
        if !is_issuer {
            return Err(EntryError::Issuer(id.to_owned()));
        }
        let mut table = table.clone();
        let own = Value::Array(vec![issuer.into()]);
        table.entry("token_issuers").or_insert(own);
        let mut tried = table.clone();
        for key in KEYS {
            tried.entry(key).or_insert(issuer.into());
        }
        tried.entry("sends_issuer").or_insert(false.into());
        Ok(Some(Self {
            id: whole(id, tried, takes_secrets)?.public.id,
            issuer: issuer.to_owned(),
            address: format!("{}{WELL_KNOWN}", issuer.strip_suffix('/').unwrap_or(issuer)),
            table,
            takes_secrets,
        }))
    }

    /// The entry with what the document says. What the operator wrote stays. `admits` says whether the relay may dial an
    /// address.
    ///
    /// The revocation endpoint is not taken: at many providers the access token ends with the refresh token (RFC 7009
    /// §2.1), and a document does not say where it does not.
    ///
    /// # Errors
    /// An endpoint is missing, or is none; or the entry asks for more than its provider has.
    pub fn complete(
        mut self,
        metadata: &Metadata,
        admits: impl Fn(&str) -> bool,
    ) -> Result<Discovered, CompleteError> {
        let mut hosts = BTreeSet::new();
        for (key, member, url) in endpoints(metadata) {
            if self.table.contains_key(key) {
                continue;
            }
            let Some(text) = url else {
                if key == "authorize_url" || key == "token_url" {
                    return Err(Flaw::Missing { member, key }.into());
                }
                continue;
            };
            // A stranger does not send us to this machine, unless it is this machine.
            let is_ours = self.issuer.starts_with("http://");
            let found = address(text).filter(|url| url.scheme() == "https" || is_ours);
            let Some(found) = found else {
                let url = cut(text);
                return Err(Flaw::Insecure { member, key, url }.into());
            };
            // The browser goes to the first by itself.
            if key != "authorize_url" && !admits(text) {
                let url = cut(text);
                return Err(Flaw::NotAdmitted { member, key, url }.into());
            }
            hosts.extend(found.host_str().map(str::to_owned));
            self.table.insert(key.to_owned(), text.into());
        }
        let sends_issuer = metadata.sends_issuer();
        self.table
            .entry("sends_issuer")
            .or_insert(sends_issuer.into());
        let entry = whole(self.id.as_str(), self.table, self.takes_secrets)?;
        Ok(Discovered { entry, hosts })
    }
}

/// The table may hold a secret.
impl fmt::Debug for Undiscovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undiscovered")
            .field("id", &self.id)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// The addresses that a document may fill in.
const KEYS: [&str; 4] = ["authorize_url", "token_url", "device_url", "jwks_url"];

/// Each with its key in an entry and its name in a document.
fn endpoints(
    metadata: &Metadata,
) -> impl Iterator<Item = (&'static str, &'static str, Option<&str>)> {
    let members = [
        ("authorization_endpoint", &metadata.authorization_endpoint),
        ("token_endpoint", &metadata.token_endpoint),
        (
            "device_authorization_endpoint",
            &metadata.device_authorization_endpoint,
        ),
        ("jwks_uri", &metadata.jwks_uri),
    ];
    let rows = KEYS.into_iter().zip(members);
    rows.map(|(key, (member, url))| (key, member, url.as_deref()))
}
