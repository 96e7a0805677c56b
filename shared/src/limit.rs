//! Which of the operator's limits a request came up against.

use serde::{Deserialize, Serialize};

/// A limit of the relay, under the name of its setting.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Checks a minute from one address.
    ChecksPerMinute,
    /// Checks a minute in all.
    ChecksPerMinuteInAll,
    /// Checks a minute on one socket.
    ChecksPerMinuteOnASocket,
    /// Checks a minute of one mailbox from one address.
    ChecksPerMinuteOfAMailbox,
    /// Checks a minute at one mail server.
    ChecksPerMinuteOfAHost,
    /// Exchanges at providers a minute from one address.
    ExchangesPerMinute,
    /// Exchanges a minute in all.
    ExchangesPerMinuteInAll,
    /// Questions about a device code a minute from one address.
    DevicePollsPerMinute,
    /// Questions about device codes a minute in all.
    DevicePollsPerMinuteInAll,
    /// Questions about domains a minute from one address.
    LookupsPerMinute,
    /// Questions about domains a minute in all.
    LookupsPerMinuteInAll,
    /// Sockets open at once.
    Sockets,
}

impl Limit {
    /// Its setting, in the table `limits` of the relay's file.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::ChecksPerMinute => "checks_per_minute",
            Self::ChecksPerMinuteInAll => "checks_per_minute_in_all",
            Self::ChecksPerMinuteOnASocket => "checks_per_minute_on_a_socket",
            Self::ChecksPerMinuteOfAMailbox => "checks_per_minute_of_a_mailbox",
            Self::ChecksPerMinuteOfAHost => "checks_per_minute_of_a_host",
            Self::ExchangesPerMinute => "exchanges_per_minute",
            Self::ExchangesPerMinuteInAll => "exchanges_per_minute_in_all",
            Self::DevicePollsPerMinute => "device_polls_per_minute",
            Self::DevicePollsPerMinuteInAll => "device_polls_per_minute_in_all",
            Self::LookupsPerMinute => "lookups_per_minute",
            Self::LookupsPerMinuteInAll => "lookups_per_minute_in_all",
            Self::Sockets => "sockets",
        }
    }

    /// Whether all who come from one address share it, as a whole company may.
    pub const fn is_of_an_address(self) -> bool {
        matches!(
            self,
            Self::ChecksPerMinute
                | Self::ChecksPerMinuteOfAMailbox
                | Self::ExchangesPerMinute
                | Self::DevicePollsPerMinute
                | Self::LookupsPerMinute
        )
    }
}
