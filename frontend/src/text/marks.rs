//! The states of a step: each has a word, so that nothing depends on a colour.

use crate::progress::Mark;

/// The word beside the icon.
pub const fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Pending => "waiting",
        Mark::Running => "running",
        Mark::Passed => "passed",
        Mark::Failed => "failed",
        Mark::NotReached => "not reached",
    }
}
