//! In the window that a frame opened: meeting the frame, the provider's window, and the picture that the frame shows.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Window;

use super::frame::FEATURES;
use super::{Effects, To};
use crate::browser::channel::Channel;
use crate::browser::windows::Message;
use crate::browser::{page, windows};
use crate::embed::link::{FromFrame, FromWindow, Linked, number};
use crate::embed::mirror::Mirror;
use crate::place::{Met, Second, Visit};
use crate::prefill;
use crate::signin::callback::Answer;
use crate::signin::handover::Said;
use crate::signin::transaction::Transaction;
use crate::signin::{self, BeginError, Prepared, Start};
use crate::state::action::Way;
use crate::state::{Action, Embedded, State};

/// How long the frame may take to answer.
const PATIENCE_MS: u32 = 3_000;

/// How long an answer of the provider's waits for the window that it belongs to.
const TAKING_MS: u32 = 1_500;

/// What lives in such a window beside its state.
#[derive(Default)]
pub(super) struct InWindow {
    link: RefCell<Option<Link>>,
    /// The sign-in that is under way, by its `state`. It is kept here alone: a browser may copy what is stored to the
    /// window that this one opens.
    away: RefCell<Option<(String, Transaction)>>,
    channel: RefCell<Option<Channel>>,
    waiting: RefCell<Option<Timeout>>,
    /// The last picture that was sent, and its number.
    sent: RefCell<Option<Mirror>>,
    count: Cell<u32>,
    seen: Cell<u32>,
}

/// The frame.
struct Link {
    number: String,
    frame: Window,
}

/// What ends when the window does.
pub(super) type Listening = (EventListener, Option<EventListener>);

/// A place for the window, as its browser says.
pub(super) fn arrive() -> Visit {
    Visit {
        sandboxed: windows::is_sandboxed(),
        ..Visit::default()
    }
}

impl Effects {
    /// Says hello to the frame that opened this window.
    pub(super) fn begin_in_window(self: &Rc<Self>, to: &To) -> Option<Listening> {
        let fragment = page::take_fragment().unwrap_or_default();
        // If nobody answers, this is a link like any other.
        if let Some(form) = prefill::read(&fragment) {
            to.dispatch(Action::Way(Way::Prefilled(form)));
        }
        let (Some(number), Some(frame)) = (number(&fragment), windows::opener()) else {
            to.dispatch(Action::Embedded(Embedded::Met(Met::Nobody)));
            return None;
        };
        self.visit.link.replace(Some(Link { number, frame }));
        let weak = Rc::downgrade(self);
        let heard = {
            let to = to.clone();
            windows::listen(move |message| {
                if let Some(effects) = weak.upgrade() {
                    effects.hear_frame(&to, &message);
                }
            })
        };
        self.say_to_frame(FromWindow::Hello {});
        let late = to.clone();
        let timeout = Timeout::new(PATIENCE_MS, move || {
            late.dispatch(Action::Embedded(Embedded::Met(Met::Nobody)));
        });
        self.visit.waiting.replace(Some(timeout));
        let weak = Rc::downgrade(self);
        let left = windows::when_left(move || {
            if let Some(effects) = weak.upgrade() {
                effects.say_to_frame(FromWindow::Bye {});
            }
        });
        Some((heard?, left))
    }

    fn hear_frame(self: &Rc<Self>, to: &To, message: &Message) {
        let own = windows::origin().is_some_and(|own| own == message.origin);
        let text = message.data.as_string().filter(|_| own);
        let said = text.and_then(|text| serde_json::from_str::<Linked<FromFrame>>(&text).ok());
        let Some(Linked { window, says }) = said else {
            return;
        };
        let linked = {
            let link = self.visit.link.borrow();
            link.as_ref().is_some_and(|link| {
                link.number == window && js_sys::Object::is(&message.source, &link.frame)
            })
        };
        if !linked {
            return;
        }
        match says {
            FromFrame::Welcome { portal, form } => {
                to.dispatch(Action::Embedded(Embedded::Welcomed { portal, form }));
            }
            FromFrame::Seen { number } => self.visit.seen.set(number),
            FromFrame::Cancel {} => {
                self.drop_all();
                to.dispatch(Action::Cancelled);
            }
        }
    }

    fn say_to_frame(&self, says: impl Serialize) {
        let link = self.visit.link.borrow();
        let (Some(link), Some(own)) = (link.as_ref(), windows::origin()) else {
            return;
        };
        let message = Linked {
            window: link.number.clone(),
            says,
        };
        if let Ok(text) = serde_json::to_string(&message) {
            windows::post(&link.frame, &JsValue::from_str(&text), &own);
        }
    }

    /// Shows the frame how this window looks now, and notices when nobody sees it any more.
    pub(super) fn show_frame(self: &Rc<Self>, to: &To, state: &State) {
        let linked = state
            .place
            .visit()
            .is_some_and(|visit| visit.met == Met::Linked);
        if !linked {
            return;
        }
        let mirror = Mirror::of(state);
        if self.visit.sent.borrow().as_ref() == Some(&mirror) {
            return;
        }
        self.visit.sent.replace(Some(mirror.clone()));
        let number = self.visit.count.get() + 1;
        self.visit.count.set(number);
        self.say_to_frame(FromWindow::Picture {
            number,
            mirror: Box::new(mirror),
        });
        let (weak, to) = (Rc::downgrade(self), to.clone());
        let timeout = Timeout::new(PATIENCE_MS, move || {
            if let Some(effects) = weak.upgrade()
                && effects.visit.seen.get() < number
            {
                to.dispatch(Action::Embedded(Embedded::Met(Met::Gone)));
            }
        });
        self.visit.waiting.replace(Some(timeout));
    }

    /// Opens the provider's page in a window of its own. This one stays, and keeps what the answer is held against.
    pub(super) fn leave_beside(self: &Rc<Self>, to: &To, start: Start) -> Result<(), BeginError> {
        let Prepared {
            url,
            state,
            transaction,
        } = signin::prepare(start, page::now())?;
        let channel = match self.visit.channel.take() {
            Some(open) => open,
            None => self.open_channel(to).ok_or(BeginError::Browser)?,
        };
        self.visit.channel.replace(Some(channel));
        let name = format!("greencheck-provider-{}", self.begun.get());
        let second = match windows::open(&url, &name, FEATURES) {
            Some(opened) => {
                windows::disown(&opened);
                Second::Open
            }
            None => Second::Blocked(url),
        };
        self.visit.away.replace(Some((state, transaction)));
        to.dispatch(Action::Embedded(Embedded::Second(second)));
        Ok(())
    }

    fn open_channel(self: &Rc<Self>, to: &To) -> Option<Channel> {
        let (weak, to) = (Rc::downgrade(self), to.clone());
        Channel::open(move |text| {
            if let (Some(effects), Some(said)) = (weak.upgrade(), Said::read(&text)) {
                effects.take_answer(&to, said);
            }
        })
    }

    /// Takes an answer that belongs to the sign-in of this window, once.
    fn take_answer(self: &Rc<Self>, to: &To, said: Said) {
        let Said::Answer { state, path, query } = said else {
            return;
        };
        let mine = self
            .visit
            .away
            .borrow_mut()
            .take_if(|(waited, _)| *waited == state);
        let (Some((_, transaction)), Some(answer)) = (mine, Answer::parse(&path, &query)) else {
            return;
        };
        let taken = Said::Taken { state }.text();
        if let (Some(channel), Some(text)) = (self.visit.channel.borrow().as_ref(), taken) {
            channel.say(&text);
        }
        to.dispatch(Action::Embedded(Embedded::Second(Second::None)));
        to.dispatch(Action::Returning);
        let (effects, to, begun) = (self.clone(), to.clone(), self.begun.get());
        spawn_local(async move {
            let ended = signin::finish(answer, Some(transaction), effects.now()).await;
            if effects.begun.get() == begun {
                effects.conclude(&to, ended, None);
            }
        });
    }

    /// Nobody waits for the provider's answer any more.
    pub(super) fn forget_sign_in(&self) {
        self.visit.away.take();
    }

    /// In the provider's window: offers its answer to the window that waits for it. When none does, `otherwise`.
    pub(super) fn offer_answer(
        self: &Rc<Self>,
        to: &To,
        answer: Answer,
        otherwise: impl FnOnce(Answer) + 'static,
    ) {
        let offered =
            Said::of(&answer).and_then(|said| Some((answer.state()?.to_owned(), said.text()?)));
        let Some((offered, text)) = offered else {
            return otherwise(answer);
        };
        let (weak, told) = (Rc::downgrade(self), to.clone());
        let channel = Channel::open(move |text| {
            let taken =
                matches!(Said::read(&text), Some(Said::Taken { state }) if state == offered);
            if let Some(effects) = weak.upgrade().filter(|_| taken) {
                effects.visit.waiting.take();
                told.dispatch(Action::Embedded(Embedded::HandedOver));
                windows::close();
            }
        });
        let Some(channel) = channel else {
            return otherwise(answer);
        };
        channel.say(&text);
        self.visit.channel.replace(Some(channel));
        let timeout = Timeout::new(TAKING_MS, move || otherwise(answer));
        self.visit.waiting.replace(Some(timeout));
    }
}
