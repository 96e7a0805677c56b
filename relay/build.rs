//! A release build takes the page into the binary, so it is built again when the page was. A debug build reads the page
//! from the disk while it runs.

use std::env;
use std::path::Path;

/// Where `cargo xtask build` puts the page.
const PAGE: &str = "../dist";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    println!("cargo::rerun-if-changed={PAGE}");
    if !Path::new(PAGE).join("index.html").exists() {
        println!(
            "cargo::warning=dist has no page, so this relay has none to serve: cargo xtask build"
        );
    }
}
