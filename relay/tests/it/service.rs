//! The relay's HTTP side over real sockets: pages, tickets, and the WebSocket of a check.

mod about;
mod discover;
mod enabled;
mod frames;
mod framing;
pub mod http;
mod mail;
mod pages;
mod paths;
mod plain;
mod redirects;
mod refusals;
pub mod relay;
mod script;
mod session;
mod silence;
mod smuggling;
mod socket;
mod spellings;
mod surface;
mod tickets;
mod timing;
mod wire;
