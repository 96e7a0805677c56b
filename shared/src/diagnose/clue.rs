//! What was learnt after the first refusal: controls that ran, and what people said.

use serde::Serialize;

use crate::case::{Attempt, Case};
use crate::control::Control;
use crate::told::Told;
use crate::words::exchange::Closing;
use crate::words::{Says, Words};

/// One thing learnt.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clue {
    /// A control ran to its end.
    Control {
        /// Which.
        control: Control,
        /// Whether it opened what it tried to open.
        opened: bool,
    },
    /// A person said something.
    Told(Told),
}

/// Everything learnt so far, in order. A control that was stopped, failed on the way to the server or met a busy one
/// taught nothing.
pub fn all(case: &Case) -> Vec<Clue> {
    let controls = case.series().iter().skip(1).filter_map(|attempt| {
        Some(Clue::Control {
            control: attempt.plan.control?,
            opened: outcome(attempt)?,
        })
    });
    controls
        .chain(case.told.iter().cloned().map(Clue::Told))
        .collect()
}

/// Whether a control opened what it tried; `None` when it never came to be answered.
fn outcome(attempt: &Attempt) -> Option<bool> {
    if !attempt.finished {
        return None;
    }
    if attempt.opened(0).is_some() {
        return Some(true);
    }
    let failure = attempt.failure(0)?;
    let words = Words::of_step(&failure.lines, None, failure.evidence.refusal());
    let busy = [Says::Throttled, Says::TooManyConnections, Says::ServerFault];
    let fails = matches!(words.closing, Some(Closing::Unavailable(_)));
    let judged = !fails && !busy.into_iter().any(|says| words.say(says));
    (judged && failure.evidence.is_refusal_of_access()).then_some(false)
}
