//! A report that somebody was sent: what is read of it is judged without a panic, and written as it was read.

#![no_main]

use fuzz::bounds;
use fuzz::judge::{is_kept, judge};
use shared::case::Case;

fuzz::target!(report);

fn report(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let Ok(case) = bounds::hold(|| serde_json::from_str::<Case>(text)) else {
        return;
    };
    let now = case
        .attempts
        .first()
        .map_or(0, |attempt| attempt.relay_time);
    judge(&case, now);
    is_kept(&case);
}
