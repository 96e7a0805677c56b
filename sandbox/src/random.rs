//! Randomness for codes and opaque tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 256 random bits as base64url; `None` when the system gives none.
pub fn random_text() -> Option<String> {
    random_octets::<32>().map(|octets| URL_SAFE_NO_PAD.encode(octets))
}

/// So many random octets; `None` when the system gives none.
pub fn random_octets<const MANY: usize>() -> Option<[u8; MANY]> {
    let mut octets = [0; MANY];
    getrandom::fill(&mut octets).ok()?;
    Some(octets)
}
