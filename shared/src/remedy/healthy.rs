//! The mailbox opened. What that proves, and the first thing to do where the application still fails.

use super::fix::{Fix, Wait};
use super::names;
use crate::case::Case;
use crate::cause::Actor;

pub fn fix(case: &Case) -> Fix {
    let person = names::person(case, case.signed_in_as());
    let mailbox = names::mailbox(case);
    let title = format!(
        "{} can open {mailbox} over {} with OAuth",
        names::capital(&person),
        case.protocol().name(),
    );
    Fix::new(case, title, Actor::Nobody)
        .who("nobody: the mailbox opens")
        .step(format!(
            "If the application still fails, authorise it again in a private window and sign in there as {}.",
            case.signed_in_as().map_or(person, names::shown)
        ))
        .step("If it fails after that, compare the application’s own registration: client id, client secret, scopes and redirect URI.")
        .step("If those are right, test the network and the certificates from the machine that the application runs on.")
        .proof(
            "The mailbox, the permission and IMAP were tested just now, with this account and from this relay. The application’s stored token, its registration and its network were not.",
            Wait::AtOnce,
        )
}
