//! The relay: its settings, and a WebSocket for a check and the looks that follow it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use serde::de::DeserializeOwned;
use shared::catalogue::Page;
use shared::event::{ClientFrame, MAX_MESSAGE, SUBPROTOCOL, ServerFrame, Ticket};
use shared::provider::{ProviderId, PublicConfig};
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, WebSocket};
use yew::Callback;
use zeroize::Zeroizing;

use crate::browser::fetch::{Method, Site, fetch};
use crate::browser::page;
use crate::state::{ConfigTrouble, Trouble};

/// Milliseconds for a WebSocket to open.
const OPENING_MS: u32 = 10_000;

/// Milliseconds of silence after which a check is lost. The longest step of a plan takes half of it.
const SILENCE_MS: u32 = 30_000;

/// The settings as they came.
pub struct Settings {
    /// What the page is told.
    pub config: PublicConfig,
    /// The relay's clock, seconds since 1970, where it says so.
    pub clock: Option<i64>,
}

/// Fetches the settings.
///
/// # Errors
/// When the relay does not answer, or answers with something else.
pub async fn config() -> Result<Settings, ConfigTrouble> {
    let answer = fetch(Method::Get, "/api/v1/config", Site::Own)
        .await
        .map_err(|_| ConfigTrouble::Unreachable)?;
    match answer.status {
        200 => Ok(Settings {
            config: read(&answer.body).ok_or(ConfigTrouble::Unreadable)?,
            clock: answer.clock,
        }),
        // What a gateway says for a relay that is not there.
        502..=504 => Err(ConfigTrouble::Unreachable),
        _ => Err(ConfigTrouble::Unreadable),
    }
}

/// Fetches a page of the catalogue; `None` when it does not come.
pub async fn cause(code: &str) -> Option<Page> {
    let path = format!("/catalogue/en/{code}.json");
    let answer = fetch(Method::Get, &path, Site::Own).await.ok()?;
    (answer.status == 200).then(|| read(&answer.body))?
}

/// The keys that a provider's identity tokens are signed with, as a JWK Set; `None` when they do not come.
pub async fn signing_keys(provider: &ProviderId) -> Option<String> {
    let path = format!("/api/v1/jwks/{provider}");
    let answer = fetch(Method::Get, &path, Site::Own).await.ok()?;
    let keys = str::from_utf8(&answer.body).ok()?.to_owned();
    (answer.status == 200).then_some(keys)
}

/// What is heard of a check.
pub enum Heard {
    /// The relay says something. After `Finished` nothing more is heard until the next check; after `Refused` nothing.
    Frame(ServerFrame),
    /// The check cannot go on. Nothing more is heard.
    Broke(Trouble),
}

/// A check on its way, or the line that it left open. Dropping it ends both: the relay then drops its own connection to
/// the mail server.
pub struct Check {
    line: Rc<Line>,
}

impl Check {
    /// One more check over the same line; false when the line is no longer there.
    pub fn again(&self, request: CheckRequest) -> bool {
        let line = &self.line;
        if line.ended.get() || !line.opened.get() || line.busy.replace(true) {
            return false;
        }
        line.send(&ClientFrame::Check { request });
        Line::wait(line, SILENCE_MS);
        true
    }
}

/// Begins a check. `build` is the page's, absent when the settings have not come yet.
pub fn check(request: CheckRequest, build: Option<String>, tell: Callback<Heard>) -> Check {
    let line = Rc::new(Line {
        tell,
        socket: RefCell::new(None),
        listeners: RefCell::new(Vec::new()),
        timer: RefCell::new(None),
        opened: Cell::new(false),
        busy: Cell::new(true),
        ended: Cell::new(false),
    });
    let weak = Rc::downgrade(&line);
    spawn_local(async move {
        let opening = opening(build).await;
        // Dropped meanwhile: nobody listens, and the ticket ends by itself.
        let Some(line) = weak.upgrade() else { return };
        match opening {
            Ok(open) => Line::connect(&line, open, request),
            Err(trouble) => line.end(Heard::Broke(trouble)),
        }
    });
    Check { line }
}

/// The first frame, with a ticket.
async fn opening(build: Option<String>) -> Result<ClientFrame, Trouble> {
    let build = match build {
        Some(build) => build,
        None => config().await.map_err(not_configured)?.config.build,
    };
    let Ticket { ticket } = ticket().await?;
    Ok(ClientFrame::Open { ticket, build })
}

/// A ticket for one socket, or for one request in the page's place.
///
/// # Errors
/// The relay does not answer, or gives none.
pub async fn ticket() -> Result<Ticket, Trouble> {
    let answer = fetch(Method::Post, "/api/v1/ticket", Site::Own)
        .await
        .map_err(|_| Trouble::RelayUnreachable)?;
    match answer.status {
        200..=299 => read(&answer.body).ok_or(Trouble::Unreadable),
        429 | 503 => Err(declined(&answer.body)),
        _ => Err(Trouble::Unreadable),
    }
}

fn not_configured(trouble: ConfigTrouble) -> Trouble {
    match trouble {
        ConfigTrouble::Unreachable => Trouble::RelayUnreachable,
        ConfigTrouble::Unreadable => Trouble::Unreadable,
    }
}

/// Always from text, never from octets: a second kind of reader would double its code in the page.
fn read<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_str(str::from_utf8(body).ok()?).ok()
}

/// A ticket refused because there are too many, in the words of a frame when the relay sends one.
fn declined(body: &[u8]) -> Trouble {
    match read(body) {
        Some(ServerFrame::Refused {
            refusal,
            retry_after,
            limit,
        }) => Trouble::Refused {
            refusal,
            retry_after,
            limit,
        },
        _ => Trouble::Refused {
            refusal: Refusal::TooMany,
            retry_after: None,
            limit: None,
        },
    }
}

/// The WebSocket, while a check runs and between two of them.
struct Line {
    tell: Callback<Heard>,
    socket: RefCell<Option<WebSocket>>,
    listeners: RefCell<Vec<EventListener>>,
    timer: RefCell<Option<Timeout>>,
    opened: Cell<bool>,
    busy: Cell<bool>,
    ended: Cell<bool>,
}

impl Line {
    fn connect(line: &Rc<Self>, open: ClientFrame, request: CheckRequest) {
        let socket = page::socket_address("/api/v1/check")
            .and_then(|address| WebSocket::new_with_str(&address, SUBPROTOCOL).ok());
        let Some(socket) = socket else {
            return line.end(Heard::Broke(Trouble::WebSocketBlocked));
        };
        let mut first = Some((open, request));
        let listeners = vec![
            on(&socket, "open", line, move |line, _| {
                line.opened.set(true);
                if let Some((open, request)) = first.take() {
                    line.send(&open);
                    line.send(&ClientFrame::Check { request });
                }
                Self::wait(line, SILENCE_MS);
            }),
            on(&socket, "message", line, Self::heard),
            on(&socket, "close", line, |line, _| Self::lost(line)),
        ];
        *line.listeners.borrow_mut() = listeners;
        *line.socket.borrow_mut() = Some(socket);
        Self::wait(line, OPENING_MS);
    }

    /// Sends a frame. The text may hold the token, so it is written into a room that never moves, and wiped.
    fn send(&self, frame: &ClientFrame) {
        let mut text = Zeroizing::new(Vec::with_capacity(2 * MAX_MESSAGE));
        let written = serde_json::to_writer(&mut *text, frame).is_ok();
        if let (true, Ok(text), Some(socket)) =
            (written, std::str::from_utf8(&text), &*self.socket.borrow())
        {
            // A socket that is no longer open says so by its close event.
            let _ = socket.send_with_str(text);
        }
    }

    fn heard(self: &Rc<Self>, event: &JsValue) {
        if self.ended.get() {
            return;
        }
        let text = event
            .dyn_ref::<MessageEvent>()
            .and_then(|message| message.data().as_string());
        match text.and_then(|text| serde_json::from_str::<ServerFrame>(&text).ok()) {
            Some(frame @ ServerFrame::Finished { .. }) => {
                self.busy.set(false);
                self.timer.borrow_mut().take();
                self.tell.emit(Heard::Frame(frame));
            }
            Some(frame @ ServerFrame::Refused { refusal, .. })
                if refusal != Refusal::CheckRunning =>
            {
                self.end(Heard::Frame(frame));
            }
            Some(frame) => {
                Self::wait(self, SILENCE_MS);
                self.tell.emit(Heard::Frame(frame));
            }
            None => self.end(Heard::Broke(Trouble::Unreadable)),
        }
    }

    /// The socket closed, or was silent for too long.
    fn lost(line: &Rc<Self>) {
        if line.ended.get() {
            return;
        }
        if !line.busy.get() {
            // Between two checks: the relay does not wait for ever, and the next check opens a line of its own.
            line.ended.set(true);
            return line.close();
        }
        if line.opened.get() {
            return line.end(Heard::Broke(Trouble::ConnectionLost));
        }
        // It never opened. Whether HTTP still works tells a dead relay from a network that refuses WebSockets.
        line.close();
        let weak = Rc::downgrade(line);
        spawn_local(async move {
            let trouble = match config().await {
                Ok(_) => Trouble::WebSocketBlocked,
                Err(trouble) => not_configured(trouble),
            };
            if let Some(line) = weak.upgrade() {
                line.end(Heard::Broke(trouble));
            }
        });
    }

    /// Waits this long for the next sign of life.
    fn wait(line: &Rc<Self>, ms: u32) {
        let weak = Rc::downgrade(line);
        let timer = Timeout::new(ms, move || {
            if let Some(line) = weak.upgrade() {
                Self::lost(&line);
            }
        });
        *line.timer.borrow_mut() = Some(timer);
    }

    fn end(&self, last: Heard) {
        if !self.ended.replace(true) {
            self.close();
            self.tell.emit(last);
        }
    }

    fn close(&self) {
        self.timer.borrow_mut().take();
        if let Some(socket) = self.socket.borrow_mut().take() {
            // Closing twice is no error, and there is nothing to do about another.
            let _ = socket.close();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.opened.get() && self.busy.get() && !self.ended.get() {
            self.send(&ClientFrame::Cancel {});
        }
        self.close();
    }
}

/// Listens, as long as the line lives.
fn on(
    socket: &WebSocket,
    name: &'static str,
    line: &Rc<Line>,
    mut then: impl FnMut(&Rc<Line>, &JsValue) + 'static,
) -> EventListener {
    let weak: Weak<Line> = Rc::downgrade(line);
    EventListener::new(socket, name, move |event| {
        if let Some(line) = weak.upgrade() {
            then(&line, event);
        }
    })
}
