//! What was seen. A refused connection is a successful observation: nothing here is an error.

pub mod application;
pub mod capability;
pub mod dns;
pub mod greeting;
pub mod imap;
pub mod lasting;
pub mod pop;
pub mod sasl;
pub mod signin;
pub mod smtp;
pub mod starttls;
pub mod tcp;
pub mod tls;

use serde::{Deserialize, Serialize};

use crate::plan::Step;

/// What one step showed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Name resolution.
    Dns(dns::Dns),
    /// The TCP connection.
    Tcp(tcp::Tcp),
    /// The TLS handshake.
    Tls(tls::Tls),
    /// The greeting.
    Greeting(greeting::Greeting),
    /// The server's leave to begin TLS.
    Starttls(starttls::Starttls),
    /// The capabilities, asked for or carried by the greeting.
    Capability(Answer<capability::Capabilities>),
    /// Authentication.
    Auth(sasl::Sasl),
    /// INBOX, opened read-only.
    Examine(Answer<imap::Opened>),
    /// The maildrop, counted.
    Stat(Answer<pop::Maildrop>),
    /// The folders, counted.
    List(Answer<imap::Folders>),
    /// The last message of the maildrop, listed and not read.
    ListLast(Answer<pop::Listed>),
    /// A message, read. No check does; pasted words may tell of it.
    Fetch(Answer<Done>),
    /// A message, sent. No check does; pasted words may tell of it.
    Send(Answer<smtp::Sent>),
    /// The transaction, given up before it began.
    Rset(Answer<Done>),
    /// The goodbye.
    Logout(Answer<Done>),
    /// What an application says in the place of a server's words. Only pasted words hold it.
    Application(application::Complaint),
    /// An earlier step failed, so this one did not run.
    NotReached,
}

impl Evidence {
    /// The server's answer, where it refused.
    pub fn refusal(&self) -> Option<&Reply> {
        match self {
            Self::Starttls(answer) => answer.refusal(),
            Self::Fetch(answer) | Self::Rset(answer) | Self::Logout(answer) => answer.refusal(),
            Self::Capability(answer) => answer.refusal(),
            Self::Auth(sasl) => match &sasl.outcome {
                sasl::SaslOutcome::Refused(reply) => Some(reply),
                _ => None,
            },
            Self::Examine(answer) => answer.refusal(),
            Self::Stat(answer) => answer.refusal(),
            Self::List(answer) => answer.refusal(),
            Self::ListLast(answer) => answer.refusal(),
            Self::Send(answer) => answer.refusal(),
            Self::Dns(_)
            | Self::Tcp(_)
            | Self::Tls(_)
            | Self::Greeting(_)
            | Self::Application(_)
            | Self::NotReached => None,
        }
    }

    /// Whether the server was reached and refused the sign-in or the mailbox.
    pub fn is_refusal_of_access(&self) -> bool {
        matches!(self, Self::Auth(_) | Self::Examine(_) | Self::Stat(_)) && self.refusal().is_some()
    }

    /// The number of messages in the mailbox that this step opened.
    pub fn opened(&self) -> Option<u32> {
        match self {
            Self::Examine(Answer::Done(opened)) => Some(opened.messages),
            Self::Stat(Answer::Done(maildrop)) => Some(maildrop.messages),
            _ => None,
        }
    }

    /// Whether the step did what it was for.
    pub fn outcome(&self) -> Outcome {
        let passed = match self {
            Self::Dns(dns) => matches!(dns, dns::Dns::Resolved { .. }),
            Self::Tcp(tcp) => tcp.connected().is_some(),
            Self::Tls(tls) => matches!(tls, tls::Tls::Established { .. }),
            Self::Greeting(greeting) => matches!(greeting, greeting::Greeting::Ready { .. }),
            Self::Starttls(answer) => *answer == starttls::Starttls::Begun,
            Self::Fetch(answer) | Self::Rset(answer) | Self::Logout(answer) => {
                matches!(answer, Answer::Done(_))
            }
            Self::Capability(answer) => matches!(answer, Answer::Done(_)),
            Self::Auth(sasl) => matches!(sasl.outcome, sasl::SaslOutcome::Accepted { .. }),
            Self::Examine(answer) => matches!(answer, Answer::Done(_)),
            Self::Stat(answer) => matches!(answer, Answer::Done(_)),
            Self::List(answer) => matches!(answer, Answer::Done(_)),
            Self::ListLast(answer) => matches!(answer, Answer::Done(_)),
            Self::Send(answer) => matches!(answer, Answer::Done(_)),
            Self::Application(_) => false,
            Self::NotReached => return Outcome::NotReached,
        };
        if passed {
            Outcome::Passed
        } else {
            Outcome::Failed
        }
    }
}

/// How a step ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It did what it was for.
    Passed,
    /// It did not.
    Failed,
    /// It never ran.
    NotReached,
}

/// One step's evidence with the lines that were exchanged and the time it took.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Index into the plan's routes.
    pub route: usize,
    /// The step.
    pub step: Step,
    /// What it showed.
    pub evidence: Evidence,
    /// The dialogue of this step, in order, without secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// Milliseconds from its start to its end.
    pub ms: u32,
}

/// One line of the dialogue.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Who wrote it.
    pub from: Side,
    /// The server's words verbatim, control characters as escapes; the client's with secrets removed.
    pub text: String,
    /// True when it was longer than what is kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// A side of the dialogue.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Side {
    /// The relay.
    #[serde(rename = "C")]
    Client,
    /// The mail server.
    #[serde(rename = "S")]
    Server,
}

/// What a command met.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer<T> {
    /// The server did it.
    Done(T),
    /// The server answered, and said no.
    Refused(Reply),
    /// There was no whole answer.
    Broken(Break),
}

impl<T> Answer<T> {
    /// What was done, read further.
    pub fn and_then<U>(self, read: impl FnOnce(T) -> Answer<U>) -> Answer<U> {
        match self {
            Self::Done(done) => read(done),
            Self::Refused(reply) => Answer::Refused(reply),
            Self::Broken(how) => Answer::Broken(how),
        }
    }

    /// What was done, if it was.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(done) => Some(done),
            Self::Refused(_) | Self::Broken(_) => None,
        }
    }

    /// The server's answer, where it refused.
    pub fn refusal(&self) -> Option<&Reply> {
        match self {
            Self::Refused(reply) => Some(reply),
            Self::Done(_) | Self::Broken(_) => None,
        }
    }
}

/// Done, and nothing more to say of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Done {}

/// The server's answer to a command.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The condition.
    pub status: Status,
    /// What follows the condition, verbatim: response code and text.
    pub text: String,
}

impl Reply {
    /// Words that were handed on without their condition.
    pub fn unsaid(text: impl Into<String>) -> Self {
        Self {
            status: Status::Unsaid,
            text: text.into(),
        }
    }
}

/// The condition of a server's answer: IMAP's (RFC 3501 §7.1), POP3's (RFC 1939 §3) or SMTP's (RFC 5321 §4.2).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Done.
    Ok,
    /// Refused.
    No,
    /// Not understood, or not possible now.
    Bad,
    /// The server is closing the connection.
    Bye,
    /// POP3's `-ERR`.
    Err,
    /// SMTP's three digits.
    Code(u16),
    /// The words came without it: whoever wrote them down left it out.
    Unsaid,
}

/// How a dialogue ended before its answer was whole.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Break {
    /// The server closed the connection.
    Closed,
    /// The connection was reset or failed in another way below TLS.
    Reset,
    /// The step's deadline passed.
    TimedOut,
    /// The server sent more than a check reads: a line, a literal, a number of responses, or bytes in all.
    TooMuch,
    /// What came does not follow the protocol.
    Malformed,
}

/// What speaks at the other end, told by its first bytes. The bytes themselves stay in the relay.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaks {
    /// `* OK`, `* BYE`, `* PREAUTH`
    Imap,
    /// `+OK` or `-ERR`
    Pop3,
    /// `220 `, `220-`, `421 `, `554 ` and other numbers of SMTP
    Smtp,
    /// `HTTP/`
    Http,
    /// `SSH-`
    Ssh,
    /// A TLS record where plain text was expected.
    Tls,
    /// Bytes of no known kind.
    Unknown,
}

impl Speaks {
    /// What speaks, by its first octets.
    pub fn of(octets: &[u8]) -> Self {
        let begins = |with: &[u8]| {
            octets
                .get(..with.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        if begins(b"* OK") || begins(b"* BYE") || begins(b"* PREAUTH") {
            Self::Imap
        } else if begins(b"+OK") || begins(b"-ERR") {
            Self::Pop3
        } else if matches!(
            octets,
            [
                b'2' | b'4' | b'5',
                b'0'..=b'9',
                b'0'..=b'9',
                b' ' | b'-',
                ..
            ]
        ) {
            Self::Smtp
        } else if begins(b"HTTP/") {
            Self::Http
        } else if begins(b"SSH-") {
            Self::Ssh
        } else if matches!(octets, [20..=23, 3, 0..=4, ..]) {
            Self::Tls
        } else {
            Self::Unknown
        }
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
            (b"554-no", Speaks::Smtp),
            (b"2200 x", Speaks::Unknown),
            (b"HTTP/1.1 400 Bad Request", Speaks::Http),
            (b"SSH-2.0-OpenSSH", Speaks::Ssh),
            (&[21, 3, 1, 0, 2, 2, 40], Speaks::Tls),
            (b"<html>", Speaks::Unknown),
            (b"", Speaks::Unknown),
        ] {
            assert_eq!(Speaks::of(octets), expected, "{octets:?}");
        }
    }
}
