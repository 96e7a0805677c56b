//! What a server's refusal means, where its words have a known form.
//!
//! The only place that reads a server's prose. Forms seen in public reports:
//!
//! ```text
//! AUTHENTICATE failed.
//! AUTHENTICATE failed. Error="AuthFailed:LogonDenied-None-OAuthLog:…"
//! User is authenticated but not connected.
//! [AUTHENTICATIONFAILED] Invalid credentials (Failure)
//! [ALERT] Your account is not enabled for IMAP use. …
//! ```

use crate::evidence::Reply;

/// A refusal, read. Absence of a part is no information.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Meaning<'a> {
    /// The response code in brackets (RFC 3501 §7.1, RFC 5530), if one leads the text.
    pub code: Option<&'a str>,
    /// What the sentence says.
    pub sentence: Sentence,
    /// Exchange Online's `Error="…"` suffix, without the quotes; newer front ends add one.
    pub exchange: Option<&'a str>,
}

/// The sentences that are known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sentence {
    /// The sign-in was refused: Exchange's, Google's and Dovecot's words for it.
    SignInRefused,
    /// Exchange's answer to the first mailbox command when it took the token and could not open the mailbox.
    AuthenticatedNotConnected,
    /// IMAP is off for the account, said outright.
    ImapOff,
    /// Anything else.
    Unknown,
}

impl<'a> Meaning<'a> {
    /// Reads the text after the condition.
    pub fn of(reply: &'a Reply) -> Self {
        let text = reply.text.trim();
        let (code, text) = response_code(text);
        let (sentence, exchange) = exchange_error(text);
        Self {
            code,
            sentence: Sentence::read(sentence),
            exchange,
        }
    }

    /// Whether the leading response code is this one, letters' case aside.
    pub fn has_code(&self, code: &str) -> bool {
        self.code.is_some_and(|c| c.eq_ignore_ascii_case(code))
    }

    /// The server says that it refuses this identity, this token or this access, and not that it is busy, closing or
    /// confused by the command.
    pub fn denies_sign_in(&self) -> bool {
        self.sentence == Sentence::SignInRefused
            || self.has_code("AUTHENTICATIONFAILED")
            || self.denies_access()
    }

    /// The server says that this identity may not use this mailbox.
    pub fn denies_access(&self) -> bool {
        self.sentence == Sentence::AuthenticatedNotConnected
            || self.has_code("AUTHORIZATIONFAILED")
            || self.has_code("NOPERM")
    }

    /// Exchange found no recipient for the account or for the mailbox (`NoADRecipient` in the suffix).
    pub fn no_recipient(&self) -> bool {
        self.exchange
            .is_some_and(|error| error.contains("NoADRecipient"))
    }
}

impl Sentence {
    /// Every form here was sent by a real server. A tail after the known words is allowed where servers add one.
    fn read(text: &str) -> Self {
        let text = text.trim().trim_end_matches('.').to_ascii_lowercase();
        match text.as_str() {
            "authenticate failed"
            | "authentication failed"
            | "authentication failure"
            | "invalid credentials"
            | "invalid credentials (failure)" => Self::SignInRefused,
            "user is authenticated but not connected" | "authenticated but not connected" => {
                Self::AuthenticatedNotConnected
            }
            _ if text.starts_with("your account is not enabled for imap use")
                || text.starts_with("full imap support is not enabled for this account") =>
            {
                Self::ImapOff
            }
            _ => Self::Unknown,
        }
    }
}

/// `[CODE …] text`, but not Exchange's `[Error="…"]`, which is no response code.
fn response_code(text: &str) -> (Option<&str>, &str) {
    let Some((inside, rest)) = text.strip_prefix('[').and_then(|t| t.split_once(']')) else {
        return (None, text);
    };
    let atom = inside.split(' ').next().unwrap_or_default();
    if atom.is_empty() || !atom.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return (None, text);
    }
    (Some(atom), rest.trim_start())
}

/// `sentence Error="…"` or `sentence [Error="…"]`; a suffix that was cut off counts as far as it goes.
fn exchange_error(text: &str) -> (&str, Option<&str>) {
    const MARK: &str = "Error=\"";
    let Some((sentence, error)) = text.split_once(MARK) else {
        return (text, None);
    };
    let error = error.split('"').next().unwrap_or(error);
    (sentence.trim_end_matches('[').trim_end(), Some(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Status;

    fn reply(text: &str) -> Reply {
        Reply {
            status: Status::No,
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_words_of_real_servers_are_known() {
        for (text, sentence) in [
            ("AUTHENTICATE failed.", Sentence::SignInRefused),
            (
                "[AUTHENTICATIONFAILED] Authentication failed.",
                Sentence::SignInRefused,
            ),
            (
                "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                Sentence::SignInRefused,
            ),
            (
                "User is authenticated but not connected.",
                Sentence::AuthenticatedNotConnected,
            ),
            (
                "[ALERT] Your account is not enabled for IMAP use. Please visit your settings",
                Sentence::ImapOff,
            ),
            (
                "Request is throttled. Suggested Backoff Time: 299609 milliseconds",
                Sentence::Unknown,
            ),
            (
                "AUTHENTICATE failed. Provided authentication mechanism is not supported.",
                Sentence::Unknown,
            ),
            ("", Sentence::Unknown),
        ] {
            assert_eq!(Meaning::of(&reply(text)).sentence, sentence, "{text}");
        }
    }

    #[test]
    fn the_suffix_of_exchange_is_taken_apart() {
        for text in [
            "AUTHENTICATE failed. Error=\"AuthFailed:NoADRecipient-x\"",
            "AUTHENTICATE failed. [Error=\"AuthFailed:NoADRecipient-x\"]",
            "AUTHENTICATE failed. [Error=\"AuthFailed:NoADRecipient-x",
        ] {
            let reply = reply(text);
            let meaning = Meaning::of(&reply);
            assert_eq!(meaning.sentence, Sentence::SignInRefused, "{text}");
            assert_eq!(meaning.exchange, Some("AuthFailed:NoADRecipient-x"));
            assert!(meaning.no_recipient());
        }
    }

    #[test]
    fn a_bracket_is_not_always_a_response_code() {
        for text in ["[Error=\"AuthFailed:x\"]", "[", "[]", "[é] x", "a [ALERT]"] {
            assert_eq!(Meaning::of(&reply(text)).code, None, "{text}");
        }
        assert!(Meaning::of(&reply("[UNAVAILABLE] Later")).has_code("unavailable"));
    }

    #[test]
    fn a_busy_server_denies_nobody() {
        for text in [
            "[UNAVAILABLE] Later",
            "[LIMIT] Slow down",
            "Server Unavailable. 15",
        ] {
            let reply = reply(text);
            let meaning = Meaning::of(&reply);
            assert!(!meaning.denies_sign_in() && !meaning.denies_access());
        }
    }
}
