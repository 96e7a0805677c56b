//! The page, its files and the catalogue.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};

use crate::assets::File;
use crate::catalogue::html;
use crate::headers::Stands;
use crate::service::Service;

/// A file whose name changes with its content is never asked for again.
pub(super) const LASTS: &str = "public, max-age=31536000, immutable";

/// Kept, and asked for again each time.
pub(super) const AGAIN: &str = "no-cache";

/// `GET /`
pub async fn page(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    shell(&service, &headers, AGAIN, Stands::Alone)
}

/// `GET /oauth/callback`: the same page, which reads the provider's answer from its own address. Nothing of that is
/// kept.
pub async fn callback(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    shell(&service, &headers, "no-store", Stands::Alone)
}

/// `GET /causes`: the list of all causes.
pub async fn causes(State(service): State<Arc<Service>>) -> Response {
    let titles = service.catalogue.titles();
    drawn(&service, |shell| html::index(shell, &titles))
}

/// `GET /about/data`: what happens to data here, from the settings as they are.
pub async fn about_data(State(service): State<Arc<Service>>) -> Response {
    let page = service.about_data();
    drawn(&service, |shell| html::page(shell, &page))
}

/// `GET /causes/<code>`: what is written about one cause. The page's program takes over when it is there.
pub async fn cause(State(service): State<Arc<Service>>, code: Named) -> Response {
    match named(&code).and_then(|code| service.catalogue.get(code)) {
        Some(page) => drawn(&service, |shell| html::page(shell, page)),
        None => not_found(),
    }
}

/// `GET /catalogue/en/<code>.json`: the same for the page's program.
pub async fn catalogue(State(service): State<Arc<Service>>, file: Named) -> Response {
    let code = named(&file).and_then(|file| file.strip_suffix(".json"));
    match code.and_then(|code| service.catalogue.get(code)) {
        Some(page) => ([(CACHE_CONTROL, AGAIN)], Json(page)).into_response(),
        None => not_found(),
    }
}

/// What an address names. What is no text names nothing, and the framework's words of it are nobody's.
type Named = Result<Path<String>, PathRejection>;

fn named(name: &Named) -> Option<&str> {
    name.as_ref().ok().map(|Path(name)| name.as_str())
}

/// The shell with other content in it.
fn drawn(service: &Service, content: impl FnOnce(&str) -> Option<String>) -> Response {
    let Some(shell) = service.assets.page() else {
        return no_page();
    };
    let shell = String::from_utf8_lossy(&shell);
    let Some(html) = content(&shell) else {
        return no_page();
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, AGAIN),
    ];
    let answer = (headers, html).into_response();
    with_policy(service, Stands::Alone, answer)
}

/// Every other path: a file of the page, or nothing.
pub async fn file(
    State(service): State<Arc<Service>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let name = uri.path().trim_start_matches('/');
    let Some(file) = service.assets.file(name, accepts(&headers)) else {
        return not_found();
    };
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET,HEAD")]).into_response();
    }
    let cache = if file.lasts { LASTS } else { AGAIN };
    send(file, cache)
}

/// `GET /readyz`: there is a page to serve.
pub async fn ready(State(service): State<Arc<Service>>) -> Response {
    match service.assets.page() {
        Some(_) => "ready\n".into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "no page\n").into_response(),
    }
}

/// The page as it is, under the policy of where it stands.
pub(super) fn shell(
    service: &Service,
    headers: &HeaderMap,
    cache: &'static str,
    stands: Stands,
) -> Response {
    let Some(file) = service.assets.page_file(accepts(headers)) else {
        return no_page();
    };
    with_policy(service, stands, send(file, cache))
}

fn with_policy(service: &Service, stands: Stands, mut response: Response) -> Response {
    if let Ok(policy) = service.headers.policy(stands) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn no_page() -> Response {
    let text = "The page is not in this build.\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

fn send(file: File, cache: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, file.media_type),
        (CACHE_CONTROL, cache),
        (VARY, "Accept-Encoding"),
    ];
    // What is in the binary is not copied for each who asks.
    let body = match file.body {
        Cow::Borrowed(octets) => Bytes::from_static(octets),
        Cow::Owned(octets) => Bytes::from(octets),
    };
    let mut response = (headers, body).into_response();
    if let Some(encoding) = file.encoding {
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn accepts(headers: &HeaderMap) -> &str {
    let accepts = headers.get(ACCEPT_ENCODING);
    accepts
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is no such page.\n").into_response()
}
