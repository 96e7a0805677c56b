//! Refusals in the log. Anybody can cause them, as many as they like, so each kind has a few lines at once and so many a
//! minute.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Lines a minute: enough to see what happens, and no disk is full of them.
const MOST: NonZeroU32 = NonZeroU32::new(120).unwrap();

/// Lines at once, after a quiet time.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Counts those of one kind.
#[derive(Debug)]
pub struct Refusals {
    lines: DefaultDirectRateLimiter,
    left_out: AtomicU64,
}

impl Default for Refusals {
    fn default() -> Self {
        Self {
            lines: RateLimiter::direct(Quota::per_minute(MOST).allow_burst(AT_ONCE)),
            left_out: AtomicU64::new(0),
        }
    }
}

impl Refusals {
    /// Writes a line, which says how many were left out before it; or leaves it out.
    pub fn log(&self, line: impl FnOnce(u64)) {
        if self.lines.check().is_ok() {
            line(self.left_out.swap(0, Ordering::Relaxed));
        } else {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a flood of what is refused is no flood of the log.
    #[test]
    fn a_flood_leaves_few_lines() {
        let refusals = Refusals::default();
        let (mut lines, mut left_out) = (0, 0);
        for _ in 0..10_000 {
            refusals.log(|left_out_before| {
                lines += 1;
                left_out += left_out_before;
            });
        }
        // The second that this takes, at most, is that of a few more.
        assert!((30..50).contains(&lines), "{lines}");
        let open = refusals.left_out.load(Ordering::Relaxed);
        assert_eq!(lines + left_out + open, 10_000);
    }
}
