//! No rule fits: say so, and say what to do with the words.

use super::fix::{Fix, Wait};
use super::names;
use crate::case::Case;
use crate::cause::Actor;
use crate::plan::{Protocol, Step};

pub fn fix(case: &Case, protocol: Protocol, step: Option<Step>) -> Fix {
    match step {
        Some(step) => at_step(case, protocol, step),
        None => at_sign_in(case),
    }
}

fn at_step(case: &Case, protocol: Protocol, step: Step) -> Fix {
    let what = if case.pasted.is_some() {
        "The words tell of no reason that is known here".to_owned()
    } else {
        format!(
            "The check stopped while it tried to {}, for a reason that is not known here",
            names::step(step, protocol)
        )
    };
    Fix::new(case, what, Actor::MailServerAdmin)
        .who(names::mailbox_admin(case.provider.family))
        .step("Wait five minutes and check again: a fault that passes by itself is the server’s.")
        .step("Send the report, with the server’s own words in it, to whoever runs the mail server, and ask what the words mean.")
        .proof(
            "Check again after any change. The server’s words stand unchanged below.",
            Wait::AtOnce,
        )
}

fn at_sign_in(case: &Case) -> Fix {
    let provider = names::shown(&case.provider.name);
    Fix::new(
        case,
        format!("The sign-in at {provider} gave no token"),
        Actor::User,
    )
    .who("you, then whoever administers accounts and applications")
    .step("Sign in again in a private window, and finish every page that the provider shows.")
    .step(format!(
        "If it fails in the same way, send the report to {}: the provider’s own words are in it.",
        names::identity_admin(case.provider.family)
    ))
    .proof(
        "The check goes on by itself as soon as a sign-in succeeds.",
        Wait::AtOnce,
    )
}
