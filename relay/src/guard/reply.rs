//! What a server's lines say in POP3 (RFC 1939 §3) and SMTP (RFC 5321 §4.2). Pure.
//!
//! Crates with an SMTP grammar read replies into text of their own; here every octet is evidence, and what is no reply
//! has to be told from what is a strange one.

use shared::evidence::Status;

/// How a server speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// `+OK`, `-ERR`, `+`
    Pop,
    /// Three digits.
    Smtp,
}

/// What a reply says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Met {
    /// Done.
    Yes,
    /// The server waits for more of the authentication: `+ …`, `334 …`
    Challenge,
    /// Not done.
    No(Status),
}

/// One line of a reply.
#[derive(Debug, Eq, PartialEq)]
pub struct Part<'l> {
    /// What the reply says.
    pub met: Met,
    /// The number, in SMTP.
    pub code: Option<u16>,
    /// False when more lines of the same reply follow.
    pub last: bool,
    /// What follows the sign or the number.
    pub text: &'l [u8],
}

/// Takes a line without its end apart; `None` when it is none of a reply.
pub fn part(dialect: Dialect, line: &[u8]) -> Option<Part<'_>> {
    match dialect {
        Dialect::Pop => pop(line),
        Dialect::Smtp => smtp(line),
    }
}

fn pop(line: &[u8]) -> Option<Part<'_>> {
    let (sign, text) = match line.iter().position(|octet| *octet == b' ') {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, &[][..]),
    };
    let met = match sign {
        b"+" => Met::Challenge,
        sign if sign.eq_ignore_ascii_case(b"+OK") => Met::Yes,
        sign if sign.eq_ignore_ascii_case(b"-ERR") => Met::No(Status::Err),
        _ => return None,
    };
    Some(Part {
        met,
        code: None,
        last: true,
        text,
    })
}

fn smtp(line: &[u8]) -> Option<Part<'_>> {
    let (digits, rest) = line.split_at_checked(3)?;
    let [a @ b'2'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9'] = *digits else {
        return None;
    };
    let digit = |octet: u8| u16::from(octet - b'0');
    let code = 100 * digit(a) + 10 * digit(b) + digit(c);
    let (last, text) = match rest {
        [] => (true, rest),
        [b' ', text @ ..] => (true, text),
        [b'-', text @ ..] => (false, text),
        _ => return None,
    };
    let met = match code {
        200..300 => Met::Yes,
        334 => Met::Challenge,
        400..600 => Met::No(Status::Code(code)),
        // 354 asks for a message, and nothing that a check says leads to one.
        _ => return None,
    };
    Some(Part {
        met,
        code: Some(code),
        last,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pop_speaks_in_signs() {
        let met = |line: &[u8]| part(Dialect::Pop, line).map(|part| (part.met, part.text.to_vec()));
        assert_eq!(met(b"+OK 3 1200"), Some((Met::Yes, b"3 1200".to_vec())));
        assert_eq!(met(b"+ok"), Some((Met::Yes, Vec::new())));
        assert_eq!(
            met(b"-ERR [IN-USE] no"),
            Some((Met::No(Status::Err), b"[IN-USE] no".to_vec()))
        );
        assert_eq!(met(b"+ eyJ9"), Some((Met::Challenge, b"eyJ9".to_vec())));
        assert_eq!(met(b"+"), Some((Met::Challenge, Vec::new())));
        for none in [
            b"* OK ready".as_slice(),
            b"220 ready",
            b"",
            b"+OKAY",
            b" +OK",
        ] {
            assert_eq!(met(none), None, "{none:?}");
        }
    }

    #[test]
    fn smtp_speaks_in_numbers() {
        let read = |line: &[u8]| {
            part(Dialect::Smtp, line).map(|part| (part.met, part.last, part.text.to_vec()))
        };
        assert_eq!(
            read(b"250-SIZE 1"),
            Some((Met::Yes, false, b"SIZE 1".to_vec()))
        );
        assert_eq!(read(b"250"), Some((Met::Yes, true, Vec::new())));
        assert_eq!(read(b"334 "), Some((Met::Challenge, true, Vec::new())));
        assert_eq!(
            read(b"535 5.7.3 no"),
            Some((Met::No(Status::Code(535)), true, b"5.7.3 no".to_vec()))
        );
        for none in [
            b"354 go on".as_slice(),
            b"25",
            b"2500 x",
            b"150 x",
            b"600 x",
            b"+OK",
            b"250_x",
            b"",
        ] {
            assert_eq!(read(none), None, "{none:?}");
        }
    }
}
