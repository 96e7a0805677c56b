//! A pretend provider.
fn main() {}
