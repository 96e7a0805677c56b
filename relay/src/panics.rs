//! What is said of a panic: where it happened, and nothing of what it says. A message may quote what a stranger's server
//! sent, or worse.

use std::panic::{self, PanicHookInfo};

/// From now on a panic is one line of the log with its place. What it ends is for whoever catches it.
pub fn name_the_place_alone() {
    panic::set_hook(Box::new(say));
}

fn say(panicked: &PanicHookInfo<'_>) {
    let place = panicked.location().map_or_else(String::new, |place| {
        format!("{}:{}", place.file(), place.line())
    });
    tracing::error!(place, "a part of the relay failed by a fault of its own");
}
