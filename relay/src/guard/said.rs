//! What a server's line is, as far as a check needs to know (RFC 3501 §7).

use shared::evidence::Status;

/// A line taken apart.
#[derive(Debug, Eq, PartialEq)]
pub enum Said<'r> {
    /// `* OK …`, `* NO …`, `* BAD …`, `* BYE …`
    Untagged(Status, &'r [u8]),
    /// `* PREAUTH …`
    PreAuth,
    /// The answer to the command with this tag: `A1 OK …`, `A1 NO …`, `A1 BAD …`
    Tagged(&'r [u8], Status, &'r [u8]),
    /// `+ …`
    Challenge(&'r [u8]),
    /// `* …` with anything else, which is data of the kind that its words name.
    Data(&'r [u8]),
    /// No response at all.
    Nothing,
}

/// Takes a line without its end apart.
pub fn said(line: &[u8]) -> Said<'_> {
    let (first, rest) = word(line);
    if first == b"+" {
        return Said::Challenge(rest);
    }
    let (condition, text) = word(rest);
    match (first, status(condition)) {
        (b"*", Some(status)) => Said::Untagged(status, text),
        (b"*", None) if condition.eq_ignore_ascii_case(b"PREAUTH") => Said::PreAuth,
        (b"*", None) if !condition.is_empty() => Said::Data(rest),
        (b"*", None) | (_, None | Some(Status::Bye)) => Said::Nothing,
        (tag, Some(status)) => Said::Tagged(tag, status, text),
    }
}

/// The first word and what follows the space behind it.
pub fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|octet| *octet == b' ')
        .unwrap_or(text.len());
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

fn status(word: &[u8]) -> Option<Status> {
    let statuses = [
        (b"OK".as_slice(), Status::Ok),
        (b"NO", Status::No),
        (b"BAD", Status::Bad),
        (b"BYE", Status::Bye),
    ];
    statuses
        .into_iter()
        .find_map(|(name, status)| word.eq_ignore_ascii_case(name).then_some(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart() {
        assert_eq!(
            said(b"* OK [ALERT] hi"),
            Said::Untagged(Status::Ok, b"[ALERT] hi")
        );
        assert_eq!(
            said(b"A1 no AUTHENTICATE failed."),
            Said::Tagged(b"A1", Status::No, b"AUTHENTICATE failed.")
        );
        assert_eq!(said(b"* bye"), Said::Untagged(Status::Bye, b""));
        assert_eq!(said(b"* PREAUTH"), Said::PreAuth);
        assert_eq!(said(b"+ eyJ9"), Said::Challenge(b"eyJ9"));
        assert_eq!(said(b"+"), Said::Challenge(b""));
        assert_eq!(said(b"* 3 EXISTS"), Said::Data(b"3 EXISTS"));
    }

    #[test]
    fn what_is_no_response_is_nothing() {
        for line in [
            b"".as_slice(),
            b"*",
            b"* ",
            b"A1",
            b"A1 OKAY",
            b"A1 BYE x",
            b"A1 PREAUTH",
            b"<html> x",
            b"HTTP/1.1 400 Bad Request",
        ] {
            assert_eq!(said(line), Said::Nothing, "{line:?}");
        }
    }
}
