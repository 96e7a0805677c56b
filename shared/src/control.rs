//! Second looks: what a check does differently, to tell causes apart that show the same face.

use serde::{Deserialize, Serialize};

use crate::plan::{Mechanism, Protocol};

/// One thing changed, everything else as in the check before. Each is one sign-in at the mail server.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// The same token against the mailbox of the account that signed in.
    OwnMailbox,
    /// Over IPv4 only.
    Ipv4,
    /// Over IPv6 only.
    Ipv6,
    /// With this mechanism only.
    Mechanism(Mechanism),
    /// Over this protocol.
    Protocol(Protocol),
    /// The same once more, after a pause.
    Retry,
}

impl Control {
    /// The code used in the page's `data-control`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnMailbox => "own-mailbox",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Mechanism(_) => "mechanism",
            Self::Protocol(_) => "protocol",
            Self::Retry => "retry",
        }
    }
}
