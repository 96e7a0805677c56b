//! Why a command stops, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// Why a command stops.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line names no command.
    #[error("{0}")]
    Usage(&'static str),
    /// A program could not be started.
    #[error("{program} did not start: {source}")]
    NotStarted {
        /// Its name.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// A program that had to succeed did not.
    #[error("`{command}` ended with {status}")]
    Failed {
        /// Its command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something is needed that may not be installed from here.
    #[error(
        "{what} is missing, and this command may not install it. Run this, then try again:\n\n    {command}\n"
    )]
    Missing {
        /// What.
        what: String,
        /// The exact command that installs it.
        command: String,
    },
    /// A line of the corpus is no record.
    #[error("line {0} is no labelled case: {1}")]
    Record(u32, String),
    /// A port is taken.
    #[error(
        "port {port} is in use by another program. Stop that program, or choose another port: {instead}"
    )]
    PortTaken {
        /// The port.
        port: u16,
        /// A command that works.
        instead: String,
    },
    /// A program that should run on ended; it has said why in the terminal.
    #[error("{0}")]
    Service(String),
    /// A program that should run on ended or never was ready; it says why in its log.
    #[error("{about}. The end of its log, {path}:\n\n{tail}", path = path.display())]
    LoggingService {
        /// Its name and what happened.
        about: String,
        /// Where its log is.
        path: PathBuf,
        /// The last lines of it.
        tail: String,
    },
    /// A file does not hold what it must.
    #[error("{path}: {what}", path = path.display())]
    Unexpected {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Checks failed; each has said why.
    #[error("failed: {}", .0.join(", "))]
    Checks(Vec<String>),
    /// The handler for Ctrl-C could not be set.
    #[error("the handler for Ctrl-C could not be set: {0}")]
    Signals(#[from] ctrlc::Error),
}

impl Error {
    /// For `map_err` on reading or writing `path`.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
