//! The three secrets of one sign-in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};

/// Drawn anew for each sign-in, 256 bits each, base64url.
pub struct Secrets {
    /// The code verifier: 43 unreserved characters (RFC 7636 §4.1).
    pub verifier: String,
    /// `state`: ties the answer to this window (RFC 6749 §10.12).
    pub state: String,
    /// `nonce`: ties the identity token to this sign-in (OpenID Connect Core §3.1.2.1).
    pub nonce: String,
}

impl Secrets {
    /// Draws all three; `None` when there is no source of random numbers.
    pub fn draw(mut random: impl FnMut() -> Option<[u8; 32]>) -> Option<Self> {
        let mut next = || random().map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        Some(Self {
            verifier: next()?,
            state: next()?,
            nonce: next()?,
        })
    }

    /// The S256 challenge.
    pub fn challenge(&self) -> PkceCodeChallenge {
        PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(self.verifier.clone()))
    }
}

/// 256 bits from the browser.
pub fn web_crypto() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    web_sys::window()?
        .crypto()
        .ok()?
        .get_random_values_with_u8_array(&mut bytes)
        .ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 256 bits each from the browser, in 43 unreserved characters.
    #[test]
    fn each_secret_is_drawn_by_itself_and_long_enough() {
        let mut drawn = 0;
        let secrets = Secrets::draw(|| {
            drawn += 1;
            Some([drawn; 32])
        })
        .unwrap();
        let all = [&secrets.verifier, &secrets.state, &secrets.nonce];
        let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        for secret in all {
            assert_eq!(secret.len(), 43);
            assert!(secret.chars().all(unreserved));
        }
        assert_eq!(std::collections::BTreeSet::from(all).len(), 3);
    }

    #[test]
    fn without_random_numbers_there_is_no_sign_in() {
        let mut left = 2;
        let run_dry = || {
            left -= 1;
            (left >= 0).then_some([7; 32])
        };
        assert!(Secrets::draw(run_dry).is_none());
    }

    /// The vector of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_the_rfcs() {
        let secrets = Secrets {
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
            state: String::new(),
            nonce: String::new(),
        };
        assert_eq!(
            secrets.challenge().as_str(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
