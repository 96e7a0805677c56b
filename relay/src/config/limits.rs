//! How much the relay does at a time.

use std::num::NonZeroU32;

use serde::Deserialize;

/// How much is allowed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Checks a minute from one address (a /64 for IPv6). A company behind one address needs more.
    pub checks_per_minute: NonZeroU32,
    /// Checks a minute in all.
    pub checks_per_minute_in_all: NonZeroU32,
    /// Checks a minute on one socket.
    pub checks_per_minute_on_a_socket: NonZeroU32,
    /// Checks a minute of one mailbox over one protocol: sign-ins at a server that counts them too.
    pub checks_per_minute_of_a_mailbox: NonZeroU32,
    /// Exchanges at providers a minute from one address: codes, applications, beginnings of a device sign-in, keys.
    pub exchanges_per_minute: NonZeroU32,
    /// Exchanges a minute in all.
    pub exchanges_per_minute_in_all: NonZeroU32,
    /// Questions a minute from one address whether a device code was typed in. A page asks every five seconds.
    pub device_polls_per_minute: NonZeroU32,
    /// The same in all.
    pub device_polls_per_minute_in_all: NonZeroU32,
    /// Questions a minute from one address about where a domain's mail goes.
    pub lookups_per_minute: NonZeroU32,
    /// The same in all.
    pub lookups_per_minute_in_all: NonZeroU32,
    /// Sockets open at once.
    pub sockets: u16,
    /// Connections open at once that are no sockets, or not yet.
    pub connections: u16,
}

impl Default for Limits {
    fn default() -> Self {
        let at_most = |checks| NonZeroU32::new(checks).unwrap_or(NonZeroU32::MIN);
        Self {
            checks_per_minute: at_most(60),
            checks_per_minute_in_all: at_most(600),
            checks_per_minute_on_a_socket: at_most(12),
            checks_per_minute_of_a_mailbox: at_most(6),
            exchanges_per_minute: at_most(60),
            exchanges_per_minute_in_all: at_most(600),
            device_polls_per_minute: at_most(120),
            device_polls_per_minute_in_all: at_most(1_200),
            lookups_per_minute: at_most(30),
            lookups_per_minute_in_all: at_most(600),
            sockets: 512,
            connections: 1_024,
        }
    }
}
