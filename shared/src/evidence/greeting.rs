//! The first words of a server.

use serde::{Deserialize, Serialize};

use crate::evidence::{Break, Speaks};

/// What came before the first command.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Greeting {
    /// `* OK`, `+OK`, `220`: the server waits for a sign-in.
    Ready {
        /// What follows, verbatim.
        text: String,
        /// True when the greeting carried the capabilities, so that they need not be asked for.
        carries_capabilities: bool,
    },
    /// `* BYE`, `-ERR`, `421`, `554`: the server takes no connections from here, now.
    Bye {
        /// What follows `BYE` or `-ERR`, verbatim; SMTP's words with their number.
        text: String,
    },
    /// `* PREAUTH`: the server considers us signed in already, so no token is sent.
    PreAuth,
    /// A server of another protocol.
    Foreign {
        /// What it speaks.
        speaks: Speaks,
    },
    /// Nothing whole came.
    Broken(Break),
}
