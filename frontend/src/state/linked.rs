//! A form that a link has filled in.

use crate::state::{Edit, Form};

/// Which of its addresses somebody here has written since then.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Linked {
    mailbox: bool,
    account: bool,
}

impl Linked {
    /// Whoever ticks a box, even one that has to be ticked, has not written the addresses.
    pub const fn edited(&mut self, edit: &Edit) {
        match edit {
            Edit::Mailbox(_) => self.mailbox = true,
            Edit::Account(_) => self.account = true,
            _ => {}
        }
    }

    /// The form without the addresses that nobody here has written.
    pub fn written_here(self, form: &Form) -> Form {
        let mut form = form.clone();
        if !self.mailbox {
            form.mailbox.clear();
        }
        if !self.account {
            form.account.clear();
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{Place, Visit};
    use crate::state::action::Way;
    use crate::state::fixture::config;
    use crate::state::{Action, Embedded, Hand, Stage, State, reduce};

    fn linked(form: Form) -> State {
        let state = reduce(State::new(0), Action::ConfigReady(config()));
        reduce(state, Action::Way(Way::Prefilled(form)))
    }

    fn form(mailbox: &str, account: &str) -> Form {
        Form {
            mailbox: mailbox.into(),
            account: account.into(),
            ..Form::default()
        }
    }

    /// who made a link does not learn by questions about a domain of theirs that it was opened.
    #[test]
    fn no_domain_out_of_a_link_is_looked_up_by_itself() {
        let mailbox = || "a@unlisted.test".to_owned();
        let linked = linked(form(&mailbox(), ""));
        assert_eq!(linked.domain_to_look_up(), None);
        let edited = reduce(linked, Action::Edit(Edit::Mailbox(mailbox())));
        let domain = Some("unlisted.test");
        assert_eq!(edited.domain_to_look_up().as_deref(), domain);
        let typed = reduce(State::new(0), Action::Edit(Edit::Mailbox(mailbox())));
        assert_eq!(typed.domain_to_look_up().as_deref(), domain);
    }

    /// The box that an application out of a link makes everybody tick, and the others.
    #[test]
    fn a_tick_asks_nobody_about_an_address_out_of_a_link() {
        for edit in [
            Edit::KnowsApp(true),
            Edit::AccountUnknown(false),
            Edit::SpareOwnMailbox(true),
            Edit::Provider(Some("demo".parse().unwrap())),
            Edit::ClientId("greencheck".into()),
        ] {
            let linked = linked(form("x@attacker.test", "y@attacker.test"));
            let ticked = reduce(linked, Action::Edit(edit.clone()));
            assert_eq!(ticked.domain_to_look_up(), None, "{edit:?}");
        }
    }

    #[test]
    fn writing_one_address_tells_nobody_of_the_other() {
        let linked = linked(form("x@attacker.test", "y@attacker.test"));
        let mailbox = Edit::Mailbox("support@demo.test".into());
        let account = Edit::Account("alex@unlisted.test".into());
        let state = reduce(linked, Action::Edit(mailbox));
        assert_eq!(state.domain_to_look_up(), None);
        let state = reduce(state, Action::Edit(account));
        assert_eq!(state.domain_to_look_up().as_deref(), Some("unlisted.test"));
    }

    /// What stands above a form out of a link is true until the first step that the person takes with it.
    #[test]
    fn whoever_goes_on_with_a_form_has_made_it_theirs() {
        let device = Way::DeviceBegun {
            user_code: "ABCD".into(),
            verification_uri: "https://login.demo.test/device".into(),
            ends: 600,
            now: 0,
        };
        for step in [
            Action::Leaving,
            Action::Returning,
            Action::Way(Way::HandAsked(Hand::Token)),
            Action::Way(device),
        ] {
            let linked = linked(form("alex@demo.test", ""));
            assert!(linked.is_of_a_stranger());
            let back = reduce(reduce(linked, step.clone()), Action::BackToForm);
            assert_eq!((back.stage, back.linked), (Stage::Ask, None), "{step:?}");
        }
        // An example in between is no such step.
        let mut looked = linked(form("alex@demo.test", ""));
        for step in [Action::PasteOpened, Action::BackToForm] {
            looked = reduce(looked, step);
        }
        assert!(looked.is_of_a_stranger());
    }

    #[test]
    fn a_form_in_the_place_of_that_of_a_link_is_no_strangers() {
        let kept = Action::FormKept(form("alex@demo.test", ""));
        let state = reduce(linked(form("x@attacker.test", "")), kept);
        assert!(!state.is_of_a_stranger());
    }

    #[test]
    fn what_a_frame_hands_over_is_no_strangers() {
        let mut state = linked(form("x@attacker.test", ""));
        state.place = Place::Window(Visit::default());
        let welcomed = Embedded::Welcomed {
            portal: None,
            form: Box::new(form("alex@demo.test", "")),
        };
        let state = reduce(state, Action::Embedded(welcomed));
        assert_eq!(state.linked, None);
    }
}
