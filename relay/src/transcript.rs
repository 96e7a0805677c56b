//! Lines of the dialogue as they may be shown: escaped, capped, and without anything secret. Pure.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hasher};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use shared::evidence::{Line, Side};
use zeroize::Zeroizing;

/// The longest line kept, in characters after escaping.
const MAX_LINE: usize = 1_000;

/// The most lines kept of one step: a flood says nothing new.
const MAX_LINES: usize = 12;

/// What stands in the place of a secret.
pub const REMOVED: &str = "[token removed]";

/// The octets of a line that are looked at; what lies beyond would be cut anyway.
const LOOKED_AT: usize = 2_048;

/// The shortest piece of a secret that is looked for. A server that echoes less than this gives nothing away.
const PIECE: usize = 16;

/// Turns what was exchanged into lines. It knows the secret, so that a server that echoes it does not get it shown.
pub struct Transcript {
    /// The hashes of all pieces of all secrets, sorted, with the length of a piece.
    pieces: Vec<(usize, Vec<u64>)>,
}

impl Transcript {
    /// `token` as text, and `message`, the SASL message in base64.
    pub fn new(token: &str, message: &str) -> Self {
        let mut pieces = vec![pieces_of(token), pieces_of(message)];
        // An encoded echo: base64 at each of the three alignments, without the characters that neighbours decide.
        for shift in 0..3 {
            let padded = Zeroizing::new(format!("{}{token}", "\0".repeat(shift)));
            let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(padded.as_bytes()));
            let inner = 4 * usize::from(shift > 0)..encoded.len().saturating_sub(1);
            pieces.push(pieces_of(encoded.get(inner).unwrap_or_default()));
        }
        pieces.retain(|(length, _)| *length > 0);
        Self { pieces }
    }

    /// A transcript of a dialogue that has not come to a secret.
    pub const fn without_secret() -> Self {
        Self { pieces: Vec::new() }
    }

    /// The lines of one step.
    pub fn lines(&self, exchanged: &[(Side, Vec<u8>)]) -> Vec<Line> {
        let mut lines: Vec<Line> = exchanged
            .iter()
            .take(MAX_LINES)
            .map(|(from, octets)| self.line(*from, octets))
            .collect();
        if exchanged.len() > MAX_LINES {
            let left_out = exchanged.len() - MAX_LINES;
            lines.push(Line {
                from: Side::Server,
                text: format!("[{left_out} more lines]"),
                cut: true,
            });
        }
        lines
    }

    /// One line.
    pub fn line(&self, from: Side, octets: &[u8]) -> Line {
        let text = self.text(octets);
        let cut = octets.len() > LOOKED_AT || text.chars().count() > MAX_LINE;
        Line {
            from,
            text: if cut {
                text.chars().take(MAX_LINE).collect()
            } else {
                text
            },
            cut,
        }
    }

    /// The beginning of a text as it can be shown: without secrets, invisible characters as escapes.
    pub fn text(&self, octets: &[u8]) -> String {
        let octets = &octets[..octets.len().min(LOOKED_AT)];
        escape(&String::from_utf8_lossy(&self.redact(octets)))
    }

    /// Whether any piece of the secret stands in these octets.
    pub fn holds_secret(&self, octets: &[u8]) -> bool {
        self.hidden(octets).contains(&true)
    }

    fn redact(&self, octets: &[u8]) -> Vec<u8> {
        let hidden = self.hidden(octets);
        let mut shown = Vec::with_capacity(octets.len());
        for (at, octet) in octets.iter().enumerate() {
            if !hidden[at] {
                shown.push(*octet);
            } else if at == 0 || !hidden[at - 1] {
                shown.extend_from_slice(REMOVED.as_bytes());
            }
        }
        shown
    }

    /// For each octet, whether it belongs to a piece of a secret. Percent-encoded octets count as what they mean.
    fn hidden(&self, octets: &[u8]) -> Vec<bool> {
        let mut hidden = vec![false; octets.len()];
        let (meant, starts) = percent_decoded(octets);
        for (length, hashes) in &self.pieces {
            for (at, window) in meant.windows(*length).enumerate() {
                if hashes.binary_search(&hash(window)).is_ok() {
                    hidden[starts[at]..starts[at + length]].fill(true);
                }
            }
        }
        hidden
    }
}

/// The hashes of all pieces of a secret. They are kept in the secret's place.
fn pieces_of(secret: &str) -> (usize, Vec<u64>) {
    let length = PIECE.min(secret.len());
    let mut hashes: Vec<u64> = secret.as_bytes().windows(length.max(1)).map(hash).collect();
    hashes.sort_unstable();
    (length, hashes)
}

fn hash(piece: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(piece);
    hasher.finish()
}

/// The octets that are meant, and where each begins in the original; one more entry marks the end.
fn percent_decoded(octets: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let (mut meant, mut starts, mut at) = (
        Vec::with_capacity(octets.len()),
        Vec::with_capacity(octets.len() + 1),
        0,
    );
    while let Some(octet) = octets.get(at) {
        starts.push(at);
        let encoded = match octets[at..] {
            [b'%', high, low, ..] => digit(high)
                .zip(digit(low))
                .map(|(high, low)| (high << 4) | low),
            _ => None,
        };
        meant.push(encoded.unwrap_or(*octet));
        at += if encoded.is_some() { 3 } else { 1 };
    }
    starts.push(at);
    (meant, starts)
}

/// Makes visible what would act or hide: control characters, and the ones that turn or vanish in Unicode.
fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let acts = c.is_control()
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}' | '\u{300}'..='\u{33f}' | '\u{340}'..='\u{36f}');
        if acts {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const TOKEN: &str = "eyJhbGciOiJub25lIn0.canary-canary-canary-canary.c2ln";

    fn transcript() -> Transcript {
        Transcript::new(
            TOKEN,
            &STANDARD.encode(format!("user=a@b.example\x01auth=Bearer {TOKEN}\x01\x01")),
        )
    }

    #[test]
    fn an_echo_of_the_token_is_removed_in_every_dress() {
        let message = STANDARD.encode(format!("user=a@b.example\x01auth=Bearer {TOKEN}\x01\x01"));
        let percent: String = TOKEN.bytes().map(|b| format!("%{b:02x}")).collect();
        for dress in [
            TOKEN,
            &message,
            &STANDARD.encode(TOKEN),
            &STANDARD.encode(format!("x{TOKEN}")),
            &percent,
        ] {
            let shown = transcript().text(format!("NO you said {dress}, did you").as_bytes());
            assert!(shown.starts_with("NO you said "), "{shown}");
            assert!(shown.contains(REMOVED), "{shown}");
            assert!(
                !shown.contains("canary")
                    && !shown.contains(&STANDARD.encode("canary-canary")[..12]),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_split_echo_is_removed_piece_by_piece() {
        for piece in [&TOKEN[..20], &TOKEN[20..40]] {
            assert_eq!(transcript().text(piece.as_bytes()), REMOVED);
        }
    }

    #[test]
    fn other_words_stay_as_they_are() {
        let said = "BAD User is authenticated but not connected.";
        assert_eq!(transcript().text(said.as_bytes()), said);
        assert_eq!(
            Transcript::without_secret().text(b"* OK ready"),
            "* OK ready"
        );
    }

    #[test]
    fn what_would_act_is_made_visible() {
        let shown = transcript().text("a\u{1b}[31m\u{202e}b\u{200b}\r\n\0\u{feff}é".as_bytes());
        assert_eq!(
            shown,
            "a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{d}\\u{a}\\u{0}\\u{feff}é"
        );
        assert_eq!(transcript().text(b"\xff<b>"), "\u{fffd}<b>");
    }

    #[test]
    fn long_and_many_lines_are_cut() {
        let line = transcript().line(Side::Server, "e\u{301}".repeat(5_000).as_bytes());
        assert!(line.cut && line.text.chars().count() == MAX_LINE);
        let lines = transcript().lines(&vec![(Side::Server, b"* x".to_vec()); 500]);
        assert_eq!(
            (lines.len(), lines[MAX_LINES].text.as_str()),
            (MAX_LINES + 1, "[488 more lines]")
        );
    }
}
