//! End to end, in one binary.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the helpers of tests are tests too"
)]

mod browser_bad_input;
mod browser_cause;
mod browser_demo;
mod browser_discovery;
mod browser_embed;
mod browser_embed_element;
mod browser_embed_hostile;
mod browser_embed_walls;
mod browser_files;
mod browser_forgery;
mod browser_kept;
mod browser_keyboard;
mod browser_lab;
mod browser_lasting;
mod browser_looks;
mod browser_memory;
mod browser_own_app;
mod browser_paste;
mod browser_policy;
mod browser_portal;
mod browser_prefill;
mod browser_protocols;
mod browser_redirects;
mod browser_report;
mod browser_states;
mod browser_stayed;
mod browser_trouble;
mod browser_unable;
mod browser_walls_at_length;
mod browser_watch;
mod browser_ways;
mod canary;
mod confined;
mod embed_types;
mod every_cause;
mod firefox;
mod lab_grants;
mod lab_imap;
mod lab_protocols;
mod memory_at_length;
mod observatory_at_length;
mod policies;
mod round_trips;
mod running;
mod secrets;
