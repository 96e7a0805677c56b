//! What the relay asks a provider in the page's place: a token, the beginning of a device sign-in, the signing keys.
//!
//! ```text
//! request ─▶ admit ─▶ errand ─▶ exchange ─▶ reply, lasting ─▶ answer
//! ```
//!
//! Where to ask, as whom and with which redirect URI comes from the table of providers; the page brings what it alone has.

pub mod admit;
pub mod client;
pub mod device;
pub mod echo;
pub mod errand;
pub mod exchange;
pub mod keys;
pub mod lasting;
pub mod reply;
