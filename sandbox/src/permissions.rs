//! Who may open which mailbox, and from when.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use shared::plan::Protocol;

use crate::mailboxes::Mailbox;

/// Some permissions take their time, as Exchange Online's do: theirs begins when the mailbox is refused for the first
/// time.
#[derive(Debug)]
pub struct Permissions {
    delay: i64,
    /// When each of those mailboxes was first refused, seconds since 1970.
    refused: Mutex<BTreeMap<&'static str, i64>>,
}

impl Permissions {
    /// `delay` is in seconds.
    pub const fn new(delay: i64) -> Self {
        Self {
            delay,
            refused: Mutex::new(BTreeMap::new()),
        }
    }

    /// Whether this account may open it over this protocol now; `now` is in seconds since 1970.
    pub fn open(&self, mailbox: &Mailbox, protocol: Protocol, account: &str, now: i64) -> bool {
        let reads = mailbox.opens_for(account) && !mailbox.off.contains(&protocol);
        if !(reads && mailbox.later) {
            return reads;
        }
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let since = *refused.entry(mailbox.mailbox).or_insert(now);
        since + self.delay <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailboxes::MAILBOXES;

    #[test]
    fn a_slow_permission_acts_so_long_after_the_first_refusal() {
        let mailbox = MAILBOXES.iter().find(|m| m.later).unwrap();
        let reader = mailbox.readers[0];
        let permissions = Permissions::new(30);
        let opens = |account, now| permissions.open(mailbox, Protocol::Imap, account, now);
        assert!(!opens("nobody@demo.test", 0));
        assert!(!opens(reader, 1000));
        assert!(!opens(reader, 1029));
        assert!(opens(reader, 1030));
        assert!(!opens("nobody@demo.test", 2000));
    }

    #[test]
    fn the_others_act_at_once() {
        let mailbox = &MAILBOXES[0];
        assert!(Permissions::new(30).open(mailbox, Protocol::Imap, mailbox.readers[0], 0));
    }
}
