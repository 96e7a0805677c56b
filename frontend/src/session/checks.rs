//! The checks: those that the person asks for, and those that the page begins by itself.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use shared::case::Case;
use yew::prelude::*;

use super::{Effects, To};
use crate::browser::page;
use crate::relay::{self, Heard};
use crate::state::{Action, State, Why, looks, watch};

/// A line is left open for what comes within this many seconds; the relay has seats for others.
const HELD_S: i64 = 60;

/// A check that the page begins by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Due {
    why: Why,
    at: i64,
}

/// A doubt first; when none is left that a look can settle, whatever the person waits for.
pub(super) fn due(state: &State) -> Option<Due> {
    let look = looks::due(state).map(|due| Due {
        why: Why::Doubt(due.control),
        at: due.at,
    });
    look.or_else(|| {
        Some(Due {
            why: Why::Changed,
            at: watch::due(state)?,
        })
    })
}

impl Effects {
    pub(super) fn check_case(self: &Rc<Self>, to: &To, state: &State) {
        if let Some(case) = &state.case {
            let build = state.ready().map(|config| config.build.clone());
            self.check(to, case, Why::Asked, build);
        }
    }

    /// Begins a check: over the line that the one before left open, or over a new one.
    pub(super) fn check(self: &Rc<Self>, to: &To, case: &Case, why: Why, build: Option<String>) {
        let held = self.held.borrow();
        let Some(request) = held
            .as_ref()
            .and_then(|held| held.request(case, why.control()))
        else {
            // Without a token or a mailbox there is nothing to check, and only the form can help.
            if why == Why::Asked {
                to.dispatch(Action::BackToForm);
            }
            return;
        };
        let run = self.runs.get() + 1;
        self.runs.set(run);
        let now = page::now();
        to.dispatch(Action::CheckBegan { run, why, now });
        let line = self.check.take();
        if let Some(line) = line.filter(|_| why != Why::Asked)
            && line.again(request)
        {
            *self.check.borrow_mut() = Some(line);
            return;
        }
        let Some(request) = held
            .as_ref()
            .and_then(|held| held.request(case, why.control()))
        else {
            return;
        };
        let (weak, to) = (Rc::downgrade(self), to.clone());
        let tell = Callback::from(move |heard| {
            // A line serves several checks, one after the other: what is heard is the last one's.
            let Some(effects) = weak.upgrade() else {
                return;
            };
            let (run, now) = (effects.runs.get(), page::now());
            to.dispatch(match heard {
                Heard::Frame(frame) => Action::Frame { run, frame, now },
                Heard::Broke(trouble) => Action::CheckBroke { run, now, trouble },
            });
        });
        *self.check.borrow_mut() = Some(relay::check(request, build, tell));
    }

    /// Waits for what is due, and begins it. Nothing else may begin a check by itself.
    pub(super) fn wait_for(self: &Rc<Self>, to: &To, state: &State, due: Option<Due>) {
        self.timer.take();
        let (Some(due), Some(case)) = (due, state.settled()) else {
            // Whoever has nothing more to ask holds no line.
            if state.running.is_none() {
                self.check.take();
            }
            return;
        };
        let wait = due.at - page::now();
        if wait > HELD_S && state.running.is_none() {
            self.check.take();
        }
        let build = state.ready().map(|config| config.build.clone());
        let (effects, to, case) = (self.clone(), to.clone(), case.into_owned());
        let token = state.token;
        let seconds = u32::try_from(wait).unwrap_or(0);
        let timer = Timeout::new(seconds.saturating_mul(1000), move || {
            let now = page::now();
            if token.is_some_and(|life| life.alive(now)) {
                effects.check(&to, &case, due.why, build);
            } else {
                effects.held.take();
                to.dispatch(Action::Clock(now));
            }
        });
        *self.timer.borrow_mut() = Some((due.why, timer));
    }

    /// Ends whatever waits to begin, and a check of this kind that runs behind a result.
    pub(super) fn stop_behind(&self, state: &State, kind: impl Fn(Why) -> bool) {
        if self
            .timer
            .borrow()
            .as_ref()
            .is_some_and(|(why, _)| kind(*why))
        {
            self.timer.take();
        }
        if state.running.is_some_and(|running| kind(running.why)) {
            self.check.take();
        }
    }
}
