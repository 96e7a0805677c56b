//! On the way to a token.

use crate::found::remember;
use crate::state::action::Way;
use crate::state::{Linked, Stage, State};

/// What it changes. Coming back means something only to whoever had left.
pub(super) fn reduce(state: &mut State, what: Way) {
    match what {
        Way::CameBack => {
            if state.stage == Stage::Leaving || state.form.left {
                state.stage = Stage::Ask;
                state.unanswered = true;
                state.form.left = false;
            }
        }
        Way::Prefilled(form) => {
            state.form = form;
            state.linked = Some(Linked::default());
        }
        Way::Found(found) => remember(&mut state.form.found, found),
        Way::Consented => state.consented = true,
        Way::NothingSaid => state.unanswered = false,
        Way::HandAsked(hand) => state.stage = Stage::Hand(hand),
        Way::DeviceBegun {
            user_code,
            verification_uri,
            ends,
            now,
        } => {
            state.now = now;
            state.stage = Stage::Device {
                user_code,
                verification_uri,
                ends,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Form, reduce};

    #[test]
    fn only_who_left_can_come_back() {
        let back = || Action::Way(Way::CameBack);
        assert!(!reduce(State::new(0), back()).unanswered);
        let left = Form {
            left: true,
            ..Form::default()
        };
        let mut state = reduce(State::new(0), Action::FormKept(left));
        state = reduce(state, back());
        assert!(state.unanswered && !state.form.left);
        // Whoever sets out again is asked no more.
        assert!(!reduce(state.clone(), Action::Leaving).unanswered);
        assert!(!reduce(state, Action::Way(Way::NothingSaid)).unanswered);
        let leaving = reduce(State::new(0), Action::Leaving);
        assert!(reduce(leaving, back()).unanswered);
    }
}
