//! One instance for all tests that run at the same time.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A slot for something that is dear to start. It lives as long as a test holds it, so it ends with the last one;
/// a `static` holding it directly would never be dropped, and its processes would outlive the run.
#[derive(Debug)]
pub struct Slot<T>(Mutex<Weak<T>>);

impl<T> Slot<T> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// What is there, or what `start` makes.
    pub fn take(&self, start: impl FnOnce() -> T) -> Arc<T> {
        // A failed start leaves the slot as it was.
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.upgrade().unwrap_or_else(|| {
            let started = Arc::new(start());
            *slot = Arc::downgrade(&started);
            started
        })
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}
