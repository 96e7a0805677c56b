//! Finds the token in what a server says, in every dress that it is likely to wear.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use shared::token::Token;
use zeroize::Zeroizing;

/// What stands in the place of a secret.
pub const REMOVED: &str = "[token removed]";

/// The shortest piece that is looked for of what opens a mailbox. Less than this gives nothing away.
const PIECE: usize = 16;

/// The same for a JWT's header and claims. Without the signature they open nothing, and words such as a scope's stand in
/// honest answers too, in base64 at the same alignment.
const LONG_PIECE: usize = 48;

/// The hashes of all pieces of a token, as it is and in base64. They cannot be turned back.
pub struct Secret {
    /// Each length of piece with its hashes. A text is hashed once for each length, so there are few.
    pieces: BTreeMap<usize, BTreeSet<u64>>,
}

impl Secret {
    /// Takes a token apart.
    pub fn new(token: &Token) -> Self {
        let token = token.expose();
        let signature = token.rsplit('.').next().unwrap_or_default();
        let mut dressed = Vec::new();
        if token.contains('.') && signature.len() >= PIECE {
            dressed.extend(dresses(signature, PIECE));
            dressed.extend(dresses(token, LONG_PIECE));
        } else {
            dressed.extend(dresses(token, PIECE));
        }
        let mut pieces = BTreeMap::<usize, BTreeSet<u64>>::new();
        for (length, hashes) in dressed {
            pieces.entry(length).or_default().extend(hashes);
        }
        Self { pieces }
    }

    /// Whether a piece stands in these octets.
    pub fn is_in(&self, octets: &[u8]) -> bool {
        self.covered(octets).contains(&true)
    }

    /// Whether this is a challenge (`+ …`, in SMTP `334 …`) that holds a piece, as it is or decoded.
    pub fn is_in_challenge(&self, line: &[u8]) -> bool {
        let smtp = || {
            line.strip_prefix(b"334")
                .map(|rest| rest.strip_prefix(b"-").unwrap_or(rest))
        };
        // `+OK` begins an answer.
        let pop = line
            .strip_prefix(b"+")
            .filter(|rest| !rest.starts_with(b"OK"));
        pop.or_else(smtp).is_some_and(|challenge| {
            // A challenge that was cut ends anywhere; base64 ends at a group of four.
            let encoded = challenge.trim_ascii();
            let encoded = &encoded[..encoded.len() / 4 * 4];
            let decoded = STANDARD.decode(encoded);
            self.is_in(challenge) || decoded.is_ok_and(|decoded| self.is_in(&decoded))
        })
    }

    /// The octets with [`REMOVED`] in the place of each piece.
    pub fn remove(&self, octets: &[u8]) -> Vec<u8> {
        let covered = self.covered(octets);
        let mut left = Vec::with_capacity(octets.len());
        for (at, octet) in octets.iter().enumerate() {
            if !covered[at] {
                left.push(*octet);
            } else if at == 0 || !covered[at - 1] {
                left.extend_from_slice(REMOVED.as_bytes());
            }
        }
        left
    }

    /// For each octet, whether it belongs to a piece.
    fn covered(&self, octets: &[u8]) -> Vec<bool> {
        let mut covered = vec![false; octets.len()];
        let (meant, spans) = meant(octets);
        for (length, hashes) in &self.pieces {
            for (at, window) in meant.windows(*length).enumerate() {
                if hashes.contains(&hash(window)) {
                    covered[spans[at].start..spans[at + length - 1].end].fill(true);
                }
            }
        }
        covered
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The pieces of a text as it is and in base64 at each of the three alignments, without the characters that its
/// neighbours decide.
fn dresses(text: &str, piece: usize) -> Vec<(usize, BTreeSet<u64>)> {
    let mut pieces = vec![pieces_of(text.as_bytes(), piece)];
    for shift in 0..3 {
        let padded = Zeroizing::new(format!("{}{text}", "\0".repeat(shift)));
        let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(padded.as_bytes()));
        let own = 4 * usize::from(shift > 0)..encoded.len().saturating_sub(1);
        let own = encoded.as_bytes().get(own).unwrap_or_default();
        pieces.push(pieces_of(own, piece));
    }
    pieces.retain(|(length, _)| *length > 0);
    pieces
}

fn pieces_of(text: &[u8], piece: usize) -> (usize, BTreeSet<u64>) {
    let (meant, _) = meant(text);
    let meant = Zeroizing::new(meant);
    let length = piece.min(meant.len());
    (length, meant.windows(length.max(1)).map(hash).collect())
}

fn hash(piece: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(piece);
    hasher.finish()
}

/// The octets that count, and where each stands: percent-encoded ones as what they mean, the two alphabets of base64 as
/// one (RFC 4648 §5), and nothing of what only breaks a text into lines.
fn meant(octets: &[u8]) -> (Vec<u8>, Vec<Range<usize>>) {
    let (mut meant, mut spans) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(octet) = octets.get(at) {
        let (octet, length) = match octets[at..] {
            [b'%', high, low, ..] => {
                let digit = |b: u8| {
                    char::from(b)
                        .to_digit(16)
                        .and_then(|d| u8::try_from(d).ok())
                };
                match (digit(high), digit(low)) {
                    (Some(high), Some(low)) => ((high << 4) | low, 3),
                    _ => (b'%', 1),
                }
            }
            _ => (*octet, 1),
        };
        if !octet.is_ascii_whitespace() && !matches!(octet, b'"' | b'\\') {
            meant.push(match octet {
                b'-' => b'+',
                b'_' => b'/',
                other => other,
            });
            spans.push(at..at + length);
        }
        at += length;
    }
    (meant, spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJub25lIn0.eyJzY3AiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
    const OPAQUE: &str = "canary-canary_canary~canary+canary";

    fn secret(token: &str) -> Secret {
        Secret::new(&Token::new(token.into()))
    }

    fn shown(token: &str, said: &str) -> String {
        String::from_utf8(secret(token).remove(said.as_bytes())).unwrap()
    }

    ///
    #[test]
    fn an_echo_is_removed_in_every_dress() {
        for token in [JWT, OPAQUE] {
            let percent = token.bytes().map(|b| format!("%{b:02x}"));
            let percent = percent.collect::<Vec<_>>().concat();
            for dress in [
                token.to_owned(),
                STANDARD.encode(token),
                STANDARD_NO_PAD.encode(format!("x{token}")),
                STANDARD_NO_PAD.encode(format!("xy{token}")),
                token.replace('-', "%2D"),
                percent,
            ] {
                let shown = shown(token, &format!("NO you said {dress}, did you"));
                assert!(shown.starts_with("NO you said "), "{shown}");
                assert!(shown.ends_with(", did you"), "{shown}");
                let kept = shown.len() - "NO you said , did you".len();
                // Up to four characters of base64 at each end belong to the neighbours too.
                assert!(kept <= REMOVED.len() + 12, "{shown}");
            }
        }
    }

    ///
    #[test]
    fn an_echo_is_removed_piece_by_piece() {
        let (start, end) = OPAQUE.split_at(OPAQUE.len() / 2);
        assert_eq!(shown(OPAQUE, start), REMOVED);
        assert_eq!(shown(OPAQUE, end), REMOVED);
        assert_eq!(shown(OPAQUE, &format!("{start}\r\n {end}")), REMOVED);
        let signature = JWT.rsplit('.').next().unwrap();
        assert_eq!(shown(JWT, &signature[3..20]), REMOVED);
    }

    #[test]
    fn a_scope_in_a_challenge_is_no_echo_of_the_claims() {
        let challenge = "eyJzdGF0dXMiOiI0MDAiLCJzY29wZSI6Imh0dHBzOi8vbWFpbC5nb29nbGUuY29tLyJ9";
        for padding in ["", "x", "xy"] {
            let claims = STANDARD_NO_PAD.encode(format!("{padding}\"https://mail.google.com/\""));
            let jwt = format!("eyJhbGciOiJub25lIn0.{claims}.c2lnbmF0dXJlLXNpZ25hdHVyZQ");
            assert!(!secret(&jwt).is_in_challenge(format!("+ {challenge}").as_bytes()));
        }
    }

    #[test]
    fn a_challenge_is_decoded() {
        let challenge = STANDARD.encode(format!("{{\"you sent\":\"{OPAQUE}\"}}"));
        assert!(secret(OPAQUE).is_in_challenge(format!("+ {challenge}").as_bytes()));
        // In a spelling that only decoding shows, and cut off within a group.
        let spelt = OPAQUE.replace('c', "%63") + &"}".repeat(9);
        let spelt = STANDARD.encode(spelt);
        let cut = &spelt[..spelt.len() - 3];
        assert!(secret(OPAQUE).is_in_challenge(format!("+ {cut}").as_bytes()));
        assert!(!secret(OPAQUE).is_in_challenge(b"+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0="));
        assert!(!secret(OPAQUE).is_in_challenge(b"+"));
    }

    #[test]
    fn nothing_of_the_token_is_kept_or_printed() {
        assert_eq!(format!("{:?}", secret(OPAQUE)), "[redacted]");
    }
}
