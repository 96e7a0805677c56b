//! The mailbox opened. What that proves, and the first thing to do where the application still fails.

use super::{Fix, Instruction, names};
use crate::case::Case;
use crate::cause::Actor;

pub fn fix(case: &Case) -> Fix {
    let person = names::person(case, case.signed_in_as());
    let mailbox = &case.ask.mailbox;
    Fix {
        title: format!(
            "{} can open {mailbox} over IMAP with OAuth",
            names::capital(&person)
        ),
        actor: Actor::Nobody,
        who: "nobody: the mailbox opens".to_owned(),
        steps: vec![
            Instruction::new(format!(
                "If the application still fails, authorise it again in a private window and sign in there as {}.",
                case.signed_in_as().map_or(person, names::shown)
            )),
            Instruction::new(
                "If it fails after that, compare the application’s own registration: client id, client secret, scopes and redirect URI.",
            ),
            Instruction::new(
                "If those are right, test the network and the certificates from the machine that the application runs on.",
            ),
        ],
        verify: "The mailbox, the permission and IMAP were tested just now, with this account and from this relay. The application’s stored token, its registration and its network were not.".to_owned(),
    }
}
