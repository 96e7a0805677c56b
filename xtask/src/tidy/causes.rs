//! Every cause has its page, a rule that emits it, a mailbox or a way to sign in in the sandbox or a reason why not, and a test that names
//! it; no page is without its cause.

use super::code::names;
use super::source::Source;

const CAUSES: &str = "shared/src/cause.rs";
const PAGES: &str = "shared/catalogue/en/";
const RULES: &str = "shared/src/diagnose";
const SANDBOX: &str = "sandbox/src/mailboxes";
const WAYS: &str = "sandbox/src/ways";

/// A variant of `Cause` and its code.
#[derive(Debug, Eq, PartialEq)]
struct Cause<'a> {
    variant: &'a str,
    code: &'a str,
}

/// What is missing.
pub fn complaints(sources: &[Source]) -> Vec<String> {
    let vocabulary = sources.iter().find(|source| source.path == CAUSES);
    let causes = vocabulary.map_or_else(Vec::new, |source| read(&source.text));
    if causes.is_empty() {
        return vec![format!(
            "{CAUSES}: no line reads `Self::Variant {{ .. }} => \"code\"`"
        )];
    }
    let mut complaints = Vec::new();
    for cause in &causes {
        let Cause { variant, code } = cause;
        let page = format!("{PAGES}{code}.md");
        if !sources.iter().any(|source| source.path == page) {
            complaints.push(format!("{page}: the cause has no page"));
        }
        if !sources.iter().any(|source| emits(source, cause)) {
            complaints.push(format!("{RULES}: no rule emits Cause::{variant}"));
        }
        if !sources.iter().any(|source| shows(source, cause)) {
            complaints.push(format!(
                "{SANDBOX}: no mailbox and no way to sign in shows \"{code}\", and no reason says why"
            ));
        }
        if !sources.iter().any(|source| tests(source, cause)) {
            complaints.push(format!(
                "shared: no test names Cause::{variant} or \"{code}\""
            ));
        }
    }
    let orphan = |source: &&Source| {
        let page = source
            .path
            .strip_prefix(PAGES)
            .and_then(|name| name.strip_suffix(".md"));
        page.is_some_and(|code| causes.iter().all(|cause| cause.code != code))
    };
    let orphans = sources.iter().filter(orphan);
    complaints.extend(orphans.map(|page| format!("{}: no cause has this code", page.path)));
    complaints
}

/// The arms `Self::Variant { .. } => "code",`, on one line or several.
fn read(text: &str) -> Vec<Cause<'_>> {
    let arm = |arm: &'_ str| -> Option<(usize, usize, usize)> {
        let variant = arm.find([' ', '{', '('])?;
        let (pattern, rest) = arm.split_once("=>")?;
        let code = rest
            .trim_start_matches([' ', '{', '\n'])
            .strip_prefix('"')?;
        let begin = arm.len() - code.len();
        // Another arm's pattern stands between: this one gives no text.
        let plain = pattern.len() < 80 && !pattern.contains(';');
        plain.then_some((variant, begin, begin + code.find('"')?))
    };
    let arms = text.split("Self::").skip(1);
    arms.filter_map(|text| {
        let (variant, begin, end) = arm(text)?;
        Some(Cause {
            variant: &text[..variant],
            code: &text[begin..end],
        })
    })
    .collect()
}

fn emits(source: &Source, cause: &Cause) -> bool {
    source.is_rust_in(RULES) && names(&source.code(), &format!("Cause::{}", cause.variant))
}

fn shows(source: &Source, cause: &Cause) -> bool {
    let in_sandbox = source.is_rust_in(SANDBOX) || source.is_rust_in(WAYS);
    in_sandbox && source.text.contains(&format!("\"{}\"", cause.code))
}

fn tests(source: &Source, cause: &Cause) -> bool {
    let names_it = |tests: &str| {
        names(tests, &format!("Cause::{}", cause.variant))
            || tests.contains(&format!("\"{}\"", cause.code))
    };
    source.is_rust_in("shared/") && source.path != CAUSES && names_it(source.tests())
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    const VOCABULARY: &str = "match self {\n    Self::DnsFailure { .. } => \"dns-failure\",\n}\n";
    const RULE: &str = "fn rule() { found(Cause::DnsFailure { host }) }\n";
    const MAILBOX: &str = "row(\"dns-failure\")";
    const TEST: &str = "#[cfg(test)]\nmod tests { fn t() { only(\"dns-failure\") } }";

    fn mailbox() -> Source {
        source("sandbox/src/mailboxes/table.rs", MAILBOX)
    }

    fn whole() -> [Source; 4] {
        [
            source(CAUSES, VOCABULARY),
            source("shared/src/diagnose/network.rs", &format!("{RULE}{TEST}")),
            source("shared/catalogue/en/dns-failure.md", "# No address"),
            mailbox(),
        ]
    }

    #[test]
    fn a_whole_cause_is_fine() {
        let none: [String; 0] = [];
        assert_eq!(complaints(&whole()), none);
    }

    #[test]
    fn a_cause_needs_its_page_its_rule_its_mailbox_and_its_test() {
        let [vocabulary, rule, page, mailbox] = whole();
        assert_eq!(
            complaints(&[vocabulary, rule, mailbox]),
            ["shared/catalogue/en/dns-failure.md: the cause has no page"]
        );
        let [vocabulary, rule, page_too, _] = whole();
        assert_eq!(
            complaints(&[vocabulary, rule, page_too]),
            [
                "sandbox/src/mailboxes: no mailbox and no way to sign in shows \"dns-failure\", and no reason says why"
            ]
        );
        let untested = source("shared/src/diagnose/network.rs", RULE);
        assert_eq!(
            complaints(&[source(CAUSES, VOCABULARY), untested, page, self::mailbox()]),
            ["shared: no test names Cause::DnsFailure or \"dns-failure\""]
        );
        let unemitted = source("shared/src/diagnose/network.rs", TEST);
        let [vocabulary, _, page, mailbox] = whole();
        assert_eq!(
            complaints(&[vocabulary, unemitted, page, mailbox]),
            ["shared/src/diagnose: no rule emits Cause::DnsFailure"]
        );
    }

    #[test]
    fn an_arm_may_take_several_lines() {
        let text = "match self {\n    Self::Healthy => \"healthy\",\n    Self::A { .. } => {\n        \"a-b\"\n    }\n}\n\
                    fn f() -> Self { Self::Healthy; 1 }";
        let codes: Vec<&str> = read(text).iter().map(|cause| cause.code).collect();
        assert_eq!(codes, ["healthy", "a-b"]);
        assert_eq!(read(text)[1].variant, "A");
    }

    #[test]
    fn a_page_without_a_cause_is_an_orphan() {
        let mut sources = Vec::from(whole());
        sources.push(source("shared/catalogue/en/bad-weather.md", ""));
        assert_eq!(
            complaints(&sources),
            ["shared/catalogue/en/bad-weather.md: no cause has this code"]
        );
    }

    #[test]
    fn a_vocabulary_that_cannot_be_read_is_not_taken_for_an_empty_one() {
        assert_eq!(complaints(&[source(CAUSES, "enum Cause {}")]).len(), 1);
    }
}
