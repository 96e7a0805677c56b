//! The IMAP dialogue after authentication. No message and no folder name is in it.

use serde::{Deserialize, Serialize};

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
