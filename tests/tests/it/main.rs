//! End to end, in one binary.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the helpers of tests are tests too"
)]

mod lab_imap;
mod round_trips;
mod running;
