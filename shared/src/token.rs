//! The access token, and what can be read from it without trusting it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

/// The longest token accepted, in octets.
pub const MAX_TOKEN: usize = 16 * 1024;

/// The longest text that is read as a JWT, in octets; a longer one is opaque. An identity token may be longer than an
/// access token that goes into a SASL message, and a hostile one longer than both.
pub const MAX_JWT: usize = 64 * 1024;

/// The most entries of a list of claims that are kept.
const MAX_ENTRIES: usize = 256;

/// The longest text of a claim that is kept, in octets; a longer one is no name, address or id.
const MAX_CLAIM: usize = 2048;

/// The tenant (`tid`) of personal Microsoft accounts.
pub const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// An OAuth access token.
///
/// It prints as `[redacted]` in every build and is wiped when dropped. It can be serialised, because the page has to
/// send it once; the only type that holds one is [`crate::request::CheckRequest`].
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Takes the text over; nothing is checked yet.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The token itself, for the one place that writes it and the one that reads its claims.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it may be put into a SASL message at all: visible ASCII (RFC 6750 §2.1 is narrower), at most
    /// [`MAX_TOKEN`] octets. A control character could end the message or the line.
    ///
    /// # Errors
    /// Says which of these it is not.
    pub fn check(&self) -> Result<(), TokenError> {
        if self.0.is_empty() {
            Err(TokenError::Empty)
        } else if self.0.len() > MAX_TOKEN {
            Err(TokenError::TooLong)
        } else if !self.0.bytes().all(|b| b.is_ascii_graphic()) {
            Err(TokenError::BadCharacter)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why a text cannot be a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TokenError {
    /// A space, a control character, or something outside ASCII.
    #[error("the token has a character that no token has")]
    BadCharacter,
    /// Nothing there.
    #[error("the token is empty")]
    Empty,
    /// Over [`MAX_TOKEN`] octets.
    #[error("the token is longer than 16 KiB")]
    TooLong,
}

/// What a token says about itself. Nothing here is verified: it is evidence, not proof.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenFacts {
    /// Whether there was anything to read.
    pub format: TokenFormat,
    /// `iss`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// `aud`, always as a list
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    /// `scp` or `scope`: what the person allowed
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// `roles`: what an application was allowed
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The account: the first of `upn`, `preferred_username`, `unique_name`, `email`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// `oid`: for an application's token, the object id of its service principal
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    /// `tid`; [`CONSUMERS`] for a personal Microsoft account
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The application: the first of `appid`, `azp`, `client_id`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// `idtyp` is `app`: nobody signed in
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub app_only: bool,
    /// `iat`, seconds since 1970
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<i64>,
    /// `nbf`, seconds since 1970
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<i64>,
    /// `exp`, seconds since 1970
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// What kind of text the token is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenFormat {
    /// A JWT (RFC 7519) whose claims could be read.
    Jwt,
    /// Anything else; only its issuer can read it. That is fine.
    #[default]
    Opaque,
    /// No token at all, by its looks: a file's name, a placeholder, a word.
    NotAToken,
}

impl TokenFacts {
    /// Reads the claims of a JWT without checking its signature. Anything that is not a JWT is opaque.
    pub fn read(token: &Token) -> Self {
        claims(token.expose()).map_or_else(Self::default, |claims| Self::from_claims(&claims))
    }

    /// The same, from the claims themselves: an id token's or an access token's.
    pub fn from_claims(claims: &Value) -> Self {
        let text = |name: &str| {
            let text = claims.get(name).and_then(Value::as_str);
            text.filter(fits).map(str::to_owned)
        };
        let first = |names: &[&str]| names.iter().find_map(|name| text(name));
        let seconds = |name: &str| {
            claims
                .get(name)
                .and_then(|v| v.as_i64().or_else(|| whole_seconds(v)))
        };
        Self {
            format: TokenFormat::Jwt,
            issuer: text("iss"),
            audience: list(claims.get("aud"), false),
            scopes: list(claims.get("scp").or_else(|| claims.get("scope")), true),
            roles: list(claims.get("roles"), false),
            account: first(&["upn", "preferred_username", "unique_name", "email"]),
            object_id: text("oid"),
            tenant: text("tid"),
            app: first(&["appid", "azp", "client_id"]),
            app_only: claims.get("idtyp").and_then(Value::as_str) == Some("app"),
            issued_at: seconds("iat"),
            not_before: seconds("nbf"),
            expires_at: seconds("exp"),
        }
    }
}

/// The claims of a JWT, or `None` for any other text.
pub fn claims(jwt: &str) -> Option<Value> {
    object(parts(jwt)?[1])
}

/// The header of a JWT (RFC 7515 §4), or `None` for any other text.
pub fn header(jwt: &str) -> Option<Value> {
    object(parts(jwt)?[0])
}

/// Header, payload and signature, still encoded.
fn parts(jwt: &str) -> Option<[&str; 3]> {
    if jwt.len() > MAX_JWT {
        return None;
    }
    let mut parts = jwt.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

/// An object in base64url. How deep it may be is limited by the parser, at 128 levels; a text in the parser's own form for what
/// it shall not read counts anew, and the length of a token leaves room for some ten of these.
fn object(part: &str) -> Option<Value> {
    let json = Zeroizing::new(URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?);
    serde_json::from_str(str::from_utf8(&json).ok()?)
        .ok()
        .filter(Value::is_object)
}

fn fits(text: &&str) -> bool {
    text.len() <= MAX_CLAIM
}

/// A claim that is one text or a list of them; `words` splits the one text at spaces, as scopes are.
fn list(claim: Option<&Value>, words: bool) -> Vec<String> {
    let kept = |entries: &mut dyn Iterator<Item = &str>| {
        let fitting = entries.filter(fits).take(MAX_ENTRIES);
        fitting.map(str::to_owned).collect()
    };
    match claim {
        Some(Value::String(text)) if words => kept(&mut text.split_ascii_whitespace()),
        Some(Value::String(text)) => kept(&mut std::iter::once(text.as_str())),
        Some(Value::Array(items)) => kept(&mut items.iter().filter_map(Value::as_str)),
        _ => Vec::new(),
    }
}

/// RFC 7519 §2 allows a fraction in a NumericDate.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-int cast saturates, and any such date is nonsense"
)]
fn whole_seconds(value: &Value) -> Option<i64> {
    value.as_f64().map(|seconds| seconds as i64)
}

/// Microsoft asks for `https://outlook.office.com/IMAP.AccessAsUser.All` and writes `IMAP.AccessAsUser.All` into the
/// token, whose `aud` then says the rest.
pub fn same_scope(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || short(one).eq_ignore_ascii_case(short(other))
}

/// The name after the last slash, unless nothing stands there (`https://mail.google.com/`).
fn short(scope: &str) -> &str {
    match scope.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => scope,
    }
}

/// Whether two spellings name one service: case and a slash at the end aside.
pub fn same_audience(one: &str, other: &str) -> bool {
    one.trim_end_matches('/')
        .eq_ignore_ascii_case(other.trim_end_matches('/'))
}

#[cfg(test)]
mod tests;
