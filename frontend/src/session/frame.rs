//! In a portal's frame: who is around it, what they want and are told, and the window beside it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use shared::embed::{Command, Event, Inbound, Outbound};
use shared::provider::PublicConfig;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;

use super::{Effects, To};
use crate::browser::windows::Message;
use crate::browser::{frame, page, windows};
use crate::embed::given::{self, Given};
use crate::embed::link::{FromFrame, FromWindow, Linked, NUMBER};
use crate::embed::look::Look;
use crate::embed::told;
use crate::place::{Aside, Framed, Links, Opens, Place};
use crate::prefill;
use crate::signin::pkce;
use crate::state::action::Way;
use crate::state::{Action, Embedded, Form, State};

/// The shape of the windows: as wide as the page's column, and next to what is behind.
pub(super) const FEATURES: &str = "popup,width=620,height=820";

/// What lives in a frame beside its state.
#[derive(Default)]
pub(super) struct InFrame {
    /// The origins that may be around it.
    portals: RefCell<Vec<String>>,
    /// The one that is.
    portal: RefCell<Option<String>>,
    look: RefCell<Look>,
    height: Cell<u32>,
    /// What the portal was last told of.
    before: RefCell<Option<State>>,
    beside: RefCell<Option<Beside>>,
}

/// The window beside a frame.
struct Beside {
    number: String,
    form: Form,
    window: Option<Window>,
    _watch: Option<Interval>,
}

/// A place for the frame, as its address and its browser say.
pub(super) fn arrive() -> Framed {
    let (query, fragment) = page::given();
    let given = given::read(&query, &fragment);
    Framed {
        opens: frame::opens(),
        given,
        ..Framed::default()
    }
}

impl Effects {
    /// Listens to the page around this frame and to the window beside it.
    pub(super) fn begin_in_frame(self: &Rc<Self>, to: &To, given: &Given) -> Option<Listening> {
        self.frame.look.replace(given.look.clone());
        if let Some(form) = given.form.clone() {
            to.dispatch(Action::Way(Way::Prefilled(form)));
        }
        let weak = Rc::downgrade(self);
        let told = to.clone();
        let heard = windows::listen(move |message| {
            if let Some(effects) = weak.upgrade() {
                effects.hear(&told, &message);
            }
        });
        let weak = Rc::downgrade(self);
        let height = frame::Height::watch(move |height| grown(&weak, height));
        Some((heard?, height))
    }

    /// The settings tell who may be around.
    pub(super) fn know_portals(&self, to: &To, config: &PublicConfig) {
        let own = windows::origin();
        self.frame
            .portals
            .replace(config.portals.iter().cloned().chain(own).collect());
        if let Some(origin) = frame::origin_around() {
            self.know_portal(to, origin);
        }
    }

    fn know_portal(&self, to: &To, origin: String) -> bool {
        if !self.frame.portals.borrow().contains(&origin) {
            return false;
        }
        if self.frame.portal.borrow().as_ref() != Some(&origin) {
            self.frame.portal.replace(Some(origin.clone()));
            to.dispatch(Action::Embedded(Embedded::Portal(origin)));
        }
        true
    }

    fn hear(self: &Rc<Self>, to: &To, message: &Message) {
        let from = |window: Option<Window>| {
            window.is_some_and(|window| js_sys::Object::is(&message.source, &window))
        };
        if from(windows::parent()) {
            // Whoever is around says so by its origin; anybody else is not answered.
            if self.know_portal(to, message.origin.clone()) {
                self.obey(to, &message.data);
            }
        } else if windows::origin().is_some_and(|own| own == message.origin) {
            self.hear_window(to, message);
        }
    }

    fn obey(self: &Rc<Self>, to: &To, data: &JsValue) {
        // What cannot be written as JSON is no command.
        let text = js_sys::JSON::stringify(data).ok();
        let text = text.and_then(|text| text.as_string());
        let Some(command) = text.as_deref().and_then(Inbound::read) else {
            return;
        };
        let pairs: Vec<(String, String)> = command.detail.into_iter().collect();
        to.dispatch(Action::Embedded(match command.command {
            Command::Hello => Embedded::Hello,
            Command::GetReport => Embedded::ReportWanted,
            Command::Start => {
                // Where everything is given, the button is what is left.
                Timeout::new(50, frame::focus_beginning).forget();
                Embedded::Started(given::question(&pairs))
            }
            Command::Cancel => return self.say(&FromFrame::Cancel {}),
            Command::SetTheme => {
                let mut look = self.frame.look.borrow_mut();
                for (name, value) in &pairs {
                    look.set(name, value);
                }
                return frame::dress(FRAME, &look);
            }
        }));
    }

    fn hear_window(self: &Rc<Self>, to: &To, message: &Message) {
        let text = message.data.as_string();
        let said = text.and_then(|text| serde_json::from_str::<Linked<FromWindow>>(&text).ok());
        let Some(Linked { window, says }) = said else {
            return;
        };
        let welcome = {
            let mut beside = self.frame.beside.borrow_mut();
            let Some(beside) = beside.as_mut().filter(|beside| beside.number == window) else {
                return;
            };
            let speaker: Window = message.source.clone().unchecked_into();
            match &beside.window {
                Some(known) if !js_sys::Object::is(known, &speaker) => return,
                _ => beside.window = Some(speaker),
            }
            FromFrame::Welcome {
                portal: self.frame.portal.borrow().clone(),
                form: Box::new(beside.form.clone()),
            }
        };
        match says {
            FromWindow::Hello {} => {
                to.dispatch(Action::Embedded(Embedded::Aside(Aside::Opening)));
                self.say(&welcome);
            }
            FromWindow::Picture { number, mirror } => {
                to.dispatch(Action::Embedded(Embedded::Mirrored(mirror)));
                self.say(&FromFrame::Seen { number });
            }
            FromWindow::Bye {} => self.closed(to),
        }
    }

    /// Opens the window in which somebody signs in. One that is open is brought to the front: a double click is one wish.
    pub(super) fn open_beside(self: &Rc<Self>, to: &To, state: &State) {
        if self.has_window() {
            return self.go_beside();
        }
        let form = state.form.known();
        let chosen = state.chosen().map(|(entry, _)| entry);
        if let Err(problems) = form.ask(chosen) {
            return to.dispatch(Action::FormRefused(problems));
        }
        let (Place::Frame(place), Some(entry)) = (&state.place, chosen) else {
            return;
        };
        let Some(number) = pkce::web_crypto().map(|bytes| URL_SAFE_NO_PAD.encode(bytes)) else {
            return to.dispatch(Action::Stopped(crate::state::Trouble::BrowserRefuses));
        };
        let query = prefill::query(&form, &entry.id, form.path_at(entry));
        let links = Links {
            window: format!("/window#{NUMBER}={number}&{query}"),
            page: format!("/#{query}"),
        };
        let aside = match place.opens {
            Opens::Window => self.open_window(to, number, form, &links.window),
            Opens::Tab => {
                // Without an opener nobody says whether it opened: the link stays there.
                windows::open(&links.page, "_blank", "noopener");
                Aside::Elsewhere
            }
            Opens::Here => {
                windows::open(&links.page, "_top", "");
                Aside::Elsewhere
            }
        };
        to.dispatch(Action::Embedded(Embedded::SetOut { links, aside }));
    }

    fn open_window(self: &Rc<Self>, to: &To, number: String, form: Form, address: &str) -> Aside {
        let name = format!("greencheck-{number}");
        let window = windows::open(address, &name, FEATURES);
        let aside = match window {
            Some(_) => Aside::Opening,
            None if windows::is_sandboxed() => Aside::Sandboxed,
            None => Aside::Blocked,
        };
        let (weak, to) = (Rc::downgrade(self), to.clone());
        let watch = Interval::new(700, move || {
            if let Some(effects) = weak.upgrade() {
                effects.look_after_window(&to);
            }
        });
        self.frame.beside.replace(Some(Beside {
            number,
            form,
            window,
            _watch: Some(watch),
        }));
        aside
    }

    fn look_after_window(self: &Rc<Self>, to: &To) {
        let opened = self
            .frame
            .beside
            .borrow()
            .as_ref()
            .is_some_and(|beside| beside.window.is_some());
        if opened && !self.has_window() {
            self.closed(to);
        }
    }

    /// Whether there is a window, and nobody has closed it.
    fn has_window(&self) -> bool {
        let beside = self.frame.beside.borrow();
        let window = beside.as_ref().and_then(|beside| beside.window.as_ref());
        window.is_some_and(|window| !windows::is_closed(window))
    }

    /// The window is closed: the person is here again.
    fn closed(&self, to: &To) {
        if self.frame.beside.take().is_some() {
            to.dispatch(Action::Embedded(Embedded::Aside(Aside::Closed)));
            Timeout::new(50, frame::focus_heading).forget();
        }
    }

    /// Closes the window from here.
    pub(super) fn close_beside(&self, to: &To) {
        let window = self
            .frame
            .beside
            .borrow()
            .as_ref()
            .and_then(|beside| beside.window.clone());
        if let Some(window) = window {
            // One that cannot be closed hears no more of us.
            let _ = window.close();
        }
        self.closed(to);
    }

    /// Brings the window to the front.
    pub(super) fn go_beside(&self) {
        let beside = self.frame.beside.borrow();
        if let Some(window) = beside.as_ref().and_then(|beside| beside.window.as_ref()) {
            windows::focus(window);
        }
    }

    /// Stops what runs in the window.
    pub(super) fn cancel_beside(&self) {
        self.say(&FromFrame::Cancel {});
    }

    fn say(&self, says: &FromFrame) {
        let beside = self.frame.beside.borrow();
        let (Some(beside), Some(own)) = (beside.as_ref(), windows::origin()) else {
            return;
        };
        let message = Linked {
            window: beside.number.clone(),
            says,
        };
        if let (Some(window), Ok(text)) = (&beside.window, serde_json::to_string(&message)) {
            windows::post(window, &JsValue::from_str(&text), &own);
        }
    }

    /// Tells the portal what is new.
    pub(super) fn tell_portal(&self, state: &State) {
        let Some(before) = self.frame.before.replace(Some(state.clone())) else {
            frame::dress(FRAME, &self.frame.look.borrow());
            return;
        };
        for event in told::events(&before, state) {
            let ready = matches!(event, Event::Ready { .. });
            self.post(event);
            if ready {
                self.tell_height();
            }
        }
    }

    fn tell_height(&self) {
        let height = self.frame.height.get();
        if height > 0 {
            self.post(Event::Resize { height });
        }
    }

    fn post(&self, event: Event<'_>) {
        let portal = self.frame.portal.borrow();
        let (Some(portal), Some(parent)) = (portal.as_ref(), windows::parent()) else {
            return;
        };
        let json = serde_json::to_string(&Outbound::from(event)).ok();
        if let Some(message) = json.and_then(|json| js_sys::JSON::parse(&json).ok()) {
            windows::post(&parent, &message, portal);
        }
    }
}

/// What ends when the frame does.
pub(super) type Listening = (EventListener, Option<frame::Height>);

const FRAME: &str = "frame";

fn grown(effects: &Weak<Effects>, height: u32) {
    if let Some(effects) = effects.upgrade()
        && effects.frame.height.replace(height) != height
    {
        effects.tell_height();
    }
}
