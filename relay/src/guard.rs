//! What stands between TLS and the IMAP parser: bytes in, whole and vetted responses out. Pure.
//!
//! The parser alone is not safe against a hostile server: it allocates what a literal's header announces, parses a long
//! line again for each piece that arrives, recurses into nested lists until the stack ends, and panics on some octets
//! outside ASCII. So it gets only complete responses, in ASCII, within these caps, and what it is given is recorded here:
//! the record, not the parser's error, is the evidence.

pub mod stream;

use shared::evidence::{Break, Side};

use crate::guard::framing::{Framed, Framing};

mod framing;

/// The longest greeting, in octets.
pub const MAX_GREETING: usize = 8 * 1024;
/// The longest line after the greeting, in octets.
pub const MAX_LINE: usize = 64 * 1024;
/// The longest literal that a server may announce, in octets. A check asks for nothing that needs one but odd folder names.
pub const MAX_LITERAL: usize = 4 * 1024;
/// The deepest nesting of parentheses and brackets.
pub const MAX_DEPTH: usize = 4;
/// All that a server may send in one check, in octets.
pub const MAX_TOTAL: usize = 256 * 1024;
/// All responses in one check.
pub const MAX_RESPONSES: usize = 1_000;
/// Continuation requests in one check: one that asks for the token, one that carries an error.
pub const MAX_CHALLENGES: usize = 2;
/// What is kept of each response, in octets.
const KEPT: usize = 4 * 1024;

/// Watches one connection.
#[derive(Debug, Default)]
pub struct Guard {
    framing: Framing,
    total: usize,
    responses: usize,
    challenges: usize,
    ended: Option<Break>,
    record: Vec<(Side, Vec<u8>)>,
}

impl Guard {
    /// Takes in what the server sent and appends to `out` what the parser may see. After a cap is passed nothing comes
    /// out any more, and [`Self::ended`] says why.
    pub fn take_in(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        if self.ended.is_some() {
            return;
        }
        self.total = self.total.saturating_add(octets.len());
        if self.total > MAX_TOTAL {
            self.ended = Some(Break::TooMuch);
            return;
        }
        let mut rest = octets;
        while self.ended.is_none() && !rest.is_empty() {
            let longest = if self.responses == 0 {
                MAX_GREETING
            } else {
                MAX_LINE
            };
            let (used, framed) = self.framing.push(rest, longest);
            rest = &rest[used..];
            match framed {
                Framed::More => {}
                Framed::Response(response) => self.vet(&response, out),
                Framed::Broken(how) => self.ended = Some(how),
            }
        }
    }

    /// Notes what the client sent, with the secret already replaced.
    pub fn note_sent(&mut self, line: &[u8]) {
        self.record.push((Side::Client, line.to_vec()));
    }

    /// Notes how the connection ended, unless a cap ended it before.
    pub fn end(&mut self, how: Break) {
        self.ended.get_or_insert(how);
    }

    /// How the connection ended, if it did.
    pub const fn ended(&self) -> Option<Break> {
        self.ended
    }

    /// What was exchanged since the last call. What the server sent of an unfinished response comes last, so that words
    /// before a sudden end are not lost.
    pub fn take_record(&mut self) -> Vec<(Side, Vec<u8>)> {
        let mut record = std::mem::take(&mut self.record);
        if self.ended.is_some()
            && let Some(unfinished) = self.framing.take_unfinished()
        {
            record.push((Side::Server, kept(&unfinished)));
        }
        record
    }

    /// As [`Self::take_record`], but only up to the answer to the command with this tag, if it is there.
    pub fn take_record_until(&mut self, tag: &str) -> Vec<(Side, Vec<u8>)> {
        match self.record.iter().position(|entry| is_answer(entry, tag)) {
            Some(at) => self.record.drain(..=at).collect(),
            None => self.take_record(),
        }
    }

    /// Whether the record since the last [`Self::take_record`] holds the answer to the command with this tag.
    pub fn has_answer(&self, tag: &str) -> bool {
        self.record.iter().any(|entry| is_answer(entry, tag))
    }

    fn vet(&mut self, response: &[u8], out: &mut Vec<u8>) {
        self.responses += 1;
        self.record.push((Side::Server, kept(response)));
        self.challenges += usize::from(response.starts_with(b"+"));
        if self.responses > MAX_RESPONSES || self.challenges > MAX_CHALLENGES {
            self.ended = Some(Break::TooMuch);
        } else if framing::depth(response) > MAX_DEPTH || !is_response(response) {
            self.ended = Some(Break::Malformed);
        } else {
            out.extend(
                response
                    .iter()
                    .map(|octet| if octet.is_ascii() { *octet } else { b'?' }),
            );
        }
    }
}

fn is_answer((from, octets): &(Side, Vec<u8>), tag: &str) -> bool {
    *from == Side::Server
        && octets
            .strip_prefix(tag.as_bytes())
            .is_some_and(|rest| rest.starts_with(b" "))
}

/// Whether it begins as a response does (RFC 3501 §7): `* `, `+`, or a tag of letters and digits.
fn is_response(response: &[u8]) -> bool {
    let first = response
        .split(|octet| *octet == b' ' || *octet == b'\r')
        .next()
        .unwrap_or_default();
    !first.is_empty()
        && (first == b"*" || first == b"+" || first.iter().all(u8::is_ascii_alphanumeric))
}

/// The beginning of a response without its line end.
fn kept(response: &[u8]) -> Vec<u8> {
    let text = response
        .strip_suffix(b"\r\n")
        .or_else(|| response.strip_suffix(b"\n"))
        .unwrap_or(response);
    text[..text.len().min(KEPT)].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(octets: &[u8]) -> (Guard, Vec<u8>) {
        let (mut guard, mut out) = (Guard::default(), Vec::new());
        guard.take_in(octets, &mut out);
        (guard, out)
    }

    #[test]
    fn only_whole_responses_come_out() {
        let (mut guard, mut out) = fed(b"* OK ready\r\n* CAP");
        assert_eq!(out, b"* OK ready\r\n");
        guard.take_in(b"ABILITY IMAP4rev1\r\n", &mut out);
        assert_eq!(out, b"* OK ready\r\n* CAPABILITY IMAP4rev1\r\n");
        assert_eq!(guard.take_record().len(), 2);
        assert_eq!(guard.ended(), None);
    }

    #[test]
    fn a_drip_costs_no_more_than_a_gush() {
        let (mut guard, mut out) = (Guard::default(), Vec::new());
        for octet in b"* OK ready\r\n* LIST () \"/\" {3}\r\nabc\r\nA1 OK done\r\n" {
            guard.take_in(&[*octet], &mut out);
        }
        assert_eq!(guard.take_record().len(), 3);
        assert_eq!(guard.ended(), None);
    }

    #[test]
    fn a_literal_is_refused_before_it_arrives() {
        let (guard, out) = fed(b"* OK hello\r\n* LIST () \"/\" {500000000}\r\n");
        assert_eq!(
            (guard.ended(), out.as_slice()),
            (Some(Break::TooMuch), b"* OK hello\r\n".as_slice())
        );
    }

    #[test]
    fn caps_on_line_total_responses_and_challenges() {
        assert_eq!(
            fed(&b"x".repeat(MAX_GREETING + 1)).0.ended(),
            Some(Break::TooMuch)
        );
        assert_eq!(
            fed(&[b"* OK\r\n".as_slice(), &b"x".repeat(MAX_LINE + 1)].concat())
                .0
                .ended(),
            Some(Break::TooMuch)
        );
        assert_eq!(
            fed(&b"* 1 EXISTS\r\n".repeat(MAX_RESPONSES + 1)).0.ended(),
            Some(Break::TooMuch)
        );
        assert_eq!(fed(&b"+ \r\n".repeat(MAX_CHALLENGES)).0.ended(), None);
        assert_eq!(
            fed(&b"+ \r\n".repeat(MAX_CHALLENGES + 1)).0.ended(),
            Some(Break::TooMuch)
        );
        assert_eq!(
            fed(&vec![b'\n'; MAX_TOTAL + 1]).0.ended(),
            Some(Break::TooMuch)
        );
    }

    #[test]
    fn nesting_is_refused_and_quoted_parentheses_are_not_nesting() {
        let nested = format!("* LIST {}\r\n", "(".repeat(100));
        assert_eq!(fed(nested.as_bytes()).0.ended(), Some(Break::Malformed));
        assert_eq!(fed(b"* LIST () \"((((((((((\\\"\" x\r\n").0.ended(), None);
    }

    #[test]
    fn the_parser_sees_ascii_and_the_record_keeps_the_words() {
        let (mut guard, out) = fed("* OK [ALERT]é\r\n".as_bytes());
        assert_eq!(out, b"* OK [ALERT]??\r\n");
        assert_eq!(guard.take_record()[0].1, "* OK [ALERT]é".as_bytes());
    }

    #[test]
    fn what_is_no_response_ends_it() {
        for foreign in [
            b"<html>\r\n".as_slice(),
            b"\r\n",
            b"HTTP/1.1 400 Bad\r\n",
            b" x\r\n",
        ] {
            assert_eq!(
                fed(foreign).0.ended(),
                Some(Break::Malformed),
                "{foreign:?}"
            );
        }
    }

    #[test]
    fn words_before_a_sudden_end_are_kept() {
        let (mut guard, _) = fed(b"* BYE too many");
        guard.end(Break::Closed);
        assert_eq!(
            guard.take_record(),
            [(Side::Server, b"* BYE too many".to_vec())]
        );
    }
}
