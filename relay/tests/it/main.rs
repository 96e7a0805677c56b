//! The relay from outside: its mail dialogue against scripted peers, its HTTP side over real sockets.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the helpers of tests are no tests to the linter"
)]

mod certificates;
mod dialogue;
mod families;
mod handshake;
mod name_server;
mod names;
mod plan;
mod route;
mod service;
mod starttls;
