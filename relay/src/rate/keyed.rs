//! Counters by whom or what they count.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::DefaultClock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::{Until, until};

/// So often those of the past are dropped. To look through all of them each time would be what a flood of new ones is after.
const EVERY: u32 = 1_024;

/// One counter for each key.
pub struct Keyed<K: Clone + Eq + Hash> {
    counters: DefaultKeyedRateLimiter<K>,
    times: AtomicU32,
}

impl<K: Clone + Eq + Hash> Keyed<K> {
    /// So many a minute of each.
    pub fn new(a_minute: NonZeroU32) -> Self {
        Self {
            counters: RateLimiter::keyed(Quota::per_minute(a_minute)),
            times: AtomicU32::new(0),
        }
    }

    /// Counts one.
    ///
    /// # Errors
    /// It is one too many; the time after which the next is allowed.
    pub fn count(&self, key: &K, clock: &DefaultClock) -> Result<(), Until> {
        if self.times.fetch_add(1, Ordering::Relaxed) % EVERY == EVERY - 1 {
            self.counters.retain_recent();
        }
        let counted = self.counters.check_key(key);
        counted.map_err(|not| until(&not, clock))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a flood of ever new addresses fills no memory.
    #[test]
    fn the_past_is_dropped() {
        // Of each there is another one some millionths of a second later, so all but the last are of the past.
        let keyed = Keyed::new(NonZeroU32::MAX);
        for key in 0..10 * EVERY {
            assert!(keyed.count(&key, &DefaultClock::default()).is_ok());
        }
        assert!(keyed.counters.len() <= 2 * EVERY as usize);
    }

    #[test]
    fn each_has_its_own() {
        let keyed = Keyed::new(NonZeroU32::new(2).unwrap());
        let count = |key| keyed.count(&key, &DefaultClock::default()).is_ok();
        assert_eq!(
            [count(1), count(1), count(1), count(2)],
            [true, true, false, true]
        );
    }
}
