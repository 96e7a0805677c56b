//! Other windows: the one that opened this, those that this opens, the page around a frame; and messages between them.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

/// A message from another window.
pub struct Message {
    /// The origin of who sent it, by the browser's word.
    pub origin: String,
    /// Who sent it.
    pub source: JsValue,
    /// What it says.
    pub data: JsValue,
}

/// Opens a window on a click; `None` when the browser does not.
pub fn open(address: &str, name: &str, features: &str) -> Option<Window> {
    web_sys::window()?
        .open_with_url_and_target_and_features(address, name, features)
        .ok()?
}

/// The window that opened this one, while it is there.
pub fn opener() -> Option<Window> {
    let opener = web_sys::window()?.opener().ok()?;
    // A window of another realm is no `instanceof Window` here.
    (!opener.is_null() && !opener.is_undefined()).then(|| opener.unchecked_into())
}

/// The page around this frame; `None` at top level.
pub fn parent() -> Option<Window> {
    let window = web_sys::window()?;
    let parent = window.parent().ok()??;
    (!js_sys::Object::is(&parent, &window)).then_some(parent)
}

/// This page's origin, as browsers name it in messages.
pub fn origin() -> Option<String> {
    web_sys::window()?.location().origin().ok()
}

/// Sends a message that only a page of exactly this origin receives.
pub fn post(to: &Window, what: &JsValue, origin: &str) {
    // A window that was closed hears nothing, and that is noticed elsewhere.
    let _ = to.post_message(what, origin);
}

/// Takes the messages that other windows send.
pub fn listen(tell: impl Fn(Message) + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "message", move |event| {
        if let Some(event) = event.dyn_ref::<MessageEvent>() {
            tell(Message {
                origin: event.origin(),
                source: event.source().map_or(JsValue::NULL, JsValue::from),
                data: event.data(),
            });
        }
    }))
}

/// Whether a window is closed, or gone with the page that it stood in.
pub fn is_closed(window: &Window) -> bool {
    window.closed().unwrap_or(true)
}

/// Brings a window to the front.
pub fn focus(window: &Window) {
    // A browser that refuses leaves it where it is.
    let _ = window.focus();
}

/// Closes this window; the browser does so only where a script opened it.
pub fn close() {
    if let Some(window) = web_sys::window() {
        let _ = window.close();
    }
}

/// What a window that this one opens shall not know: who opened it.
pub fn disown(opened: &Window) {
    // It is still the empty page of our own origin, so this is allowed.
    let _ = opened.set_opener(&JsValue::NULL);
}

/// Whether this page is in a sandbox. No browser says so, but each refuses to set the domain there, whatever the sandbox
/// allows (HTML Standard, "sandboxed document.domain browsing context flag").
pub fn is_sandboxed() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(document) = document.map(JsValue::from) else {
        return false;
    };
    let name = JsValue::from_str("domain");
    let Ok(domain) = js_sys::Reflect::get(&document, &name) else {
        return false;
    };
    js_sys::Reflect::set(&document, &name, &domain).is_err()
}

/// Says when this window is being closed or left.
pub fn when_left(tell: impl Fn() + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "pagehide", move |_| tell()))
}
