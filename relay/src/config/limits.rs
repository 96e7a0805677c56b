//! How much the relay does at a time.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::KeyError;

/// How much is allowed. `preset` says where the settings that are not named come from: `public`, which is the default, or
/// `intranet`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Checks a minute from one address (a /64 for IPv6). A company behind one address needs more.
    pub checks_per_minute: NonZeroU32,
    /// Checks a minute in all.
    pub checks_per_minute_in_all: NonZeroU32,
    /// Checks a minute on one socket.
    pub checks_per_minute_on_a_socket: NonZeroU32,
    /// Checks a minute of one mailbox over one protocol from one address: sign-ins at a server that counts them too.
    pub checks_per_minute_of_a_mailbox: NonZeroU32,
    /// Checks a minute at one port of one mail server.
    pub checks_per_minute_of_a_host: NonZeroU32,
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
    /// Sockets open at once. From one address (a /48 for IPv6) there may be an eighth as many as are still free.
    pub sockets: u16,
    /// Connections open at once that are no sockets, or not yet; of one address likewise.
    pub connections: u16,
}

const TWO: NonZeroU32 = NonZeroU32::new(2).unwrap();

/// The settings of `limits` cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LimitsError {
    /// There is no such preset.
    #[error("limits.preset is \"public\" or \"intranet\"")]
    Preset,
    /// A setting is none, or its value is not one that it can have.
    #[error("limits: {0}")]
    Setting(#[from] KeyError),
}

impl Limits {
    /// For the people of one organisation, who may all come from one address: it may have what is there for all elsewhere.
    pub fn intranet() -> Self {
        let all = Self::default();
        let twice = |all: NonZeroU32| all.saturating_mul(TWO);
        Self {
            checks_per_minute: all.checks_per_minute_in_all,
            checks_per_minute_in_all: twice(all.checks_per_minute_in_all),
            checks_per_minute_of_a_host: all.checks_per_minute_in_all,
            exchanges_per_minute: all.exchanges_per_minute_in_all,
            exchanges_per_minute_in_all: twice(all.exchanges_per_minute_in_all),
            device_polls_per_minute: all.device_polls_per_minute_in_all,
            device_polls_per_minute_in_all: twice(all.device_polls_per_minute_in_all),
            lookups_per_minute: all.lookups_per_minute_in_all,
            lookups_per_minute_in_all: twice(all.lookups_per_minute_in_all),
            ..all
        }
    }

    /// From the settings that are named, over those of the preset.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn read(mut named: Table) -> Result<Self, LimitsError> {
        let preset = match named.remove("preset") {
            None => Self::default(),
            Some(Value::String(preset)) if preset == "public" => Self::default(),
            Some(Value::String(preset)) if preset == "intranet" => Self::intranet(),
            Some(_) => return Err(LimitsError::Preset),
        };
        let mut whole = Table::try_from(preset).map_err(|_| LimitsError::Preset)?;
        whole.extend(named);
        Ok(Self::deserialize(whole).map_err(KeyError::from)?)
    }
}

impl Default for Limits {
    fn default() -> Self {
        let at_most = |checks| NonZeroU32::new(checks).unwrap_or(NonZeroU32::MIN);
        Self {
            checks_per_minute: at_most(60),
            checks_per_minute_in_all: at_most(600),
            checks_per_minute_on_a_socket: at_most(12),
            checks_per_minute_of_a_mailbox: at_most(6),
            checks_per_minute_of_a_host: at_most(300),
            exchanges_per_minute: at_most(60),
            exchanges_per_minute_in_all: at_most(600),
            device_polls_per_minute: at_most(120),
            device_polls_per_minute_in_all: at_most(1_200),
            lookups_per_minute: at_most(30),
            lookups_per_minute_in_all: at_most(600),
            sockets: 2_048,
            connections: 4_096,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Limits, String> {
        Limits::read(text.parse().unwrap()).map_err(|error| error.to_string())
    }

    /// twenty thousand people behind one address share what is there with nobody else.
    #[test]
    fn an_intranet_is_one_address() {
        let limits = read("preset = \"intranet\"\nsockets = 7").unwrap();
        let (own, all) = (limits.checks_per_minute, limits.checks_per_minute_in_all);
        assert_eq!((own.get(), all.get()), (600, 1_200));
        assert_eq!((limits.sockets, limits.connections), (7, 4_096));
        assert_eq!(read(""), Ok(Limits::default()));
        assert_eq!(read("preset = \"public\""), Ok(Limits::default()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, word) in [
            ("preset = \"small\"", "limits.preset"),
            ("preset = 3", "limits.preset"),
            ("colour = 3", "colour"),
            ("sockets = \"many\"", "sockets"),
            ("sockets = 70000", "sockets"),
            ("checks_per_minute = 0", "checks_per_minute"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(word), "{said}");
        }
    }
}
