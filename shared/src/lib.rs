//! What is asked, seen, concluded and advised.
//!
//! ```text
//! request ─▶ plan ─▶ evidence ─(event)─▶ case ─▶ diagnose ─▶ remedy
//!             ▲                                    │
//!             └──────────── followup ◀─────────────┘
//! ```
//!
//! Nothing here does I/O, reads a clock or waits. The same code runs in the browser and in the relay: the relay
//! fills in [`evidence`], the page reads it with [`diagnose`]. A saved report is a [`case::Case`], so every
//! report can be diagnosed again, years later, by a newer version.

pub mod address;
mod deceptive;
pub mod guid;
pub mod identity;
pub mod path;
pub mod provider;
pub mod request;
pub mod secret;
pub mod token;

pub mod control;
pub mod plan;

pub mod evidence;

pub mod event;
pub mod limit;
pub mod oauth;
pub mod refusal;

pub mod told;

pub mod embed;

pub mod case;

pub mod paste;
pub mod words;

pub mod catalogue;
pub mod cause;
pub mod diagnose;
pub mod followup;

pub mod remedy;
