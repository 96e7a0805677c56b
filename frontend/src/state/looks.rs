//! Second looks: when the page may take the next one by itself, and which.
//!
//! What the first check showed stands on the page at once; a look only narrows it down. The person can stop them, and
//! before their own mailbox is opened there is time to say no.

use shared::control::Control;
use shared::followup::{FollowUp, MOST_IN_WINDOW, PAUSE_S, WINDOW_S};

use crate::state::{Source, Stage, State, Trouble};

/// How long the announcement stands before the person's own mailbox is opened, in seconds.
pub const ANNOUNCED_S: i64 = 6;

/// What is known of second looks beside the case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks {
    /// The person wants no more.
    pub stopped: bool,
    /// The last one did not come to an end.
    pub broke: Option<Trouble>,
    /// When each check began, the first one among them; seconds since 1970.
    pub began: Vec<i64>,
    /// When the last one ended.
    pub ended: i64,
    /// Since when the result can be seen, after it could not.
    pub shown: i64,
}

/// A look that is going to be taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Due {
    /// What it does differently.
    pub control: Control,
    /// Not before this time, seconds since 1970.
    pub at: i64,
}

/// The next look, if there is one to take.
pub fn due(state: &State) -> Option<Due> {
    let idle =
        state.stage == Stage::Done && state.source == Source::Live && state.running.is_none();
    let wanted = !state.looks.stopped && state.looks.broke.is_none();
    if !(idle && wanted && state.token_alive(state.now)) {
        return None;
    }
    match state.diagnosis()?.next? {
        // Whoever waits for a change to act looks again anyway.
        FollowUp::Probe(Control::Retry) if state.form.changed_at.is_some() => None,
        // What is announced has to be seen before it is done.
        FollowUp::Probe(Control::OwnMailbox) if state.shelf.is_some() || state.out_of_sight => None,
        FollowUp::Probe(control) => Some(Due {
            control,
            at: not_before(&state.looks, control),
        }),
        FollowUp::Ask(_) => None,
    }
}

/// A repetition waits for what passes; an announced look waits for the person; and no mailbox is signed in to more often
/// than a few times a minute.
fn not_before(looks: &Looks, control: Control) -> i64 {
    let pause = match control {
        Control::Retry => PAUSE_S,
        // What was not ticked is announced as well.
        Control::OwnMailbox | Control::Protocol(_) => ANNOUNCED_S,
        Control::Ipv4 | Control::Ipv6 | Control::Mechanism(_) => 0,
    };
    let from = match control {
        Control::OwnMailbox => looks.ended.max(looks.shown),
        _ => looks.ended,
    };
    let rested = from.saturating_add(pause);
    let crowd = looks.began.iter().rev().nth(MOST_IN_WINDOW - 1);
    let spaced = crowd.map_or(rested, |began| began.saturating_add(WINDOW_S));
    rested.max(spaced)
}

#[cfg(test)]
mod tests {
    use shared::plan::Mechanism;

    use super::*;

    fn looks(began: &[i64]) -> Looks {
        Looks {
            began: began.to_vec(),
            ended: 1005,
            ..Looks::default()
        }
    }

    #[test]
    fn a_repetition_and_an_announcement_take_their_time() {
        let at = |control| not_before(&looks(&[1000]), control);
        assert_eq!(at(Control::Retry), 1025);
        assert_eq!(at(Control::OwnMailbox), 1011);
        assert_eq!(at(Control::Mechanism(Mechanism::XOAuth2)), 1005);
    }

    #[test]
    fn an_announcement_that_nobody_saw_begins_anew() {
        let seen_again = Looks {
            shown: 1100,
            ..looks(&[1000])
        };
        assert_eq!(not_before(&seen_again, Control::OwnMailbox), 1106);
        assert_eq!(not_before(&seen_again, Control::Retry), 1025);
    }

    #[test]
    fn there_are_three_sign_ins_a_minute_at_most() {
        let at = |began: &[i64]| not_before(&looks(began), Control::Ipv4);
        assert_eq!(at(&[1000, 1002]), 1005);
        assert_eq!(at(&[1000, 1002, 1004]), 1060);
        assert_eq!(at(&[900, 1000, 1002, 1004]), 1060);
    }
}
