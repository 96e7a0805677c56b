//! The mail servers: one port, and the name that the client asks for in TLS (SNI) decides who answers.

pub mod command;
pub mod dialogue;
pub mod sasl;
pub mod serve;
pub mod words;
