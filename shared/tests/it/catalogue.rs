//! Each cause has its page, no page is left over, and each keeps to the form that the page of the browser reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shared::cause::Cause;

const SECTIONS: [&str; 7] = [
    "## What you see",
    "## Why it happens",
    "## How to be sure",
    "## How to fix it",
    "## How long it takes",
    "## How to know that it worked",
    "## Sources",
];

/// Who can act. A page says what each of them does, under a heading of its own.
const ACTORS: [&str; 9] = [
    "You, the person who signs in",
    "An Exchange administrator",
    "An Entra administrator",
    "A Google Workspace administrator",
    "Whoever registered the application",
    "The administrator of the application",
    "Whoever runs the mail server",
    "Whoever runs the network",
    "The provider",
];

/// What the browser fills in.
const PLACES: [&str; 6] = [
    "mailbox",
    "account",
    "app-id",
    "object-id",
    "tenant",
    "redirect-uri",
];

struct Page {
    code: &'static str,
    text: String,
}

impl Page {
    fn section(&self, heading: &str) -> &str {
        let (_, rest) = self.text.split_once(&format!("\n{heading}\n")).unwrap();
        rest.split("\n## ").next().unwrap()
    }

    /// What stands outside code spans, and what inside.
    fn prose_and_code(&self) -> (String, Vec<&str>) {
        let mut prose = String::new();
        let mut code = Vec::new();
        for (index, part) in self.text.split('`').enumerate() {
            if index % 2 == 0 {
                prose.push_str(part);
                prose.push(' ');
            } else {
                code.push(part);
            }
        }
        (prose, code)
    }
}

#[test]
fn pages_and_codes_are_the_same() {
    let pages: BTreeSet<String> = folder()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let codes: BTreeSet<String> = Cause::CODES
        .iter()
        .map(|code| format!("{code}.md"))
        .collect();
    assert_eq!(pages, codes);
}

#[test]
fn each_page_has_its_title_its_code_and_every_section_in_order() {
    for page in pages() {
        let Page { code, text } = &page;
        assert!(text.starts_with("# "), "{code}: no title");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{code}");
        assert!(text.contains(&format!("\nCode: `{code}`\n")), "{code}");
        let headings: Vec<&str> = text.lines().filter(|l| l.starts_with("## ")).collect();
        assert_eq!(headings, SECTIONS, "{code}");
    }
}

#[test]
fn each_fix_says_who_acts_and_what_they_do_in_steps() {
    for page in pages() {
        let fix = page.section("## How to fix it");
        let mut actors = 0;
        for part in format!("\n{fix}").split("\n### ").skip(1) {
            let (actor, steps) = part.split_once('\n').unwrap();
            assert!(ACTORS.contains(&actor), "{}: {actor}", page.code);
            assert!(steps.contains("\n1. "), "{}: {actor}: no steps", page.code);
            actors += 1;
        }
        assert!(actors > 0, "{}: nobody acts", page.code);
        let elsewhere = page.text.matches("\n### ").count();
        assert_eq!(elsewhere, actors, "{}: an actor elsewhere", page.code);
    }
}

/// A place stands in single quotes, in code: there the browser puts a value, quoted for PowerShell.
#[test]
fn each_place_is_known_and_stands_where_a_value_can_be_quoted() {
    for page in pages() {
        let (prose, code) = page.prose_and_code();
        assert!(!prose.contains('<'), "{}: a place in prose", page.code);
        for span in code {
            for (at, _) in span.match_indices('<') {
                let Some(name) = span[at + 1..].split_once('>').map(|(name, _)| name) else {
                    continue;
                };
                if !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                    continue;
                }
                assert!(PLACES.contains(&name), "{}: <{name}>", page.code);
                let quoted = format!("'<{name}>'");
                assert!(span[at - 1..].starts_with(&quoted), "{}: {span}", page.code);
            }
        }
    }
}

#[test]
fn each_source_has_its_address_and_its_date() {
    for page in pages() {
        let code = page.code;
        let sources: Vec<&str> = page
            .section("## Sources")
            .lines()
            .filter(|line| !line.is_empty())
            .collect();
        assert!(!sources.is_empty(), "{code}: no source");
        for source in sources {
            assert!(source.starts_with("- "), "{code}: {source}");
            let (_, link) = source.split_once("https://").expect(source);
            let (_, date) = link.split_once(" (").expect(source);
            let year = date.contains("20") || date.contains("19");
            assert!(
                date == "no date given)" || (date.ends_with(')') && year),
                "{code}: a source without its date: {source}"
            );
        }
    }
}

/// A page is about the cause, and no check stands behind it: what was seen is the finding's to say.
#[test]
fn no_page_promises_what_was_not_observed() {
    for page in pages() {
        let (prose, _) = page.prose_and_code();
        for claim in [
            "was checked",
            "was tested",
            "we checked",
            "we saw",
            "we tested",
            "Greencheck found",
            "Greencheck has found",
            "Greencheck fixes",
            "Greencheck proves",
            "your mailbox is",
            "guarantee",
        ] {
            assert!(!prose.contains(claim), "{}: {claim}", page.code);
        }
    }
}

/// A code in backticks that looks like one of ours is one of ours: a cause that was renamed leaves no dead reference.
#[test]
fn pages_refer_to_causes_that_exist() {
    let words: BTreeSet<&str> = Cause::CODES
        .iter()
        .flat_map(|code| code.split('-'))
        .collect();
    for page in pages() {
        let (_, code) = page.prose_and_code();
        for span in code {
            let alike = span.matches('-').count() > 1 && span.split('-').all(|w| words.contains(w));
            assert!(
                !alike || Cause::CODES.contains(&span),
                "{}: {span}",
                page.code
            );
        }
    }
}

#[test]
fn no_page_shouts_or_begs() {
    for page in pages() {
        let (prose, _) = page.prose_and_code();
        for word in ["simply", "lease ", "!", "—"] {
            assert!(!prose.contains(word), "{}: {word}", page.code);
        }
    }
}

fn pages() -> Vec<Page> {
    let read = |code: &&'static str| Page {
        code,
        text: std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap(),
    };
    Cause::CODES.iter().map(read).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/en")
}
