//! IMAP, as each server speaks it.

pub mod command;
pub mod dialogue;
pub mod sasl;
pub mod words;
