//! The access token, and what can be read from it without trusting it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

/// The longest token accepted, in octets.
pub const MAX_TOKEN: usize = 16 * 1024;

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
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
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
    let mut parts = jwt.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?);
    serde_json::from_str(str::from_utf8(&payload).ok()?)
        .ok()
        .filter(Value::is_object)
}

/// A claim that is one text or a list of them; `words` splits the one text at spaces, as scopes are.
fn list(claim: Option<&Value>, words: bool) -> Vec<String> {
    match claim {
        Some(Value::String(text)) if words => {
            text.split_ascii_whitespace().map(str::to_owned).collect()
        }
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
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
mod tests {
    use serde_json::json;

    use super::*;

    fn jwt(claims: &Value) -> Token {
        let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        Token::new(format!(
            "{}.{}.c2ln",
            part(&json!({"alg": "RS256"})),
            part(claims)
        ))
    }

    #[test]
    fn a_token_never_prints_itself() {
        let token = Token::new("canary".into());
        assert_eq!(
            format!("{token:?} {:#?}", Some(&token)),
            "[redacted] Some(\n    [redacted],\n)"
        );
    }

    #[test]
    fn a_token_that_could_break_a_line_is_no_token() {
        let check = |text: &str| Token::new(text.into()).check();
        assert_eq!(check("abc.DEF-123_~+/="), Ok(()));
        assert_eq!(check(""), Err(TokenError::Empty));
        for bad in ["a\r\nb", "a\u{1}b", "a\0b", "a b", "é"] {
            assert_eq!(check(bad), Err(TokenError::BadCharacter));
        }
        assert_eq!(check(&"a".repeat(MAX_TOKEN + 1)), Err(TokenError::TooLong));
    }

    #[test]
    fn claims_are_read_as_microsoft_writes_them() {
        let facts = TokenFacts::read(&jwt(&json!({
            "iss": "https://sts.windows.net/t/", "aud": "https://outlook.office.com", "upn": "alex@contoso.com",
            "scp": "IMAP.AccessAsUser.All POP.AccessAsUser.All", "exp": 1_700_003_600, "iat": 1_700_000_000.5,
            "tid": "t", "oid": "o", "appid": "a",
        })));
        assert_eq!(facts.format, TokenFormat::Jwt);
        assert_eq!(facts.audience, ["https://outlook.office.com"]);
        assert_eq!(
            facts.scopes,
            ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All"]
        );
        assert_eq!(facts.account.as_deref(), Some("alex@contoso.com"));
        assert_eq!(
            (facts.issued_at, facts.expires_at),
            (Some(1_700_000_000), Some(1_700_003_600))
        );
        assert!(!facts.app_only);
    }

    #[test]
    fn an_application_token_is_seen_as_one() {
        let facts = TokenFacts::read(&jwt(
            &json!({"idtyp": "app", "roles": ["IMAP.AccessAsApp"], "aud": ["a", "b"]}),
        ));
        assert!(facts.app_only);
        assert_eq!(facts.roles, ["IMAP.AccessAsApp"]);
        assert_eq!(facts.audience, ["a", "b"]);
    }

    #[test]
    fn scopes_are_the_same_by_their_short_name() {
        let full = "https://outlook.office.com/IMAP.AccessAsUser.All";
        assert!(same_scope(full, "IMAP.AccessAsUser.All"));
        assert!(same_scope(
            full,
            "https://outlook.office365.com/imap.accessasuser.all"
        ));
        assert!(!same_scope(full, "POP.AccessAsUser.All"));
        assert!(same_scope(
            "https://mail.google.com/",
            "https://mail.google.com/"
        ));
        assert!(!same_scope(
            "https://mail.google.com/",
            "https://www.google.com/"
        ));
    }

    #[test]
    fn anything_else_is_opaque() {
        for text in [
            "",
            "abc",
            "a.b",
            "a.b.c",
            "a.b.c.d",
            "e30.W10.x",
            "e30.bnVsbA.x",
            "EwBIA8l6BAAU",
            "é.é.é",
        ] {
            assert_eq!(
                TokenFacts::read(&Token::new(text.into())),
                TokenFacts::default(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_slash_at_the_end_is_no_other_audience() {
        let outlook = "https://outlook.office.com";
        assert!(same_audience(outlook, "https://Outlook.office.com/"));
        assert!(!same_audience(outlook, "https://graph.microsoft.com"));
    }
}
