//! What a provider says of itself (OpenID Connect Discovery 1.0 §3, RFC 8414 §2), as far as it counts here. Pure.

use serde::Deserialize;
use url::Url;

use super::is_secure;
use crate::address;

/// A provider's document, of the issuer that was asked for.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    issuer: Option<String>,
    pub(super) authorization_endpoint: Option<String>,
    pub(super) token_endpoint: Option<String>,
    pub(super) device_authorization_endpoint: Option<String>,
    pub(super) jwks_uri: Option<String>,
    revocation_endpoint: Option<String>,
    response_types_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    scopes_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// What is wrong with an answer to the question who a provider is. Each says what to do.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Flaw {
    /// No whole answer.
    #[error(
        "gave no whole answer; let this relay reach it, with an [[internal_host]] if it is inside your network, or write \
         its addresses into the entry"
    )]
    Unreachable,
    /// A redirect, too much, or no HTTP.
    #[error(
        "answers with a redirect, with more than 64 KiB or with no HTTP; write issuer exactly as the provider does, or \
         its addresses into the entry"
    )]
    Unreadable,
    /// Another status than 200.
    #[error(
        "answers {0}; write issuer exactly as the provider does, or its addresses into the entry"
    )]
    Status(u16),
    /// No JSON, or members of another kind.
    #[error(
        "is no metadata of an OpenID provider (line {line}, column {column}); write issuer exactly as the provider does, \
         or its addresses into the entry"
    )]
    NotMetadata {
        /// Where reading ended.
        line: usize,
        /// In this line.
        column: usize,
    },
    /// Another issuer (OpenID Connect Discovery 1.0 §4.3).
    #[error("is of the issuer {0:?}; if that is the one you mean, write issuer so, byte for byte")]
    Issuer(String),
    /// An endpoint that every sign-in needs.
    #[error("lacks {member}; write {key} into the entry")]
    Missing {
        /// Its name in the document.
        member: &'static str,
        /// Its name in the entry.
        key: &'static str,
    },
    /// The authorization code flow is not offered.
    #[error(
        "offers no response type \"code\"; allow the authorization code flow there, no other is used here"
    )]
    NoCode,
    /// PKCE is not offered, or with `plain` alone (RFC 7636 §4.2).
    #[error(
        "offers PKCE without S256; allow the code challenge method S256 there, nobody signs in here without it"
    )]
    NoS256,
    /// An endpoint that nobody should go to.
    #[error(
        "says that {member} is {url:?}, which is no address of https without a user name and a #; have it corrected \
         there, or write {key} into the entry"
    )]
    Insecure {
        /// Its name in the document.
        member: &'static str,
        /// Its name in the entry.
        key: &'static str,
        /// As it stands there, cut.
        url: String,
    },
    /// An endpoint that the relay may not dial.
    #[error(
        "says that {member} is {url:?}, which this relay may not dial: that takes a host name and port 443, or an \
         [[internal_host]] with the port; add one, or write {key} into the entry"
    )]
    NotAdmitted {
        /// Its name in the document.
        member: &'static str,
        /// Its name in the entry.
        key: &'static str,
        /// As it stands there, cut.
        url: String,
    },
}

impl Metadata {
    /// Reads a document and holds it against the issuer that was asked for, byte for byte, and against what every sign-in
    /// here needs.
    ///
    /// # Errors
    /// It is no such document, of another issuer, or of a provider that nobody can sign in at.
    pub fn read(document: &[u8], issuer: &str) -> Result<Self, Flaw> {
        let metadata: Self =
            serde_json::from_slice(document).map_err(|error| Flaw::NotMetadata {
                line: error.line(),
                column: error.column(),
            })?;
        match &metadata.issuer {
            Some(found) if found == issuer => {}
            Some(other) => return Err(Flaw::Issuer(cut(other))),
            None => {
                return Err(Flaw::Missing {
                    member: "issuer",
                    key: "authorize_url and token_url",
                });
            }
        }
        let lacks = |offered: &Option<Vec<String>>, wanted: &str| {
            let offered = offered.as_ref();
            offered.is_some_and(|offered| !offered.iter().any(|one| one == wanted))
        };
        if lacks(&metadata.response_types_supported, "code") {
            return Err(Flaw::NoCode);
        }
        if lacks(&metadata.code_challenge_methods_supported, "S256") {
            return Err(Flaw::NoS256);
        }
        Ok(metadata)
    }

    /// Whether its answers at the redirect URI name it (RFC 9207 §3). Without the member they do not.
    pub fn sends_issuer(&self) -> bool {
        self.authorization_response_iss_parameter_supported == Some(true)
    }

    /// Whether it says that it knows PKCE (RFC 8414 §2). Who says nothing may know it all the same.
    pub fn speaks_of_pkce(&self) -> bool {
        self.code_challenge_methods_supported.is_some()
    }

    /// Whether it revokes tokens (RFC 7009).
    pub fn revokes(&self) -> bool {
        self.revocation_endpoint.is_some()
    }

    /// Which of these scopes it does not list, where it lists any. It need not list all that it knows.
    pub fn unlisted<'a>(&self, scopes: &'a [String]) -> Vec<&'a str> {
        let listed = self.scopes_supported.as_ref();
        scopes
            .iter()
            .filter(|scope| listed.is_some_and(|listed| !listed.contains(scope)))
            .map(String::as_str)
            .collect()
    }
}

/// An address that can be an issuer or an endpoint: https or on this machine, written in the characters of addresses (RFC
/// 3986 §2), with no user name before the host and nothing after a `#`.
pub(super) fn address(text: &str) -> Option<Url> {
    let spelt = |octet: u8| octet.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&octet);
    let url = address::url(text).filter(|_| is_secure(text))?;
    // What is before an @ may look like a host.
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (text.bytes().all(spelt) && bare).then_some(url)
}

/// What a stranger says is repeated in part.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}
