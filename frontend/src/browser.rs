//! The rest of the browser that the page needs. Each function is a call and no more.

pub mod channel;
pub mod fetch;
pub mod files;
pub mod frame;
pub mod notify;
pub mod page;
pub mod windows;
