//! The window: its clock, its address, its reload.

use gloo_events::EventListener;
use yew::Callback;

/// The reader's clock, seconds since 1970.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-int cast saturates, and milliseconds fit"
)]
pub fn now() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// Says when the window comes into sight, and when it goes out of it.
pub fn when_in_sight(tell: Callback<bool>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    let watched = document.clone();
    Some(EventListener::new(
        &document,
        "visibilitychange",
        move |_| {
            tell.emit(!watched.hidden());
        },
    ))
}

/// Says when the window is the one that is used again.
pub fn when_focused(mut tell: impl FnMut() + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "focus", move |_| tell()))
}

/// The path and the query of the address bar.
pub fn address() -> Option<(String, String)> {
    let location = web_sys::window()?.location();
    Some((location.pathname().ok()?, location.search().ok()?))
}

/// What this page was opened with: its query and what stands behind its `#`.
pub fn given() -> (String, String) {
    let location = web_sys::window().map(|window| window.location());
    let part = |read: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        let part = location.as_ref().and_then(|location| read(location).ok());
        part.unwrap_or_default()
    };
    (
        part(web_sys::Location::search),
        part(web_sys::Location::hash),
    )
}

/// What stands behind the `#` of the address bar. It is taken out of it, so that it is read once.
pub fn take_fragment() -> Option<String> {
    let window = web_sys::window()?;
    let fragment = window.location().hash().ok()?;
    if fragment.is_empty() {
        return None;
    }
    let path = window.location().pathname().ok()?;
    if let Ok(history) = window.history() {
        // A browser that refuses keeps the fragment, which holds no secret.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
    Some(fragment)
}

/// The address of a WebSocket of the relay that this page came from.
pub fn socket_address(path: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = match location.protocol().ok()?.as_str() {
        "https:" => "wss",
        _ => "ws",
    };
    Some(format!("{scheme}://{}{path}", location.host().ok()?))
}

/// Puts the plain page into the address bar, in place of this entry of the history.
pub fn clean_address() {
    let history = web_sys::window().and_then(|window| window.history().ok());
    let cleaned = history
        .map(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/")));
    // A browser that refuses this keeps the code in its address bar: leave it by loading the page anew.
    if !matches!(cleaned, Some(Ok(())))
        && let Some(window) = web_sys::window()
    {
        let _ = window.location().replace("/");
    }
}

/// Sends the browser elsewhere; `None` when it refuses.
pub fn go_to(address: &str) -> Option<()> {
    web_sys::window()?.location().assign(address).ok()
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // It refuses only where navigation is not allowed at all; the page then stays as it is.
        let _ = window.location().reload();
    }
}

/// Puts another path of this page into the address bar.
pub fn push(path: &str) {
    if let Some(Ok(history)) = web_sys::window().map(|window| window.history()) {
        // A browser that refuses keeps the old address; the page shows the right thing all the same.
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}

/// Prints what is shown.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser without a printer has nothing to say either.
        let _ = window.print();
    }
}

/// Minutes by which the reader's clock is ahead of UTC.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-int cast saturates, and an offset is less than a day"
)]
pub fn minutes_ahead_of_utc() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}
