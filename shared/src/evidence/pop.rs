//! The POP3 dialogue after authentication (RFC 1939). No message is in it.

use serde::{Deserialize, Serialize};

/// The answer to STAT.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Maildrop {
    /// The number of messages.
    pub messages: u32,
    /// Their size in octets.
    pub octets: u64,
}

/// The answer to LIST for the last message; absent when there is none to list.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its size in octets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub octets: Option<u64>,
}
