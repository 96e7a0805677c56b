//! The signature of an identity token: which key it needs is decided here, the arithmetic is the browser's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{JSON, Object, Uint8Array};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

/// The shortest RSA modulus, in octets: 2048 bits (RFC 7518 §3.3).
const SHORTEST_MODULUS: usize = 256;

/// A signed text taken apart (RFC 7515 §3.1).
#[derive(Debug, PartialEq)]
struct Signed<'t> {
    text: &'t str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    key: Option<String>,
}

/// The algorithms that are accepted (RFC 7518 §3.1): those with a public key alone.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

/// Whether one of these keys has signed the token. `keys` is a JWK Set (RFC 7517 §5).
pub async fn is_signed_by(token: &str, keys: &str) -> bool {
    let Some(signed) = take_apart(token) else {
        return false;
    };
    let Some(key) = choose(&signed, keys) else {
        return false;
    };
    verify(&signed, &key).await.unwrap_or(false)
}

#[derive(Deserialize)]
struct Header {
    alg: Algorithm,
    #[serde(default)]
    kid: Option<String>,
}

fn take_apart(token: &str) -> Option<Signed<'_>> {
    let (text, signature) = token.rsplit_once('.')?;
    let (header, _) = text.split_once('.')?;
    let header = URL_SAFE_NO_PAD.decode(header).ok()?;
    let header: Header = serde_json::from_str(str::from_utf8(&header).ok()?).ok()?;
    Some(Signed {
        text,
        signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        algorithm: header.alg,
        key: header.kid,
    })
}

/// The key that the header names. Without a name there may be one of that kind only: nothing is tried out.
fn choose(signed: &Signed<'_>, keys: &str) -> Option<Value> {
    let set: Value = serde_json::from_str(keys).ok()?;
    let keys = set.get("keys")?.as_array()?;
    let named = |key: &&Value| match &signed.key {
        Some(name) => text(key, "kid") == Some(name),
        None => true,
    };
    let mut fitting = keys
        .iter()
        .filter(named)
        .filter_map(|key| public_part(key, signed.algorithm));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// The public numbers of a key, when it is one for this algorithm. Whatever else stands in it is left out.
fn public_part(key: &Value, algorithm: Algorithm) -> Option<Value> {
    let for_signing = text(key, "use").is_none_or(|purpose| purpose == "sig");
    let same = text(key, "alg").is_none_or(|name| name == algorithm.name());
    if !(for_signing && same) {
        return None;
    }
    let number = |name: &str| text(key, name);
    match (algorithm, text(key, "kty")?) {
        (Algorithm::Rs256 | Algorithm::Ps256, "RSA") => {
            let modulus = number("n")?;
            let long = URL_SAFE_NO_PAD.decode(modulus).ok()?.len() >= SHORTEST_MODULUS;
            long.then_some(json!({"kty": "RSA", "n": modulus, "e": number("e")?}))
        }
        (Algorithm::Es256, "EC") if text(key, "crv") == Some("P-256") => {
            Some(json!({"kty": "EC", "crv": "P-256", "x": number("x")?, "y": number("y")?}))
        }
        _ => None,
    }
}

fn text<'k>(key: &'k Value, name: &str) -> Option<&'k str> {
    key.get(name)?.as_str()
}

impl Algorithm {
    const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }

    /// As the browser calls it, with what it needs to import a key and to verify.
    fn for_browser(self) -> Value {
        match self {
            Self::Rs256 => json!({"name": "RSASSA-PKCS1-v1_5", "hash": "SHA-256"}),
            Self::Ps256 => json!({"name": "RSA-PSS", "hash": "SHA-256", "saltLength": 32}),
            Self::Es256 => json!({"name": "ECDSA", "namedCurve": "P-256", "hash": "SHA-256"}),
        }
    }
}

async fn verify(signed: &Signed<'_>, key: &Value) -> Result<bool, JsValue> {
    let subtle = web_sys::window().ok_or(JsValue::NULL)?.crypto()?.subtle();
    let algorithm = object(&signed.algorithm.for_browser())?;
    let uses = JSON::parse("[\"verify\"]")?;
    let imported = subtle.import_key_with_object("jwk", &object(key)?, &algorithm, false, &uses)?;
    let key: CryptoKey = JsFuture::from(imported).await?.dyn_into()?;
    let signature = Uint8Array::from(signed.signature.as_slice());
    let text = Uint8Array::from(signed.text.as_bytes());
    let verified = subtle.verify_with_object_and_buffer_source_and_buffer_source(
        &algorithm, &key, &signature, &text,
    )?;
    Ok(JsFuture::from(verified).await?.is_truthy())
}

fn object(value: &Value) -> Result<Object, JsValue> {
    JSON::parse(&value.to_string())?.dyn_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(header: &Value) -> Option<Algorithm> {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        take_apart(&format!("{header}.e30.c2ln")).map(|signed| signed.algorithm)
    }

    /// an algorithm that needs no key, or a secret, is no signature.
    #[test]
    fn only_public_key_algorithms_are_signatures() {
        assert_eq!(signed(&json!({"alg": "RS256"})), Some(Algorithm::Rs256));
        assert_eq!(signed(&json!({"alg": "ES256"})), Some(Algorithm::Es256));
        for bad in ["none", "None", "HS256", "RS1", "rs256", "ES256K", ""] {
            assert_eq!(signed(&json!({"alg": bad})), None, "{bad}");
        }
        for bad in ["", "a.b", "a.b.c", "..", "e30.e30.", "e30.e30.c2ln"] {
            assert!(take_apart(bad).is_none(), "{bad}");
        }
    }

    fn rsa(kid: &str, octets: usize) -> Value {
        let modulus = URL_SAFE_NO_PAD.encode(vec![0xff; octets]);
        json!({"kty": "RSA", "kid": kid, "n": modulus, "e": "AQAB", "d": "private"})
    }

    fn chosen(kid: Option<&str>, keys: &[Value]) -> Option<Value> {
        let signed = Signed {
            text: "",
            signature: Vec::new(),
            algorithm: Algorithm::Rs256,
            key: kid.map(str::to_owned),
        };
        choose(&signed, &json!({ "keys": keys }).to_string())
    }

    #[test]
    fn the_key_that_is_named_is_taken_and_nothing_is_tried_out() {
        let two = [rsa("a", 256), rsa("b", 256)];
        let key = chosen(Some("b"), &two).unwrap();
        assert!(key.get("d").is_none() && key.get("kid").is_none());
        assert!(chosen(Some("c"), &two).is_none());
        assert!(chosen(None, &two).is_none());
        assert!(chosen(None, &two[..1]).is_some());
        assert!(chosen(Some("a"), &[rsa("a", 128)]).is_none(), "too short");
        let mut other = rsa("a", 256);
        other["use"] = json!("enc");
        assert!(chosen(Some("a"), &[other.clone()]).is_none());
        other["use"] = json!("sig");
        other["alg"] = json!("RS512");
        assert!(chosen(Some("a"), &[other]).is_none());
        let curve = json!({"kty": "EC", "crv": "P-256", "kid": "a", "x": "AA", "y": "AA"});
        assert!(chosen(Some("a"), &[curve]).is_none());
        assert!(chosen(Some("a"), &[json!(1), json!({})]).is_none());
    }
}
