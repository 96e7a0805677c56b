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

/// An object in base64url. How deep it may be is limited by the parser, at 128 levels.
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
    fn broken_endless_and_deep_tokens_are_opaque_and_quick() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let nested = |open: &str, close: &str, n| open.repeat(n) + "0" + &close.repeat(n);
        let deep = format!("{{\"a\":{}}}", nested("[", "]", 20_000));
        let deeper = nested("{\"a\":", "}", 5_000);
        for text in [
            format!("{}.!!!.x", part("{}")),
            format!("{}.e3}}.x", part("{}")),
            format!("{}.{}=.x", part("{}"), &part("{\"a\":1}")[1..]),
            format!("{}.{}.x", part("{}"), URL_SAFE_NO_PAD.encode([0xff, 0xfe])),
            format!("{}.{}.x", part("{}"), part("{\"exp\":1")),
            format!("{}.{}.x", part("{}"), part(&deep)),
            format!("{}.{}.x", part("{}"), part(&deeper)),
            ".".repeat(MAX_JWT),
            "A".repeat(MAX_JWT),
            format!("{}.{}.{}", part("{}"), part("{}"), "A".repeat(MAX_JWT)),
        ] {
            assert_eq!(claims(&text), None, "{}", &text[..text.len().min(60)]);
            assert_eq!(TokenFacts::read(&Token::new(text)), TokenFacts::default());
        }
    }

    #[test]
    fn a_token_with_ever_so_many_claims_gives_few_facts() {
        let many = (0..10_000).map(|i| (format!("c{i}"), json!(i))).collect();
        let ten_thousand = jwt(&Value::Object(many));
        assert!(ten_thousand.expose().len() > MAX_JWT);
        assert_eq!(TokenFacts::read(&ten_thousand), TokenFacts::default());

        let scopes = "s ".repeat(10_000);
        let names: Vec<String> = (0..4_000).map(|i| i.to_string()).collect();
        let facts = TokenFacts::read(&jwt(
            &json!({"scp": scopes, "aud": names, "upn": "a".repeat(MAX_CLAIM + 1), "exp": 1e300}),
        ));
        assert_eq!(facts.format, TokenFormat::Jwt);
        assert_eq!(facts.scopes.len(), MAX_ENTRIES);
        assert_eq!(facts.audience.len(), MAX_ENTRIES);
        assert_eq!((facts.account, facts.expires_at), (None, Some(i64::MAX)));
    }

    #[test]
    fn the_header_is_read_like_the_claims() {
        let token = jwt(&json!({}));
        assert_eq!(header(token.expose()), Some(json!({"alg": "RS256"})));
        for text in ["", "a.b", "e30", "W10.e30.x", "e30.e30.x.y"] {
            assert_eq!(header(text), None, "{text}");
        }
    }

    #[test]
    fn a_slash_at_the_end_is_no_other_audience() {
        let outlook = "https://outlook.office.com";
        assert!(same_audience(outlook, "https://Outlook.office.com/"));
        assert!(!same_audience(outlook, "https://graph.microsoft.com"));
    }
}
