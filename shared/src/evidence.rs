//! What was seen. A refused connection is a successful observation: nothing here is an error.

pub mod dns;
pub mod imap;
pub mod reply;
pub mod sasl;
pub mod signin;
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
    Greeting(imap::Greeting),
    /// The capabilities, asked for or carried by the greeting.
    Capability(Answer<imap::Capabilities>),
    /// Authentication.
    Auth(sasl::Sasl),
    /// INBOX, opened read-only.
    Examine(Answer<imap::Opened>),
    /// The folders, counted.
    List(Answer<imap::Folders>),
    /// The goodbye.
    Logout(Answer<imap::Goodbye>),
    /// An earlier step failed, so this one did not run.
    NotReached,
}

impl Evidence {
    /// Whether the step did what it was for.
    pub fn outcome(&self) -> Outcome {
        let passed = match self {
            Self::Dns(dns) => matches!(dns, dns::Dns::Resolved { .. }),
            Self::Tcp(tcp) => tcp.connected().is_some(),
            Self::Tls(tls) => matches!(tls, tls::Tls::Established { .. }),
            Self::Greeting(greeting) => matches!(greeting, imap::Greeting::Ready { .. }),
            Self::Capability(answer) => matches!(answer, Answer::Done(_)),
            Self::Auth(sasl) => matches!(sasl.outcome, sasl::SaslOutcome::Accepted { .. }),
            Self::Examine(answer) => matches!(answer, Answer::Done(_)),
            Self::List(answer) => matches!(answer, Answer::Done(_)),
            Self::Logout(answer) => matches!(answer, Answer::Done(_)),
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

/// The server's answer to a command.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The condition.
    pub status: Status,
    /// What follows the condition, verbatim: response code and text.
    pub text: String,
}

/// The condition of a server's answer (RFC 3501 §7.1).
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
    /// `220 `, `220-`, `554 `
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
