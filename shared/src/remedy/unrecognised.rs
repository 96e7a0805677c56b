//! No rule fits: say so, and say what to do with the server's words.

use super::{Fix, Instruction, names};
use crate::case::Case;
use crate::cause::Actor;
use crate::plan::Step;

pub fn fix(case: &Case, step: Option<Step>) -> Fix {
    match step {
        Some(step) => at_step(case, step),
        None => at_sign_in(case),
    }
}

fn at_step(case: &Case, step: Step) -> Fix {
    Fix {
        title: format!(
            "The check stopped while it tried to {}, for a reason that is not known here",
            names::step(step)
        ),
        actor: Actor::MailServerAdmin,
        who: names::mailbox_admin(case.provider.family).to_owned(),
        steps: vec![
            Instruction::new(
                "Wait five minutes and check again: a fault that passes by itself is the server’s.",
            ),
            Instruction::new(
                "Send the report, with the server’s own words in it, to whoever runs the mail server, and ask what the words mean.",
            ),
        ],
        verify: "Check again after any change. The server’s words stand unchanged below."
            .to_owned(),
    }
}

fn at_sign_in(case: &Case) -> Fix {
    let provider = names::shown(&case.provider.name);
    Fix {
        title: format!("The sign-in at {provider} gave no token"),
        actor: Actor::User,
        who: "you, then whoever administers accounts and applications".to_owned(),
        steps: vec![
            Instruction::new(
                "Sign in again in a private window, and finish every page that the provider shows.",
            ),
            Instruction::new(format!(
                "If it fails in the same way, send the report to {}: the provider’s own words are in it.",
                names::identity_admin(case.provider.family)
            )),
        ],
        verify: "The check goes on by itself as soon as a sign-in succeeds.".to_owned(),
    }
}
