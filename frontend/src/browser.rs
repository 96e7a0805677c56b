//! The rest of the browser that the page needs. Each function is a call and no more.

pub mod fetch;
pub mod files;
pub mod notify;
pub mod page;
