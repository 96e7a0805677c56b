//! A second submission server: Postfix, which puts every sign-in to Dovecot.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use crate::process::Process;
use crate::template::fill_in;
use crate::{places, ports};

/// Its ports, all on loopback.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// Submission with STARTTLS.
    pub starttls: u16,
    /// Submission with TLS from the first byte.
    pub tls: u16,
    /// For Dovecot, which connects to it for whoever it let in.
    pub plain: u16,
}

impl Ports {
    /// Free ones.
    pub fn choose() -> Self {
        let [starttls, tls, plain] = [(); 3].map(|()| ports::free());
        Self {
            starttls,
            tls,
            plain,
        }
    }
}

/// A running server.
#[derive(Debug)]
pub struct Postfix {
    process: Process,
}

impl Postfix {
    /// Starts it, with Dovecot's certificate and its answer to who may sign in, both in `directory`.
    pub fn start(directory: &Path, host: &str, ports: Ports) -> Self {
        let executable = places::system("postfix", "postfix");
        assert!(
            rustix::process::geteuid().is_root(),
            "Postfix starts as root only: run the end-to-end tests as root, in a container for example"
        );
        let (starttls, tls, plain) = (
            ports.starttls.to_string(),
            ports.tls.to_string(),
            ports.plain.to_string(),
        );
        let path = directory.display().to_string();
        let values = [
            ("dir", path.as_str()),
            ("host", host),
            ("postfix_port", &starttls),
            ("postfixs_port", &tls),
            ("postfix_plain_port", &plain),
        ];
        let configuration = directory.join("postfix/etc");
        for part in ["etc", "queue", "data"] {
            fs::create_dir_all(directory.join("postfix").join(part)).expect("our own directory");
        }
        for (from, to) in [
            ("postfix-main.cf", "main.cf"),
            ("postfix-master.cf", "master.cf"),
        ] {
            let text = fill_in(from, &values);
            fs::write(configuration.join(to), text).expect("our own directory");
        }
        let owned = Command::new("chown")
            .arg("postfix")
            .arg(directory.join("postfix/data"))
            .status();
        assert!(owned.is_ok_and(|status| status.success()), "chown postfix");
        let mut command = Command::new(executable);
        command.arg("-c").arg(&configuration).arg("start-fg");
        let mut process = Process::start(command, &directory.join("postfix.err"));
        process.wait_until(|| TcpStream::connect(("127.0.0.1", ports.starttls)).is_ok());
        Self { process }
    }

    /// What it says while it starts.
    pub fn log(&self) -> String {
        self.process.log()
    }
}
