//! What one input may cost. R-085: none takes 100 ms, and none allocates 1 MiB.
//!
//! The time is the thread's own, so a busy machine makes no finds. It is that of a build with counters and checks,
//! slower than what is shipped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};

/// The longest that an input may take.
const LONGEST: Duration = Duration::from_millis(100);

/// The most that may be allocated at a time, in octets.
const LARGEST: u64 = 1 << 20;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// The most seen so far: microseconds, octets.
static SLOWEST: AtomicU64 = AtomicU64::new(0);
static HUNGRIEST: AtomicU64 = AtomicU64::new(0);

/// Does the work, which is a find when it goes over a bound.
pub fn hold<T>(work: impl FnOnce() -> T) -> T {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let began = own_time();
    let done = work();
    let took = own_time().saturating_sub(began);
    let grew = ALLOCATED.peak_usage().saturating_sub(before) as u64;
    assert!(took < LONGEST, "an input took {took:?}");
    assert!(grew < LARGEST, "an input allocated {grew} octets");
    tell("slowest", &SLOWEST, took.as_micros() as u64);
    tell("hungriest", &HUNGRIEST, grew);
    done
}

/// The processor time of this thread.
fn own_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Says so when there is clearly more than ever; `cargo xtask fuzz` reads the last line of each.
fn tell(what: &str, most: &AtomicU64, now: u64) {
    let so_far = most.load(Ordering::Relaxed);
    if now > so_far + so_far / 20 {
        most.store(now, Ordering::Relaxed);
        eprintln!("{what}: {now}");
    }
}
