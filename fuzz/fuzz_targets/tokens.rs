//! Tokens of anybody: what they say is read within bounds, and a sign-in is nobody's whose token is not for it.

#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fuzz::bounds;
use serde_json::Value;
use shared::identity::{ALGORITHMS, Expected, SKEW, check};
use shared::provider::Family;
use shared::token::{Token, TokenFacts, claims, header};

const CLIENT: &str = "greencheck";
const NONCE: &str = "the-nonce";
const NOW: i64 = 1_800_000_000;

fuzz::target!(tokens);

fn tokens(octets: &[u8]) {
    let Some((choice, rest)) = octets.split_first() else {
        return;
    };
    let text = if choice & 1 == 1 {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        // Header and claims as they are before they are encoded.
        let mut parts = rest.splitn(2, |octet| *octet == 0);
        let mut part = || URL_SAFE_NO_PAD.encode(parts.next().unwrap_or_default());
        format!("{}.{}.c2lnbmF0dXJl", part(), part())
    };
    let facts = bounds::hold(|| TokenFacts::read(&Token::new(text.clone())));
    let json = serde_json::to_string(&facts).expect("JSON");
    assert_eq!(
        serde_json::from_str::<TokenFacts>(&json).ok(),
        Some(facts.clone())
    );
    assert!(facts.scopes.len() <= 256 && facts.audience.len() <= 256 && facts.roles.len() <= 256);
    let (Some(claims), Some(header)) = (claims(&text), header(&text)) else {
        return;
    };
    let family = if choice & 2 == 2 {
        Family::Microsoft
    } else {
        Family::Other
    };
    let issuer = if choice & 4 == 4 {
        "https://login.microsoftonline.com/organizations/v2.0"
    } else {
        "https://id.lab.example"
    };
    let expected = Expected {
        issuer,
        client_id: CLIENT,
        nonce: Some(NONCE),
        now: NOW,
        family,
    };
    if bounds::hold(|| check(&claims, &header, expected)).is_ok() {
        is_ours(&claims, &header, issuer);
    }
}

/// What holds of a token that is taken.
fn is_ours(claims: &Value, header: &Value, issuer: &str) {
    let alg = header["alg"].as_str().unwrap_or_default();
    assert!(ALGORITHMS.contains(&alg) && header.get("crit").is_none());
    let is_for = |audience: &Value| audience == CLIENT;
    let audience = &claims["aud"];
    assert!(
        is_for(audience)
            || audience
                .as_array()
                .is_some_and(|list| list.iter().any(is_for))
    );
    assert_eq!(claims["nonce"], NONCE);
    let seconds = |name: &str| claims[name].as_f64().unwrap_or_default();
    assert!(seconds("exp") + SKEW as f64 > NOW as f64);
    assert!(seconds("iat") - SKEW as f64 <= NOW as f64);
    let own = claims["iss"] == issuer;
    let of_tenant = issuer.contains("organizations")
        && claims["iss"].as_str().is_some_and(|iss| {
            claims["tid"]
                .as_str()
                .is_some_and(|tid| iss == issuer.replace("organizations", tid))
        });
    assert!(own || of_tenant);
}
