//! The frame that this page stands in: whose it is, how it looks, how high it is.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlInputElement, ResizeObserver};

use crate::embed::look::{Look, PROPERTIES, Scheme};
use crate::place::Opens;

/// The origin of the page around this frame, where the browser says it: by name, or as whoever led here.
pub fn origin_around() -> Option<String> {
    let window = web_sys::window()?;
    let ancestors = js_sys::Reflect::get(&window.location(), &JsValue::from_str("ancestorOrigins"));
    let nearest = ancestors
        .ok()
        .and_then(|list| js_sys::Reflect::get(&list, &JsValue::from_f64(0.0)).ok())
        .and_then(|origin| origin.as_string());
    nearest.or_else(|| {
        let address = window.document()?.referrer();
        let url = oauth2::url::Url::parse(&address).ok()?;
        Some(url.origin().ascii_serialization())
    })
}

/// How a sign-in can begin here: a phone or tablet shows one window at a time, and another application's web view has one
/// alone.
pub fn opens() -> Opens {
    let Some(window) = web_sys::window() else {
        return Opens::Window;
    };
    let agent = window.navigator().user_agent().unwrap_or_default();
    if WEB_VIEWS.iter().any(|mark| agent.contains(mark)) {
        return Opens::Here;
    }
    let touch = window.match_media("(hover: none) and (pointer: coarse)");
    let touch = touch.ok().flatten().is_some_and(|query| query.matches());
    if touch { Opens::Tab } else { Opens::Window }
}

/// How web views of applications name themselves.
const WEB_VIEWS: [&str; 6] = [
    "; wv)",
    "FBAN/",
    "FBAV/",
    "Instagram",
    "Line/",
    "MicroMessenger",
];

/// Writes the place and the look on the document, where the style sheet finds them.
pub fn dress(place: &str, look: &Look) {
    let Some(root) = root() else {
        return;
    };
    // What the browser refuses is a look, and the page is as readable without it.
    let _ = root.set_attribute("data-place", place);
    let scheme = look.scheme.map(|scheme| match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    });
    let density = look.compact.then_some("compact");
    for (name, value) in [("data-scheme", scheme), ("data-density", density)] {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
    let style = root.style();
    for name in PROPERTIES {
        let _ = style.remove_property(name);
    }
    for (name, value) in look.properties() {
        let _ = style.set_property(name, &value);
    }
}

/// Tells the height of the content whenever it changes.
pub struct Height {
    observer: ResizeObserver,
    _told: Closure<dyn FnMut()>,
}

impl Height {
    /// Begins to watch.
    pub fn watch(mut tell: impl FnMut(u32) + 'static) -> Option<Self> {
        let body = web_sys::window()?.document()?.body()?;
        let watched = body.clone();
        let told = Closure::<dyn FnMut()>::new(move || {
            let height = watched.get_bounding_client_rect().height().ceil();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a height is small and not negative, and the cast saturates"
            )]
            tell(height as u32);
        });
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(&body);
        Some(Self {
            observer,
            _told: told,
        })
    }
}

impl Drop for Height {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Puts the focus where the person goes on: on the heading of what is shown.
pub fn focus_heading() {
    focus(find("main h1"));
}

/// Puts the focus where the person begins: on the mailbox while it is empty, else on the button.
pub fn focus_beginning() {
    let empty = |element: &HtmlElement| {
        let input = element.dyn_ref::<HtmlInputElement>();
        input.is_some_and(|input| input.value().is_empty())
    };
    let first = find("input[name=mailbox]").filter(empty);
    focus(first.or_else(|| find("form.question button[type=submit]")));
}

fn find(selector: &str) -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    document.query_selector(selector).ok()??.dyn_into().ok()
}

fn focus(element: Option<HtmlElement>) {
    // A browser that refuses leaves the focus where it is.
    if let Some(window) = web_sys::window() {
        let _ = window.focus();
    }
    if let Some(element) = element {
        let _ = element.focus();
    }
}

fn root() -> Option<HtmlElement> {
    web_sys::window()?
        .document()?
        .document_element()?
        .dyn_into()
        .ok()
}
