//! The sandbox's name server, on its own.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use crate::process::Process;
use crate::{places, ports};

/// A running name server.
#[derive(Debug)]
pub struct NameServer {
    /// UDP and TCP on loopback.
    pub address: SocketAddr,
    _process: Process,
}

impl NameServer {
    /// Starts it with a zone in TOML, as described in the sandbox's README.
    pub fn start(directory: &Path, zone: &str) -> Self {
        let file = directory.join("zone.toml");
        fs::write(&file, zone).expect("our own directory");
        let address = SocketAddr::from(([127, 0, 0, 1], ports::free()));
        let mut command = Command::new(places::program("sandbox"));
        command
            .args(["name-server", "--dns", &address.to_string(), "--zone"])
            .arg(file);
        let (process, _ready) =
            Process::start_and_read_line(command, &directory.join("name-server.log"));
        Self {
            address,
            _process: process,
        }
    }
}
