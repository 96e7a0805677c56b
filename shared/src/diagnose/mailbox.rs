//! The mailbox: it opened, or the server refused it after it had taken the token.

use super::access::{self, when};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, Reason, said, token, unrecognised_reply};
use crate::case::{Attempt, Case};
use crate::cause::Cause;
use crate::evidence::{Outcome, Reply};
use crate::plan::Step;
use crate::words::Says;

/// It opened: nothing that came before or after can be at fault.
pub fn healthy(case: &Case, attempt: &Attempt, index: usize, messages: u32) -> Suspect {
    let mut reasons = vec![Reason::pro(Fact::MailboxOpened { messages })];
    for step in [Step::List, Step::Logout] {
        let failed = attempt
            .evidence(index, step)
            .is_some_and(|evidence| evidence.outcome() == Outcome::Failed);
        if failed {
            reasons.push(Reason::con(Fact::LaterStepFailed { step }));
        }
    }
    if let (Some(account), Some(meant)) = (case.signed_in_as(), &case.ask.account)
        && !meant.same_as(account)
    {
        reasons.push(Reason::con(Fact::AccountNotAsMeant {
            signed_in: account.to_owned(),
            meant: meant.clone(),
        }));
    }
    Suspect::named(Cause::Healthy, reasons)
}

/// The token was taken and the mailbox was refused.
pub fn refused(scene: &Scene, reply: &Reply) -> Vec<Suspect> {
    if let Some(named) = said::suspects(scene, &reply.text) {
        return named;
    }
    let denied = [
        Says::AuthenticatedNotConnected,
        Says::AccessRefused,
        Says::NoRecipient,
        Says::SignInRefused,
    ];
    if !denied.into_iter().any(|says| scene.words.say(says)) {
        return vec![unrecognised_reply(scene.observation.step, reply)];
    }
    let seen = vec![
        Reason::pro(Fact::SignInAccepted),
        Reason::pro(Fact::MailboxRefused {
            said: reply.text.clone(),
        }),
    ];
    let mut all = token::defects(scene, false);
    all.extend(access::suspects(scene, when(scene.observation.step), seen));
    all
}
