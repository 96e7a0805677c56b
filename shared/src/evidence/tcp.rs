//! The TCP connection.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// Every address that was tried, in order; the last one decides.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tcp {
    /// At least one.
    pub dials: Vec<Dial>,
}

impl Tcp {
    /// The address that answered.
    pub fn connected(&self) -> Option<SocketAddr> {
        self.dials
            .iter()
            .find(|dial| dial.outcome == DialOutcome::Connected)
            .map(|dial| dial.to)
    }
}

/// One connection attempt.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Dial {
    /// The address and port.
    pub to: SocketAddr,
    /// What came of it.
    pub outcome: DialOutcome,
}

/// What came of a connection attempt.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DialOutcome {
    /// Open.
    Connected,
    /// A reset: something is there, nothing listens, or a firewall rejects.
    Refused,
    /// The network or the host cannot be reached from here.
    Unreachable,
    /// No answer in time: dropped on the way, or a full backlog.
    TimedOut,
}
