//! The pinned programs that cargo builds, and the target of the page.

use std::fs;
use std::process::Command;

use crate::error::Error;
use crate::place;
use crate::process::{self, cargo, command, succeed};
use crate::stamp;

/// A program from crates.io, built without optimisation into `target/tools`: it runs for seconds and compiles for minutes.
#[derive(Debug)]
struct Tool {
    krate: &'static str,
    program: &'static str,
    version: String,
    /// Further arguments of `cargo install`.
    arguments: &'static [&'static str],
    /// Measured on two cores.
    takes: &'static str,
}

/// Trunk bundles the page. Newer versions than this one need a newer compiler than the pinned one.
pub fn trunk() -> Result<(), Error> {
    install(&Tool {
        krate: "trunk",
        program: "trunk",
        version: "0.21.14".to_owned(),
        arguments: &["--locked", "--no-default-features", "--features=rustls"],
        takes: "3 minutes",
    })
}

/// `wasm-bindgen`, in exactly the version of the library in Cargo.lock: the two speak a private format.
pub fn wasm_bindgen() -> Result<(), Error> {
    let path = place::top().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or_else(|| Error::Unexpected {
        path,
        what: "has no package wasm-bindgen".to_owned(),
    })?;
    install(&Tool {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: version.to_owned(),
        // Its own lock file may name versions that are newer than a mirror of the registry: not `--locked`.
        arguments: &["--no-default-features"],
        takes: "1 minute",
    })
}

/// `cargo deny` checks licences, sources and banned packages.
pub fn cargo_deny() -> Result<(), Error> {
    install(&Tool {
        krate: "cargo-deny",
        program: "cargo-deny",
        version: "0.20.2".to_owned(),
        arguments: &["--locked", "--no-default-features"],
        takes: "1 minute",
    })
}

/// `cargo auditable` puts the list of what a program was built from into the program, for whoever audits it later.
pub fn cargo_auditable() -> Result<(), Error> {
    install(&Tool {
        krate: "cargo-auditable",
        program: "cargo-auditable",
        version: "0.7.7".to_owned(),
        arguments: &["--locked"],
        takes: "1 minute",
    })
}

/// `cargo cyclonedx` writes the same list beside it, in the `CycloneDX` format.
pub fn cargo_cyclonedx() -> Result<(), Error> {
    install(&Tool {
        krate: "cargo-cyclonedx",
        program: "cargo-cyclonedx",
        version: "0.5.9".to_owned(),
        arguments: &["--locked"],
        takes: "2 minutes",
    })
}

/// Geckodriver drives Firefox for the end-to-end tests; Debian does not package it.
pub fn geckodriver() -> Result<(), Error> {
    install(&Tool {
        krate: "geckodriver",
        program: "geckodriver",
        version: "0.37.1".to_owned(),
        arguments: &["--locked"],
        takes: "2 minutes",
    })
}

/// The compilation target of the page.
pub fn wasm_target() -> Result<(), Error> {
    const TARGET: &str = "wasm32-unknown-unknown";
    // Asked of the compiler and not of rustup, which is not everywhere what installed the compiler.
    let library =
        process::output(command("rustc").args(["--print=target-libdir", "--target", TARGET]));
    if library.is_some_and(|path| fs::read_dir(path.trim()).is_ok()) {
        return Ok(());
    }
    println!("The compilation target {TARGET} is missing: a few seconds.");
    let mut rustup = command("rustup");
    rustup.args(["target", "add", TARGET]);
    succeed(rustup)
}

fn install(tool: &Tool) -> Result<(), Error> {
    let program = place::tool(tool.program);
    let told = process::output(Command::new(&program).arg("--version"));
    let tells_so = told.is_some_and(|line| line.split_whitespace().nth(1) == Some(&tool.version));
    // Not each of them tells its version, so what was installed is remembered.
    if tells_so || program.is_file() && stamp::is_current(tool.program, &tool.version) {
        return Ok(());
    }
    println!(
        "Installing {} {} into {}: about {} on two cores, once.",
        tool.krate,
        tool.version,
        place::tools().display(),
        tool.takes
    );
    let mut install = cargo(["install", tool.krate, "--debug", "--force", "--no-track"]);
    install
        .args(["--version", &tool.version])
        .args(tool.arguments);
    install.arg("--root").arg(place::tools());
    succeed(install)?;
    stamp::set(tool.program, &tool.version)
}

/// The version of a package in a lock file.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let version = lock.lines().skip_while(|line| *line != name).nth(1)?;
    version.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
