//! What was learnt after the first refusal: controls that ran, and what people said.

use serde::Serialize;

use crate::case::{Attempt, Case};
use crate::control::Control;
use crate::plan::Protocol;
use crate::told::Told;
use crate::words::exchange::Closing;
use crate::words::{Says, Words};

/// One thing learnt.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clue {
    /// A control ran to its end, or another protocol of the same check did.
    Control {
        /// Which.
        control: Control,
        /// Over which protocol it ran.
        over: Protocol,
        /// Whether it opened what it tried to open.
        opened: bool,
    },
    /// A person said something.
    Told(Told),
}

/// Everything learnt so far about one route of the latest check, in order: what the other routes showed, then the
/// controls, then people. A control that was stopped, failed on the way to the server or met a busy one taught nothing.
pub fn of(case: &Case, route: usize) -> Vec<Clue> {
    let series = case.series();
    let check = series.first();
    // Where the way is the trouble, what another protocol was told about the mailbox says nothing.
    let judged = check.is_some_and(|check| {
        let failure = check.failure(route);
        failure.is_some_and(|failure| failure.evidence.is_refusal_of_access())
    });
    let beside = check
        .filter(|_| judged)
        .into_iter()
        .flat_map(|check| beside(check, route, series));
    let controls = series.iter().skip(1).filter_map(|attempt| {
        Some(Clue::Control {
            control: attempt.plan.control?,
            over: attempt.plan.routes.first()?.protocol,
            opened: outcome(attempt, 0)?,
        })
    });
    beside
        .chain(controls)
        .chain(case.told.iter().cloned().map(Clue::Told))
        .collect()
}

/// The other protocols went with the same token to the same mailbox; what a look over one opened later counts.
fn beside<'c>(
    check: &'c Attempt,
    route: usize,
    series: &'c [Attempt],
) -> impl Iterator<Item = Clue> + use<'c> {
    let opened_later = move |protocol: Protocol| {
        series.iter().skip(1).any(|look| {
            let same = look.plan.control != Some(Control::OwnMailbox);
            same && look.let_in(0) && look.plan.routes[0].protocol == protocol
        })
    };
    let others = check.plan.routes.iter().enumerate();
    others
        .filter(move |(index, _)| *index != route)
        .filter_map(move |(index, other)| {
            Some(Clue::Control {
                control: Control::Protocol(other.protocol),
                over: other.protocol,
                opened: outcome(check, index)? || opened_later(other.protocol),
            })
        })
}

/// Whether a route opened what it tried; `None` when it never came to be answered.
pub fn outcome(attempt: &Attempt, route: usize) -> Option<bool> {
    if !attempt.finished {
        return None;
    }
    if attempt.let_in(route) {
        return Some(true);
    }
    let failure = attempt.failure(route)?;
    let words = Words::of_step(&failure.lines, None, failure.evidence.refusal());
    let busy = [Says::Throttled, Says::TooManyConnections, Says::ServerFault];
    let fails = matches!(words.closing, Some(Closing::Unavailable(_)));
    let judged = !fails && !busy.into_iter().any(|says| words.say(says));
    (judged && failure.evidence.is_refusal_of_access()).then_some(false)
}
