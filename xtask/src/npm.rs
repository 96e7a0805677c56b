//! Packages from npm, exactly as their lock file says. Their install scripts never run.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::place;
use crate::process::{self, command, succeed};
use crate::stamp;

/// `wasm-opt`, which makes the page smaller: the npm package `binaryen`, into `target/tools/npm`.
pub fn wasm_opt() -> Result<(), Error> {
    let (from, to) = (place::top().join("xtask/npm"), place::tools().join("npm"));
    fs::create_dir_all(&to).map_err(Error::file(&to))?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(from.join(file), to.join(file)).map_err(Error::file(&to))?;
    }
    install("npm-tools", &to)
}

/// The OpenID provider, the accessibility engine and whatever else the end-to-end tests take from npm, into
/// `tests/lab/node_modules`: Node looks for the packages of a script beside the script.
pub fn lab() -> Result<(), Error> {
    install("npm-lab", &place::top().join("tests/lab"))
}

/// MDN's HTTP Observatory, into `tests/observatory/node_modules`.
pub fn observatory() -> Result<(), Error> {
    install("npm-observatory", &place::top().join("tests/observatory"))
}

fn install(name: &str, directory: &Path) -> Result<(), Error> {
    node()?;
    let digest = stamp::digest(&[directory.join("package-lock.json")])?;
    if directory.join("node_modules").is_dir() && stamp::is_current(name, &digest) {
        return Ok(());
    }
    println!(
        "Installing npm packages into {}: some seconds.",
        directory.display()
    );
    let mut npm = command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    npm.current_dir(directory);
    succeed(npm)?;
    stamp::set(name, &digest)
}

fn node() -> Result<(), Error> {
    let version = process::output(command("node").arg("--version"));
    if version
        .as_deref()
        .and_then(major)
        .is_some_and(|major| major >= 20)
    {
        return Ok(());
    }
    Err(Error::Missing {
        what: "Node.js 20 or newer".to_owned(),
        command: "see https://nodejs.org/en/download, or where the distribution has it: apt-get install nodejs npm"
            .to_owned(),
    })
}

/// `20` from `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20"), None);
    }
}
