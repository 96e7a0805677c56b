use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use sandbox::mailboxes::MAILBOXES;
use serde_json::Value;
use tempfile::TempDir;

/// A started program; killed when a test ends early.
struct Process(Child);

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self(child)
    }

    fn ready(&mut self) -> Value {
        let mut line = String::new();
        let out = self.0.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_program_says_when_it_is_ready_and_stops_when_told() {
    let dir = TempDir::new().unwrap();
    let at = "127.0.0.1:0";
    let place = dir.path().to_str().unwrap();
    let mut program = Process::start(&["--dir", place, "--http", at, "--imap", at, "--dns", at]);
    let ready = program.ready();
    assert_eq!(ready["ready"], true);
    assert_eq!(
        ready["mailboxes"].as_array().unwrap().len(),
        MAILBOXES.len()
    );
    let config = std::fs::read_to_string(ready["relay_config"].as_str().unwrap()).unwrap();
    let config: toml::Value = toml::from_str(&config).unwrap();
    assert_eq!(
        config["dns"]["nameservers"][0].as_str(),
        ready["dns"].as_str()
    );
    let ca = config["internal_host"][0]["ca_file"].as_str().unwrap();
    assert!(
        std::fs::read_to_string(ca)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );

    let told = Command::new("kill")
        .arg(program.0.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    assert!(program.0.wait().unwrap().success());
}

#[test]
fn the_name_server_runs_alone() {
    let dir = TempDir::new().unwrap();
    let zone = dir.path().join("zone.toml");
    std::fs::write(&zone, "\"imap.lab.test\" = [\"127.0.0.1\"]\n").unwrap();
    let zone = zone.to_str().unwrap();
    let mut program = Process::start(&["name-server", "--dns", "127.0.0.1:0", "--zone", zone]);
    let ready = program.ready();
    let dns = ready["dns"].as_str().unwrap();
    assert!(dns.starts_with("127.0.0.1:") && !dns.ends_with(":0"));
}

#[test]
fn what_is_wrong_is_said_and_the_program_ends() {
    let mut outcomes = Vec::new();
    for arguments in [
        &["--dir"][..],
        &["name-server", "--dns", "127.0.0.1:0", "--zone", "/none"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(!output.status.success());
        outcomes.push(String::from_utf8(output.stderr).unwrap());
    }
    assert!(outcomes[0].contains("--dir needs a value") && outcomes[0].contains("usage: sandbox"));
    assert!(outcomes[1].contains("cannot use /none"));
}
