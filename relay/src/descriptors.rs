//! Enough open files for all seats. Without them the relay would find out under load, one connection after the other.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::Limits;

/// A check holds one for each of its protocols, and its name server's for a moment.
const OF_A_SOCKET: u64 = 5;

/// Whatever else there is: files, signals, the way out to providers.
const BESIDES: u64 = 128;

/// There are not enough.
#[derive(Debug, thiserror::Error)]
pub enum TooFew {
    /// The system's limit is below what the settings need.
    #[error(
        "the settings need {needed} open files and the system allows {allowed}: lower sockets or connections in [limits], or \
         raise the limit (LimitNOFILE of systemd, ulimit -n)"
    )]
    Allowed {
        /// What the settings need.
        needed: u64,
        /// What this process may be given.
        allowed: u64,
    },
    /// The system refuses to give what it allows.
    #[error("open files: {0}")]
    Refused(#[from] io::Error),
}

/// Takes as many as these limits need.
///
/// # Errors
/// The system does not allow as many.
pub fn suffice(limits: &Limits) -> Result<(), TooFew> {
    let had = getrlimit(Resource::Nofile);
    match enough(limits, had.current, had.maximum)? {
        None => Ok(()),
        more => {
            let maximum = had.maximum;
            let limit = Rlimit {
                current: more,
                maximum,
            };
            Ok(setrlimit(Resource::Nofile, limit).map_err(io::Error::from)?)
        }
    }
}

/// How many to ask for; `None` where there are enough. A limit that is `None` is none.
fn enough(
    limits: &Limits,
    current: Option<u64>,
    maximum: Option<u64>,
) -> Result<Option<u64>, TooFew> {
    let (sockets, connections) = (u64::from(limits.sockets), u64::from(limits.connections));
    let needed = connections + sockets * OF_A_SOCKET + BESIDES;
    if current.is_none_or(|current| current >= needed) {
        return Ok(None);
    }
    match maximum {
        Some(allowed) if allowed < needed => Err(TooFew::Allowed { needed, allowed }),
        _ => Ok(Some(needed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// an operator hears of it when the relay starts, and where the system allows more, it is taken.
    #[test]
    fn too_few_are_named_with_what_to_do() {
        let limits = Limits {
            sockets: 100,
            connections: 200,
            ..Limits::default()
        };
        let needed = 200 + 500 + 128;
        let ask = |current, maximum| enough(&limits, current, maximum);
        assert_eq!(ask(None, None).unwrap(), None);
        assert_eq!(ask(Some(needed), Some(needed)).unwrap(), None);
        assert_eq!(ask(Some(64), Some(needed)).unwrap(), Some(needed));
        assert_eq!(ask(Some(64), None).unwrap(), Some(needed));
        let said = ask(Some(64), Some(needed - 1)).unwrap_err().to_string();
        for word in ["828", "827", "sockets", "connections", "LimitNOFILE"] {
            assert!(said.contains(word), "{said}");
        }
    }
}
