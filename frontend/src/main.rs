//! The page's entry: mounts it.

fn main() {}
