//! The channel between windows of this origin. The provider's window has no opener when it comes back (its sign-in page
//! has cut it off), but at top level all windows of an origin hear each other here.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "greencheck.sign-in";

/// An open channel; closed when dropped.
pub struct Channel {
    channel: BroadcastChannel,
    _heard: EventListener,
}

impl Channel {
    /// Opens it; `None` where the browser has none.
    pub fn open(tell: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let heard = EventListener::new(&channel, "message", move |event| {
            let event = event.dyn_ref::<MessageEvent>();
            if let Some(text) = event.and_then(|event| event.data().as_string()) {
                tell(text);
            }
        });
        Some(Self {
            channel,
            _heard: heard,
        })
    }

    /// Says something to all others.
    pub fn say(&self, text: &str) {
        // A channel that is closed has nobody to hear it.
        let _ = self.channel.post_message(&JsValue::from_str(text));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
