//! `cargo xtask score [FILE]`: how often the diagnosis names the cause of real, labelled failures.
//!
//! Each record is turned into the evidence that a check would have left behind, key by key; no rule here knows a record,
//! and the label is looked at only to count.

mod evidence;
mod record;

use std::fs;
use std::path::Path;

use shared::case::Case;
use shared::diagnose::diagnose;

use crate::error::Error;
use crate::place;
use record::Record;

/// Scores a file, or the project's own copy of the corpus.
pub fn run(file: Option<&str>) -> Result<(), Error> {
    let own = place::top().join("tests/cases/cases.jsonl");
    let path = file.map_or(own.as_path(), Path::new);
    let text = fs::read_to_string(path).map_err(Error::file(path))?;
    let score = Score::of(&text)?;
    for miss in &score.misses {
        println!("{miss}");
    }
    println!("{}", score.others.line("not scored: "));
    println!("{}", score.scored.line(""));
    Ok(())
}

/// The cases that checks would have left behind.
pub fn cases() -> Result<Vec<Case>, Error> {
    let path = place::top().join("tests/cases/cases.jsonl");
    let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let records = (1..).zip(text.lines()).map(|(number, line)| {
        serde_json::from_str::<Record>(line)
            .map_err(|error| Error::Record(number, error.to_string()))
    });
    let records = records.collect::<Result<Vec<_>, _>>()?;
    Ok(records.iter().flat_map(evidence::case).collect())
}

/// The counts, and a line for each miss.
struct Score {
    scored: Count,
    others: Count,
    misses: Vec<String>,
}

#[derive(Default)]
struct Count {
    cases: u32,
    top1: u32,
    defensible: u32,
    top3: u32,
}

impl Score {
    fn of(text: &str) -> Result<Self, Error> {
        let mut score = Self {
            scored: Count::default(),
            others: Count::default(),
            misses: Vec::new(),
        };
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let record: Record = serde_json::from_str(line)
                .map_err(|error| Error::Record(number, error.to_string()))?;
            score.add(&record);
        }
        Ok(score)
    }

    fn add(&mut self, record: &Record) {
        let found: Vec<&str> = match evidence::case(record) {
            Ok(case) => diagnose(&case, evidence::NOW + 5)
                .findings
                .iter()
                .map(|finding| finding.cause.code())
                .collect(),
            // It counts as a miss: evidence that cannot be expressed cannot be diagnosed.
            Err(problem) => {
                println!("{}: cannot be expressed: {problem}", record.id);
                Vec::new()
            }
        };
        let expect = &record.expect;
        let first = found.first().copied().unwrap_or("nothing");
        let top1 = first == expect.cause;
        let defensible = top1 || expect.acceptable.iter().any(|code| code == first);
        let top3 = found.iter().take(3).any(|code| *code == expect.cause);
        let count = if record.is_scored() {
            &mut self.scored
        } else {
            &mut self.others
        };
        count.cases += 1;
        count.top1 += u32::from(top1);
        count.defensible += u32::from(defensible);
        count.top3 += u32::from(top3);
        if !(top1 && defensible && top3) {
            let what = match (defensible, top3) {
                (false, _) => "WRONG",
                (true, false) => "below third",
                (true, true) => "defensible",
            };
            let aside = if record.is_scored() {
                ""
            } else {
                " (not scored)"
            };
            self.misses.push(format!(
                "{}{aside}: {what}: expected {}, found {}",
                record.id,
                expect.cause,
                found.join(" ")
            ));
        }
    }
}

impl Count {
    fn line(&self, before: &str) -> String {
        let percent = |part: u32| f64::from(part) * 100.0 / f64::from(self.cases.max(1));
        format!(
            "{before}cases={} top1={:.1}% defensible={:.1}% top3={:.1}%",
            self.cases,
            percent(self.top1),
            percent(self.defensible),
            percent(self.top3)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Score {
        let path = place::top().join("tests/cases/cases.jsonl");
        Score::of(&fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn the_score_holds() {
        let Score { scored, .. } = own();
        let at_least = |part: u32, percent: u32| part * 100 >= scored.cases * percent;
        assert!(scored.cases >= 112, "{}", scored.line(""));
        assert!(at_least(scored.defensible, 97), "{}", scored.line(""));
        assert!(at_least(scored.top3, 93), "{}", scored.line(""));
        assert!(at_least(scored.top1, 72), "{}", scored.line(""));
    }

    #[test]
    fn the_label_is_not_looked_at() {
        let text = fs::read_to_string(place::top().join("tests/cases/cases.jsonl")).unwrap();
        for line in text.lines() {
            let mut record: Record = serde_json::from_str(line).unwrap();
            let before = evidence::case(&record).unwrap();
            record.id = "another".to_owned();
            record.expect.cause = "healthy".to_owned();
            record.expect.acceptable.clear();
            assert_eq!(evidence::case(&record).unwrap(), before);
        }
    }
}
