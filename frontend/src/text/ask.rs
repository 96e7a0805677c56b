//! The form.

use shared::address::AddressError;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::{Confidence, Provider};
use shared::remedy::protocols as protocols_in_words;
use shared::request::MailboxKind;

use crate::examples::ExampleId;
use crate::guess::Guess;
use crate::state::ProviderProblem;

/// The question that brings people here.
pub const HEADING: &str = "Why can’t my application open this mailbox?";

/// What the page does about it.
pub const LEAD: &str = "Sign in with the account that your application uses. Greencheck opens the mailbox as the application would, and shows which step fails, why, and who can put it right.";

/// The mailbox.
pub const MAILBOX: &str = "Mailbox";
/// What it is.
pub const MAILBOX_HINT: &str = "The address that your application reads.";

/// The provider.
pub const PROVIDER: &str = "Mail provider";
/// No provider chosen yet.
pub const PROVIDER_CHOOSE: &str = "Choose a provider";
/// Nothing is set up at all.
pub const NO_PROVIDERS: &str = "The operator of this page has not set up any mail provider yet, so no mailbox can be checked here. The examples below work.";

/// Whose mailbox.
pub const KIND: &str = "Whose mailbox is it?";
/// What a shared mailbox is.
pub const KIND_HINT: &str =
    "Nobody signs in as a shared mailbox. People open it with their own account.";

/// The account.
pub const ACCOUNT: &str = "Who signs in?";
/// What it is.
pub const ACCOUNT_HINT: &str =
    "The account that your application is authorised with. It may differ from the mailbox.";
/// Not known.
pub const ACCOUNT_UNKNOWN: &str = "I don’t know";

/// The protocols.
pub const PROTOCOLS: &str = "What should be tried?";
/// What they are.
pub const PROTOCOLS_HINT: &str = "They run side by side with one sign-in. You allow no more than what is ticked. Nothing is sent.";
/// The same where one permission is for all of them.
pub const PROTOCOLS_HINT_ONE: &str = "They run side by side with one sign-in. This provider has one permission for all of them. Nothing is sent.";
/// None is ticked.
pub const NO_PROTOCOL: &str = "Tick at least one of these.";

/// A protocol, and what it is for.
pub const fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Imap => "IMAP (read mail)",
        Protocol::Pop => "POP3 (fetch mail)",
        Protocol::Smtp => "SMTP (send mail)",
    }
}

/// The switch.
pub const SPARE: &str = "Do not open my own mailbox to compare";
/// What it is about.
pub const SPARE_HINT: &str = "If this mailbox does not open, Greencheck may open the inbox of the account that signs in, read-only, to tell a missing permission from other causes. It says so before.";

/// The one main action.
pub const fn submit(path: Option<SignInPath>) -> &'static str {
    match path {
        None | Some(SignInPath::Operator | SignInPath::OwnApp) => "Sign in and check",
        Some(SignInPath::Device) => "Get a code",
        Some(SignInPath::Token) => "Go on to the token",
        Some(SignInPath::AppOnly) => "Go on to the secret",
    }
}

/// Above the examples.
pub const EXAMPLES: &str = "See an example first";
/// Below that heading.
pub const EXAMPLES_HINT: &str =
    "Three finished checks of people who do not exist. Nobody signs in.";

/// Opens a saved report.
pub const OPEN_REPORT: &str = "Open a report";
/// What that is.
pub const OPEN_REPORT_HINT: &str =
    "Somebody sent you a Greencheck report? The file is read in this window and sent nowhere.";

/// A choice of the kind.
pub const fn kind(kind: MailboxKind) -> &'static str {
    match kind {
        MailboxKind::Own => "Mine",
        MailboxKind::Shared => "A shared mailbox",
        MailboxKind::OtherUser => "Another person’s",
        MailboxKind::Alias => "Another address of mine",
        MailboxKind::Unknown => "I don’t know",
    }
}

/// A provider in the list.
pub fn provider(entry: &Provider) -> String {
    match ProviderProblem::of(entry) {
        Some(ProviderProblem::NotSetUp) => format!("{} (not set up by this operator)", entry.name),
        Some(ProviderProblem::NoOauth) => format!("{} (offers no OAuth)", entry.name),
        Some(ProviderProblem::Missing) | None => entry.name.clone(),
    }
}

/// The fold under a provider.
pub fn quirks(name: &str) -> String {
    format!("What to know about {name}")
}

/// How far this page's entry of a provider can be relied on.
pub fn standing(entry: &Provider) -> Option<String> {
    let sure = match entry.confidence {
        Confidence::High => None,
        Confidence::Medium => {
            Some("These settings come from several reports, not from the provider itself.")
        }
        Confidence::Low => Some(
            "Reports about these settings differ. If the server is not found, they may be the reason.",
        ),
    };
    let when = entry
        .last_checked
        .as_ref()
        .map(|when| format!("Last compared with the sources in {when}."));
    let parts: Vec<String> = sure.map(str::to_owned).into_iter().chain(when).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Before anything tells the provider.
pub const PROVIDER_HINT: &str = "Guessed from the address where possible. You can change it.";

/// How the provider is known.
pub fn guessed(how: Guess, mailbox: &str) -> String {
    let domain = mailbox.trim().rsplit_once('@').map(|(_, domain)| domain);
    match (how, domain) {
        (Guess::ByDomain, Some(domain)) => format!("Found for {domain}. You can change it."),
        (Guess::Found, Some(domain)) => {
            format!("Found: {domain} is held there. You can change it.")
        }
        (Guess::ByDomain | Guess::Found, None) => {
            "Found for this address. You can change it.".to_owned()
        }
        (Guess::Default, _) => {
            "Guessed: the operator of this page says that most mailboxes here are there. You can change it.".to_owned()
        }
        (Guess::OnlyOne, _) => {
            "Guessed: it is the only one set up here. You can change it.".to_owned()
        }
        (Guess::ByHand, _) => "Chosen by you.".to_owned(),
        (Guess::ByPortal, _) => "Chosen by the portal. You can change it.".to_owned(),
        (Guess::ByLink, _) => {
            "Chosen by the link that filled in this form. You can change it.".to_owned()
        }
    }
}

/// Why a provider cannot be used, and what to do.
pub fn provider_problem(problem: ProviderProblem, name: &str, operator: Option<&str>) -> String {
    let operator = operator.unwrap_or("the operator of this page");
    match problem {
        ProviderProblem::Missing => {
            "Choose the provider whose servers hold this mailbox.".to_owned()
        }
        ProviderProblem::NotSetUp => format!(
            "{name} is known here and not set up: this page has no registered application to sign in with. Ask {operator} to set it up."
        ),
        ProviderProblem::NoOauth => format!(
            "{name} offers no OAuth for mail programs, so there is no token to test. Applications sign in there with a password of their own, which Greencheck never asks for."
        ),
    }
}

/// Why an address is none.
pub const fn address_problem(problem: AddressError) -> &'static str {
    match problem {
        AddressError::Empty => "Type the address of the mailbox.",
        AddressError::Malformed => "This is not a whole address. It looks like name@example.com.",
        AddressError::Domain => "What follows the @ is not a domain such as example.com.",
        AddressError::TooLong => "This is longer than 254 characters, and no address is that long.",
    }
}

/// Where the person signs in, for whoever never heard of OAuth.
pub fn where_you_sign_in(provider: Option<(&str, Option<&str>)>) -> String {
    match provider {
        Some((name, Some(host))) => {
            format!(
                "You sign in at {host}, {name}’s own page. Greencheck never sees your password."
            )
        }
        Some((name, None)) => {
            format!("You sign in on {name}’s own page. Greencheck never sees your password.")
        }
        None => {
            "You sign in on your mail provider’s own page. Greencheck never sees your password."
                .to_owned()
        }
    }
}

/// What is allowed, for how long, and what is done with it.
pub fn what_you_allow(protocols: &[Protocol], minutes: Option<u32>) -> String {
    let long = match minutes {
        None | Some(0) => "a short time".to_owned(),
        Some(60) => "about an hour".to_owned(),
        Some(minutes) => format!("about {minutes} minutes"),
    };
    if protocols.is_empty() {
        return NO_PROTOCOL.to_owned();
    }
    let names = protocols_in_words(protocols);
    let knows = if let [_] = protocols {
        format!("{names} knows")
    } else {
        "these know".to_owned()
    };
    let happens = what_happens(protocols);
    format!(
        "You allow it to use your mail over {names} for {long}; {knows} no smaller permission. {happens}"
    )
}

/// What a check does, whoever allowed it.
pub fn what_happens(protocols: &[Protocol]) -> String {
    let opens = protocols
        .iter()
        .any(|protocol| *protocol != Protocol::Smtp)
        .then_some("It opens the inbox read-only and reads no message.");
    let sends = protocols
        .contains(&Protocol::Smtp)
        .then_some("It sends nothing.");
    let parts = opens.into_iter().chain(sends).chain(["It keeps nothing."]);
    parts.collect::<Vec<_>>().join(" ")
}

/// The account is at home in another directory than the mailbox.
pub fn foreign(account: &str, mailbox: &str) -> String {
    format!(
        "{account} and {mailbox} belong to two different directories. An account of {account} is a guest at {mailbox} at best, and guests cannot open mailboxes over IMAP or POP. Use an account of {mailbox}."
    )
}

/// An administrator is back from the page where consent is given.
pub const CONSENTED: &str = "If an administrator has just approved the application, whoever could not sign in before can try again now.";

/// Above a form that a link has filled in.
pub const FROM_LINK: &str =
    "A link has filled in this form. Look at it before you go on: nothing has been sent.";

/// How to withdraw it, before a link.
pub const WITHDRAW_AT: &str = "You can withdraw the permission at any time:";
/// How to withdraw it, without a link.
pub const WITHDRAW: &str =
    "You can withdraw the permission at any time in your account’s security settings.";

/// An example.
pub const fn example(id: ExampleId) -> &'static str {
    match id {
        ExampleId::NoFullAccess => "A shared mailbox without permission",
        ExampleId::WrongAudience => "A token for the wrong service",
        ExampleId::Healthy => "A mailbox that opens",
    }
}
