//! The IMAP dialogue around authentication. No message and no folder name is in it.

use serde::{Deserialize, Serialize};

use crate::evidence::{Break, Speaks};

/// The server's first words.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Greeting {
    /// `* OK`: the server waits for a login.
    Ready {
        /// What follows `OK`, verbatim.
        text: String,
        /// True when the greeting carried the capabilities, so that they need not be asked for.
        carries_capabilities: bool,
    },
    /// `* BYE`: the server takes no connections from here, now.
    Bye {
        /// What follows `BYE`, verbatim.
        text: String,
    },
    /// `* PREAUTH`: the server considers us signed in already, so no token is sent.
    PreAuth,
    /// Not an IMAP server.
    Foreign {
        /// What it speaks.
        speaks: Speaks,
    },
    /// Nothing whole came.
    Broken(Break),
}

/// What the server says it can do.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// As listed, in the server's order.
    pub offered: Vec<String>,
}

impl Capabilities {
    /// The SASL mechanisms among them.
    pub fn mechanisms(&self) -> impl Iterator<Item = &str> {
        self.offered.iter().filter_map(|name| {
            let (prefix, mechanism) = name.split_at_checked(5)?;
            prefix.eq_ignore_ascii_case("AUTH=").then_some(mechanism)
        })
    }
}

/// INBOX, opened read-only.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The number of messages in it.
    pub messages: u32,
}

/// The top-level folders. Their names stay in the relay.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Folders {
    /// How many there are at the top level.
    pub count: u32,
    /// Whether INBOX is among them.
    pub inbox: bool,
}

/// The server said `OK`, or only `BYE`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Goodbye {}
