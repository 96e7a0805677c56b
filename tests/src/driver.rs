//! A WebDriver server of a browser.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::ports;
use crate::process::Process;

/// A running driver. The browsers that it started end with it.
#[derive(Debug)]
pub struct Driver {
    /// Where it listens.
    pub url: String,
    _process: Process,
    _directory: TempDir,
}

impl Driver {
    /// Starts the command that `command` makes for a port and a directory of its own.
    pub fn start(prefix: &str, command: impl FnOnce(u16, &Path) -> Command) -> Self {
        let directory = TempDir::with_prefix(prefix).expect("a temporary directory");
        let port = ports::free();
        let command = command(port, directory.path());
        let mut process = Process::start(command, &directory.path().join("log"));
        let url = format!("http://127.0.0.1:{port}");
        let status = format!("{url}/status");
        process.wait_until(|| ureq::get(&status).call().is_ok());
        Self {
            url,
            _process: process,
            _directory: directory,
        }
    }
}
