//! Where things are: every path that a command reads or writes.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The top of the workspace.
pub fn top() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// What cargo and the commands here build: `CARGO_TARGET_DIR`, else `target`.
pub fn target() -> PathBuf {
    top().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The pinned tools. Deleting this directory is safe: the next command makes it again.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// Where a tool that cargo installed is.
pub fn tool(name: &str) -> PathBuf {
    tools().join("bin").join(name)
}

/// The programs of this workspace.
pub fn programs() -> PathBuf {
    target().join("debug")
}

/// The relay as it is shipped.
pub fn production_relay() -> PathBuf {
    target().join("release/relay")
}

/// The npm packages of the end-to-end tests.
pub fn node_modules() -> PathBuf {
    top().join("tests/lab/node_modules")
}

/// The built page.
pub fn dist() -> PathBuf {
    top().join("dist")
}

/// `PATH` with the pinned tools in front.
pub fn path_with_tools() -> OsString {
    let own = [tools().join("bin"), tools().join("npm/node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    // A directory with a colon in its name cannot be on PATH at all; then the tools are looked for without it.
    env::join_paths(own.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
}

/// A program of the system: on `PATH`, or where Debian keeps servers.
pub fn system_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .map(|directory| directory.join(name))
        .find(|program| program.is_file())
}
