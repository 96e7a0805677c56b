//! `cargo xtask lint | test`: all set-up in one place.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let steps: &[&[&str]] = match std::env::args().nth(1).as_deref() {
        Some("lint") => &[
            &["fmt", "--all", "--check"],
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ],
        ],
        Some("test") => &[&["test", "--workspace"]],
        _ => return ExitCode::from(2),
    };
    let passes = |args: &&[&str]| {
        Command::new("cargo")
            .args(*args)
            .status()
            .is_ok_and(|s| s.success())
    };
    if steps.iter().all(passes) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
