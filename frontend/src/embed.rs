//! A portal around the page: what it gives along, what it is told, and what a frame and its window say to each other.
//!
//! ```text
//! portal ──(given, commands)──▶ frame ──(link)──▶ window ──▶ provider's window
//!        ◀──────(told)──────────      ◀─(mirror)──        ◀── callback (handed over)
//! ```
//!
//! The frame collects the question and shows the answer. Whoever signs in does so in the window, which shows its own
//! address; the token never leaves it.

pub mod given;
pub mod link;
pub mod look;
pub mod mirror;
pub mod tag;
pub mod told;
