//! What the relay asks a provider in the page's place, against a scripted endpoint.

mod admission;
mod bodies;
mod device;
mod hostile;
mod keys;
mod lasting;
mod page;
pub mod peer;
mod reach;
mod silence;
