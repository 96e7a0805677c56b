//! What the rules find and what the wire looks like.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, and read the pinned files"
)]

mod advice;
mod any_words;
mod baseline;
mod catalogue;
mod certificates;
mod embed;
mod families;
mod golden;
mod golden_oauth;
mod healthy;
mod lasting;
mod mailbox;
mod network;
mod never_panics;
mod one_each;
mod paste;
mod protocols;
mod sasl;
mod signin;
mod signin_errors;
mod stayed;
mod token;
