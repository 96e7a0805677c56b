//! What stands between the person and an answer. None of it is about the mailbox.

use shared::evidence::signin::SignInFailure;
use shared::limit::Limit;
use shared::refusal::Refusal;

use crate::clock;
use crate::state::{ConfigTrouble, Trouble};

/// What is said about a trouble.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// What happened.
    pub title: String,
    /// Why, and what it means for the mailbox.
    pub why: String,
    /// What to do.
    pub next: String,
}

fn words_of(title: impl Into<String>, why: impl Into<String>, next: impl Into<String>) -> Words {
    Words {
        title: title.into(),
        why: why.into(),
        next: next.into(),
    }
}

/// Signs in again.
pub const SIGN_IN_AGAIN: &str = "Sign in again";
/// Loads the page again.
pub const RELOAD: &str = "Reload the page";
/// Asks the relay for its settings again.
pub const TRY_AGAIN: &str = "Try again";
/// Nothing typed is lost.
pub const FORM_KEPT: &str = "Everything you typed is still in the form below.";

/// The stable name, for automation and for searching.
pub const fn code(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::SignIn(_) => "sign-in",
        Trouble::BrowserRefuses => "browser-refuses",
        Trouble::ProviderEntry => "provider-entry",
        Trouble::Refused { .. } => "refused",
        Trouble::Reload => "reload",
        Trouble::RelayUnreachable => "relay-unreachable",
        Trouble::WebSocketBlocked => "web-socket-blocked",
        Trouble::ConnectionLost => "connection-lost",
        Trouble::Unreadable => "unreadable",
    }
}

/// There are no settings, so no provider can be offered.
pub fn config(trouble: ConfigTrouble) -> Words {
    match trouble {
        ConfigTrouble::Unreachable => words_of(
            "The relay does not answer",
            "This page asks a small server, the relay, to open the mailbox. It cannot be reached just now. This says nothing about the mailbox.",
            "Check this computer’s connection to the Internet, then try again. If other pages open, tell the operator of this page.",
        ),
        ConfigTrouble::Unreadable => words_of(
            "The relay’s answer cannot be read",
            "Something else than the relay’s settings came back. A proxy or a sign-in page of this network may have answered in its place.",
            "Open any other page to see whether this network asks you to sign in first, then try again.",
        ),
    }
}

/// Title, reason and next step; `provider` is the name of the one that was signed in at.
pub fn words(trouble: &Trouble, provider: Option<&str>) -> Words {
    match trouble {
        Trouble::SignIn(failure) => sign_in(failure, provider.unwrap_or("the provider")),
        Trouble::BrowserRefuses => words_of(
            "This browser does not let the page begin a sign-in",
            "A sign-in needs random numbers and a note that lasts until you come back. This browser refuses one of them, often because site data is blocked.",
            "Allow this page to store site data, or open it in another browser.",
        ),
        Trouble::ProviderEntry => words_of(
            "This provider is set up wrongly on this page",
            "Its entry in the relay’s settings has an address that cannot be used. Nobody was signed in, and nothing was sent.",
            "Tell the operator of this page. The relay names the entry when it starts.",
        ),
        Trouble::Refused {
            refusal,
            retry_after,
            limit,
        } => refused(*refusal, *retry_after, *limit),
        Trouble::Reload => words_of(
            "This page is older than its relay",
            "The relay was updated after this page was opened, and the two no longer understand each other.",
            "Reload the page. The form is kept.",
        ),
        Trouble::RelayUnreachable => words_of(
            "The relay does not answer",
            "The server behind this page cannot be reached. This says nothing about the mailbox.",
            "Look at this computer’s connection to the Internet, then try again. If a sign-in was under way, it begins anew.",
        ),
        Trouble::WebSocketBlocked => words_of(
            "Your network blocks WebSockets",
            "The relay answers ordinary requests, and the lasting connection (WebSocket) that a check needs does not open. A proxy or a security product between you and the relay refuses it. This says nothing about the mailbox.",
            "Ask your network administrator to allow WebSocket connections to this page’s address, or check again from another network.",
        ),
        Trouble::ConnectionLost => words_of(
            "The connection to the relay was lost",
            "The check did not come to an end. What is missing says nothing about the mailbox.",
            "Check again. If the connection is lost a second time, try another network, or tell the operator of this page.",
        ),
        Trouble::Unreadable => words_of(
            "The relay’s answer cannot be read",
            "Something came back that is no message of a check. A proxy may have changed it, or page and relay do not fit together.",
            "Reload the page, and check again. If it stays so, tell the operator of this page.",
        ),
    }
}

fn sign_in(failure: &SignInFailure, provider: &str) -> Words {
    match failure {
        // What belongs to a question is a finding; this is the rest.
        SignInFailure::Provider { .. }
        | SignInFailure::Unreachable
        | SignInFailure::UnreachableForRelay
        | SignInFailure::Stayed { .. } => words_of(
            format!("{provider} gave no token"),
            "The sign-in ended without permission.",
            "Send the form below to begin a new sign-in.",
        ),
        SignInFailure::UnknownState => words_of(
            "This answer belongs to no sign-in of this window",
            "It was used already, it is too old, or it was meant for another window. It was dropped, and nothing was sent to anybody.",
            "Send the form below to begin a new sign-in.",
        ),
        SignInFailure::WrongIssuer => words_of(
            format!("The answer did not come from {provider}"),
            "It names another sender than the one that was asked, so it was dropped and no token was fetched with it.",
            "Sign in again. If it happens twice, tell the operator of this page.",
        ),
        SignInFailure::NoCode => words_of(
            format!("{provider} sent an empty answer"),
            "It holds neither permission nor a reason why there is none.",
            "Sign in again, and finish every page that the provider shows.",
        ),
        SignInFailure::WrongIdentity => words_of(
            "The token belongs to another sign-in",
            format!(
                "The identity that came with it was issued by somebody else than {provider}, for another application, or for another sign-in. It was dropped."
            ),
            "Sign in again. If it happens twice, tell the operator of this page.",
        ),
        SignInFailure::Unreadable => words_of(
            format!("The answer of {provider} is no token"),
            "You signed in, and something else than a token came back. A proxy may have answered in the provider’s place.",
            "Sign in again. If it happens twice, show this to the operator of this page.",
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "one table, a row for each refusal")]
fn refused(refusal: Refusal, retry_after: Option<u32>, limit: Option<Limit>) -> Words {
    let operator = "Tell the operator of this page.";
    let again = "Check again.";
    let (title, why, next) = match refusal {
        Refusal::BuildMismatch => (
            "This page is older than its relay",
            "The relay was updated after this page was opened.",
            "Reload the page. The form is kept.",
        ),
        Refusal::AppMalformed => (
            "The relay does not take this for an application",
            "The client id or the tenant has a shape that none has, and nothing was sent.",
            "Look at both in the form below, and send it again.",
        ),
        Refusal::PathNotOffered => (
            "This way to sign in is not offered here",
            "The operator of this page allows no sign-in of this kind at this provider.",
            "Choose another way in the form below.",
        ),
        Refusal::SecretNotTaken => (
            "This relay takes no secrets from people",
            "Its operator allows only the applications that stand in its own settings, and the secret was not used.",
            "Choose another way in the form below, or ask the operator of this page to set your application up.",
        ),
        Refusal::SecretMalformed => (
            "The relay does not take this for a secret",
            "It is empty, too long, or has a character in it that none has, and nothing was sent to the provider.",
            "Copy the secret’s value once more, and sign in again.",
        ),
        Refusal::CheckRunning => (
            "A check is running already",
            "The relay does one check at a time for one page.",
            again,
        ),
        Refusal::ControlMalformed => (
            "The relay did not understand the second look",
            "It does not know what should be done differently this time, and nothing was sent.",
            "Reload the page, and check again.",
        ),
        Refusal::HostUnknown => (
            "The relay does not know a mail server for this mailbox",
            "It connects only to servers that its operator has listed for this provider.",
            operator,
        ),
        Refusal::HostNotAscii => (
            "The mail server’s name has letters that this relay cannot look up",
            "It resolves names in plain ASCII letters only.",
            "Ask the operator of this page to write the name in its ASCII form (xn--…).",
        ),
        Refusal::Internal => (
            "The relay failed",
            "The fault is the relay’s own. It says nothing about the mailbox.",
            "Check again. If it happens twice, tell the operator of this page.",
        ),
        Refusal::IssuerNotBound => (
            "This token may not go to that mail server",
            "A token is sent only to servers of the provider that issued it, and this one names another issuer. It was not sent.",
            "Make sure that the provider in the form is the one whose servers hold the mailbox, then sign in again.",
        ),
        Refusal::MailboxMalformed => (
            "The relay does not take this for a mailbox address",
            "The check did not begin, and nothing was sent.",
            "Look at the address in the form below, and send it again.",
        ),
        Refusal::MessageMalformed | Refusal::MessageOutOfOrder => (
            "The relay did not understand this page",
            "What was sent is no message that the relay expects here.",
            "Reload the page, and check again. If it stays so, tell the operator of this page.",
        ),
        Refusal::MessageTooLarge => (
            "The request is too large for the relay",
            "It takes messages up to 24 KiB, and the token fills most of that.",
            operator,
        ),
        Refusal::PortNotMail => (
            "The relay does not connect to this port",
            "It connects only to ports that mail uses, unless its operator lists another.",
            operator,
        ),
        Refusal::ProtocolNotOffered => (
            "The relay does not check this protocol here",
            "It knows no server of this provider for it, or this version cannot check it. Nothing was sent.",
            operator,
        ),
        Refusal::ProtocolsMalformed => (
            "The relay was asked for no protocol, or twice for one",
            "The check did not begin, and nothing was sent.",
            "Reload the page, and check again.",
        ),
        Refusal::ProviderNotSetUp => (
            "This provider is not set up here",
            "The relay knows it, and has no registered application for it.",
            "Ask the operator of this page to set it up.",
        ),
        Refusal::ProviderUnknown => (
            "The relay does not know this provider",
            "Its list may have changed since this page was opened.",
            "Reload the page. The form is kept.",
        ),
        Refusal::SessionExpired => (
            "The connection to the relay was open for too long",
            "It lasts five minutes at most, and ends when it is silent.",
            again,
        ),
        Refusal::TicketInvalid => (
            "The relay’s permission to connect had run out",
            "It lasts one minute and is good for one connection.",
            again,
        ),
        Refusal::TokenMalformed => (
            "The provider’s token is not one that can be sent",
            "It is empty, too long, or has a character that no token has. It was not sent.",
            "Sign in again. If it happens twice, tell the operator of this page.",
        ),
        Refusal::TokenOpaque => (
            "The provider’s token is of an unexpected kind",
            "This provider’s tokens say who issued them, and this one does not. It was not sent.",
            "Sign in again. If it happens twice, tell the operator of this page.",
        ),
        Refusal::TooMany => (
            "Too many checks in a short time",
            "The relay runs only so many checks in a minute, so that nobody can use it to flood a mail server.",
            again,
        ),
    };
    let next = match retry_after {
        Some(ms) => format!("Wait {}, then check again.", clock::wait(ms)),
        None => next.to_owned(),
    };
    let next = match limit {
        Some(limit) => format!("{next} {}", raise(limit)),
        None => next,
    };
    words_of(title, why, next)
}

/// What the operator could do about a limit.
fn raise(limit: Limit) -> String {
    let shared = if limit.is_of_an_address() {
        "All who come from one address, as from one company, share this limit. "
    } else {
        ""
    };
    let setting = limit.setting();
    format!("{shared}If it happens often, ask the operator of this page to raise {setting}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_full() {
        let trouble = Trouble::Refused {
            refusal: Refusal::TooMany,
            retry_after: Some(20_000),
            limit: None,
        };
        assert_eq!(
            words(&trouble, None).next,
            "Wait 20 seconds, then check again."
        );
    }

    #[test]
    fn a_limit_is_named_for_whoever_can_raise_it() {
        let next = |limit| {
            let trouble = Trouble::Refused {
                refusal: Refusal::TooMany,
                retry_after: Some(20_000),
                limit: Some(limit),
            };
            words(&trouble, None).next
        };
        assert_eq!(
            next(Limit::ChecksPerMinuteInAll),
            "Wait 20 seconds, then check again. \
             If it happens often, ask the operator of this page to raise checks_per_minute_in_all."
        );
        let of_a_company = next(Limit::ChecksPerMinute);
        assert!(
            of_a_company.contains("as from one company"),
            "{of_a_company}"
        );
        assert!(
            of_a_company.ends_with("raise checks_per_minute."),
            "{of_a_company}"
        );
    }

    /// The page promises to say what to do, and never to shout.
    #[test]
    fn every_trouble_ends_with_something_to_do() {
        let all = [
            Trouble::SignIn(SignInFailure::UnknownState),
            Trouble::SignIn(SignInFailure::NoCode),
            Trouble::BrowserRefuses,
            Trouble::ProviderEntry,
            Trouble::Reload,
            Trouble::RelayUnreachable,
            Trouble::WebSocketBlocked,
            Trouble::ConnectionLost,
            Trouble::Unreadable,
        ];
        for trouble in all {
            let Words { title, why, next } = words(&trouble, None);
            assert!(!title.ends_with('.') && why.ends_with('.') && next.ends_with('.'));
            assert!(!format!("{title}{why}{next}").contains('!'), "{title}");
        }
    }
}
