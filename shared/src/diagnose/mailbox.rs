//! The mailbox: it opened, or the server refused it after it had taken the token.

use super::access::{self, when};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, List, Reason, family, said, token, unrecognised_reply};
use crate::case::{Attempt, Case};
use crate::cause::Cause;
use crate::evidence::{Outcome, Reply};
use crate::plan::{Protocol, Step};
use crate::words::Says;

/// Every route was let in: nothing that came before or after can be at fault.
pub fn healthy(case: &Case, check: &Attempt) -> Option<List> {
    let routes = &check.plan.routes;
    if !check.finished || routes.is_empty() {
        return None;
    }
    let mut reasons = Vec::new();
    for (index, route) in routes.iter().enumerate() {
        if !check.let_in(index) {
            return None;
        }
        reasons.push(Reason::pro(match (route.protocol, check.opened(index)) {
            (Protocol::Imap, Some(messages)) => Fact::MailboxOpened { messages },
            (_, Some(messages)) => Fact::MaildropCounted { messages },
            (_, None) => Fact::SubmissionAllowed,
        }));
        for step in [Step::List, Step::Rset, Step::Logout] {
            let evidence = check.evidence(index, step);
            if evidence.is_some_and(|evidence| evidence.outcome() == Outcome::Failed) {
                reasons.push(Reason::con(Fact::LaterStepFailed {
                    step,
                    over: route.protocol,
                }));
            }
        }
    }
    reasons.extend(family::beside(case));
    if let (Some(account), Some(meant)) = (case.signed_in_as(), &case.ask.account)
        && !meant.same_as(account)
    {
        reasons.push(Reason::con(Fact::AccountNotAsMeant {
            signed_in: account.to_owned(),
            meant: meant.clone(),
        }));
    }
    Some(List {
        route: 0,
        leads: true,
        over: routes.iter().map(|route| route.protocol).collect(),
        clues: Vec::new(),
        suspects: vec![Suspect::named(Cause::Healthy, reasons)],
    })
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
