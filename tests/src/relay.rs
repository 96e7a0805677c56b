//! The relay, as it is built.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::places;
use crate::process::Process;

/// A running relay.
#[derive(Debug)]
pub struct Relay {
    process: Process,
    configuration: PathBuf,
    listen: SocketAddr,
    log: PathBuf,
}

impl Relay {
    /// Starts it with this configuration, which makes it listen at `listen`. It serves the built page and logs all
    /// that it can.
    pub fn start(configuration: &Path, listen: SocketAddr) -> Self {
        let log = configuration.with_extension("log");
        Self {
            process: start(configuration, listen, &places::page(), &log),
            configuration: configuration.to_owned(),
            listen,
            log,
        }
    }

    /// Ends it and starts it again with another build of the page.
    pub fn restart_with(&mut self, page: &Path) {
        self.process.stop();
        self.process = start(&self.configuration, self.listen, page, &self.log);
    }

    /// How often a text stands in its memory now.
    pub fn in_memory(&self, text: &str) -> usize {
        self.process.in_memory(text)
    }

    /// What it holds of the machine's memory now, in octets.
    pub fn resident(&self) -> u64 {
        self.process.resident()
    }

    /// What the system says of its process in this file (proc(5)).
    pub fn of_the_process(&self, file: &str) -> String {
        self.process.in_proc(file)
    }

    /// How many files and sockets it has open.
    pub fn descriptors(&self) -> usize {
        self.process.descriptors()
    }

    /// All that it logged since it started.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

fn start(configuration: &Path, listen: SocketAddr, page: &Path, log: &Path) -> Process {
    let mut command = Command::new(places::program("relay"));
    command
        .arg("--config")
        .arg(configuration)
        .env("GREENCHECK_ASSETS", page)
        // Tests are quicker than people.
        .env("GREENCHECK_LIMITS__CHECKS_PER_MINUTE", "10000")
        .env("GREENCHECK_LIMITS__CHECKS_PER_MINUTE_OF_A_MAILBOX", "10000")
        .env("RUST_LOG", "trace");
    // The relay takes every such variable for a setting, and these are ours.
    for ours in places::VARIABLES {
        command.env_remove(ours);
    }
    let mut process = Process::start(command, log);
    let ready = format!("http://{listen}/readyz");
    process.wait_until(|| {
        ureq::get(&ready)
            .config()
            .timeout_global(Some(Duration::from_secs(1)))
            .build()
            .call()
            .is_ok()
    });
    process
}
