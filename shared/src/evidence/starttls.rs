//! The change from plain text to TLS (STARTTLS; in POP3 STLS). Nothing secret is written before it has come about.

use serde::{Deserialize, Serialize};

use crate::evidence::{Break, Reply};

/// What asking for it met.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Starttls {
    /// The server waits for the handshake.
    Begun,
    /// The server lists what it can do, and not this.
    NotOffered,
    /// The server said no.
    Refused(Reply),
    /// The server refused the command before it, so that it was never asked for.
    Unasked(Reply),
    /// More came behind the server's leave, in plain text: somebody may have put it there (CVE-2011-0411).
    Injected,
    /// There was no whole answer.
    Broken(Break),
}

impl Starttls {
    /// The server's answer, where it refused.
    pub fn refusal(&self) -> Option<&Reply> {
        match self {
            Self::Refused(reply) | Self::Unasked(reply) => Some(reply),
            Self::Begun | Self::NotOffered | Self::Injected | Self::Broken(_) => None,
        }
    }
}
