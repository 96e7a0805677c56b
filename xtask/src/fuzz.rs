//! `cargo xtask fuzz [--minutes N]`: libFuzzer on whatever is read from outside, led by the coverage of the program.
//!
//! ```text
//! fuzz/fuzz_targets/*.rs ─▶ a program each ─▶ seeds, from what is recorded ─▶ its share of the time ─▶ a row
//! ```
//!
//! It builds with the stable compiler: coverage counters are a pass of LLVM, and what is looked for are panics, and
//! bounds that the targets hold themselves (`fuzz/src/bounds.rs`). So no sanitizer is needed.

mod outcome;
mod seeds;
mod target;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use self::outcome::{Outcome, Table};
use self::target::{TARGETS, Target};
use crate::error::Error;
use crate::place;
use crate::process::{cargo, command, output, run_into, succeed};

/// The counters that libFuzzer reads.
const COUNTERS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// An input that takes longer hangs. The bound of the targets is far shorter, and is not told while one hangs.
const HANGING: &str = "-timeout=20";

/// Runs all targets, one after the other, for this time together. An input that panics or goes over a bound is kept in
/// `target/fuzz/found`, is tried first the next time, and is an error.
pub fn run(time: Duration) -> Result<(), Error> {
    let programs = build()?;
    let seconds = time.as_secs() / TARGETS.len() as u64;
    println!(
        "{} targets, {seconds} seconds each; what they say goes to target/fuzz/log.",
        TARGETS.len()
    );
    let mut table = Table::default();
    let mut found = Vec::new();
    for target in &TARGETS {
        let ground = Ground::of(target)?;
        ground.seed(target)?;
        let outcome = fuzz(&programs, target, &ground, seconds)?;
        let row = table.row(target.name, &outcome);
        println!("{row}");
        if !outcome.passed {
            println!("{}\n", outcome.last_words);
            found.push(format!("{}: {}", target.name, ground.found.display()));
        }
    }
    println!("\n{table}");
    if found.is_empty() {
        Ok(())
    } else {
        Err(Error::Checks(found))
    }
}

/// Where a target works.
struct Ground {
    /// What was worth keeping in this run and those before it.
    corpus: PathBuf,
    /// What was found.
    found: PathBuf,
    log: PathBuf,
}

impl Ground {
    fn of(target: &Target) -> Result<Self, Error> {
        let top = place::target().join("fuzz");
        let ground = Self {
            corpus: top.join("corpus").join(target.name),
            found: top.join("found").join(target.name),
            log: top.join("log").join(target.name),
        };
        for directory in [&ground.corpus, &ground.found, &top.join("log")] {
            fs::create_dir_all(directory).map_err(Error::file(directory))?;
        }
        Ok(ground)
    }

    fn seed(&self, target: &Target) -> Result<(), Error> {
        for (number, seed) in (target.seeds)()?.iter().enumerate() {
            let file = self.corpus.join(format!("seed-{number}"));
            fs::write(&file, seed).map_err(Error::file(&file))?;
        }
        Ok(())
    }
}

/// Builds the programs; gives where they are.
fn build() -> Result<PathBuf, Error> {
    let target = place::target().join("fuzz");
    let mut build = cargo([
        "build",
        "--release",
        "--locked",
        "--manifest-path=fuzz/Cargo.toml",
    ]);
    let host = host()?;
    // With a target named, so that build scripts are compiled without counters.
    build
        .arg(format!("--target={host}"))
        .arg(format!("--target-dir={}", target.display()))
        .env("RUSTFLAGS", COUNTERS.join(" "));
    succeed(build)?;
    Ok(target.join(host).join("release"))
}

fn fuzz(programs: &Path, target: &Target, ground: &Ground, seconds: u64) -> Result<Outcome, Error> {
    let dictionary = place::top().join(format!("fuzz/dictionaries/{}.dict", target.dictionary));
    let mut fuzzer = command(programs.join(target.name));
    fuzzer
        // None would be without an end.
        .arg(format!("-max_total_time={}", seconds.max(1)))
        .arg(format!("-max_len={}", target.longest))
        .arg(format!("-dict={}", dictionary.display()))
        .arg(format!("-artifact_prefix={}/", ground.found.display()))
        .args(["-print_final_stats=1", HANGING])
        .args([&ground.corpus, &ground.found]);
    let log = File::create(&ground.log).map_err(Error::file(&ground.log))?;
    let status = run_into(fuzzer, log)?;
    let said = fs::read(&ground.log).map_err(Error::file(&ground.log))?;
    Ok(Outcome::read(
        &String::from_utf8_lossy(&said),
        status.success(),
    ))
}

/// The compiler's own target.
fn host() -> Result<String, Error> {
    let mut rustc = command("rustc");
    rustc.arg("-vV");
    let said = output(&mut rustc).unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Error::Unexpected {
        path: "rustc".into(),
        what: "does not name its host".to_owned(),
    })
}
