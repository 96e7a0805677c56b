//! `cargo xtask fuzz [SECONDS]`: libFuzzer on what reads words from outside, led by the coverage of the program itself.
//!
//! It builds with the stable compiler: coverage counters are a pass of LLVM, and what is looked for are panics, so no
//! sanitizer is needed. The recorded cases are where it begins.

use std::fs;

use crate::error::Error;
use crate::place;
use crate::process::{cargo, command, output, succeed};

/// The counters that libFuzzer reads.
const COUNTERS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Runs for so many seconds. An input that panics is kept in `target/fuzz/found`, and is an error.
pub fn run(seconds: u32) -> Result<(), Error> {
    let target = place::target().join("fuzz");
    let (corpus, found) = (target.join("corpus"), target.join("found"));
    for directory in [&corpus, &found] {
        fs::create_dir_all(directory).map_err(Error::file(directory))?;
    }
    seed(&corpus)?;
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
    let mut fuzzer = command(target.join(&host).join("release/words"));
    fuzzer
        .arg(format!("-max_total_time={seconds}"))
        .arg("-max_len=8192")
        .arg("-print_final_stats=1")
        .arg("-verbosity=0")
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg(&corpus);
    succeed(fuzzer)
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

/// Each recorded case, behind the octets that choose the question and the clock.
fn seed(corpus: &std::path::Path) -> Result<(), Error> {
    let cases = place::top().join("tests/cases/cases.jsonl");
    let text = fs::read_to_string(&cases).map_err(Error::file(&cases))?;
    for (number, line) in text.lines().enumerate() {
        let file = corpus.join(format!("case-{number}"));
        fs::write(&file, format!("a00000000{line}")).map_err(Error::file(&file))?;
    }
    Ok(())
}
