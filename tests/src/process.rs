//! A child process that ends with its handle.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::process_memory;

/// How long a program may take to be ready. Generous: the machine may be building something else.
const READY: Duration = Duration::from_mins(1);
/// How long a program may take to end after it was asked to.
const END: Duration = Duration::from_secs(5);

/// A running program and everything that it started.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program in a process group of its own; its error output goes to `log`, its output nowhere.
    pub fn start(mut command: Command, log: &Path) -> Self {
        command.stdout(Stdio::null());
        Self::spawn(command, log)
    }

    /// The same, and waits for the first line of its output: how a program says that it is ready.
    pub fn start_and_read_line(mut command: Command, log: &Path) -> (Self, String) {
        command.stdout(Stdio::piped());
        let mut process = Self::spawn(command, log);
        let output = process.child.stdout.take().expect("its output is a pipe");
        let (sender, lines) = mpsc::channel();
        // Reads on to the end, so that the program never waits for a full pipe.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Only the first line has a reader.
                let _ = sender.send(line);
            }
        });
        match lines.recv_timeout(READY) {
            Ok(line) => (process, line),
            Err(error) => panic!("not ready ({error}):\n{}", process.log()),
        }
    }

    /// What the system says of it: accounts, privileges, memory (proc(5)).
    pub fn status(&self) -> String {
        self.in_proc("status")
    }

    /// What it holds of the machine's memory now, in octets.
    pub fn resident(&self) -> u64 {
        let status = self.status();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        1024 * kibibytes.expect("a line of the kernel's")
    }

    /// How many files and sockets it has open.
    pub fn descriptors(&self) -> usize {
        let directory = format!("/proc/{}/fd", self.child.id());
        fs::read_dir(directory)
            .expect("the process is there")
            .count()
    }

    /// The mounts that it sees.
    pub fn mounts(&self) -> String {
        self.in_proc("mountinfo")
    }

    /// What the system says of it in this file (proc(5)).
    pub fn in_proc(&self, name: &str) -> String {
        let file = format!("/proc/{}/{name}", self.child.id());
        String::from_utf8_lossy(&fs::read(file).expect("the process is there")).into_owned()
    }

    /// How often a text stands in its memory now.
    pub fn in_memory(&self, text: &str) -> usize {
        process_memory::count(self.child.id(), text)
    }

    /// Waits until `ready` says so; a program that ends before is a failure that shows what it said.
    pub fn wait_until(&mut self, ready: impl Fn() -> bool) {
        let deadline = Instant::now() + READY;
        while !ready() {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("ended with {status}:\n{}", self.log());
            }
            assert!(Instant::now() < deadline, "not ready:\n{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its error output so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Asks it to end, waits, and insists.
    pub fn stop(&mut self) {
        self.signal(Signal::TERM);
        let deadline = Instant::now() + END;
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(10));
        }
        // Whatever is left of the group.
        self.signal(Signal::KILL);
        // It has ended by now, one way or the other.
        let _ = self.child.wait();
    }

    fn spawn(mut command: Command, log: &Path) -> Self {
        let file = File::create(log).expect("the log's directory exists");
        let child = command
            .stdin(Stdio::null())
            .stderr(file)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
        Self {
            child,
            log: log.to_owned(),
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself.
            let _ = rustix::process::kill_process_group(group, signal);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}
