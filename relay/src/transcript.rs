//! Lines of the dialogue as they may be shown: escaped, capped, and without anything secret. Pure.

pub(crate) mod secret;
mod visible;

use shared::evidence::{Line, Side};
use shared::token::Token;

use crate::guard::Entry;
use crate::transcript::secret::Secret;

pub use crate::transcript::secret::REMOVED;

/// The longest text kept, in characters after escaping.
const MAX_TEXT: usize = 1_000;

/// The most lines kept of one step: as many from the beginning as from the end, where the answer is.
const MAX_LINES: usize = 24;

/// What the lines of one step may take up in an event, in octets of JSON. The rest of a message is for the evidence.
const MAX_JSON: usize = 12 * 1024;

/// The octets of a line that are looked at; what lies beyond would be cut anyway.
pub const LOOKED_AT: usize = 4 * 1024;

/// The octets of a line that mostly say enough.
const FIRST_LOOK: usize = MAX_TEXT + 256;

/// Turns what was exchanged into lines. It knows the token, so that a server that echoes it does not get it shown.
#[derive(Debug)]
pub struct Transcript {
    secret: Secret,
}

impl Transcript {
    /// For a check with this token. What it keeps of the token cannot be turned back.
    pub fn new(token: &Token) -> Self {
        Self {
            secret: Secret::new(token),
        }
    }

    /// The lines of one step.
    pub fn lines<'e>(&self, exchanged: impl IntoIterator<Item = &'e Entry>) -> Vec<Line> {
        let exchanged: Vec<&Entry> = exchanged.into_iter().collect();
        let left_out = exchanged.len().saturating_sub(MAX_LINES);
        let (first, last) = exchanged.split_at(exchanged.len().min(MAX_LINES / 2));
        let mut lines: Vec<Line> = first.iter().map(|entry| self.line(entry)).collect();
        if left_out > 0 {
            lines.push(Line {
                from: Side::Server,
                text: format!("[{left_out} more lines]"),
                cut: true,
            });
        }
        lines.extend(last.iter().skip(left_out).map(|entry| self.line(entry)));
        shrink(&mut lines);
        lines
    }

    /// A text as it can be shown: without secrets, invisible characters as escapes, cut where it gets long.
    pub fn text(&self, octets: &[u8]) -> String {
        self.cut(octets).0
    }

    /// Whether a challenge (`+ …`, in SMTP `334 …`) holds a piece of the secret, as it is or decoded.
    pub fn holds_secret(&self, challenge: &[u8]) -> bool {
        self.secret.is_in_challenge(challenge)
    }

    fn line(&self, entry: &Entry) -> Line {
        let (text, cut) = match entry.from {
            // A challenge is base64, and may hide a secret at any place in it.
            Side::Server if self.secret.is_in_challenge(&entry.octets) => {
                let sign = if entry.octets.starts_with(b"+") {
                    "+"
                } else {
                    "334"
                };
                (format!("{sign} {REMOVED}"), false)
            }
            Side::Server | Side::Client => self.cut(&entry.octets),
        };
        Line {
            from: entry.from,
            text,
            cut,
        }
    }

    fn cut(&self, octets: &[u8]) -> (String, bool) {
        // To look for the secret costs most of what a line costs, and a long line is cut anyway.
        let first = &octets[..octets.len().min(FIRST_LOOK)];
        self.within(first).unwrap_or_else(|text| {
            if octets.len() <= FIRST_LOOK {
                return (text, false);
            }
            let looked_at = &octets[..octets.len().min(LOOKED_AT)];
            self.within(looked_at)
                .unwrap_or_else(|text| (text, octets.len() > LOOKED_AT))
        })
    }

    /// The text of these octets, cut; as an error when it is not long enough to be.
    fn within(&self, octets: &[u8]) -> Result<(String, bool), String> {
        let removed = self.secret.remove(octets);
        let mut text = visible::escape(&removed);
        if text.as_bytes() != removed {
            // The last digit of an escape can be what a piece still lacked.
            text = String::from_utf8_lossy(&self.secret.remove(text.as_bytes())).into_owned();
        }
        match text.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => Ok((text[..end].to_owned(), true)),
            None => Err(text),
        }
    }
}

/// Halves the longest line until all fit.
fn shrink(lines: &mut [Line]) {
    let json = |line: &Line| serde_json::to_string(line).map_or(0, |json| json.len());
    while lines.iter().map(json).sum::<usize>() > MAX_JSON {
        let Some(longest) = lines.iter_mut().max_by_key(|line| line.text.len()) else {
            return;
        };
        let half = longest.text.floor_char_boundary(longest.text.len() / 2);
        longest.text.truncate(half);
        longest.cut = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript() -> Transcript {
        Transcript::new(&Token::new("canary-canary-canary-canary".into()))
    }

    fn said(text: &str) -> Entry {
        Entry {
            from: Side::Server,
            octets: text.as_bytes().to_vec(),
            whole: true,
        }
    }

    #[test]
    fn other_words_stay_as_they_are() {
        let words = "BAD User is authenticated but not connected.";
        assert_eq!(transcript().text(words.as_bytes()), words);
    }

    /// fuzzing found that the escape of an octet completed a piece that lacked its first letter.
    #[test]
    fn an_escape_completes_no_piece() {
        let shown = transcript().text(b"you said \xfcanary-canary-ca, did you");
        assert_eq!(shown, format!("you said \\xf{REMOVED}, did you"));
        let short = transcript().text(b"you said \xfdanary-canary-ca");
        assert_eq!(short, "you said \\xfdanary-canary-ca");
    }

    #[test]
    fn long_lines_are_cut() {
        let [line] = &transcript().lines(&[said(&"é".repeat(5_000))])[..] else {
            panic!("one line");
        };
        assert!(line.cut);
        assert_eq!(line.text.chars().count(), MAX_TEXT);
    }

    #[test]
    fn of_many_lines_the_first_and_the_last_are_kept() {
        let many: Vec<Entry> = (0..500).map(|n| said(&format!("* {n} EXISTS"))).collect();
        let lines = transcript().lines(&many);
        let half = MAX_LINES / 2;
        assert_eq!(lines.len(), MAX_LINES + 1);
        assert_eq!(lines[half - 1].text, format!("* {} EXISTS", half - 1));
        assert_eq!(lines[half].text, "[476 more lines]");
        assert_eq!(lines[half + 1].text, format!("* {} EXISTS", 500 - half));
        assert_eq!(lines[MAX_LINES].text, "* 499 EXISTS");
        assert_eq!(transcript().lines(&many[..MAX_LINES]).len(), MAX_LINES);
    }

    #[test]
    fn all_lines_together_fit_into_an_event() {
        for word in ["\"", "\u{1}", "😀"] {
            let many = vec![said(&word.repeat(4_000)); MAX_LINES];
            let json = serde_json::to_string(&transcript().lines(&many)).unwrap();
            assert!(json.len() < MAX_JSON + MAX_LINES + 2, "{}", json.len());
        }
    }

    #[test]
    fn a_challenge_that_holds_the_token_is_not_shown() {
        let challenge = "+ eyJ5b3Ugc2VudCI6ImNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmFyeSJ9";
        assert_eq!(
            transcript().lines(&[said(challenge)])[0].text,
            "+ [token removed]"
        );
    }
}
