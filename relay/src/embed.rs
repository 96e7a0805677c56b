//! What portals embed, and who tries without being one.

mod refused;
mod scripts;

pub use self::refused::{Refused, Stranger};
pub use self::scripts::{Scripts, TYPES};
