//! Starts programs and sees to it that none outlives this command.
//!
//! Every child leads a process group of its own, so a signal reaches what it started too. The children end when this
//! command ends, by whatever way: a normal end, Ctrl-C, SIGTERM, and, where `setpriv` exists, even SIGKILL.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::error::Error;
use crate::place;

/// How long a program may take to end after it was asked to.
const END: Duration = Duration::from_secs(5);

/// The groups that are alive.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
/// What this command exits with when a signal ends it: 130 as shells expect, or 0 where that is the normal way.
static EXIT_ON_SIGNAL: AtomicI32 = AtomicI32::new(130);
/// Whether a signal has come: then a child that ends is no news.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C, SIGTERM and SIGHUP end the children first, then this command.
pub fn stop_children_on_signal() -> Result<(), Error> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::Relaxed);
        let groups = GROUPS.lock().map(|groups| groups.clone());
        end(&groups.unwrap_or_default());
        println!("Stopped.");
        std::process::exit(EXIT_ON_SIGNAL.load(Ordering::Relaxed));
    })?;
    Ok(())
}

/// From here on a signal is the normal way to end.
pub fn signal_is_the_normal_end() {
    EXIT_ON_SIGNAL.store(0, Ordering::Relaxed);
}

/// Whether a signal is ending this command.
pub fn is_stopping() -> bool {
    STOPPING.load(Ordering::Relaxed)
}

/// Does not return when a signal is ending this command: its handler says how it ended.
pub fn leave_the_end_to_the_signal() {
    while is_stopping() {
        thread::park();
    }
}

/// A command that runs at the top of the workspace with the pinned tools on `PATH`.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = ends_with_parent(program.as_ref());
    command
        .current_dir(place::top())
        .env("PATH", place::path_with_tools());
    // What `cargo run` says about xtask's own package would make build scripts believe that something changed.
    for (name, _) in env::vars_os() {
        let about_this_package = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if about_this_package {
            command.env_remove(name);
        }
    }
    command
}

/// `cargo` with these arguments.
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments);
    cargo
}

/// Shows the command, runs it to its end, and is an error unless it succeeds.
pub fn succeed(mut command: Command) -> Result<(), Error> {
    println!("$ {}", shown(&command));
    let line = shown(&command);
    let mut child = Running::start(&mut command)?;
    wait_for(line, &mut child)
}

/// The same, and hands each line of what it says to `seen` as well as to the terminal. Output and error output are one
/// stream, so that their lines stay in order.
pub fn succeed_and_watch(mut command: Command, mut seen: impl FnMut(&str)) -> Result<(), Error> {
    println!("$ {}", shown(&command));
    let line = shown(&command);
    let not_started = |source| Error::NotStarted {
        program: line.clone(),
        source,
    };
    let (output, input) = io::pipe().map_err(not_started)?;
    command
        .stdout(input.try_clone().map_err(not_started)?)
        .stderr(input);
    let mut child = Running::start(&mut command)?;
    // The command holds the pipe's other end open, and then the output would never end.
    drop(command);
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        println!("{line}");
        seen(&line);
    }
    wait_for(line, &mut child)
}

/// Runs a command to its end, whichever that is, with all that it says in a file.
pub fn run_into(mut command: Command, log: File) -> Result<ExitStatus, Error> {
    let line = shown(&command);
    let not_started = |source| Error::NotStarted {
        program: line.clone(),
        source,
    };
    command.stdout(log.try_clone().map_err(not_started)?);
    command.stderr(log);
    let mut child = Running::start(&mut command)?;
    child.0.wait().map_err(not_started)
}

/// The output of a short command; nothing when it does not start or does not succeed.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = output.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// A child that ends with this value.
#[derive(Debug)]
pub struct Running(pub Child);

impl Running {
    /// Starts it in a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self, Error> {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = Self(child.map_err(|source| Error::NotStarted { program, source })?);
        if let (Some(group), Ok(mut groups)) = (child.group(), GROUPS.lock()) {
            groups.push(group);
        }
        Ok(child)
    }

    fn group(&self) -> Option<Pid> {
        i32::try_from(self.0.id()).ok().and_then(Pid::from_raw)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let group = self.group();
        if matches!(self.0.try_wait(), Ok(None)) {
            // A child that has ended stays in its group until it is waited for.
            let child = &mut self.0;
            thread::scope(|scope| {
                scope.spawn(|| child.wait());
                end(group.as_slice());
            });
        }
        if let Ok(mut groups) = GROUPS.lock() {
            groups.retain(|other| Some(*other) != group);
        }
    }
}

/// Asks the groups to end, waits, and kills what is left.
fn end(groups: &[Pid]) {
    let signal = |signal| {
        for group in groups {
            // It may have ended by itself.
            let _ = kill_process_group(*group, signal);
        }
    };
    signal(Signal::TERM);
    let deadline = Instant::now() + END;
    let alive = || groups.iter().any(|g| test_kill_process_group(*g).is_ok());
    while alive() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
    signal(Signal::KILL);
}

/// `setpriv` lets the kernel end the child when this command dies without a chance to say so. Other systems than Linux
/// do without.
fn ends_with_parent(program: &OsStr) -> Command {
    match place::system_program("setpriv") {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            command.args(["--pdeathsig", "TERM", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

fn wait_for(command: String, child: &mut Running) -> Result<(), Error> {
    let status = child.0.wait().map_err(|source| Error::NotStarted {
        program: command.clone(),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Failed { command, status })
    }
}

/// The command line as a person would type it.
fn shown(command: &Command) -> String {
    let words = command.get_args().map(OsStr::to_string_lossy);
    let words: Vec<_> = if command.get_program().to_string_lossy().ends_with("setpriv") {
        words.skip(3).collect()
    } else {
        [command.get_program().to_string_lossy()]
            .into_iter()
            .chain(words)
            .collect()
    };
    let top = format!("{}/", place::top().display());
    words.join(" ").replace(&top, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut sh = command("sh");
        sh.args(["-c", script]);
        sh
    }

    #[test]
    fn a_command_is_shown_as_typed_and_its_status_counts() {
        assert_eq!(
            shown(&cargo(["test", "--workspace"])),
            "cargo test --workspace"
        );
        succeed(shell("exit 0")).unwrap();
        let error = succeed(shell("exit 3")).unwrap_err().to_string();
        assert_eq!(error, "`sh -c exit 3` ended with exit status: 3");
    }

    #[test]
    fn each_line_is_seen() {
        let mut lines = Vec::new();
        succeed_and_watch(shell("echo one; echo two >&2; echo three"), |line| {
            lines.push(line.to_owned());
        })
        .unwrap();
        assert_eq!(lines, ["one", "two", "three"]);
    }

    #[test]
    fn a_child_and_its_own_children_end_with_the_value() {
        let mut sh = shell("sleep 300 & echo $!; wait");
        let mut running = Running::start(sh.stdout(Stdio::piped())).unwrap();
        let mut line = String::new();
        let output = running.0.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let grandchild = Pid::from_raw(line.trim().parse().unwrap()).unwrap();
        let alive = || rustix::process::test_kill_process(grandchild).is_ok();
        assert!(alive());
        drop(running);
        // An orphan is reaped by the init process, which may take a moment.
        let deadline = Instant::now() + END;
        while alive() && Instant::now() < deadline && !is_zombie(grandchild) {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!alive() || is_zombie(grandchild));
    }

    fn is_zombie(pid: Pid) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
        stat.is_ok_and(|stat| stat.contains(") Z "))
    }
}
