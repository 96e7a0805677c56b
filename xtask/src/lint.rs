//! `cargo xtask lint`: every check that needs no running program. All run, then those that failed are named.

use crate::error::Error;
use crate::process::{cargo, succeed};
use crate::timing::Phases;
use crate::{place, tidy, tool};

/// Runs all checks.
pub fn run() -> Result<(), Error> {
    let mut phases = Phases::default();
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        if let Err(error) = phases.run(name, check) {
            println!("{error}");
            failed.push(name.to_owned());
        }
    }
    println!("\n{phases}");
    if failed.is_empty() {
        println!("Nothing to mend.");
        Ok(())
    } else {
        Err(Error::Checks(failed))
    }
}

type Check = fn() -> Result<(), Error>;

const CHECKS: [(&str, Check); 7] = [
    ("formatting", formatting),
    ("tidy", tidy::run),
    ("Clippy", clippy),
    ("Clippy of the page as WebAssembly", clippy_of_the_page),
    ("Clippy of the fuzz targets", clippy_of_the_fuzz_targets),
    ("documentation", documentation),
    ("dependencies", dependencies),
];

fn formatting() -> Result<(), Error> {
    succeed(cargo(["fmt", "--all", "--check"]))?;
    succeed(cargo(["fmt", "--manifest-path=fuzz/Cargo.toml", "--check"]))
}

fn clippy() -> Result<(), Error> {
    let mut clippy = cargo(["clippy", "--workspace", "--all-targets", "--locked"]);
    clippy.args(["--", "--deny", "warnings"]);
    succeed(clippy)
}

fn clippy_of_the_page() -> Result<(), Error> {
    tool::wasm_target()?;
    let mut clippy = cargo(["clippy", "--package=frontend", "--locked"]);
    clippy.args([
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "--deny",
        "warnings",
    ]);
    succeed(clippy)
}

/// They are a workspace of their own, so nothing else notices when one no longer compiles.
fn clippy_of_the_fuzz_targets() -> Result<(), Error> {
    let mut clippy = cargo(["clippy", "--manifest-path=fuzz/Cargo.toml", "--locked"]);
    let target = place::target().join("fuzz-lint");
    clippy.arg(format!("--target-dir={}", target.display()));
    clippy.args(["--", "--deny", "warnings"]);
    succeed(clippy)
}

/// Links in the documentation that lead nowhere are errors.
fn documentation() -> Result<(), Error> {
    let mut doc = cargo(["doc", "--workspace", "--lib", "--no-deps", "--locked"]);
    doc.arg("--document-private-items");
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    succeed(doc)
}

/// The advisories are left out: their database is a clone of a public repository, which CI does not reach. Before a
/// release a person runs `cargo deny check advisories`.
fn dependencies() -> Result<(), Error> {
    tool::cargo_deny()?;
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let manifest = format!("--manifest-path={manifest}");
        let mut deny = cargo(["deny", "--locked"]);
        deny.args([manifest.as_str(), "--config=deny.toml"]);
        // Each workspace uses a part of the one list.
        deny.args(["check", "--allow=license-not-encountered"]);
        deny.args(["--allow=license-exception-not-encountered"]);
        deny.args(["bans", "licenses", "sources"]);
        succeed(deny)?;
    }
    Ok(())
}
