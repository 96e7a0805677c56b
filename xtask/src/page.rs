//! Builds the page into `dist`, compressed, and the production binary around it.

use std::process::Command;

use crate::compress;
use crate::error::Error;
use crate::place;
use crate::process::{cargo, command, succeed};
use crate::stamp;
use crate::{npm, tool};

/// What the page is made from.
const INPUTS: [&str; 9] = [
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "frontend",
    "shared/Cargo.toml",
    "shared/src",
    "xtask/npm/package-lock.json",
];

/// What builds the page: the tools, and the sources of the packages, since Trunk runs offline.
pub fn tools() -> Result<(), Error> {
    tool::wasm_target()?;
    tool::trunk()?;
    tool::wasm_bindgen()?;
    npm::wasm_opt()?;
    succeed(cargo(["fetch", "--locked"]))
}

/// Builds the page unless it is there and made from the same files. Says what it
/// weighs.
pub fn build() -> Result<(), Error> {
    tools()?;
    let inputs = stamp::digest(&INPUTS.map(|input| place::top().join(input)))?;
    if stamp::is_current("page", &(inputs.clone() + &output()?)) {
        println!("The page in dist is current.");
        return weigh();
    }
    println!("Building the page: about 2 minutes the first time.");
    succeed(trunk([
        "build",
        "--release",
        "--cargo-profile=page",
        "--locked",
    ]))?;
    compress::directory(&place::dist())?;
    stamp::set("page", &(inputs + &output()?))?;
    weigh()
}

/// Trunk with these arguments. It runs offline, so that it takes no tool but the pinned ones.
pub fn trunk<const N: usize>(arguments: [&str; N]) -> Command {
    let mut trunk = command("trunk");
    trunk.args(arguments).arg("--offline=true");
    // Trunk reads NO_COLOR as true or false, against the convention, and stops at any other value.
    trunk.env_remove("NO_COLOR");
    // A backtrace of Trunk would bury what the compiler said.
    trunk.env("RUST_BACKTRACE", "0");
    trunk
}

/// Builds the page, then the relay for production with the page inside.
pub fn build_production() -> Result<(), Error> {
    build()?;
    tool::cargo_auditable()?;
    println!("Building the relay for production: about 4 minutes the first time.");
    let relay = [
        "auditable",
        "build",
        "--package=relay",
        "--release",
        "--locked",
    ];
    succeed(cargo(relay))?;
    println!(
        "\nThe production binary: {}",
        place::production_relay().display()
    );
    Ok(())
}

fn weigh() -> Result<(), Error> {
    println!("\n{}", compress::weigh(&place::dist())?);
    Ok(())
}

/// A digest of what is in `dist`: another build, by `cargo xtask dev` or by hand, does not pass for this one.
fn output() -> Result<String, Error> {
    stamp::digest(&[place::dist()])
}
