//! `cargo xtask test`: sets up what tests need, then runs every test.
//!
//! The end-to-end tests drive built programs and find them through the environment: `E2E_BIN_DIR` (the relay and
//! the sandbox), `E2E_DIST` (the built page), `E2E_NODE_MODULES` (the npm packages of the lab) and `E2E_TOOLS` (the
//! driver of Firefox).

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::error::Error;
use crate::place;
use crate::process::{cargo, succeed, succeed_and_watch};
use crate::timing::Phases;
use crate::{debian, fuzz, npm, page, tool};

/// How many tests of one program run side by side; a browser of its own belongs to each that is end to end.
const BROWSERS_AT_ONCE: &str = "4";

/// In the name of a test, or of its module: it is long, a shorter one looks at the same each time, and this one runs with
/// `--full`.
const LONG: &str = "_at_length";

/// How long all fuzz targets together run with `--full`.
const FUZZING: Duration = Duration::from_mins(4);

/// How much is tested.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// What each change must pass.
    EveryChange,
    /// Also what is too long for that.
    Full,
}

/// Sets up and runs the tests. Nothing is skipped: what is missing is installed, or is an error.
pub fn run(extent: Extent) -> Result<(), Error> {
    let mut phases = Phases::default();
    let mut tally = Tally::default();
    let mut result = set_up(&mut phases);
    if extent == Extent::Full && result.is_ok() {
        result = phases.run("npm packages of the scanner", npm::observatory);
    }
    result = result
        .and_then(|()| phases.run("tests: about 5 minutes", || run_tests(extent, &mut tally)));
    if extent == Extent::Full && result.is_ok() {
        result = phases.run("every set of rivals: about 2 minutes", || {
            run_every_set(&mut tally)
        });
    }
    if extent == Extent::Full && result.is_ok() {
        result = phases.run(
            "fuzzing: about 5 minutes, and 8 more the first time",
            || fuzz::run(FUZZING),
        );
    }
    if extent == Extent::Full && result.is_ok() {
        result = phases.run("end to end in production: about 8 minutes", || {
            run_tests_on_production(&mut tally)
        });
    }
    println!("\n{phases}");
    println!("{}", tally.summary(result.is_ok(), phases.total()));
    match result {
        Ok(()) if tally.ignored > 0 => Err(Error::Checks(vec![format!(
            "{} tests are ignored, and a test that does not run shows nothing",
            tally.ignored
        )])),
        other => other,
    }
}

fn set_up(phases: &mut Phases) -> Result<(), Error> {
    phases.run("system packages", debian::packages_for_tests)?;
    phases.run("npm packages of the lab", npm::lab)?;
    phases.run("the driver of Firefox", tool::geckodriver)?;
    phases.run("the page and its tools", page::build)?;
    phases.run("programs and tests: about 5 minutes the first time", || {
        // Together, so that the programs share their dependencies with the tests.
        succeed(cargo([
            "build",
            "--workspace",
            "--bins",
            "--tests",
            "--locked",
        ]))
    })
}

fn run_tests(extent: Extent, tally: &mut Tally) -> Result<(), Error> {
    let mut tests = driving(&place::programs());
    tests.arg("--workspace");
    match extent {
        // They count among those that are filtered out, in the last line.
        Extent::EveryChange => {
            tests.args(["--", "--skip", LONG]);
        }
        // Of generated inputs; 256 is the usual number.
        Extent::Full => {
            tests.env("PROPTEST_CASES", "10000");
        }
    }
    succeed_and_watch(tests, |line| tally.read(line))
}

/// The simulated worlds of the follow-ups, against every set of rivals of any size; optimised, since there are millions.
fn run_every_set(tally: &mut Tally) -> Result<(), Error> {
    let tests = cargo([
        "test",
        "--locked",
        "--release",
        "--package=shared",
        "--features=every-set",
        "followup::worlds",
        "--",
        "--nocapture",
    ]);
    succeed_and_watch(tests, |line| tally.read(line))
}

/// End to end once more, with the relay as it is shipped: optimised, and with its log capped by the compiler.
fn run_tests_on_production(tally: &mut Tally) -> Result<(), Error> {
    let mut tests = driving(&production()?);
    tests.arg("--package=end-to-end");
    succeed_and_watch(tests, |line| tally.read(line))
}

/// `cargo xtask soak --minutes N`: the relay as it is shipped, under load, for so long.
pub fn soak(minutes: u32) -> Result<(), Error> {
    let mut phases = Phases::default();
    set_up(&mut phases)?;
    let programs = phases.run("the relay as it is shipped", production)?;
    let mut soak = cargo([
        "run",
        "--locked",
        "--release",
        "--package=end-to-end",
        "--bin=soak",
        "--",
    ]);
    soak.arg(minutes.to_string());
    drive(&mut soak, &programs);
    phases.run("under load", || succeed(soak))?;
    println!("\n{phases}");
    Ok(())
}

/// The relay as it is shipped, and the sandbox, in a place of their own.
fn production() -> Result<PathBuf, Error> {
    page::build_production()?;
    let programs = place::target().join("xtask/production");
    fs::create_dir_all(&programs).map_err(Error::file(&programs))?;
    for program in [place::production_relay(), place::programs().join("sandbox")] {
        let copy = programs.join(program.file_name().unwrap_or_default());
        fs::copy(&program, copy).map_err(Error::file(&program))?;
    }
    Ok(programs)
}

/// `cargo test` with the places of what the end-to-end tests drive.
fn driving(programs: &Path) -> Command {
    let mut tests = cargo(["test", "--locked", "--no-fail-fast"]);
    drive(&mut tests, programs);
    tests
}

fn drive(command: &mut Command, programs: &Path) {
    command
        .env("E2E_BIN_DIR", programs)
        .env("E2E_DIST", place::dist())
        .env("E2E_NODE_MODULES", place::node_modules())
        .env("E2E_TOOLS", place::tools().join("bin"))
        // Such a test waits more than it computes, so two for each core keep them busy.
        .env("RUST_TEST_THREADS", BROWSERS_AT_ONCE);
}

/// The sum of the summaries that test programs print.
#[derive(Debug, Default, Eq, PartialEq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
    measured: u64,
    filtered: u64,
}

impl Tally {
    /// Adds `test result: ok. 3 passed; 0 failed; …`; other lines add nothing.
    fn read(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else {
            return;
        };
        let mut before = "";
        for word in counts.split([' ', ';']).filter(|word| !word.is_empty()) {
            let count = before.parse().unwrap_or(0);
            match word {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                "measured" => self.measured += count,
                "filtered" => self.filtered += count,
                _ => {}
            }
            before = word;
        }
    }

    /// The line that `cargo test` prints for one program, for all of them.
    fn summary(&self, succeeded: bool, time: Duration) -> Summary<'_> {
        Summary {
            tally: self,
            verdict: if succeeded { "ok" } else { "FAILED" },
            time,
        }
    }
}

/// One line in the words of `cargo test`.
struct Summary<'a> {
    tally: &'a Tally,
    verdict: &'static str,
    time: Duration,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally {
            passed,
            failed,
            ignored,
            measured,
            filtered,
        } = self.tally;
        let (verdict, seconds) = (self.verdict, self.time.as_secs_f64());
        write!(
            f,
            "test result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored; {measured} measured; \
             {filtered} filtered out; finished in {seconds:.2}s"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summaries_of_all_programs_add_up() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test 9 passed; this is a name ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s",
            "test result: FAILED. 40 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s",
        ] {
            tally.read(line);
        }
        let summary = tally
            .summary(false, Duration::from_millis(1_500))
            .to_string();
        assert_eq!(
            summary,
            "test result: FAILED. 43 passed; 2 failed; 1 ignored; 0 measured; 2 filtered out; finished in 1.50s"
        );
    }
}
