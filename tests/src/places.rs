//! Where the built programs, the built page, the npm packages and the pinned tools are.
//!
//! `cargo xtask test` sets all four; by hand they default to where `cargo build`, `trunk build`, `npm ci` and
//! `cargo xtask` put them.

use std::env;
use std::path::{Path, PathBuf};

const PROGRAMS: &str = "E2E_BIN_DIR";
const PAGE: &str = "E2E_DIST";
const PACKAGES: &str = "E2E_NODE_MODULES";
const TOOLS: &str = "E2E_TOOLS";

/// The environment variables that say so.
pub const VARIABLES: [&str; 4] = [PROGRAMS, PAGE, PACKAGES, TOOLS];

/// A program of this workspace: from `E2E_BIN_DIR`, else `target/debug`.
pub fn program(name: &str) -> PathBuf {
    let directory = from_environment(PROGRAMS, "target/debug");
    present(
        &directory.join(name),
        &format!("cargo build -p {name}, or set E2E_BIN_DIR"),
    )
}

/// The built page: `E2E_DIST`, else `dist`.
pub fn page() -> PathBuf {
    let page = from_environment(PAGE, "dist");
    present(&page.join("index.html"), "trunk build, or set E2E_DIST");
    page
}

/// The npm packages of the lab: `E2E_NODE_MODULES`, else `tests/lab/node_modules`.
pub fn node_modules() -> PathBuf {
    let modules = from_environment(PACKAGES, "tests/lab/node_modules");
    present(
        &modules,
        "npm ci --ignore-scripts --prefix tests/lab, or set E2E_NODE_MODULES",
    )
}

/// The script that scans with MDN's Observatory, beside its npm packages.
pub fn observatory() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("observatory");
    let scanner = here.join("node_modules/@mdn/mdn-http-observatory");
    present(
        &scanner,
        "cargo xtask test --full, or npm ci --ignore-scripts --prefix tests/observatory",
    );
    here.join("scan.mjs")
}

/// A pinned program that cargo built: from `E2E_TOOLS`, else `target/tools/bin`.
pub fn tool(name: &str) -> PathBuf {
    let directory = from_environment(TOOLS, "target/tools/bin");
    present(
        &directory.join(name),
        "cargo xtask test, or set E2E_TOOLS to where it is",
    )
}

/// A file of `tests/lab`.
pub fn lab(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lab").join(file)
}

/// A program of the system, found on `PATH` or where Debian keeps servers.
pub fn system(name: &str, debian_package: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|directory| directory.join(name))
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("no {name} here: apt-get install {debian_package}"))
}

fn from_environment(variable: &str, fallback: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    workspace.join(env::var_os(variable).unwrap_or_else(|| fallback.into()))
}

fn present(path: &Path, remedy: &str) -> PathBuf {
    path.canonicalize()
        .unwrap_or_else(|error| panic!("{}: {error}. Run: {remedy}", path.display()))
}
