//! The relay, as it is built.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::places;
use crate::process::Process;

/// A running relay.
#[derive(Debug)]
pub struct Relay {
    /// Where it is reached, without a trailing slash.
    pub url: String,
    process: Process,
}

impl Relay {
    /// Starts it with this configuration, which makes it listen at `url`. It logs all that it can.
    pub fn start(directory: &Path, url: &str, configuration: &str) -> Self {
        let file = directory.join("relay.toml");
        fs::write(&file, configuration).expect("our own directory");
        Self::start_from(&file, url, &directory.join("relay.log"))
    }

    /// The same with a configuration that somebody else wrote.
    pub fn start_from(configuration: &Path, url: &str, log: &Path) -> Self {
        let mut command = Command::new(places::program("relay"));
        command
            .arg("--config")
            .arg(configuration)
            .env("RUST_LOG", "trace");
        let mut process = Process::start(command, log);
        let ready = format!("{url}/readyz");
        process.wait_until(|| {
            ureq::get(&ready)
                .config()
                .timeout_global(Some(Duration::from_secs(1)))
                .build()
                .call()
                .is_ok()
        });
        Self {
            url: url.to_owned(),
            process,
        }
    }

    /// All that it logged so far.
    pub fn log(&self) -> String {
        self.process.log()
    }
}
