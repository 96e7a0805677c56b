//! What is fuzzed: each target with its words and with where it begins.

use super::seeds::{self, Seeds};

/// A program in `fuzz/fuzz_targets`.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Words that mean something to it: a file in `fuzz/dictionaries`.
    pub dictionary: &'static str,
    /// The longest input, in octets.
    pub longest: u32,
    /// What it begins with.
    pub seeds: fn() -> Seeds,
}

/// All of them.
pub const TARGETS: [Target; 17] = [
    target("answers", "json", 8_192, seeds::answers),
    target("config", "settings", 8_192, seeds::config),
    target("diagnose", "words", 2_048, seeds::reports),
    target("frames", "json", 8_192, seeds::frames),
    target("guard", "mail", 4_096, seeds::guard),
    target("imap", "mail", 4_096, seeds::imap),
    target("lines", "mail", 4_096, seeds::lines),
    target("paste", "words", 8_192, seeds::pasted),
    target("pieces", "mail", 2_048, seeds::pieces),
    target("pop", "mail", 4_096, seeds::pop),
    target("portal", "json", 8_192, seeds::portal),
    target("redaction", "mail", 4_096, seeds::lines),
    target("report", "json", 16_384, seeds::reports),
    target("sasl", "mail", 4_096, seeds::challenges),
    target("smtp", "mail", 4_096, seeds::smtp),
    target("tokens", "json", 4_096, seeds::tokens),
    target("words", "words", 8_192, seeds::words),
];

const fn target(
    name: &'static str,
    dictionary: &'static str,
    longest: u32,
    seeds: fn() -> Seeds,
) -> Target {
    Target {
        name,
        dictionary,
        longest,
        seeds,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::ffi::OsStr;
    use std::fs;

    use super::*;
    use crate::place;

    /// The names of the files in a directory, without what they end in.
    fn names(directory: &str) -> BTreeSet<String> {
        let files = fs::read_dir(place::top().join(directory)).unwrap();
        let name = |file: fs::DirEntry| file.path().file_stem().map(OsStr::to_owned);
        let names = files.filter_map(|file| name(file.unwrap()));
        names.map(|name| name.into_string().unwrap()).collect()
    }

    #[test]
    fn every_program_is_a_target_and_every_dictionary_is_used() {
        let own = |of: fn(&Target) -> &str| TARGETS.iter().map(of).map(str::to_owned).collect();
        assert_eq!(names("fuzz/fuzz_targets"), own(|target| target.name));
        assert_eq!(names("fuzz/dictionaries"), own(|target| target.dictionary));
    }

    #[test]
    fn every_target_begins_with_something_that_it_takes() {
        for target in &TARGETS {
            let seeds = (target.seeds)().unwrap();
            let longest = usize::try_from(target.longest).unwrap();
            let fitting = seeds.iter().filter(|seed| seed.len() <= longest);
            assert!(fitting.count() > 2, "{}", target.name);
        }
    }
}
