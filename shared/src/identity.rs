//! Whose sign-in it was: the claims of an identity token, checked (OpenID Connect Core §3.1.3.7).
//!
//! The signature is for whoever has the keys. What is checked here needs none: that the token is of the issuer that was
//! asked, for this application, of this sign-in, and of this hour.

use serde_json::Value;

use crate::guid::is_guid;
use crate::provider::Family;
use crate::token::{CONSUMERS, TokenFacts};

/// Clocks differ, by this many seconds at most.
pub const SKEW: i64 = 300;

/// The signature algorithms that are accepted (RFC 7518 §3.1): those with a public key alone.
pub const ALGORITHMS: [&str; 3] = ["RS256", "PS256", "ES256"];

/// The longest subject, in octets (OpenID Connect Core §2).
const MAX_SUBJECT: usize = 255;

/// What stands behind the tenant in a Microsoft issuer.
const VERSION: &str = "/v2.0";

/// Who signed in, as far as the provider says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Identity {
    /// The account's name.
    pub account: Option<String>,
    /// The person's name.
    pub name: Option<String>,
}

/// What the sign-in that was begun expects of the token.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuer, byte for byte.
    pub issuer: &'a str,
    /// The application that asked.
    pub client_id: &'a str,
    /// The nonce that was sent; absent when none was.
    pub nonce: Option<&'a str>,
    /// The clock that it is judged by, seconds since 1970.
    pub now: i64,
    /// Whose provider it is: Microsoft alone puts a tenant into its issuer.
    pub family: Family,
}

/// What is wrong with an identity token. Whoever made the token is at fault, or it was made for another sign-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdentityFault {
    /// `alg` is absent, or not one of [`ALGORITHMS`].
    #[error("the identity token is signed in a way that is not accepted")]
    Algorithm,
    /// `aud` does not name this application.
    #[error("the identity token is for another application")]
    Audience,
    /// `azp` names another application, or is absent beside several audiences.
    #[error("the identity token was given to another application")]
    AuthorizedParty,
    /// The header asks for an extension (`crit`, RFC 7515 §4.1.11), and none is known here.
    #[error("the identity token asks for an extension that is not known here")]
    Critical,
    /// `exp` is past, or absent.
    #[error("the identity token has expired")]
    Expired,
    /// `iat` or `nbf` lies ahead.
    #[error("the identity token was issued in the future, by this clock")]
    Future,
    /// `iss` is absent or another one.
    #[error("the identity token is of another issuer")]
    Issuer,
    /// `iat` is absent.
    #[error("the identity token does not say when it was issued")]
    NoIssueTime,
    /// `sub` is absent, empty, or too long.
    #[error("the identity token names nobody")]
    NoSubject,
    /// `nonce` is absent or another one.
    #[error("the identity token belongs to another sign-in")]
    Nonce,
    /// `alg` is HS256 or another with a shared secret: whoever has the client's secret, or takes a public key for one,
    /// could have signed it.
    #[error("the identity token is signed with a shared secret")]
    SharedSecret,
    /// `alg` is `none`.
    #[error("the identity token is not signed")]
    Unsigned,
}

/// Checks header and claims.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(
    claims: &Value,
    header: &Value,
    expected: Expected<'_>,
) -> Result<Identity, IdentityFault> {
    algorithm(header)?;
    let facts = TokenFacts::from_claims(claims);
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if !issued_by(text("iss"), text("tid"), expected) {
        return Err(IdentityFault::Issuer);
    }
    audience(claims, expected.client_id)?;
    if expected
        .nonce
        .is_some_and(|nonce| text("nonce") != Some(nonce))
    {
        return Err(IdentityFault::Nonce);
    }
    let past = |end: i64| end.saturating_add(SKEW) <= expected.now;
    if facts.expires_at.is_none_or(past) {
        return Err(IdentityFault::Expired);
    }
    let issued = facts.issued_at.ok_or(IdentityFault::NoIssueTime)?;
    let ahead = |begin: i64| begin.saturating_sub(SKEW) > expected.now;
    if ahead(issued) || facts.not_before.is_some_and(ahead) {
        return Err(IdentityFault::Future);
    }
    let subject = text("sub").unwrap_or_default();
    if subject.is_empty() || subject.len() > MAX_SUBJECT {
        return Err(IdentityFault::NoSubject);
    }
    Ok(Identity {
        account: facts.account,
        name: text("name").map(str::to_owned),
    })
}

fn algorithm(header: &Value) -> Result<(), IdentityFault> {
    let alg = header.get("alg").and_then(Value::as_str);
    match alg.ok_or(IdentityFault::Algorithm)? {
        alg if alg.eq_ignore_ascii_case("none") => return Err(IdentityFault::Unsigned),
        alg if alg
            .get(..2)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("HS")) =>
        {
            return Err(IdentityFault::SharedSecret);
        }
        alg if !ALGORITHMS.contains(&alg) => return Err(IdentityFault::Algorithm),
        _ => {}
    }
    match header.get("crit") {
        Some(_) => Err(IdentityFault::Critical),
        None => Ok(()),
    }
}

/// `aud` names this application, and `azp` nobody else. Beside a second audience `azp` has to be there.
fn audience(claims: &Value, client_id: &str) -> Result<(), IdentityFault> {
    let (for_us, alone) = match claims.get("aud") {
        Some(Value::String(one)) => (one == client_id, true),
        Some(Value::Array(several)) => {
            let for_us = several.iter().any(|one| one.as_str() == Some(client_id));
            (for_us, several.len() == 1)
        }
        _ => (false, true),
    };
    // An entry without an application has no tokens.
    if !for_us || client_id.is_empty() {
        return Err(IdentityFault::Audience);
    }
    match claims.get("azp") {
        Some(party) if party.as_str() == Some(client_id) => Ok(()),
        None | Some(Value::Null) if alone => Ok(()),
        _ => Err(IdentityFault::AuthorizedParty),
    }
}

/// The issuer, byte for byte. Microsoft's tokens name their tenant by its id only: where the entry names many tenants
/// (`organizations`) or one by its domain, the token's own tenant stands in that place (Microsoft identity platform,
/// "validate the issuer"). Which tenants may answer is decided by the token endpoint, which the entry names too.
fn issued_by(issuer: Option<&str>, tenant: Option<&str>, expected: Expected<'_>) -> bool {
    let Some(issuer) = issuer else {
        return false;
    };
    if issuer == expected.issuer {
        return true;
    }
    let Some(tenant) = tenant.filter(|tenant| is_guid(tenant)) else {
        return false;
    };
    let Some((before, named)) = expected
        .issuer
        .strip_suffix(VERSION)
        .and_then(|issuer| issuer.rsplit_once('/'))
    else {
        return false;
    };
    let admits = match named {
        "common" => true,
        "consumers" => tenant == CONSUMERS,
        "organizations" => tenant != CONSUMERS,
        domain => !is_guid(domain),
    };
    let microsoft = matches!(expected.family, Family::Microsoft | Family::OutlookCom);
    microsoft && admits && issuer == format!("{before}/{tenant}{VERSION}")
}

#[cfg(test)]
mod tests;
