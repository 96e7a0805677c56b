//! `cargo xtask demo | dev | lint | test | score | fuzz | soak | page | build | release-script`:
//! all set-up in one place.
//!
//! Each command installs what it needs, says what it does and how long that may take, and skips what is there.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that talks to the person who runs it"
)]

mod error;
mod place;
mod process;
mod stamp;
mod timing;

mod debian;
mod npm;
mod tool;

mod bill;
mod compress;
mod page;
mod script;

mod lint;
mod tidy;

mod score;
mod test;

mod demo;
mod dev;
mod fuzz;
mod service;

use std::process::ExitCode;
use std::time::Duration;

use error::Error;

const USAGE: &str = "\
cargo xtask <command>

  demo [--port N]  the page, the relay and a pretend provider: prints an address to open
  dev [--port N]   the same, with the page rebuilt on every save
  lint             formatting, Clippy, dependency rules, the tidy checks
  test [--full]    every test; --full adds what is too long for every change
  score [FILE]     how often the diagnosis names the cause of recorded failures
  fuzz --minutes N libFuzzer on whatever is read from outside; five minutes in all unless said
  soak --minutes N honest checks beside a crowd: how they fare, and what the relay holds
  page             builds the page into dist, compressed, and prints its weight
  build            the page, then the production binary with the page inside, and the list of what it is made of
  release-script   keeps the script that portals load now, under the name of its content";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = process::stop_children_on_signal().and_then(|()| run(&arguments));
    process::leave_the_end_to_the_signal();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), Error> {
    match arguments {
        ["demo", rest @ ..] => demo::run(port(rest)?),
        ["dev", rest @ ..] => dev::run(port(rest)?),
        ["lint"] => lint::run(),
        ["test"] => test::run(test::Extent::EveryChange),
        ["test", "--full"] => test::run(test::Extent::Full),
        ["score"] => score::run(None),
        ["score", file] => score::run(Some(file)),
        ["fuzz", rest @ ..] => fuzz::run(minutes(rest)?),
        ["soak", "--minutes", minutes] => {
            test::soak(minutes.parse().map_err(|_| Error::Usage(USAGE))?)
        }
        ["page"] => page::build(),
        ["build"] => page::build_production().and_then(|()| bill::write()),
        ["release-script"] => script::release(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Error::Usage(USAGE)),
    }
}

/// The relay's port from `--port N`, else 8080.
fn port(arguments: &[&str]) -> Result<u16, Error> {
    match arguments {
        [] => Ok(8080),
        ["--port", port] => port.parse().map_err(|_| Error::Usage(USAGE)),
        _ => Err(Error::Usage(USAGE)),
    }
}

/// The time from `--minutes N`, else five minutes.
fn minutes(arguments: &[&str]) -> Result<Duration, Error> {
    let minutes = match arguments {
        [] => Some(5),
        ["--minutes", minutes] => minutes.parse().ok().filter(|minutes| *minutes > 0),
        _ => None,
    };
    // A week is more than anybody means.
    let minutes = minutes.filter(|minutes: &u64| *minutes <= 7 * 24 * 60);
    minutes.map(Duration::from_mins).ok_or(Error::Usage(USAGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzzing_takes_five_minutes_unless_said() {
        assert_eq!(minutes(&[]).unwrap(), Duration::from_mins(5));
        assert_eq!(
            minutes(&["--minutes", "60"]).unwrap(),
            Duration::from_hours(1)
        );
        for wrong in [
            &["60"][..],
            &["--minutes"],
            &["--minutes", "0"],
            &["--minutes", "99999999999"],
        ] {
            assert!(minutes(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_port_is_8080_unless_said() {
        assert_eq!(port(&[]).unwrap(), 8080);
        assert_eq!(port(&["--port", "9000"]).unwrap(), 9000);
        assert!(port(&["--port", "many"]).is_err());
        assert!(port(&["--prot", "9000"]).is_err());
    }
}
