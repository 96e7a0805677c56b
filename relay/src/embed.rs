//! What portals embed.

mod scripts;

pub use self::scripts::{Scripts, TYPES};
