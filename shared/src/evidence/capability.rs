//! What a server says it can do: the words of CAPABILITY (RFC 3501), CAPA (RFC 2449) and EHLO (RFC 5321 §4.1.1.1).

use serde::{Deserialize, Serialize};

/// The list.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// As listed, in the server's order: IMAP's words, the lines of the others.
    pub offered: Vec<String>,
}

impl Capabilities {
    /// The SASL mechanisms: each an `AUTH=…` in IMAP, all of them behind `SASL` in POP3 and behind `AUTH` in SMTP.
    pub fn mechanisms(&self) -> impl Iterator<Item = &str> {
        self.offered.iter().flat_map(|listed| {
            let (first, rest) = listed.split_once(' ').unwrap_or((listed, ""));
            let several = ["SASL", "AUTH"]
                .iter()
                .any(|name| first.eq_ignore_ascii_case(name));
            let prefixed = first
                .split_at_checked(5)
                .filter(|(prefix, _)| prefix.eq_ignore_ascii_case("AUTH="))
                .map(|(_, mechanism)| mechanism);
            // `AUTH=LOGIN PLAIN`, as servers of old wrote it for clients of old.
            let rest = if several || prefixed.is_some() {
                rest
            } else {
                ""
            };
            prefixed
                .into_iter()
                .chain(rest.split_ascii_whitespace())
                .filter(|name| !name.is_empty())
        })
    }

    /// Whether a word, or the first word of a line, is among them.
    pub fn offer(&self, name: &str) -> bool {
        self.offered.iter().any(|listed| {
            let first = listed
                .split_once(' ')
                .map_or(listed.as_str(), |(first, _)| first);
            first.eq_ignore_ascii_case(name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(offered: &[&str]) -> Capabilities {
        Capabilities {
            offered: offered.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn mechanisms_are_found_in_every_spelling() {
        for offered in [
            &["IMAP4rev1", "AUTH=PLAIN", "auth=XOAUTH2"][..],
            &["TOP", "SASL PLAIN XOAUTH2", "UIDL"],
            &["SIZE 157286400", "auth PLAIN XOAUTH2"],
            &["AUTH=PLAIN XOAUTH2"],
        ] {
            let found: Vec<String> = listed(offered).mechanisms().map(str::to_owned).collect();
            assert_eq!(found, ["PLAIN", "XOAUTH2"], "{offered:?}");
        }
        assert_eq!(
            listed(&["SASL-IR", "AUTH", "AUTH=", "é"])
                .mechanisms()
                .collect::<String>(),
            ""
        );
    }

    #[test]
    fn a_line_is_known_by_its_first_word() {
        let listed = listed(&["STARTTLS", "PIPELINING now"]);
        assert!(listed.offer("starttls") && listed.offer("PIPELINING"));
        assert!(!listed.offer("now") && !listed.offer("START"));
    }
}
