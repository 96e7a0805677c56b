//! The rules of `docs/security.md` and the tests that name them say the same.

use std::collections::BTreeSet;

use super::source::Source;

/// Where the table is.
const TABLE: &str = "docs/security.md";

/// How many rules there are: each stands in the table once, in order.
const RULES: u16 = 142;

/// Rules that are missing, said to be tested and named by no test, or tested and not said to be.
pub fn complaints(sources: &[Source]) -> Vec<String> {
    let Some(table) = sources.iter().find(|source| source.path == TABLE) else {
        return vec![format!("{TABLE} is missing")];
    };
    let rows: Vec<(u16, bool)> = table.text.lines().filter_map(row).collect();
    let numbers: Vec<u16> = rows.iter().map(|(number, _)| *number).collect();
    let mut complaints = Vec::new();
    if numbers != (1..=RULES).collect::<Vec<_>>() {
        complaints.push(format!("{TABLE}: not each of {RULES} rules once, in order"));
    }
    let named: BTreeSet<u16> = sources.iter().flat_map(named).collect();
    for (number, tested) in rows {
        let rule = format!("R-{number:03}");
        match (tested, named.contains(&number)) {
            (true, false) => complaints.push(format!("{TABLE}: no test names {rule}")),
            (false, true) => {
                complaints.push(format!("{TABLE}: {rule} has a test and does not say so"));
            }
            _ => {}
        }
    }
    complaints
}

/// `| R-007 | what | test |`: the number, and whether there is a test.
fn row(line: &str) -> Option<(u16, bool)> {
    let mut cells = line.strip_prefix("| R-")?.split(" | ");
    let number = cells.next()?.parse().ok()?;
    let held = cells.nth(1)?;
    Some((number, held.starts_with("test")))
}

/// The numbers that a file's tests name. A test is also what a macro makes or a document's example.
fn named(source: &Source) -> impl Iterator<Item = u16> {
    let comments = source.text.lines().filter_map(|line| line.split_once("//"));
    let comments = comments
        .filter(|_| source.is_rust_in("") && !source.path.starts_with("xtask/src/tidy/rules"));
    comments
        .flat_map(|(_, words)| words.split("R-").skip(1))
        .filter_map(|rest| rest.get(..3)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    /// A table with these states of its first two rules, and a file with this text.
    fn complain(first: &str, second: &str, text: &str) -> Vec<String> {
        let rest = (3..=RULES).map(|number| format!("| R-{number:03} | what | open |\n"));
        let table = format!("| R-001 | what | {first} |\n| R-002 | what | {second} |\n");
        let table = table + &rest.collect::<String>();
        complaints(&[source(TABLE, &table), source("relay/tests/it/a.rs", text)])
    }

    #[test]
    fn the_table_and_the_tests_agree() {
        assert!(complain("test", "open", "/// R-001: so it is").is_empty());
        assert!(complain("test; in part", "lint", "    // R-001, and more").is_empty());
        assert!(complain("test", "test", "/// R-001, R-002").is_empty());
        let unnamed = complain("test", "test", "/// R-001");
        assert_eq!(unnamed, ["docs/security.md: no test names R-002"]);
        let unsaid = complain("does not apply", "open", "/// R-001");
        assert_eq!(
            unsaid,
            ["docs/security.md: R-001 has a test and does not say so"]
        );
    }

    #[test]
    fn every_rule_stands_in_the_table_once() {
        let twice = source(TABLE, "| R-001 | what | open |\n| R-001 | what | open |\n");
        assert_eq!(complaints(&[twice]).len(), 1);
        assert_eq!(complaints(&[]).len(), 1);
    }
}
