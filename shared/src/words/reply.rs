//! A server's answer in a line that somebody copied: its condition and what follows.
//!
//! ```text
//! A3 BAD User is authenticated but not connected.
//! * BYE Connection closed. 14
//! -ERR Authentication failure: unknown user name or bad password.
//! 535 5.7.3 Authentication unsuccessful
//! ```

use crate::evidence::{Reply, Status};

/// Takes a line apart. Words without a condition are kept as they are.
pub fn read(line: &str) -> Reply {
    let line = line.trim();
    if let Some(text) = line.strip_prefix("-ERR") {
        return of(Status::Err, text);
    }
    if let Some(code) = smtp_code(line) {
        return of(Status::Code(code), &line[3..]);
    }
    let mut words = line.split(' ');
    // The condition stands first, or behind a tag or an asterisk, or after what a program wrote before the line.
    let conditions = [
        ("NO", Status::No),
        ("BAD", Status::Bad),
        ("BYE", Status::Bye),
        ("OK", Status::Ok),
    ];
    let mut at = 0;
    for word in words.by_ref().take(8) {
        let known = conditions.iter().find(|(name, _)| word == *name);
        if let Some((name, status)) = known {
            return of(*status, &line[at + name.len()..]);
        }
        at += word.len() + 1;
    }
    Reply::unsaid(line)
}

fn of(status: Status, text: &str) -> Reply {
    Reply {
        status,
        text: text.trim_start_matches([' ', '-', ':']).to_owned(),
    }
}

fn smtp_code(line: &str) -> Option<u16> {
    let digits = line.get(..3)?;
    let separated = matches!(line.as_bytes().get(3), Some(b' ' | b'-' | b':') | None);
    let code: u16 = digits
        .parse()
        .ok()
        .filter(|code| (200..600).contains(code))?;
    separated.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_condition_is_found_where_it_stands() {
        for (line, status, text) in [
            (
                "A3 BAD User is authenticated",
                Status::Bad,
                "User is authenticated",
            ),
            (
                "NO AUTHENTICATE failed.",
                Status::No,
                "AUTHENTICATE failed.",
            ),
            (
                "* BYE Connection closed. 14",
                Status::Bye,
                "Connection closed. 14",
            ),
            ("-ERR [AUTH] no", Status::Err, "[AUTH] no"),
            ("535 5.7.3 no", Status::Code(535), "5.7.3 no"),
            ("535: 5.7.139 no", Status::Code(535), "5.7.139 no"),
            (
                "IMAPS: AUTHENTICATE PLAIN command result: IUR1 NO AUTHENTICATE failed.",
                Status::No,
                "AUTHENTICATE failed.",
            ),
            (
                "AUTHENTICATE failed.",
                Status::Unsaid,
                "AUTHENTICATE failed.",
            ),
            ("", Status::Unsaid, ""),
            ("é\u{202e}", Status::Unsaid, "é\u{202e}"),
        ] {
            let reply = read(line);
            assert_eq!(
                (reply.status, reply.text.as_str()),
                (status, text),
                "{line}"
            );
        }
    }
}
