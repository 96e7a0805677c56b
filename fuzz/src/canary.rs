//! A token that stands out, the dresses that it comes in, and what of it may not be found where it is shown to people.

use std::collections::HashSet;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use shared::token::Token;

/// The shortest piece that gives something away (`relay/src/transcript/secret.rs`).
const PIECE: usize = 16;

/// The same where a piece of what stands before the last dot is among it.
const LONG_PIECE: usize = 48;

/// A token.
#[derive(Clone, Copy, Debug)]
pub struct Canary(pub &'static str);

impl Canary {
    /// As Microsoft's are: header and claims, and the signature that they are worth nothing without.
    pub const JWT: Self = Self("canary0123456789.canary0123456789.Qk9ETyBTSUdOQVRVUkUgVE9LRU4");

    /// As Google's are.
    pub const OPAQUE: Self = Self("ya29.canary-0123456789_abcdefghijkl~mnopqrstuvwxyz");

    /// For a request.
    pub fn token(self) -> Token {
        Token::new(self.0.to_owned())
    }

    /// In the dress with this number.
    pub fn dressed(self, dress: u8) -> String {
        let token = self.0;
        match dress % 10 {
            0 => token.to_owned(),
            shift @ 1..=3 => STANDARD.encode("x".repeat(shift.into()) + token),
            4 => URL_SAFE_NO_PAD.encode(token),
            5 => token.bytes().map(|b| format!("%{b:02x}")).collect(),
            6 => token.replace('-', "%2D").replace('.', "%2e"),
            7 => STANDARD.encode(format!("{{\"you\":\"{token}\"}}")),
            8 => token[..token.len() / 2].to_owned(),
            _ => token[token.len() / 2..].to_owned(),
        }
    }

    /// Whether a text that people are shown gives something of it away: a piece as it is or in base64, however its
    /// letters are spelt and whatever breaks it into lines.
    pub fn is_in(self, text: &str) -> bool {
        let meant = meant(text.as_bytes());
        self.pieces().iter().any(|pieces| pieces.are_in(&meant))
    }

    fn pieces(self) -> &'static [Pieces] {
        static JWT: OnceLock<[Pieces; 2]> = OnceLock::new();
        static OPAQUE: OnceLock<[Pieces; 2]> = OnceLock::new();
        let kept = if self.0 == Self::JWT.0 { &JWT } else { &OPAQUE };
        kept.get_or_init(|| {
            // What stands before it is the same in many tokens.
            let telling = self.0.rsplit('.').next().unwrap_or_default();
            [Pieces::of(telling, PIECE), Pieces::of(self.0, LONG_PIECE)]
        })
    }
}

/// All pieces of a secret, of one length.
struct Pieces {
    length: usize,
    all: HashSet<Vec<u8>>,
    /// With which two octets one begins: most places of a text are passed over by that.
    begins: Vec<bool>,
}

impl Pieces {
    fn of(secret: &str, length: usize) -> Self {
        let in_base64 = (0..3_usize).map(|shift| {
            let encoded = STANDARD_NO_PAD.encode("\0".repeat(shift) + secret);
            // The first and the last letters are their neighbours' too.
            encoded[4 * usize::from(shift > 0)..encoded.len() - 1].to_owned()
        });
        let mut pieces = Self {
            length,
            all: HashSet::new(),
            begins: vec![false; 1 << 16],
        };
        for dress in in_base64.chain([secret.to_owned()]) {
            let dress = meant(dress.as_bytes());
            for piece in dress.windows(length) {
                pieces.begins[begin(piece)] = true;
                pieces.all.insert(piece.to_owned());
            }
        }
        pieces
    }

    fn are_in(&self, text: &[u8]) -> bool {
        let mut windows = text.windows(self.length);
        windows.any(|window| self.begins[begin(window)] && self.all.contains(window))
    }
}

fn begin(piece: &[u8]) -> usize {
    usize::from(piece[0]) << 8 | usize::from(piece[1])
}

/// A text without what only breaks it, in one spelling.
fn meant(text: &[u8]) -> Vec<u8> {
    let mut meant = Vec::new();
    let mut rest = text;
    while let [octet, after @ ..] = rest {
        let mut octet = *octet;
        rest = after;
        if let (b'%', [high, low, more @ ..]) = (octet, after)
            && let Some(spelt) = hex(*high).zip(hex(*low))
        {
            octet = spelt.0 * 16 + spelt.1;
            rest = more;
        }
        match octet {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'"' | b'\\' => {}
            b'-' => meant.push(b'+'),
            b'_' => meant.push(b'/'),
            other => meant.push(other),
        }
    }
    meant
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}
