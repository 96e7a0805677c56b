//! A release build takes the page and the released scripts into the binary, so it is built again when they were. A debug
//! build reads them from the disk while it runs.

use std::env;
use std::path::Path;

/// Where `cargo xtask build` puts the page.
const PAGE: &str = "../dist";

/// Where `cargo xtask release-script` keeps what portals embed.
const SCRIPTS: &str = "../frontend/embed/released";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    println!("cargo::rerun-if-changed={PAGE}");
    println!("cargo::rerun-if-changed={SCRIPTS}");
    if !Path::new(PAGE).join("index.html").exists() {
        println!(
            "cargo::warning=dist has no page, so this relay has none to serve: cargo xtask build"
        );
    }
}
