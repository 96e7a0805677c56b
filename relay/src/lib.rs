//! Observes: plans a check, opens the mail connection and says what it saw. It never interprets.
//!
//! ```text
//! routes ─▶ session ─▶ plan ─▶ run ─▶ probe/{dns,tcp,tls,imap} ─▶ guard ─▶ the mail server
//! ```

pub mod config;
pub mod log;
pub mod provider;
pub mod registration;

pub mod assets;
pub mod headers;
pub mod rate;
pub mod routes;
pub mod server;
pub mod service;
pub mod session;
pub mod ticket;

pub mod egress;
pub mod plan;

pub mod run;

pub mod probe;

pub mod guard;
pub mod sasl;
pub mod transcript;
