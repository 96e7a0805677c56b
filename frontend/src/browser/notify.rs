//! A notification of the system, for whoever looks at something else meanwhile.

use wasm_bindgen::JsValue;
use web_sys::{Notification, NotificationPermission};

use crate::text::watch;

/// Asks whether one may be shown, where that was never asked.
pub fn ask() {
    if permission() == Some(NotificationPermission::Default) {
        // The answer is for later.
        let _ = Notification::request_permission();
    }
}

/// Says that the mailbox opens. It names nobody: other people may see the screen.
pub fn green() {
    if permission() == Some(NotificationPermission::Granted) {
        // Where the system shows none, the window's title still says it.
        let _ = Notification::new(watch::NOTIFICATION);
    }
}

/// `None` in a browser that has no notifications.
fn permission() -> Option<NotificationPermission> {
    let window = web_sys::window()?;
    let there = js_sys::Reflect::has(&window, &JsValue::from_str("Notification"));
    there
        .is_ok_and(|there| there)
        .then(Notification::permission)
}
