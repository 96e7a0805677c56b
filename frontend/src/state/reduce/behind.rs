//! What goes on behind a result: second looks, people's answers, and checking again and again. None of it moves the stage.

use shared::remedy::advise;

use crate::state::action::Behind;
use crate::state::{Looks, Running, Stage, State, Trouble, Watch, Why, watch};

/// The next state.
pub fn reduce(state: &mut State, what: Behind) {
    match what {
        Behind::LooksStopped => {
            state.looks.stopped = true;
            if matches!(
                state.running,
                Some(Running {
                    why: Why::Doubt(_),
                    ..
                })
            ) {
                drop_running(state);
            }
        }
        Behind::OwnMailboxSpared => {
            state.form.spare_own_mailbox = true;
            if let Some(case) = &mut state.case {
                case.ask.spare_own_mailbox = true;
            }
        }
        Behind::AnswerTyped(typed) => {
            state.answer = typed;
            state.answer_unread = false;
        }
        Behind::Told(told) => {
            state.answer.clear();
            state.answer_unread = false;
            if let Some(case) = &mut state.case {
                case.told.push(told);
            }
        }
        Behind::Untold => {
            state.answer_unread = false;
            if let Some(case) = &mut state.case {
                case.told.clear();
            }
        }
        Behind::AnswerUnread => state.answer_unread = true,
        Behind::Changed { at, now } => {
            // What was put right is what stood first then; what a later check finds has another time to act.
            if state.form.changed_at.is_none() {
                state.form.acts_within = at.and_then(|_| minutes_to_act(state));
            }
            state.form.changed_at = at;
            state.watch = Watch::default();
            state.now = now;
            if at.is_none()
                && matches!(
                    state.running,
                    Some(Running {
                        why: Why::Changed,
                        ..
                    })
                )
            {
                drop_running(state);
            }
        }
    }
}

fn minutes_to_act(state: &State) -> Option<u32> {
    let (case, diagnosis) = (state.settled()?, state.diagnosis()?);
    advise(diagnosis.first()?, &case).wait.minutes()
}

pub fn began(state: &mut State, run: u32, why: Why, now: i64) {
    // One that still runs is not going to end.
    if state.running.is_some() && state.stage == Stage::Done {
        drop_running(state);
    }
    state.running = Some(Running {
        run,
        why,
        attempt: None,
        at: None,
    });
    if why == Why::Asked {
        state.stage = Stage::Checking;
        state.notice = None;
        // What people said was about the time before.
        if let Some(case) = &mut state.case {
            case.told.clear();
        }
        state.looks = Looks {
            began: std::mem::take(&mut state.looks.began),
            ..Looks::default()
        };
        state.watch = Watch::default();
    }
    state.looks.began.push(now);
    state.now = now;
}

pub fn finished(state: &mut State, why: Why) {
    state.running = None;
    state.stage = Stage::Done;
    state.looks.ended = state.now;
    let Some(case) = state.case.as_mut().filter(|_| why == Why::Changed) else {
        return;
    };
    state.watch.last = Some(state.now);
    state.watch.broke = None;
    state.watch.opened = watch::is_open(case, state.now);
    if state.watch.opened {
        (state.form.changed_at, state.form.acts_within) = (None, None);
    }
    if watch::shows_the_same(case, state.now) {
        state.watch.same += 1;
        case.attempts.pop();
    } else {
        case.told.clear();
    }
}

/// A check that the person asked for ends with its trouble; one that runs behind a result leaves the result as it is.
pub fn stop(state: &mut State, trouble: Trouble) {
    match state.running.map(|running| running.why) {
        Some(Why::Doubt(_)) if state.stage == Stage::Done => {
            state.looks.broke = Some(trouble);
            drop_running(state);
        }
        Some(Why::Changed) if state.stage == Stage::Done => {
            state.watch.broke = Some(trouble);
            drop_running(state);
        }
        _ => {
            state.running = None;
            state.stage = Stage::Trouble(trouble);
        }
    }
}

/// What a check that is not going to end has shown is no part of the case.
pub fn drop_running(state: &mut State) {
    let attempt = state.running.take().and_then(|running| running.attempt);
    if let (Some(attempt), Some(case)) = (attempt, &mut state.case) {
        case.attempts.truncate(attempt);
    }
    state.looks.ended = state.now;
}
