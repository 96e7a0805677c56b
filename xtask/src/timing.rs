//! Says what is being done and how long it took.

use std::fmt;
use std::time::{Duration, Instant};

/// The phases of a command with their times.
#[derive(Debug, Default)]
pub struct Phases {
    done: Vec<(&'static str, Duration)>,
}

impl Phases {
    /// Says that a phase begins, runs it and notes its time, whether it succeeds or not.
    pub fn run<T>(&mut self, name: &'static str, phase: impl FnOnce() -> T) -> T {
        println!("\n── {name}");
        let start = Instant::now();
        let result = phase();
        self.done.push((name, start.elapsed()));
        result
    }

    /// How long all took.
    pub fn total(&self) -> Duration {
        self.done.iter().map(|(_, time)| *time).sum()
    }
}

impl fmt::Display for Phases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.done.iter().map(|(name, time)| (*name, *time));
        for (name, time) in rows.chain([("in all", self.total())]) {
            writeln!(f, "{:>8}  {name}", Seconds(time).to_string())?;
        }
        Ok(())
    }
}

/// A time for people: `4.2 s` or `3 min 05 s`.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        if seconds < 60 {
            write!(f, "{:.1} s", self.0.as_secs_f64())
        } else {
            write!(f, "{} min {:02} s", seconds / 60, seconds % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_as_people_say_it() {
        assert_eq!(Seconds(Duration::from_millis(4_240)).to_string(), "4.2 s");
        assert_eq!(Seconds(Duration::from_secs(185)).to_string(), "3 min 05 s");
    }

    #[test]
    fn every_phase_is_listed_and_the_sum() {
        let mut phases = Phases::default();
        let result: Result<(), &str> = phases.run("first", || Err("no"));
        assert_eq!(result, Err("no"));
        phases.run("second", || ());
        let table = phases.to_string();
        let names: Vec<&str> = table.lines().filter_map(|l| l.split("  ").last()).collect();
        assert_eq!(names, ["first", "second", "in all"]);
    }
}
