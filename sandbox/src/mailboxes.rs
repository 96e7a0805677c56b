//! The mailboxes: one or more for every cause.

use serde::Serialize;
use shared::request::MailboxKind;

use crate::provider::Provider;

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
    /// The accounts that may open it over IMAP.
    #[serde(skip)]
    pub readers: &'static [&'static str],
    /// The code of the cause that the page should name.
    pub cause: &'static str,
    /// What is the matter, in a few words.
    pub note: &'static str,
}

/// Every mailbox, in the order in which a person might try them.
#[rustfmt::skip]
pub const MAILBOXES: [Mailbox; 23] = [
    Mailbox {
        mailbox: "alex@demo.test", kind: MailboxKind::Own, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "healthy", note: "Alex opens their own mailbox.",
    },
    Mailbox {
        mailbox: "sales@demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "healthy", note: "A shared mailbox that Alex has Full Access to.",
    },
    Mailbox {
        mailbox: "support@demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &[],
        cause: "no-full-access-shared", note: "A shared mailbox that Alex has no Full Access to.",
    },
    Mailbox {
        mailbox: "pat@demo.test", kind: MailboxKind::OtherUser, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["pat@demo.test"],
        cause: "no-full-access-other-user", note: "Pat's mailbox, which Alex has no Full Access to.",
    },
    Mailbox {
        mailbox: "billing@demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "pat@demo.test", sign_in_as: "alex@demo.test", readers: &["pat@demo.test"],
        cause: "wrong-user-signed-in", note: "Pat was meant to sign in, and Alex did.",
    },
    Mailbox {
        mailbox: "robin@demo.test", kind: MailboxKind::Own, provider: Provider::Demo,
        account: "robin@demo.test", sign_in_as: "robin@demo.test", readers: &[],
        cause: "imap-disabled-mailbox", note: "IMAP is switched off for this mailbox.",
    },
    Mailbox {
        mailbox: "sam@demo.test", kind: MailboxKind::Own, provider: Provider::Demo,
        account: "sam@demo.test", sign_in_as: "sam@demo.test", readers: &["sam@demo.test"],
        cause: "token-expired", note: "Sam's token has expired.",
    },
    Mailbox {
        mailbox: "morgan@demo.test", kind: MailboxKind::Own, provider: Provider::Demo,
        account: "morgan@demo.test", sign_in_as: "morgan@demo.test", readers: &["morgan@demo.test"],
        cause: "wrong-audience-graph-token", note: "Morgan's token is for Microsoft Graph.",
    },
    Mailbox {
        mailbox: "jamie@demo.test", kind: MailboxKind::Own, provider: Provider::Demo,
        account: "jamie@demo.test", sign_in_as: "jamie@demo.test", readers: &["jamie@demo.test"],
        cause: "missing-imap-scope", note: "Jamie's token lacks the IMAP permission.",
    },
    Mailbox {
        mailbox: "helpdesk@basic.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "sasl-mechanism-mismatch", note: "The server takes passwords only.",
    },
    Mailbox {
        mailbox: "helpdesk@nowhere.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "dns-failure", note: "The server's name does not exist.",
    },
    Mailbox {
        mailbox: "helpdesk@no-address.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "dns-failure", note: "The server's name has no address.",
    },
    Mailbox {
        mailbox: "helpdesk@broken-dns.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "dns-failure", note: "The name server fails.",
    },
    Mailbox {
        mailbox: "helpdesk@closed.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "firewall-port-blocked", note: "The port does not answer.",
    },
    Mailbox {
        mailbox: "helpdesk@private-ca.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "tls-untrusted-cert", note: "The certificate comes from an authority that nobody trusts.",
    },
    Mailbox {
        mailbox: "helpdesk@web.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "wrong-host-port-or-tls-mode", note: "A web server answers on the port.",
    },
    Mailbox {
        mailbox: "helpdesk@pop.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "wrong-host-port-or-tls-mode", note: "A POP3 server answers on the port.",
    },
    Mailbox {
        mailbox: "helpdesk@odd.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "unrecognised", note: "The server refuses in words that nobody knows.",
    },
    Mailbox {
        mailbox: "helpdesk@garbage.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "unrecognised", note: "The server answers with a web page.",
    },
    Mailbox {
        mailbox: "helpdesk@endless.demo.test", kind: MailboxKind::Shared, provider: Provider::Demo,
        account: "alex@demo.test", sign_in_as: "alex@demo.test", readers: &["alex@demo.test"],
        cause: "unrecognised", note: "The server never ends its line.",
    },
    Mailbox {
        mailbox: "casey@gmail-like.demo.test", kind: MailboxKind::Own, provider: Provider::DemoGoogle,
        account: "casey@gmail-like.demo.test", sign_in_as: "casey@gmail-like.demo.test", readers: &["casey@gmail-like.demo.test"],
        cause: "healthy", note: "Casey opens their own mailbox.",
    },
    Mailbox {
        mailbox: "riley@gmail-like.demo.test", kind: MailboxKind::Own, provider: Provider::DemoGoogle,
        account: "riley@gmail-like.demo.test", sign_in_as: "casey@gmail-like.demo.test", readers: &["riley@gmail-like.demo.test"],
        cause: "wrong-user-signed-in", note: "Riley was meant to sign in, and Casey did.",
    },
    Mailbox {
        mailbox: "quinn@gmail-like.demo.test", kind: MailboxKind::Own, provider: Provider::DemoGoogle,
        account: "quinn@gmail-like.demo.test", sign_in_as: "quinn@gmail-like.demo.test", readers: &["quinn@gmail-like.demo.test"],
        cause: "missing-imap-scope", note: "Quinn's token lacks the mail permission.",
    },
];

/// The mailbox with this address, letters' case aside.
pub fn find(provider: Provider, address: &str) -> Option<&'static Mailbox> {
    MAILBOXES
        .iter()
        .find(|m| m.provider == provider && m.mailbox.eq_ignore_ascii_case(address))
}

impl Mailbox {
    /// Whether this account may open it over IMAP.
    pub fn opens_for(&self, account: &str) -> bool {
        self.readers
            .iter()
            .any(|reader| reader.eq_ignore_ascii_case(account))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::address::Address;
    use shared::cause::Cause;

    use super::*;
    use crate::{people, servers};

    #[test]
    fn every_cause_has_a_mailbox_and_every_mailbox_a_cause() {
        let shown: BTreeSet<_> = MAILBOXES.iter().map(|m| m.cause).collect();
        assert_eq!(shown, BTreeSet::from(Cause::CODES));
    }

    #[test]
    fn every_mailbox_has_its_server_and_its_people() {
        for row in &MAILBOXES {
            let address: Address = row.mailbox.parse().unwrap();
            let server = servers::for_address(&address).unwrap();
            assert_eq!(server.provider, row.provider, "{}", row.mailbox);
            for account in [row.account, row.sign_in_as].iter().chain(row.readers) {
                assert!(people::find(row.provider, account).is_some(), "{account}");
            }
            assert_eq!(find(row.provider, &row.mailbox.to_uppercase()), Some(row));
        }
    }

    #[test]
    fn the_table_agrees_with_what_each_cause_means() {
        for row in &MAILBOXES {
            let opens = row.opens_for(row.sign_in_as);
            let own = row.kind == MailboxKind::Own;
            match row.cause {
                "no-full-access-shared" => assert!(!opens && row.kind == MailboxKind::Shared),
                "no-full-access-other-user" => {
                    assert!(!opens && row.kind == MailboxKind::OtherUser);
                }
                "imap-disabled-mailbox" => assert!(!opens && own),
                "wrong-user-signed-in" => assert!(!opens && row.opens_for(row.account)),
                _ => assert!(opens, "{}", row.mailbox),
            }
            assert_eq!(own, row.mailbox == row.account, "{}", row.mailbox);
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
