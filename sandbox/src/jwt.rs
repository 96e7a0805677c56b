//! Signed tokens: JWS compact serialisation (RFC 7515 §3.1) with ES256 (RFC 7518 §3.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    UnparsedPublicKey,
};
use serde_json::{Value, json};

/// The key of one run of the sandbox; nothing survives it.
pub struct Signer {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    /// Makes a new key.
    pub fn generate() -> Result<Self, SignerError> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| SignerError)?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random)
            .map_err(|_| SignerError)?;
        Ok(Self { key, random })
    }

    /// The token with these claims.
    pub fn sign(&self, claims: &Value) -> Result<String, SignerError> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({"typ": "JWT", "alg": "ES256", "kid": KEY_ID});
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = self
            .key
            .sign(&self.random, signed.as_bytes())
            .map_err(|_| SignerError)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token that this key signed; `None` for any other text.
    pub fn verify(&self, token: &str) -> Option<Value> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.key.public_key())
            .verify(signed.as_bytes(), &signature)
            .ok()?;
        shared::token::claims(token)
    }

    /// The public key as a JWK Set (RFC 7517 §5).
    pub fn key_set(&self) -> Value {
        // An uncompressed point: 4, then 32 octets each of x and y (SEC 1 §2.3.3).
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY_ID,
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        }]})
    }
}

/// The system gave no randomness.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no key could be made or used: the system gave no randomness")]
pub struct SignerError;

const KEY_ID: &str = "demo-1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unchanged_token_of_this_key_is_read() {
        let signer = Signer::generate().unwrap();
        let token = signer.sign(&json!({"upn": "alex@demo.test"})).unwrap();
        assert_eq!(signer.verify(&token).unwrap()["upn"], "alex@demo.test");

        let forged = URL_SAFE_NO_PAD.encode(r#"{"upn":"pat@demo.test"}"#);
        let mut parts: Vec<_> = token.split('.').collect();
        parts[1] = &forged;
        assert_eq!(signer.verify(&parts.join(".")), None);
        assert_eq!(Signer::generate().unwrap().verify(&token), None);
        for text in ["", "a.b.c", token.rsplit_once('.').unwrap().0] {
            assert_eq!(signer.verify(text), None);
        }
    }

    #[test]
    fn the_key_set_holds_a_point_on_p256() {
        let set = Signer::generate().unwrap().key_set();
        for coordinate in ["x", "y"] {
            let text = set["keys"][0][coordinate].as_str().unwrap();
            assert_eq!(URL_SAFE_NO_PAD.decode(text).unwrap().len(), 32);
        }
    }
}
