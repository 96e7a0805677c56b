//! On the way to a token.

use crate::found::remember;
use crate::state::action::Way;
use crate::state::{Stage, State};

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
            state.from_link = true;
            state.edited = false;
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
    use crate::state::{Action, Edit, Form, reduce};

    /// who made a link does not learn by questions about a domain of theirs that it was opened.
    #[test]
    fn no_domain_out_of_a_link_is_looked_up_by_itself() {
        let mailbox = || "a@unlisted.test".to_owned();
        let form = Form {
            mailbox: mailbox(),
            ..Form::default()
        };
        let linked = reduce(State::new(0), Action::Way(Way::Prefilled(form)));
        assert_eq!(linked.domain_to_look_up(), None);
        let edited = reduce(linked, Action::Edit(Edit::Mailbox(mailbox())));
        let domain = Some("unlisted.test");
        assert_eq!(edited.domain_to_look_up().as_deref(), domain);
        let typed = reduce(State::new(0), Action::Edit(Edit::Mailbox(mailbox())));
        assert_eq!(typed.domain_to_look_up().as_deref(), domain);
    }

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
