//! The sandbox and the relay as running programs: started, watched, and stopped together.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::Error;
use crate::place;
use crate::process::{Running, command, is_stopping};

/// How long a program may take to be ready. Generous: the machine may be building something else.
const READY: Duration = Duration::from_secs(30);
/// How much of a log is shown when its program fails.
const TAIL: usize = 20;
/// The usual ports of the pretend provider's parts.
const USUAL: [(&str, u16); 3] = [("--http", 8081), ("--imap", 8993), ("--dns", 8053)];

/// A program that runs until this value is dropped.
#[derive(Debug)]
pub struct Service {
    name: &'static str,
    running: Running,
    /// Where its error output goes; nowhere but to the terminal when absent.
    log: Option<PathBuf>,
}

/// What the sandbox says when it is ready.
#[derive(Debug)]
pub struct Sandbox {
    /// The configuration that makes a relay use it.
    pub relay_config: PathBuf,
    /// Its mailboxes: `mailbox`, `account`, `note`, `cause`.
    pub mailboxes: Vec<Value>,
    /// The address of its portal, which holds the page in a frame.
    pub portal: String,
}

impl Service {
    /// Starts a program; what it says on its error output goes to `<name>.log`.
    pub fn start(name: &'static str, mut command: Command) -> Result<Self, Error> {
        let log = directory()?.join(format!("{name}.log"));
        let file = File::create(&log).map_err(Error::file(&log))?;
        let running = Running::start(command.stdout(Stdio::piped()).stderr(file))?;
        Ok(Self {
            name,
            running,
            log: Some(log),
        })
    }

    /// Starts a program that talks to the terminal.
    pub fn start_in_terminal(name: &'static str, mut command: Command) -> Result<Self, Error> {
        Ok(Self {
            name,
            running: Running::start(&mut command)?,
            log: None,
        })
    }

    /// Starts the pretend provider and waits until it says that it is ready. Its own ports are the usual ones where
    /// these are free; the relay will be at `relay_port`.
    pub fn sandbox(relay_port: u16) -> Result<(Self, Sandbox), Error> {
        let mut sandbox = command(place::programs().join("sandbox"));
        sandbox.arg("--dir").arg(directory()?);
        for (option, usual) in USUAL {
            // Zero is any.
            let port = if usual != relay_port && is_free(usual) {
                usual
            } else {
                0
            };
            sandbox.args([option.to_owned(), format!("127.0.0.1:{port}")]);
        }
        // Another name than the page's `localhost` makes it another site.
        let portal = format!("127.0.0.1:{}", portal_port(relay_port, is_free));
        sandbox.args(["--portal".to_owned(), portal]);
        sandbox.args(["--public-url".to_owned(), address(relay_port)]);
        sandbox.args([
            "--relay-listen".to_owned(),
            format!("127.0.0.1:{relay_port}"),
        ]);
        let mut service = Self::start("sandbox", sandbox)?;
        let line = service.first_line()?;
        let ready = Sandbox::read(&line);
        ready
            .map(|ready| (service, ready))
            .ok_or_else(|| Error::Unexpected {
                path: place::programs().join("sandbox"),
                what: format!("says this instead of being ready: {line}"),
            })
    }

    /// Starts the relay and waits until it is ready. `page` is served from there instead of from inside the program.
    pub fn relay(port: u16, config: &Path, page: &Path) -> Result<Self, Error> {
        let mut relay = command(place::programs().join("relay"));
        relay
            .arg("--config")
            .arg(config)
            .env("GREENCHECK_ASSETS", page);
        let mut service = Self::start("relay", relay)?;
        let deadline = Instant::now() + READY;
        while !says_ready(port) {
            if let Some(what) = service.end() {
                return Err(service.failed(&what));
            }
            if Instant::now() > deadline {
                return Err(service.failed("is not ready after 30 s"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(service)
    }

    /// The first line of its output: how a program says that it is ready. Later lines are read and dropped, so that it
    /// never waits for a full pipe.
    fn first_line(&mut self) -> Result<String, Error> {
        let (sender, lines) = mpsc::channel();
        if let Some(output) = self.running.0.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    // Only the first has a reader.
                    let _ = sender.send(line);
                }
            });
        }
        lines.recv_timeout(READY).map_err(|_| {
            let what = self
                .end()
                .unwrap_or_else(|| "is not ready after 30 s".to_owned());
            self.failed(&what)
        })
    }

    /// How it ended, if it did.
    fn end(&mut self) -> Option<String> {
        let status = self.running.0.try_wait().ok().flatten()?;
        Some(format!("ended with {status}"))
    }

    fn failed(&self, what: &str) -> Error {
        let about = format!("{} {what}", self.name);
        let Some(path) = self.log.clone() else {
            return Error::Service(about);
        };
        let log = fs::read(&path).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
        Error::LoggingService { about, path, tail }
    }
}

impl Sandbox {
    /// Reads the ready line.
    fn read(line: &str) -> Option<Self> {
        let ready: Value = serde_json::from_str(line).ok()?;
        Some(Self {
            relay_config: ready["relay_config"].as_str()?.into(),
            mailboxes: ready["mailboxes"].as_array()?.clone(),
            portal: ready["portal"].as_str()?.to_owned(),
        })
    }
}

/// Waits until one of the services ends, which none should, or a signal ends this command.
pub fn watch(services: &mut [Service]) -> Result<(), Error> {
    while !is_stopping() {
        for service in &mut *services {
            if let Some(what) = service.end() {
                return Err(service.failed(&what));
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// The address of the page.
fn address(port: u16) -> String {
    format!("http://localhost:{port}")
}

/// Where to open it, alone and in the portal.
pub fn invitation(port: u16, portal: &str) -> String {
    format!(
        "Open {}    (Ctrl-C stops everything)\n  or, embedded in a portal of another site: {portal}",
        address(port)
    )
}

/// The next port above the relay's that is free and usually no other part's; any, where there is none.
fn portal_port(relay_port: u16, is_free: impl Fn(u16) -> bool) -> u16 {
    let others = USUAL.map(|(_, usual)| usual);
    (relay_port.saturating_add(1)..=u16::MAX)
        .find(|port| *port != relay_port && !others.contains(port) && is_free(*port))
        .unwrap_or(0)
}

/// Says plainly when the relay's port is taken; `command` is what was typed.
pub fn check_port(port: u16, command: &str) -> Result<(), Error> {
    if is_free(port) {
        return Ok(());
    }
    let other = (port.saturating_add(1)..=u16::MAX).find(|port| is_free(*port));
    Err(Error::PortTaken {
        port,
        instead: format!("cargo xtask {command} --port {}", other.unwrap_or(port)),
    })
}

/// Where the sandbox keeps its files and the logs are.
fn directory() -> Result<PathBuf, Error> {
    let directory = place::target().join("demo");
    fs::create_dir_all(&directory).map_err(Error::file(&directory))?;
    Ok(directory)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Whether `GET /readyz` answers 200.
fn says_ready(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        let request =
            format!("GET /readyz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_of_the_sandbox_is_read() {
        let line = r#"{"ready":true,"portal":"http://127.0.0.1:8082","relay_config":"target/demo/relay.toml","mailboxes":[{"mailbox":"a@demo.test"}]}"#;
        let sandbox = Sandbox::read(line).unwrap();
        assert_eq!(sandbox.relay_config, Path::new("target/demo/relay.toml"));
        assert_eq!(sandbox.mailboxes[0]["mailbox"], "a@demo.test");
        assert_eq!(sandbox.portal, "http://127.0.0.1:8082");
        assert!(Sandbox::read("listening").is_none());
    }

    #[test]
    fn the_portal_takes_the_next_port_that_nobody_else_wants() {
        assert_eq!(portal_port(9000, |_| true), 9001);
        assert_eq!(portal_port(9000, |port| port > 9003), 9004);
        assert_eq!(portal_port(8080, |_| true), 8082, "8081 is the sign-in's");
        assert_eq!(portal_port(u16::MAX, |_| true), 0);
    }

    #[test]
    fn the_portal_is_invited_to_as_well() {
        let said = invitation(8080, "http://127.0.0.1:8082");
        assert!(said.starts_with("Open http://localhost:8080 "));
        assert!(said.ends_with("embedded in a portal of another site: http://127.0.0.1:8082"));
    }

    #[test]
    fn a_taken_port_comes_with_a_command_that_works() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = check_port(port, "demo").unwrap_err().to_string();
        assert!(error.starts_with(&format!("port {port} is in use by another program.")));
        assert!(error.contains("cargo xtask demo --port "));
    }

    #[test]
    fn ready_is_what_answers_200() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = server.local_addr().unwrap().port();
        let answers = thread::spawn(move || {
            for answer in [
                "HTTP/1.1 503 Service Unavailable\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
            ] {
                let (mut stream, _) = server.accept().unwrap();
                // To its end: a server that closes before it has read all resets the connection.
                let lines = BufReader::new(&stream).lines().map_while(Result::ok);
                assert!(lines.take_while(|line| !line.is_empty()).count() > 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        assert!(!says_ready(port));
        assert!(says_ready(port));
        answers.join().unwrap();
        assert!(!says_ready(port));
    }
}
