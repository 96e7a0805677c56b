//! Keep checking: somebody changed something, and it takes a while to act.
//!
//! Until the longest time that the change may take is over, a red check proves nothing. The page checks again slowly, as
//! long as its tab and its token live.

use shared::case::{Attempt, Case};
use shared::cause::Cause;
use shared::diagnose::diagnose;

use crate::state::{Source, Stage, State, Trouble};

/// What is known of checking again and again beside the case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    /// How many checks showed what the first had shown.
    pub same: u32,
    /// When the last one of them ended, seconds since 1970.
    pub last: Option<i64>,
    /// True when the mailbox opened meanwhile.
    pub opened: bool,
    /// Why the last one did not come to an end.
    pub broke: Option<Trouble>,
}

/// Whether somebody waits here for a change to act.
pub fn is_on(state: &State) -> bool {
    let shown = state.stage == Stage::Done && state.source == Source::Live;
    let red = || {
        let case = state.settled();
        case.is_some_and(|case| !is_open(&case, state.now))
    };
    state.form.changed_at.is_some() && shown && red()
}

/// When the page checks again, seconds since 1970; `None` when it does not.
pub fn due(state: &State) -> Option<i64> {
    let idle = is_on(state) && state.running.is_none() && state.token_alive(state.now);
    // A page of another build than the relay gets no check any more.
    if !idle || state.watch.broke == Some(Trouble::Reload) {
        return None;
    }
    let every = state.ready().map_or(300, |config| config.recheck_seconds);
    Some(state.looks.ended.saturating_add(every.into()))
}

/// From when on a red check says something, seconds since 1970; `None` when nothing was changed, or nobody can say.
pub fn proves_from(state: &State) -> Option<i64> {
    let minutes = state.form.acts_within?;
    Some(
        state
            .form
            .changed_at?
            .saturating_add(60 * i64::from(minutes)),
    )
}

/// Whether the last check opened the mailbox.
pub fn is_open(case: &Case, now: i64) -> bool {
    let findings = diagnose(case, now).findings;
    let first = findings.first().map(|finding| &finding.cause);
    first == Some(&Cause::Healthy)
}

/// Whether the check at the end shows what the one before it showed: then it teaches nothing new, and what was learnt
/// since the first stands.
pub fn shows_the_same(case: &Case, now: i64) -> bool {
    let alone = |attempts: &[Attempt]| {
        let mut case = case.clone();
        case.attempts = attempts.to_vec();
        case.told = Vec::new();
        let findings = diagnose(&case, now).findings;
        findings.iter().map(|f| f.cause.code()).collect::<Vec<_>>()
    };
    let mut bases = case
        .attempts
        .iter()
        .filter(|attempt| attempt.plan.control.is_none())
        .rev();
    match (bases.next(), bases.next()) {
        (Some(last), Some(before)) => {
            alone(std::slice::from_ref(last)) == alone(std::slice::from_ref(before))
        }
        _ => false,
    }
}
