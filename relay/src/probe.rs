//! One function per step. A probe cannot fail: it comes back with what it saw, and with what the next step needs if that
//! was enough to go on.

pub mod dns;
pub mod imap;
pub mod tcp;
pub mod tls;

use shared::evidence::{Evidence, Line, Speaks};

/// What a step showed.
#[derive(Debug)]
pub struct Seen<T> {
    /// The evidence.
    pub evidence: Evidence,
    /// The dialogue, ready to be shown.
    pub lines: Vec<Line>,
    /// What the next step needs; absent when there is no next step.
    pub next: Option<T>,
}

impl<T> Seen<T> {
    /// Good enough to go on.
    pub const fn passed(evidence: Evidence, lines: Vec<Line>, next: T) -> Self {
        Self {
            evidence,
            lines,
            next: Some(next),
        }
    }

    /// The end of this route.
    pub const fn failed(evidence: Evidence, lines: Vec<Line>) -> Self {
        Self {
            evidence,
            lines,
            next: None,
        }
    }
}

/// What speaks, by its first octets.
pub fn speaks(octets: &[u8]) -> Speaks {
    let begins = |with: &[u8]| {
        octets
            .get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if begins(b"* OK") || begins(b"* BYE") || begins(b"* PREAUTH") {
        Speaks::Imap
    } else if begins(b"+OK") || begins(b"-ERR") {
        Speaks::Pop3
    } else if begins(b"220 ") || begins(b"220-") || begins(b"554 ") || begins(b"421 ") {
        Speaks::Smtp
    } else if begins(b"HTTP/") {
        Speaks::Http
    } else if begins(b"SSH-") {
        Speaks::Ssh
    } else if matches!(octets, [20..=23, 3, 0..=4, ..]) {
        Speaks::Tls
    } else {
        Speaks::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_told_by_their_first_octets() {
        for (octets, expected) in [
            (b"* OK ready\r\n".as_slice(), Speaks::Imap),
            (b"+OK POP3", Speaks::Pop3),
            (b"220 mail.example ESMTP", Speaks::Smtp),
            (b"HTTP/1.1 400 Bad Request", Speaks::Http),
            (b"SSH-2.0-OpenSSH", Speaks::Ssh),
            (&[21, 3, 1, 0, 2, 2, 40], Speaks::Tls),
            (b"<html>", Speaks::Unknown),
            (b"", Speaks::Unknown),
        ] {
            assert_eq!(speaks(octets), expected, "{octets:?}");
        }
    }
}
