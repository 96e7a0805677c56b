//! SMTP reply codes with enhanced status codes (RFC 5321 §4.2, RFC 3463, RFC 4954 §6), as Exchange Online and Gmail use
//! them.

use super::Says;

/// `535 5.7.3`, also `535-5.7.8`, `535: 5.7.139`, or the enhanced code alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code {
    /// The three digits, when they were written down.
    pub reply: Option<u16>,
    /// Class, subject, detail.
    pub enhanced: (u16, u16, u16),
}

impl Code {
    /// What the code says by itself. Some wait for their sentence: `5.7.139` is any of a dozen reasons.
    #[expect(clippy::match_same_arms, reason = "a table is read by its rows")]
    pub(super) const fn says(self) -> Option<Says> {
        match self.enhanced {
            // Exchange Online.
            (5, 7, 3) => Some(Says::SignInRefused),
            (5, 7, 30) => Some(Says::BasicAuthOff),
            (5, 7, 57) => Some(Says::NeverAuthenticated),
            (5, 7, 60) | (5, 2, 252) => Some(Says::SendAsRefused),
            (4, 7, 66) => Some(Says::EncryptionTooOld),
            (5, 1, 8) | (5, 7, 501..=503 | 705 | 708 | 750) => Some(Says::AccountBlocked),
            // RFC 4954 §6 and Gmail.
            (5, 7, 8) => Some(Says::SignInRefused),
            (5, 7, 9) => Some(Says::AppPasswordNeeded),
            (5, 7, 11) => Some(Says::EncryptionNeeded),
            (5, 7, 14) => Some(Says::AccountBlocked),
            (5, 5 | 7, 4) => Some(Says::MechanismUnknown),
            // RFC 3463: the destination.
            (4, 7, 28) => Some(Says::Throttled),
            _ => None,
        }
    }
}

/// The first code in a text.
pub fn find(text: &str) -> Option<Code> {
    let mut before: Option<&str> = None;
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    for word in words.filter(|word| !word.is_empty()) {
        if let Some(enhanced) = enhanced(word.trim_end_matches('.')) {
            let reply = before.filter(|b| b.len() == 3).and_then(|b| b.parse().ok());
            return Some(Code {
                reply: reply.filter(|code| (200..600).contains(code)),
                enhanced,
            });
        }
        before = Some(word);
    }
    None
}

fn enhanced(word: &str) -> Option<(u16, u16, u16)> {
    let mut parts = word.split('.');
    let mut part = || {
        let digits = parts.next()?;
        (1..=3)
            .contains(&digits.len())
            .then(|| digits.parse::<u16>().ok())?
    };
    let code = (part()?, part()?, part()?);
    // An address (`192.0.2.1`) and a version (`1.2.3`) have another shape or another class.
    (matches!(code.0, 2 | 4 | 5) && parts.next().is_none()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_as_people_copy_them() {
        for (text, reply, detail) in [
            (
                "535 5.7.3 Authentication unsuccessful [BN6.prod.outlook.com]",
                Some(535),
                3,
            ),
            ("535: 5.7.139 Authentication unsuccessful", Some(535), 139),
            ("535-5.7.8 Username and Password not accepted", Some(535), 8),
            ("5.7.139 Authentication unsuccessful", None, 139),
            ("SMTP said 550 5.7.30.", Some(550), 30),
        ] {
            let code = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (code.reply, code.enhanced),
                (reply, (5, 7, detail)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in [
            "",
            "5.7",
            "192.0.2.1",
            "version 1.2.3",
            "5.7.3.1",
            "3.7.3",
            "2026-01-31",
            "5.7.99999",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
