//! HTTP requests, without cookies, caches, redirects or referrer, bounded in time.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestInit,
    RequestMode, RequestRedirect, Response,
};
use zeroize::Zeroizing;

/// Milliseconds until an answer has to be whole.
const DEADLINE_MS: u32 = 20_000;

/// The same where the relay asks a provider in the page's place, up to three times one after the other.
const ERRAND_MS: u32 = 50_000;

/// What is sent.
#[derive(Clone, Copy)]
pub enum Method<'a> {
    /// `GET`
    Get,
    /// `POST` without a body
    Post,
    /// `POST` of a form
    PostForm(&'a str),
    /// `POST` of JSON
    PostJson(&'a str),
}

/// Where it is sent.
#[derive(Clone, Copy)]
pub enum Site {
    /// To the relay that this page came from.
    Own,
    /// To a provider.
    Other,
}

/// An answer, whole.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The clock of whoever answered, seconds since 1970. Another site's is not shown to this page.
    pub clock: Option<i64>,
    /// The body; wiped when dropped, as it may hold a token.
    pub body: Zeroizing<Vec<u8>>,
}

/// No answer: the network, the browser's rules, or the deadline. Browsers do not tell which.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
pub struct NoAnswer;

/// Sends a request and reads the answer.
///
/// # Errors
/// When there is no whole answer. An HTTP status is never an error here.
pub async fn fetch(method: Method<'_>, url: &str, site: Site) -> Result<Answer, NoAnswer> {
    exchange(method, url, site).await.map_err(|_| NoAnswer)
}

async fn exchange(method: Method<'_>, url: &str, site: Site) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_mode(match (site, method) {
        (Site::Own, Method::Get) => RequestMode::SameOrigin,
        // In the other mode a POST without a referrer has the origin `null` (Fetch, "append a request `Origin` header"),
        // at which the relay refuses it. Firefox does so, Chromium does not.
        _ => RequestMode::Cors,
    });
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let deadline = match method {
        Method::PostJson(_) => ERRAND_MS,
        Method::Get | Method::Post | Method::PostForm(_) => DEADLINE_MS,
    };
    init.set_signal(Some(&AbortSignal::timeout_with_u32(deadline)));
    match method {
        Method::Get => init.set_method("GET"),
        Method::Post => init.set_method("POST"),
        Method::PostForm(body) | Method::PostJson(body) => {
            init.set_method("POST");
            init.set_body(&JsValue::from_str(body));
        }
    }
    let request = Request::new_with_str_and_init(url, &init)?;
    request.headers().set("Accept", "application/json")?;
    let kind = match method {
        Method::Get | Method::Post => None,
        Method::PostForm(_) => Some("application/x-www-form-urlencoded"),
        Method::PostJson(_) => Some("application/json"),
    };
    if let Some(kind) = kind {
        request.headers().set("Content-Type", kind)?;
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request))
        .await?
        .dyn_into()?;
    let body = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?);
    Ok(Answer {
        status: response.status(),
        clock: response.headers().get("Date")?.as_deref().and_then(seconds),
        body: Zeroizing::new(body.to_vec()),
    })
}

/// A time as HTTP writes it (RFC 9110 §5.6.7).
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-int cast saturates, and what is no time is sorted out before"
)]
fn seconds(date: &str) -> Option<i64> {
    let milliseconds = js_sys::Date::parse(date);
    milliseconds
        .is_finite()
        .then_some((milliseconds / 1000.0) as i64)
}
