//! What a portal is told: what is new between two states of the frame. Pure, so that all that ever crosses can be tested.

use shared::case::{Attempt, Case};
use shared::cause::Cause;
use shared::embed::{Event, Named, Passed, SigninState, Verdict};
use shared::evidence::signin::SignIn;

use crate::place::{Aside, Framed};
use crate::state::{Running, Source, Stage, State};
use crate::text::{embed, trouble};

/// The events, in the order in which they happened.
pub fn events<'a>(before: &State, after: &'a State) -> Vec<Event<'a>> {
    let (Some(was), Some(is)) = (before.place.frame(), after.place.frame()) else {
        return Vec::new();
    };
    let mut told = Vec::new();
    if let Some(config) = after.ready() {
        let first = before.ready().is_none() || was.portal.is_none();
        // Whoever says hello again has not heard.
        if is.portal.is_some() && (first || was.hellos != is.hellos) {
            let build = config.build.clone();
            told.push(Event::Ready { build });
        }
    }
    told.extend(of_window(was, is));
    // What a person pasted into the frame is theirs alone.
    if after.source == Source::Window {
        told.extend(of_sign_in(before, after));
        told.extend(steps(before, after));
    }
    if let Some(result) = result(after) {
        let new = self::result(before).as_ref() != Some(&result);
        if new || was.wanted != is.wanted {
            told.push(Event::Result(Box::new(result)));
        }
    } else if was.wanted != is.wanted {
        told.push(error("no-report", embed::NO_REPORT.to_owned()));
    }
    if let Stage::Trouble(what) = &after.stage
        && before.stage != after.stage
    {
        let provider = after.case.as_ref().map(|case| case.provider.name.as_str());
        told.push(error(
            trouble::code(what),
            trouble::words(what, provider).title,
        ));
    }
    told
}

fn error(code: &str, message: String) -> Event<'static> {
    Event::Error {
        code: code.to_owned(),
        message,
    }
}

fn of_window(was: &Framed, is: &Framed) -> Option<Event<'static>> {
    if was.aside == is.aside {
        return None;
    }
    let state = |state| Some(Event::Signin { state });
    match is.aside {
        Aside::Opening => state(SigninState::Window),
        // A page of its own tells nobody.
        Aside::Closed | Aside::GivenUp | Aside::Elsewhere => state(SigninState::Closed),
        Aside::Blocked => Some(error("popup-blocked", embed::BLOCKED.to_owned())),
        Aside::Sandboxed => Some(error("sandboxed", embed::SANDBOXED.to_owned())),
        Aside::None | Aside::Open => None,
    }
}

fn of_sign_in(before: &State, after: &State) -> Option<Event<'static>> {
    let ended = |state: &State| match state.case.as_ref()?.sign_in.as_ref()? {
        SignIn::SignedIn { .. } => Some(SigninState::SignedIn),
        SignIn::Failed(_) => Some(SigninState::Failed),
    };
    let state = ended(after)?;
    (ended(before) != Some(state)).then_some(Event::Signin { state })
}

/// The steps that began or ended.
fn steps(before: &State, after: &State) -> Vec<Event<'static>> {
    let Some(case) = &after.case else {
        return Vec::new();
    };
    let mut told = Vec::new();
    for (number, attempt) in case.attempts.iter().enumerate() {
        let old = before
            .case
            .as_ref()
            .and_then(|case| case.attempts.get(number));
        let known = old.map_or(0, |old| old.observations.len());
        for seen in attempt.observations.iter().skip(known) {
            let outcome = seen.evidence.outcome().into();
            told.extend(step(
                attempt,
                number,
                seen.route,
                seen.step,
                outcome,
                Some(seen.ms),
            ));
        }
    }
    let running = |state: &State| state.running.and_then(at);
    if let Some((number, route, name)) = running(after)
        && running(before) != running(after)
        && let Some(attempt) = case.attempts.get(number)
    {
        let began = shared::embed::StepOutcome::Started;
        told.extend(step(attempt, number, route, name, began, None));
    }
    told
}

fn at(running: Running) -> Option<(usize, usize, shared::plan::Step)> {
    let (route, step) = running.at?;
    Some((running.attempt?, route, step))
}

fn step(
    attempt: &Attempt,
    number: usize,
    route: usize,
    step: shared::plan::Step,
    outcome: shared::embed::StepOutcome,
    ms: Option<u32>,
) -> Option<Event<'static>> {
    Some(Event::Step {
        attempt: number,
        protocol: attempt.plan.routes.get(route)?.protocol,
        step,
        outcome,
        ms,
    })
}

/// The result that stands, once nothing runs that may change it.
fn result(state: &State) -> Option<Verdict<'_>> {
    let stands =
        state.stage == Stage::Done && state.running.is_none() && state.source == Source::Window;
    let case = state.case.as_ref().filter(|_| stands)?;
    let causes = named(state, case);
    let passed = matches!(causes.first(), Some(first) if first.code == Cause::Healthy.code());
    Some(Verdict {
        verdict: if passed {
            Passed::Passed
        } else {
            Passed::Failed
        },
        causes,
        report: case,
    })
}

fn named(state: &State, case: &Case) -> Vec<Named> {
    let findings = shared::diagnose::diagnose(case, state.now).findings;
    findings
        .into_iter()
        .map(|finding| Named {
            code: finding.cause.code(),
            confidence: finding.confidence,
            over: finding.over,
        })
        .collect()
}

#[cfg(test)]
mod tests;
