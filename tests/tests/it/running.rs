//! What the tests of this binary share while they run.

use std::sync::Arc;

use end_to_end::lab::Lab;
use end_to_end::sharing::Slot;

/// The lab, started by the first test that needs it.
pub fn lab() -> Arc<Lab> {
    static LAB: Slot<Lab> = Slot::new();
    LAB.take(Lab::start)
}
