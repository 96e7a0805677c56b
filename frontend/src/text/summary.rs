//! The question in a few lines.

/// The protocols.
pub const TRIED: &str = "Tried over";
