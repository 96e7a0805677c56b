//! Observes: plans a check, opens the mail connection and says what it saw. It never interprets.
//!
//! ```text
//! config, provider ─▶ discovery ─▶ service ─▶ server ─▶ routes ─▶ session
//!                                                                   │
//!                the mail server ◀─ guard ◀─ probe/{dns,tcp,tls,imap} ◀─ run ◀─ plan
//!
//! routes ─▶ oauth/admit ─▶ oauth/exchange ─▶ outbound ─▶ probe/{dns,tcp,tls} ─▶ a provider's endpoint
//! ```

pub mod config;
pub mod descriptors;
pub mod discovery;
pub mod dumps;
pub mod log;
pub mod logged;
pub mod panics;
pub mod provider;
pub mod registration;

pub mod service;

pub mod server;

pub mod about;
pub mod assets;
pub mod catalogue;
pub mod embed;
pub mod forwarded;
pub mod headers;
pub mod routes;

pub mod network;
pub mod patient;
pub mod pieces;
pub mod rate;
pub mod refusals;
pub mod seats;
pub mod session;
pub mod ticket;

pub mod address;
pub mod body;
pub mod oauth;
pub mod outbound;

pub mod egress;
pub mod plan;

pub mod run;

pub mod probe;

pub mod guard;
pub mod sasl;
pub mod transcript;
