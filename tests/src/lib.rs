//! The harness of the end-to-end tests: real servers and a real browser, each a process of its own.
//!
//! ```text
//! places, ports ─▶ process ─▶ authority, openid, dovecot, name_server, relay ─▶ lab ─▶ client (WebSocket)
//!                                                            sandbox, site ──┴─▶ browser ─▶ page, windows, axe, policy, requests ─▶ traces
//! ```
//!
//! Whatever is started here stops when its handle is dropped, and writes into a directory that goes with it. Nothing
//! is shared between labs: ports, directories, certificates and secrets are each lab's own.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    reason = "this package is one big test: it fails by a panic and prints what helps"
)]

pub mod places;
pub mod ports;
pub mod postfix;
pub mod process;
pub mod process_memory;
pub mod sharing;
pub mod template;

pub mod authority;
pub mod dovecot;
pub mod memory;
pub mod name_server;
pub mod openid;
pub mod public;
pub mod relay;

pub mod proxy;

pub mod delay;
pub mod gate;
pub mod peer;
pub mod site;

pub mod demo;
pub mod lab;

pub mod client;
pub mod sign_in;

pub mod axe;
pub mod browser;
pub mod devtools;
pub mod driver;
pub mod page;
pub mod policy;
pub mod portal;
pub mod requests;
pub mod traces;
pub mod windows;
