//! What a run of libFuzzer came to, as it says in its log, and the table of all runs.

use std::fmt;

/// What one target came to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Outcome {
    /// Whether nothing was found.
    pub passed: bool,
    /// How many inputs were tried.
    pub executions: u64,
    /// The edges of the program that were met, in the beginning and in the end.
    edges: (u64, u64),
    /// The time of the slowest input, in microseconds.
    slowest: u64,
    /// The most that one input allocated at a time, in octets.
    hungriest: u64,
    /// Where something was found, what the program said of it.
    pub last_words: String,
}

/// How much is shown of a line, in characters: an input may stand in it, and is kept as a file.
const SHOWN: usize = 300;

impl Outcome {
    /// Reads a log.
    pub fn read(log: &str, passed: bool) -> Self {
        let mut outcome = Self {
            passed,
            ..Self::default()
        };
        for line in log.lines() {
            outcome.line(line);
        }
        if !passed {
            outcome.last_words = last_words(log);
        }
        outcome
    }

    fn line(&mut self, line: &str) {
        let number = |mark: &str| {
            let (_, rest) = line.split_once(mark)?;
            rest.split_whitespace().next()?.parse::<u64>().ok()
        };
        if let Some(edges) = number(" cov: ") {
            if line.contains("INITED") {
                self.edges.0 = edges;
            }
            self.edges.1 = edges;
        }
        if line.starts_with("slowest: ") {
            self.slowest = number(": ").unwrap_or(self.slowest);
        }
        if line.starts_with("hungriest: ") {
            self.hungriest = number(": ").unwrap_or(self.hungriest);
        }
        if line.starts_with("stat::number_of_executed_units:") {
            self.executions = number(": ").unwrap_or_default();
        }
    }
}

/// The panic, libFuzzer's own word for it, and where the input is; else, where it ended for another reason, the last line.
fn last_words(log: &str) -> String {
    let mut is_panic = false;
    let told = log.lines().filter(|line| {
        is_panic &= !line.starts_with("stack backtrace") && !line.starts_with("note: ");
        is_panic |= line.contains("panicked at");
        is_panic || line.starts_with("SUMMARY: ") || line.contains("Test unit written to")
    });
    let cut = |line: &str| line.chars().take(SHOWN).collect::<String>();
    let told: Vec<_> = told.map(cut).collect();
    if told.is_empty() {
        return log.lines().last().map(cut).unwrap_or_default();
    }
    told.join("\n")
}

/// A row for each target.
#[derive(Debug, Default)]
pub struct Table(Vec<String>);

impl Table {
    /// Adds a row and gives it back.
    pub fn row(&mut self, name: &str, outcome: &Outcome) -> &str {
        let Outcome {
            passed,
            executions,
            edges: (before, after),
            slowest,
            hungriest,
            ..
        } = outcome;
        let new = after.saturating_sub(*before);
        let (whole, part) = (slowest / 1_000, slowest % 1_000 / 100);
        let kib = hungriest.div_ceil(1_024);
        let found = if *passed { "" } else { "  FOUND" };
        self.0.push(format!(
            "{name:<10} {executions:>10} {after:>6} {new:>6} {:>9} {:>9}{found}",
            format!("{whole}.{part} ms"),
            format!("{kib} KiB"),
        ));
        self.0.last().map_or("", String::as_str)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<10} {:>10} {:>6} {:>6} {:>9} {:>9}",
            "target", "executions", "edges", "new", "slowest", "memory"
        )?;
        self.0.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
INFO: seed corpus: files: 156 min: 100b max: 900b total: 90000b rss: 40Mb
slowest: 120
hungriest: 90000
#157\tINITED cov: 1200 ft: 3000 corp: 100/50Kb exec/s: 0 rss: 60Mb
slowest: 2345
#4096\tNEW    cov: 1300 ft: 3100 corp: 101/50Kb lim: 900 exec/s: 4096 rss: 61Mb L: 9/900 MS: 1 CopyPart-
hungriest: 100000
#9000\tDONE   cov: 1350 ft: 3200 corp: 102/50Kb lim: 900 exec/s: 4500 rss: 61Mb
stat::number_of_executed_units: 9000
stat::average_exec_per_sec:     4500
";

    #[test]
    fn a_log_is_a_row() {
        let outcome = Outcome::read(LOG, true);
        assert_eq!(
            (outcome.edges, outcome.last_words.as_str()),
            ((1200, 1350), "")
        );
        let mut table = Table::default();
        table.row("guard", &outcome);
        assert_eq!(
            table.to_string(),
            "target     executions  edges    new   slowest    memory\n\
             guard            9000   1350    150    2.3 ms    98 KiB\n"
        );
    }

    #[test]
    fn what_was_found_is_said() {
        let panic = "thread '<unnamed>' panicked at src/bounds.rs:34:5:\nan input took 200ms";
        let found = "SUMMARY: libFuzzer: deadly signal\nTest unit written to found/crash-1";
        let log = format!("{LOG}\n{panic}\nstack backtrace:\n   0: x\n{found}\nBase64: QQ==");
        let outcome = Outcome::read(&log, false);
        assert_eq!(outcome.last_words, format!("{panic}\n{found}"));
        assert!(Table::default().row("guard", &outcome).ends_with("FOUND"));
        assert_eq!(Outcome::read("a\nno space\n", false).last_words, "no space");
    }
}
