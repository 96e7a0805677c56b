//! How the page begins: where it stands, what it was opened with, and whom it meets there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::frame::InFrame;
use super::visit::InWindow;
use super::{Effects, To, address, frame, visit};
use crate::browser::{page, windows};
use crate::place::Place;
use crate::prefill;
use crate::signin::callback::{self, Answer};
use crate::signin::{self, storage};
use crate::state::action::Way;
use crate::state::{Action, State};

impl Effects {
    pub(super) fn arrive() -> Self {
        let (path, _) = page::address().unwrap_or_default();
        let framed = windows::parent().is_some();
        let place = match Place::at(&path, framed, windows::opener().is_some()) {
            Place::Frame(_) => Place::Frame(Box::new(frame::arrive())),
            Place::Window(_) => Place::Window(visit::arrive()),
            other => other,
        };
        Self {
            place,
            frame: InFrame::default(),
            visit: InWindow::default(),
            answer: RefCell::new(callback::take()),
            kept: RefCell::new(storage::take_form()),
            held: RefCell::new(None),
            check: RefCell::new(None),
            pending: RefCell::new(None),
            device: RefCell::new(None),
            poll: RefCell::new(None),
            begun: Cell::new(0),
            ahead: Cell::new(0),
            timer: RefCell::new(None),
            runs: Cell::new(0),
        }
    }

    /// After the first drawing: the kept form, the settings, and the end of a sign-in.
    pub(super) fn begin(self: &Rc<Self>, to: &To) {
        let arrived = self.answer.take();
        if arrived.as_ref().is_some_and(Answer::is_consent) {
            to.dispatch(Action::Way(Way::Consented));
        }
        let answer = arrived.filter(|answer| !answer.is_consent());
        let transaction = answer
            .as_ref()
            .and_then(|answer| signin::transaction_of(answer, page::now()));
        let nobodys = transaction.is_none();
        if let Some(form) = self.kept.take() {
            let left = form.left && answer.is_none();
            to.dispatch(Action::FormKept(form));
            if left {
                to.dispatch(Action::Way(Way::CameBack));
            }
        }
        if answer.is_some() {
            to.dispatch(Action::Returning);
        } else if self.place != Place::Page {
            // What a frame and its window were opened with, they read for themselves.
        } else if let Some(form) = page::take_fragment().as_deref().and_then(prefill::read) {
            to.dispatch(Action::Way(Way::Prefilled(form)));
        } else if let Some(code) = address::named() {
            address::open_cause(to, code);
        }
        let (effects, then) = (self.clone(), to.clone());
        let go_on = move |answer: Option<Answer>| {
            spawn_local(async move {
                let build = effects.load_config(&then).await;
                if let Some(answer) = answer {
                    let ended = signin::finish(answer, transaction, effects.now()).await;
                    effects.conclude(&then, ended, build);
                }
            });
        };
        match answer {
            // It may belong to a window that waits for it.
            Some(answer) if nobodys => self.offer_answer(to, answer, |answer| go_on(Some(answer))),
            answer => go_on(answer),
        }
    }

    /// Meets whoever is around this page or has opened it.
    pub(super) fn begin_beside(
        self: &Rc<Self>,
        to: &To,
    ) -> (Option<frame::Listening>, Option<visit::Listening>) {
        match &self.place {
            Place::Frame(place) => (self.begin_in_frame(to, &place.given), None),
            Place::Window(_) => (None, self.begin_in_window(to)),
            Place::Page | Place::Setup => (None, None),
        }
    }

    /// Tells those beside this page what is new.
    pub(super) fn tell(self: &Rc<Self>, to: &To, state: &State) {
        match &self.place {
            Place::Frame(_) => self.tell_portal(state),
            Place::Window(_) => self.show_frame(to, state),
            Place::Page | Place::Setup => {}
        }
    }
}
