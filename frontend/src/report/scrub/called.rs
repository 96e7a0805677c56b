//! What a provider's words call an organisation or an application: a display name, which has no shape of its own and is known
//! by what stands around it.

use std::ops::Range;

use shared::guid::is_guid;

use self::End::{Before, Quote, Sentence};

/// How a name ends.
#[derive(Clone, Copy)]
enum End {
    /// Before the first of these.
    Before(&'static [&'static str]),
    /// With the quotation mark that it began with.
    Quote,
    /// With its sentence.
    Sentence,
}

/// What stands before a name, in lower case, and how it ends (the texts of Microsoft's `AADSTS` 50020, 50034, 50105, 65001,
/// 65005, 90002, 90094, 500011, 650052, 650053 and 700016, and Google's `admin_policy_enforced`).
const AROUND: [(&str, End); 15] = [
    ("application ", Quote),
    ("directory ", Quote),
    ("identifier ", Quote),
    (" named ", Quote),
    ("organization ", Quote),
    ("tenant ", Quote),
    ("'(", Before(&[")"])),
    ("administrator at ", Before(&[" has "])),
    ("administrator of ", Before(&[" has ", ", who "])),
    ("configured the application ", Before(&[" (", " to block"])),
    ("does not exist in the ", Before(&[" directory"])),
    ("from granting ", Before(&[" the permissions"])),
    (
        "organization ",
        Before(&[" has not subscribed", " hasn't subscribed"]),
    ),
    ("tenant named ", Sentence),
    ("to the application ", Before(&[" ("])),
];

/// What stands after a name that begins its sentence (Google's `org_internal` and an application that is not verified).
const SUBJECT_OF: [&str; 2] = [
    " can only be used within its organization",
    " has not completed the google verification process",
];

/// What is no name where one may stand without quotation marks.
const GENERAL: [&str; 6] = ["your ", "the ", "this ", "an ", "a ", "directory."];

/// Names of whatever has no other: Microsoft's endpoints for many tenants, and its first name for a directory.
const NOBODYS: [&str; 5] = [
    "common",
    "consumers",
    "default",
    "default directory",
    "organizations",
];

/// Names that are words of every report: replaced everywhere, they would take its meaning.
const ORDINARY: [&str; 17] = [
    "admin",
    "app",
    "application",
    "client",
    "email",
    "exchange",
    "google",
    "imap",
    "mail",
    "mailbox",
    "microsoft",
    "name",
    "oauth",
    "outlook",
    "pop3",
    "smtp",
    "user",
];

/// The longest name, in characters.
const LONGEST: usize = 120;

/// The longest text that is looked through for the end of a name, in characters.
const WINDOW: usize = LONGEST + 20;

/// Where the names in a text stand, in order and apart from each other. What is no display name (an id, an address) is found
/// by its own shape, and is none of them.
pub fn names(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<_> = AROUND
        .iter()
        .flat_map(|&(before, end)| {
            let marks = lower.match_indices(before);
            marks.filter_map(move |(at, _)| after(text, at + before.len(), end))
        })
        .collect();
    found.extend(subjects(text, &lower));
    found.sort_by_key(|name| name.start);
    let mut taken = 0;
    found.retain(|name| {
        let apart = name.start >= taken;
        taken = taken.max(name.end);
        apart
    });
    found
}

/// Whether a name is found by its letters wherever it stands: a short one, or an ordinary word, stands for too much else.
pub fn is_telling(name: &str) -> bool {
    name.chars().count() > 2 && !ORDINARY.contains(&name.to_lowercase().as_str())
}

/// The name that begins at an octet of the text.
fn after(text: &str, start: usize, end: End) -> Option<Range<usize>> {
    let rest = &text[start..];
    let window = rest
        .char_indices()
        .nth(WINDOW)
        .map_or(rest, |(at, _)| &rest[..at]);
    let quoted = window.starts_with(['\'', '"']);
    let (start, length) = match end {
        Quote if quoted => (start + 1, closing(window)?),
        Before(ends) if !quoted => (start, first_of(ends, &window.to_ascii_lowercase())?),
        Sentence if !quoted => (start, sentence(window)),
        Before(_) | Quote | Sentence => return None,
    };
    let general = !quoted && GENERAL.iter().any(|word| rest.starts_with(word));
    name(text, start..start + length).filter(|_| !general)
}

/// How long the name is that stands in quotation marks: the one in `O'Reilly` does not end it.
fn closing(quoted: &str) -> Option<usize> {
    let (mark, inside) = quoted.split_at(1);
    let mut marks = inside.match_indices(mark).map(|(at, _)| at);
    marks.find(|at| !inside[at + 1..].starts_with(char::is_alphanumeric))
}

/// Where the earliest of these ends stands.
fn first_of(ends: &[&str], text: &str) -> Option<usize> {
    ends.iter().filter_map(|end| text.find(end)).min()
}

/// How long a text is up to its full stop, or what else ends it.
fn sentence(text: &str) -> usize {
    let stop = full_stops(text).next().unwrap_or(text.len());
    text.find(['\n', '"']).unwrap_or(stop).min(stop)
}

/// Where the full stops of a text stand. That of a domain or of `St. Mary` is none.
fn full_stops(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    let stops = text.match_indices('.').map(|(at, _)| at);
    stops.filter(|at| {
        let inside = text[at + 1..].starts_with(char::is_alphanumeric);
        let short = text[..*at]
            .strip_suffix("St")
            .is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        !inside && !short
    })
}

/// The names before the words that can only follow one.
fn subjects(text: &str, lower: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for words in SUBJECT_OF {
        let mut from = 0;
        for (at, _) in lower.match_indices(words) {
            let before = &text[from..at];
            let marks = [": ", "\n"]
                .iter()
                .filter_map(|mark| Some(before.rfind(mark)? + mark.len()));
            let begin = marks
                .chain(full_stops(before).next_back().map(|at| at + 1))
                .max();
            found.extend(name(text, from + begin.unwrap_or(0)..at));
            from = at + words.len();
        }
    }
    found
}

/// What stands there without the space around it, if it is a name.
fn name(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    let inside = &text[at.clone()];
    let name = inside.trim();
    let start = at.start + inside.len() - inside.trim_start().len();
    is_name(name).then(|| start..start + name.len())
}

fn is_name(text: &str) -> bool {
    let address = text.contains('@') && !text.contains(char::is_whitespace);
    text.contains(char::is_alphanumeric)
        && text.chars().count() <= LONGEST
        && !text.contains("://")
        && !text.contains('\n')
        && !address
        && !is_guid(text)
        && !NOBODYS.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";

    #[test]
    fn the_names_in_microsofts_words_are_found() {
        for (text, found) in [
            (
                "AADSTS700016: Application with identifier '{id}' was not found in the directory 'Contoso Ltd'. This",
                &["Contoso Ltd"][..],
            ),
            (
                "User account '{a}' from identity provider 'live.com' does not exist in tenant 'Directório' and cannot \
                 access the application '{id}'(Jira mail) in that tenant.",
                &["Directório", "Jira mail"],
            ),
            (
                "AADSTS90094: An administrator of Contoso Ltd has set a policy that prevents you from granting Jira the \
                 permissions it is requesting.",
                &["Contoso Ltd", "Jira"],
            ),
            (
                "has not consented to use the application with ID '{id}' named 'Jira mail'. Send",
                &["Jira mail"],
            ),
            (
                "The resource principal named https://x was not found in the tenant named Contoso, Ltd. This",
                &["Contoso, Ltd"],
            ),
            ("in the tenant named 'Demo'. This", &["Demo"]),
            ("in the tenant named St. Mary", &["St. Mary"]),
            ("in the tenant named acme.org.", &["acme.org"]),
            ("in the directory 'O'Reilly Media'.", &["O'Reilly Media"]),
            ("in the directory 'Novo A/S'.", &["Novo A/S"]),
            (
                "Ask an administrator of your organization, which has rights",
                &[],
            ),
            ("in tenant '{id}' of a@b.test", &[]),
            ("Tenant 'common' not found", &[]),
            ("does not exist in the Default Directory directory.", &[]),
            (
                "does not exist in the directory. Add it to the directory",
                &[],
            ),
            ("in the tenant named ... / The value", &[]),
            ("directory 'it has no end", &[]),
            ("directory ''", &[]),
        ] {
            let text = text.replace("{id}", ID);
            let names: Vec<_> = names(&text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(names, found, "{text}");
        }
    }
}
