//! A pretend mail provider: what the demonstration runs on, with one mailbox for every way to fail.
//!
//! ```text
//! provider, applications, people, servers, mailboxes, ways      the cast: data only, in one place
//!       │
//!       ├─▶ signin ─(token)─▶ imap, pop, smtp    what a person and a mail client meet
//!       ├─▶ zone ─▶ name_server             the names of its hosts
//!       └─▶ relay_config, ready             what a relay and a script are told about it
//!
//! portal                                  another site's page, which holds the relay's in a frame
//! ```
//!
//! It is a program of its own and no part of production. Nothing in it protects anything: whoever reaches its sign-in
//! page signs in as anybody. It listens on loopback only, unless told otherwise.

pub mod applications;
pub mod mailboxes;
pub mod people;
pub mod permissions;
pub mod provider;
pub mod servers;
pub mod ways;

pub mod clock;
pub mod random;

pub mod jwt;
pub mod pki;
pub mod tokens;

pub mod signin;

pub mod door;
pub mod imap;
pub mod pop;
pub mod serve;
pub mod smtp;
pub mod turn;

pub mod blocked_port;
pub mod web_port;

pub mod name_server;
pub mod zone;

pub mod portal;

pub mod ready;
pub mod relay_config;

pub mod options;
pub mod run;
