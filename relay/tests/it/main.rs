//! The relay from outside: its mail dialogue against scripted peers, its HTTP side over real sockets.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the helpers of tests are no tests to the linter"
)]

mod answers;
mod broken;
mod certificates;
mod dialogue;
mod discovery;
mod families;
mod faults;
mod good;
mod handshake;
mod hostile;
mod kolmogorov;
mod log;
mod name_server;
mod names;
mod oauth;
mod old;
mod oracle;
mod panics;
mod plan;
mod readme;
mod rebinding;
mod refusals;
mod route;
mod service;
mod starttls;
