//! Where one IMAP response ends: at its line end, or behind the literals that its lines announce (RFC 3501 §4.3).

use shared::evidence::Break;

use super::said::{Said, said};
use super::{KEPT, MAX_LITERAL};

/// Collects octets until a response is whole.
#[derive(Debug, Default)]
pub struct Framing {
    response: Vec<u8>,
    /// Where in `response` the present line begins.
    line: usize,
    /// Octets of the announced literal that are still to come.
    literal: usize,
}

/// What a piece of input led to.
#[derive(Debug, Eq, PartialEq)]
pub enum Framed {
    /// All of it was used, and no response is whole yet.
    More,
    /// A whole response with its line end.
    Response(Vec<u8>),
    /// It can never become a response.
    Broken(Break),
}

impl Framing {
    /// Takes octets up to the end of a response. Returns how many were used.
    pub fn push(&mut self, octets: &[u8], longest: usize) -> (usize, Framed) {
        if self.literal > 0 {
            let used = self.literal.min(octets.len());
            self.response.extend_from_slice(&octets[..used]);
            self.literal -= used;
            self.line = self.response.len();
            return (used, Framed::More);
        }
        let end = octets
            .iter()
            .position(|octet| *octet == b'\n')
            .map(|at| at + 1);
        let used = end.unwrap_or(octets.len());
        // The cap is on all lines of the response together, literals included.
        if self.response.len() + used > longest {
            let room = KEPT.saturating_sub(self.response.len()).min(used);
            self.response.extend_from_slice(&octets[..room]);
            return (used, Framed::Broken(Break::TooMuch));
        }
        self.response.extend_from_slice(&octets[..used]);
        if end.is_none() {
            return (used, Framed::More);
        }
        match self.announced() {
            Some(length) if length > MAX_LITERAL => (used, Framed::Broken(Break::TooMuch)),
            Some(length) => {
                self.literal = length;
                self.line = self.response.len();
                (used, Framed::More)
            }
            None => {
                self.line = 0;
                (used, Framed::Response(std::mem::take(&mut self.response)))
            }
        }
    }

    /// What the line at the end announces. Only data has literals: in a text such a thing is just text.
    fn announced(&self) -> Option<usize> {
        matches!(said(&self.response), Said::Data(_))
            .then(|| announced(&self.response[self.line..]))
            .flatten()
    }

    /// What there is of a response that is not whole.
    pub fn take_unfinished(&mut self) -> Option<Vec<u8>> {
        (!self.response.is_empty()).then(|| std::mem::take(&mut self.response))
    }
}

/// The length of the literal that a line announces at its end: `{310}` or `{310+}`. A number too large to read is as
/// large as can be.
fn announced(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line
        .strip_suffix(b"\r")
        .unwrap_or(line)
        .strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let start = line.iter().rposition(|octet| *octet == b'{')?;
    let digits = &line[start + 1..];
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(
        std::str::from_utf8(digits)
            .ok()?
            .parse()
            .unwrap_or(usize::MAX),
    )
}

/// The deepest nesting of parentheses and brackets outside quoted strings. Where a quoted string is never closed, every
/// opening one counts: the parser may see it otherwise.
pub fn depth(response: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped, mut unclosed) =
        (0_usize, 0, false, false, false);
    for octet in response {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' | b'[' if !quoted => depth += 1,
            b')' | b']' if !quoted => depth = depth.saturating_sub(1),
            b'\n' => unclosed |= std::mem::take(&mut quoted),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if unclosed || quoted {
        return response
            .iter()
            .filter(|octet| matches!(octet, b'(' | b'['))
            .count();
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_announced_at_the_end_of_a_line_only() {
        assert_eq!(announced(b"* LIST () \"/\" {12}\r\n"), Some(12));
        assert_eq!(announced(b"* LIST () \"/\" {12+}\n"), Some(12));
        assert_eq!(
            announced(b"* x {99999999999999999999999}\r\n"),
            Some(usize::MAX)
        );
        for none in [
            b"* x {12} y\r\n".as_slice(),
            b"* x {}\r\n",
            b"* x {-1}\r\n",
            b"* x 12}\r\n",
            b"{12}",
        ] {
            assert_eq!(announced(none), None);
        }
    }

    #[test]
    fn a_literal_may_hold_anything() {
        let mut framing = Framing::default();
        let input = b"* LIST () \"/\" {5}\r\na\r\n{9} x\r\nA1 OK\r\n";
        let (mut at, mut responses) = (0, Vec::new());
        while at < input.len() {
            let (used, framed) = framing.push(&input[at..], 100);
            at += used;
            if let Framed::Response(response) = framed {
                responses.push(response);
            }
        }
        assert_eq!(
            responses,
            [
                b"* LIST () \"/\" {5}\r\na\r\n{9} x\r\n".to_vec(),
                b"A1 OK\r\n".to_vec()
            ]
        );
    }

    #[test]
    fn depth_counts_both_kinds_and_skips_quotes() {
        assert_eq!(depth(b"* OK [PERMANENTFLAGS (\\Seen \\*)] x"), 2);
        assert_eq!(depth(b"* LIST () \"(((\" x"), 1);
        assert_eq!(depth(b"* x \"\\\"(((("), 4);
    }
}
