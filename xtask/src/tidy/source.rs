//! The files of the project, and the rules about files as such.

use std::env;
use std::fs;
use std::path::Path;

use super::code;
use crate::error::Error;
use crate::place;
use crate::process::{command, output};

/// Past this many lines a file should say why it is still one idea.
const LONG: usize = 400;

/// A text file of the project.
#[derive(Debug)]
pub struct Source {
    /// From the top of the workspace, such as `shared/src/lib.rs`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl Source {
    /// Whether it is Rust below this directory (or is this file).
    pub fn is_rust_in(&self, place: &str) -> bool {
        self.path.starts_with(place) && self.is_rust()
    }

    /// Names used in production code of this file; empty for a file of tests.
    pub fn code(&self) -> String {
        if self.is_test() {
            String::new()
        } else {
            code::bare(code::without_tests(&self.text))
        }
    }

    /// The tests in this file.
    pub fn tests(&self) -> &str {
        if self.is_test() {
            &self.text
        } else {
            code::tests(&self.text)
        }
    }

    fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|e| e == "rs")
    }

    fn is_test(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.starts_with("tests/")
            || self.path.ends_with("/tests.rs")
    }
}

/// All text files that git knows or would add.
pub fn all() -> Result<Vec<Source>, Error> {
    let top = place::top();
    let mut list = command("git");
    list.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let paths = output(&mut list).ok_or_else(|| Error::Unexpected {
        path: top.clone(),
        what: "git does not list its files".to_owned(),
    })?;
    // A file that is deleted but still in the index, or is not text, has no lines to complain about.
    let read = |path: &str| {
        let text = fs::read_to_string(top.join(path)).ok()?;
        Some(Source {
            path: path.to_owned(),
            text,
        })
    };
    Ok(paths.lines().filter_map(read).collect())
}

/// Paths that mean something on this machine only: of this checkout and of the person's home.
pub fn places_of_this_machine() -> Vec<String> {
    let home = env::var("HOME").unwrap_or_default();
    let top = place::top().display().to_string();
    // A short path such as `/src` may well stand in a text by itself.
    let telling = |path: &String| path.matches('/').count() > 1 || *path == home;
    let places = [top, home.clone()].into_iter().filter(telling);
    places
        .filter(|path| path.len() > 1)
        .map(|path| path + "/")
        .collect()
}

/// What is wrong with files as such. `machine` are paths that no file may name.
pub fn complaints(sources: &[Source], machine: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let Source { path, text } = source;
        let mut complain = |what: &str| complaints.push(format!("{path}: {what}"));
        let name = path.rsplit('/').next().unwrap_or(path);
        if [
            "utils.rs",
            "util.rs",
            "common.rs",
            "helpers.rs",
            "helper.rs",
        ]
        .contains(&name)
        {
            complain("name the file after the idea that it holds");
        }
        if name == "mod.rs" {
            complain("a module is `name.rs` beside `name/`");
        }
        if machine.iter().any(|place| text.contains(place)) {
            complain("names a path of this machine");
        }
        // What is replaced by a place beside it has such a line too, with no address in it.
        let from_afar = |line: &str| line.contains("\"resolved\":") && line.contains("://");
        if name == "package-lock.json" && text.lines().any(from_afar) {
            complain("ties packages to one registry: leave the lines `resolved` out");
        }
        if source.is_rust() && code::bare(text).contains("#[ignore") {
            complain("an ignored test shows nothing: run it, or delete it");
        }
    }
    complaints
}

/// What deserves a second look but is allowed.
pub fn warnings(sources: &[Source]) -> Vec<String> {
    let long = |source: &&Source| source.is_rust() && source.text.lines().count() > LONG;
    let warn = |source: &Source| {
        let lines = source.text.lines().count();
        format!("{}: {lines} lines; is it still one idea?", source.path)
    };
    sources.iter().filter(long).map(warn).collect()
}

/// A file for the tests of the rules.
#[cfg(test)]
pub fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(path: &str, text: &str) -> Vec<String> {
        complaints(&[source(path, text)], &["/home/alex/".to_owned()])
    }

    #[test]
    fn a_file_is_named_after_its_idea() {
        assert!(complaint("relay/src/plan.rs", "").is_empty());
        assert_eq!(complaint("relay/src/utils.rs", "").len(), 1);
        assert_eq!(complaint("relay/src/probe/mod.rs", "").len(), 1);
    }

    #[test]
    fn no_machine_and_no_registry_is_named() {
        assert_eq!(complaint("README.md", "see /home/alex/project").len(), 1);
        let lock = r#"{ "resolved": "https://registry.example/a.tgz" }"#;
        assert_eq!(complaint("tests/lab/package-lock.json", lock).len(), 1);
    }

    #[test]
    fn a_test_may_not_be_ignored() {
        assert_eq!(complaint("relay/src/a.rs", "#[ignore]\nfn a() {}").len(), 1);
        assert!(complaint("relay/src/a.rs", "// #[ignore]\n").is_empty());
    }

    #[test]
    fn a_long_file_is_a_warning() {
        assert!(warnings(&[source("a.rs", &"\n".repeat(LONG))]).is_empty());
        assert_eq!(warnings(&[source("a.rs", &"\n".repeat(LONG + 1))]).len(), 1);
        assert!(warnings(&[source("a.json", &"\n".repeat(LONG + 1))]).is_empty());
    }
}
