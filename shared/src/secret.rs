//! Secrets of a sign-in that are no access token: a code, a verifier, a client secret, a device code.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The longest one accepted, in octets. Google's codes have some hundred, Microsoft's over a thousand.
pub const MAX_SECRET: usize = 8 * 1024;

/// It prints as `[redacted]` in every build and is wiped when dropped. It can be serialised, because the page sends it
/// once to the relay; no report and no event holds one.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; nothing is checked yet.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself, for the one place that writes it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it may be sent at all: visible ASCII, neither empty nor over [`MAX_SECRET`].
    pub fn is_whole(&self) -> bool {
        !self.0.is_empty()
            && self.0.len() <= MAX_SECRET
            && self.0.bytes().all(|b| b.is_ascii_graphic())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_prints_nothing_of_itself() {
        assert_eq!(
            format!("{:?}", Secret::new("the-verifier".into())),
            "[redacted]"
        );
    }

    #[test]
    fn what_no_secret_is_may_not_be_sent() {
        for (text, whole) in [
            ("a-code".to_owned(), true),
            (String::new(), false),
            ("a\r\nb".to_owned(), false),
            ("a b".to_owned(), false),
            ("x".repeat(MAX_SECRET), true),
            ("x".repeat(MAX_SECRET + 1), false),
        ] {
            assert_eq!(Secret::new(text).is_whole(), whole);
        }
    }
}
