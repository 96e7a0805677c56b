//! The mailboxes: one or more for every cause that a check can meet.

mod table;
mod told;

use serde::Serialize;
use shared::plan::Protocol;
use shared::request::MailboxKind;
use shared::told::Told;

use crate::provider::Provider;
pub use table::MAILBOXES;
pub use told::Answer;

/// A mailbox, how it is asked about in the demonstration, and what comes of it. It serialises as a row of the ready line.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct Mailbox {
    /// Its address.
    pub mailbox: &'static str,
    /// Whose mailbox it is.
    pub kind: MailboxKind,
    /// The account to type into the form.
    pub account: &'static str,
    /// The person to choose on the sign-in page: the account, except where the mistake is to choose another.
    pub sign_in_as: &'static str,
    /// The provider to choose.
    pub provider: Provider,
    /// The protocols to tick.
    #[serde(skip_serializing_if = "is_imap")]
    pub protocols: &'static [Protocol],
    /// The protocols that are switched off for it.
    #[serde(skip)]
    pub off: &'static [Protocol],
    /// The accounts that may open it: people, and the service principals of applications.
    #[serde(skip)]
    pub readers: &'static [&'static str],
    /// True when whoever signs in is given no token, so that it is never reached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// True when that takes a while, from the first refusal on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub later: bool,
    /// The code of the cause that the page should name.
    pub cause: &'static str,
    /// The codes of the causes that nothing can tell from it, not even the answers below.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub besides: &'static [&'static str],
    /// What people answer when the page asks them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub answers: &'static [Answer],
    /// What is the matter, in a few words.
    pub note: &'static str,
}

/// The causes that neither a mailbox nor another way to sign in shows, each with the reason.
pub const WITHOUT: [(&str, &str); 4] = [
    ("basic-auth-blocked", PASTED_PASSWORD),
    (
        "sasl-format-error",
        "A check writes its message as the mechanism asks; an application's mistake is pasted.",
    ),
    (
        "client-side-problem",
        "It is the application's own fault, which is pasted.",
    ),
    (
        "client-secret-required",
        "A page has no secret, so the platform type is at fault here; an application's answer is pasted.",
    ),
];
const PASTED_PASSWORD: &str = "A check never sends a password; an application's answer is pasted.";

fn is_imap(protocols: &&'static [Protocol]) -> bool {
    **protocols == [Protocol::Imap]
}

/// The mailbox with this address, letters' case aside.
pub fn find(provider: Provider, address: &str) -> Option<&'static Mailbox> {
    MAILBOXES
        .iter()
        .find(|m| m.provider == provider && m.mailbox.eq_ignore_ascii_case(address))
}

impl Mailbox {
    /// Whether this account has the right to open it.
    pub fn opens_for(&self, account: &str) -> bool {
        self.readers
            .iter()
            .any(|reader| reader.eq_ignore_ascii_case(account))
    }

    /// The answers, as evidence.
    pub fn told(&self) -> Vec<Told> {
        self.answers
            .iter()
            .filter_map(|answer| answer.told(self.mailbox))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::address::Address;
    use shared::cause::Cause;

    use super::*;
    use crate::applications::{APPLICATIONS, Application};
    use crate::ways::WAYS;
    use crate::{people, servers};

    #[test]
    fn every_cause_has_a_mailbox_or_a_reason_why_not() {
        let ways = WAYS.iter().map(|way| way.cause);
        let shown: BTreeSet<_> = MAILBOXES.iter().map(|m| m.cause).chain(ways).collect();
        let reasoned: BTreeSet<_> = WITHOUT.iter().map(|(code, _)| *code).collect();
        assert_eq!(shown.intersection(&reasoned).next(), None);
        let all: BTreeSet<_> = shown.union(&reasoned).copied().collect();
        assert_eq!(all, BTreeSet::from(Cause::CODES));
        assert!(shown.len() >= 35, "{} causes have a mailbox", shown.len());
    }

    #[test]
    fn a_row_says_whether_its_person_is_refused() {
        for row in &MAILBOXES {
            let person = people::find(row.provider, row.sign_in_as).unwrap();
            assert_eq!(row.refused, person.refused.is_some(), "{}", row.mailbox);
        }
    }

    #[test]
    fn every_answer_can_be_read() {
        for row in &MAILBOXES {
            assert_eq!(row.told().len(), row.answers.len(), "{}", row.mailbox);
        }
    }

    #[test]
    fn every_mailbox_has_its_server_and_its_people() {
        for row in &MAILBOXES {
            let address: Address = row.mailbox.parse().unwrap();
            let server = servers::for_address(&address).unwrap();
            assert_eq!(server.provider, row.provider, "{}", row.mailbox);
            for account in [row.account, row.sign_in_as].iter().chain(row.readers) {
                let mut principals = APPLICATIONS.iter().filter_map(Application::object_id);
                let known = people::find(row.provider, account).is_some();
                assert!(known || principals.any(|id| id == *account), "{account}");
            }
            assert_eq!(find(row.provider, &row.mailbox.to_uppercase()), Some(row));
        }
    }

    #[test]
    fn the_table_agrees_with_what_each_cause_means() {
        const NOT_OPEN: [&str; 9] = [
            "consumer-imap-regression",
            "imap-disabled-mailbox",
            "imap-disabled-tenant",
            "mailbox-not-found",
            "mailbox-not-provisioned",
            "no-license",
            "smtp-auth-disabled-mailbox",
            "smtp-auth-disabled-tenant",
            "username-case-or-alias",
        ];
        for row in &MAILBOXES {
            let off = row
                .protocols
                .iter()
                .any(|protocol| row.off.contains(protocol));
            let server = servers::for_address(&row.mailbox.parse().unwrap()).unwrap();
            let off = off || server.has_both_families();
            let opens = row.opens_for(row.sign_in_as) && !row.later && !off;
            let own = row.kind == MailboxKind::Own;
            match row.cause {
                "no-full-access-shared" => assert!(!opens && row.kind == MailboxKind::Shared),
                "no-full-access-other-user" => {
                    assert!(!opens && row.kind == MailboxKind::OtherUser);
                }
                "wrong-user-signed-in" => assert!(!opens && row.opens_for(row.account)),
                cause if NOT_OPEN.contains(&cause) => assert!(!opens, "{}", row.mailbox),
                _ => assert!(opens, "{}", row.mailbox),
            }
            assert_eq!(own, row.mailbox == row.account, "{}", row.mailbox);
        }
    }

    #[test]
    fn the_readme_has_every_reason() {
        let readme = include_str!("../README.md");
        for (code, why) in WITHOUT {
            let line = format!("| `{code}` | {why} |");
            assert!(readme.contains(&line), "{line}");
        }
    }

    #[test]
    fn the_readme_has_every_row() {
        let readme = include_str!("../README.md");
        for row in &MAILBOXES {
            let kind = serde_json::to_value(row.kind).unwrap();
            let line = format!(
                "| `{}` | {} | `{}` | `{}` | `{}` | {} |",
                row.mailbox,
                kind.as_str().unwrap(),
                row.account,
                row.sign_in_as,
                row.cause,
                row.note
            );
            assert!(readme.contains(&line), "{line}");
        }
    }
}
