//! The person's own names, as they stand in sentences.

use time::OffsetDateTime;

use crate::case::Case;
use crate::cause::Actor;
use crate::deceptive::is_deceptive;
use crate::evidence::signin::{Flow, SignIn};
use crate::plan::{AddressFamily, Protocol, Step};
use crate::provider::Family;

/// An address family in a sentence.
pub const fn family(family: AddressFamily) -> &'static str {
    match family {
        AddressFamily::Any => "either address family",
        AddressFamily::V4 => "IPv4",
        AddressFamily::V6 => "IPv6",
    }
}

/// Names of protocols in a sentence.
pub fn protocols(protocols: &[Protocol]) -> String {
    let names: Vec<&str> = protocols.iter().map(|protocol| protocol.name()).collect();
    match names[..] {
        [] => String::new(),
        [only] => only.to_owned(),
        [ref before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Longer than any name that a heading can carry.
const LONGEST: usize = 80;

/// Who signed in, as a sentence names them: the display name, else the account, else a description.
pub fn person(case: &Case, account: Option<&str>) -> String {
    let display = match &case.sign_in {
        Some(SignIn::SignedIn { name, .. }) => name.as_deref(),
        _ => None,
    };
    display
        .map(shown)
        .filter(|name| !name.is_empty())
        .or_else(|| account.map(shown).filter(|name| !name.is_empty()))
        .unwrap_or_else(|| {
            let nobody = case.flow == Flow::App;
            let who = if nobody {
                "application"
            } else {
                "account that signed in"
            };
            format!("the {who}")
        })
}

/// `Alex’s`
pub fn of(person: &str) -> String {
    format!("{person}’s")
}

/// With a capital, for the start of a sentence that begins with a description.
pub fn capital(text: &str) -> String {
    let article = |small, large| Some(format!("{large}{}", text.strip_prefix(small)?));
    article("the ", "The ")
        .or_else(|| article("an ", "An "))
        .unwrap_or_else(|| text.to_owned())
}

/// A text from outside, without what deceives the eye, at a length that fits a sentence.
pub fn shown(text: &str) -> String {
    shown_within(text, LONGEST)
}

/// The same for a provider's explanation, which is a sentence of its own.
pub fn shown_at_length(text: &str) -> String {
    shown_within(text, 4 * LONGEST)
}

fn shown_within(text: &str, longest: usize) -> String {
    let clean: String = text
        .chars()
        .filter(|c| !is_deceptive(*c))
        .take(longest + 1)
        .collect();
    let clean = clean.trim();
    if clean.chars().count() > longest {
        let kept: String = clean.chars().take(longest).collect();
        format!("{kept}…")
    } else {
        clean.to_owned()
    }
}

/// The mailbox that the question is about.
pub fn mailbox(case: &Case) -> String {
    case.ask
        .mailbox
        .as_ref()
        .map_or_else(|| "the mailbox".to_owned(), ToString::to_string)
}

/// The server, as a sentence names it.
pub fn server(server: &crate::cause::Server) -> String {
    server
        .host
        .as_ref()
        .map_or_else(|| "the mail server".to_owned(), ToString::to_string)
}

/// What a step does, to finish `The check stopped while it tried to …`.
pub const fn step(step: Step, protocol: Protocol) -> &'static str {
    match step {
        Step::Dns => "find the server’s address",
        Step::Tcp => "connect to the server",
        Step::Tls => "secure the connection (TLS)",
        Step::Greeting => "read the server’s greeting",
        Step::Starttls => "change to an encrypted connection (STARTTLS)",
        Step::Capability => "learn what the server can do",
        Step::Auth => "sign in to the mail server",
        Step::Examine => "open the inbox (EXAMINE)",
        Step::Stat => "count the messages (STAT)",
        Step::List => match protocol {
            Protocol::Pop => "list the last message (LIST)",
            Protocol::Imap | Protocol::Smtp => "count the folders (LIST)",
        },
        Step::Fetch => "read a message",
        Step::Send => "send a message",
        Step::Rset => "clear the way for a message (RSET)",
        Step::Logout => "say goodbye",
    }
}

/// Who acts, in the words of the provider's world.
pub const fn actor(actor: Actor, family: Family) -> &'static str {
    match actor {
        Actor::User => "you, the person who signs in",
        Actor::MailboxAdmin => mailbox_admin(family),
        Actor::IdentityAdmin => identity_admin(family),
        Actor::ApplicationAdmin => APPLICATION_ADMIN,
        Actor::MailServerAdmin => "whoever runs the mail server",
        Actor::NetworkAdmin => "whoever runs the network between this relay and the server",
        Actor::Provider => "the mail provider",
        Actor::Nobody => "nobody",
    }
}

/// Who administers mailboxes.
pub const fn mailbox_admin(family: Family) -> &'static str {
    match family {
        Family::Microsoft => "an Exchange administrator",
        Family::OutlookCom => "you, the owner of the account",
        Family::Google => "a Google Workspace administrator",
        Family::Other => "the administrator of the mail server",
    }
}

/// Who administers identities and registered applications.
pub const fn identity_admin(family: Family) -> &'static str {
    match family {
        Family::Microsoft => "an Entra administrator",
        Family::OutlookCom => "whoever registered the application with Microsoft",
        Family::Google => {
            "whoever runs the application’s Google Cloud project, or a Google Workspace administrator"
        }
        Family::Other => "the administrator of the identity provider",
    }
}

/// Who configures whatever reads the mail.
pub const APPLICATION_ADMIN: &str =
    "the administrator of the application that reads the mail, such as a Jira administrator";

/// Beside a title that is about one protocol.
pub const fn over(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Imap => "IMAP",
        Protocol::Pop => "POP",
        Protocol::Smtp => "authenticated SMTP",
    }
}

/// `2026-01-31 09:05 UTC`; seconds that are no date stay a number.
pub fn moment(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds).map_or_else(
        |_| format!("second {seconds} since 1970"),
        |t| {
            let (y, m, d) = (t.year(), u8::from(t.month()), t.day());
            format!("{y:04}-{m:02}-{d:02} {:02}:{:02} UTC", t.hour(), t.minute())
        },
    )
}

/// `a, b and c`
pub fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| shown(item)).collect();
    match items.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_utc() {
        assert_eq!(moment(1_700_000_000), "2023-11-14 22:13 UTC");
        assert_eq!(moment(i64::MAX), format!("second {} since 1970", i64::MAX));
    }

    #[test]
    fn names_cannot_deceive_or_fill_the_page() {
        assert_eq!(shown(" Al\u{202e}ex\n "), "Alex");
        assert_eq!(shown(&"a".repeat(500)).chars().count(), 81);
    }

    #[test]
    fn lists_read_as_sentences_do() {
        let items = |n: usize| -> Vec<String> { (0..n).map(|i| i.to_string()).collect() };
        assert_eq!(list(&items(0)), "nothing");
        assert_eq!(list(&items(1)), "0");
        assert_eq!(list(&items(3)), "0, 1 and 2");
    }
}
