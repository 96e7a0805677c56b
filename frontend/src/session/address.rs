//! The address bar: the pages of the catalogue have addresses of their own, and the browser's buttons lead between them.

use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::{Effects, To};
use crate::browser::page;
use crate::relay;
use crate::signin::storage;
use crate::state::Action;
use crate::state::action::Way;
use crate::state::shelf::Turn;

/// Shows a page of the catalogue, which the relay keeps.
pub(super) fn open_cause(to: &To, code: String) {
    to.dispatch(Action::Shelf(Turn::Asked(code.clone())));
    let to = to.clone();
    spawn_local(async move {
        let page = relay::cause(&code).await.map(Rc::new);
        to.dispatch(Action::Shelf(Turn::Came { code, page }));
    });
}

/// Back to what lies below it.
pub(super) fn close_cause(to: &To) {
    to.dispatch(Action::Clock(page::now()));
    to.dispatch(Action::Shelf(Turn::Closed));
}

/// The Back and Forward buttons lead between the page and its catalogue.
pub(super) fn listen_for_going_back(to: &To) -> Option<EventListener> {
    let to = to.clone();
    let window = web_sys::window()?;
    Some(EventListener::new(
        &window,
        "popstate",
        move |_| match page::address()
            .as_ref()
            .and_then(|(path, _)| cause_in(path))
        {
            Some(code) => open_cause(&to, code),
            None => close_cause(&to),
        },
    ))
}

/// The code in `/causes/<code>`.
pub(super) fn cause_in(path: &str) -> Option<String> {
    let code = path.strip_prefix("/causes/")?;
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!code.is_empty() && code.bytes().all(good)).then(|| code.to_owned())
}

/// A browser may bring the page back as it was left, halfway to the provider.
pub(super) fn listen_for_coming_back(to: &To) -> Option<EventListener> {
    let to = to.clone();
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "pageshow", move |event| {
        let event = event.dyn_ref::<web_sys::PageTransitionEvent>();
        if event.is_some_and(web_sys::PageTransitionEvent::persisted) {
            // The page has its form still; what was kept for another loading would only come up again later.
            let _ = storage::take_form();
            to.dispatch(Action::Way(Way::CameBack));
        }
    }))
}

/// Whoever goes to another page leaves no sign-in behind, even where the browser keeps this page to show it again.
pub(super) fn listen_for_leaving(effects: &Rc<Effects>, to: &To) -> Option<EventListener> {
    let (effects, to) = (Rc::clone(effects), to.clone());
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "pagehide", move |_| {
        effects.drop_all();
        to.dispatch(Action::PutAside);
    }))
}

/// The code of the page that the address bar names.
pub(super) fn named() -> Option<String> {
    cause_in(&page::address()?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_is_a_code() {
        assert_eq!(
            cause_in("/causes/dns-failure").as_deref(),
            Some("dns-failure")
        );
        for other in [
            "/",
            "/causes",
            "/causes/",
            "/causes/a/b",
            "/causes/A",
            "/causes/..",
            "/oauth/callback",
        ] {
            assert_eq!(cause_in(other), None, "{other}");
        }
    }
}
