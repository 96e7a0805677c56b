//! Each cause has its page, and no page is left over.

use std::collections::BTreeSet;
use std::path::Path;

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
fn each_page_has_every_section_in_order() {
    for code in Cause::CODES {
        let page = std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
        assert!(page.starts_with("# "), "{code}: no title");
        assert!(
            page.contains(&format!("`{code}`")),
            "{code}: its code is not shown"
        );
        let headings: Vec<&str> = page.lines().filter(|l| l.starts_with("## ")).collect();
        assert_eq!(headings, SECTIONS, "{code}");
        let (_, sources) = page.split_once("## Sources").unwrap();
        let sources: Vec<&str> = sources.lines().filter(|l| l.starts_with("- ")).collect();
        assert!(!sources.is_empty(), "{code}: no source");
        for source in sources {
            assert!(source.contains("https://"), "{code}: {source}");
            let dated = source.ends_with("(no date given)")
                || source
                    .rsplit_once('(')
                    .is_some_and(|(_, date)| date.contains("20") || date.contains("19"));
            assert!(dated, "{code}: a source without its date: {source}");
        }
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/en")
}
