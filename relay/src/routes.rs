//! The HTTP surface.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{Extension, Path, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HOST, ORIGIN, RETRY_AFTER, VARY};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use shared::event::{MAX_MESSAGE, SUBPROTOCOL, Ticket};
use shared::provider::PublicConfig;

use crate::assets::Assets;
use crate::service::Service;
use crate::session;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Every route. Unknown paths are 404, known ones with another method 405.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/oauth/callback", get(callback))
        .route("/{file}", get(file))
        .route("/catalogue/{language}/{page}", get(catalogue))
        .route("/api/v1/config", get(config))
        .route("/api/v1/ticket", post(ticket))
        .route("/api/v1/check", get(check))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .layer(from_fn_with_state(Arc::clone(&service), with_headers))
        .with_state(service)
}

async fn with_headers(State(service): State<Arc<Service>>, request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.extend(service.headers.clone());
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn page(State(service): State<Arc<Service>>) -> Response {
    html(&service.assets, "no-cache")
}

/// The same page: it reads the provider's answer from its own address. Nothing of that is kept.
async fn callback(State(service): State<Arc<Service>>) -> Response {
    html(&service.assets, "no-store")
}

fn html(assets: &Assets, cache: &'static str) -> Response {
    let Some(page) = assets.page() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "The page is not in this build.\n").into_response();
    };
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, cache)];
    (headers, page.into_owned()).into_response()
}

async fn file(State(service): State<Arc<Service>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepts = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(file) = service.assets.file(&name, accepts) else { return not_found() };
    let cache = if file.lasts { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(CONTENT_TYPE, file.media_type), (CACHE_CONTROL, cache), (VARY, "Accept-Encoding")];
    let mut response = (headers, file.body.into_owned()).into_response();
    if let Some(encoding) = file.encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

async fn catalogue(State(service): State<Arc<Service>>, Path((language, page)): Path<(String, String)>) -> Response {
    match service.assets.catalogue(&format!("{language}/{page}")) {
        Some(text) => {
            let headers = [(CONTENT_TYPE, "text/markdown; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
            (headers, text.into_owned()).into_response()
        }
        None => not_found(),
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is no such page.\n").into_response()
}

async fn config(State(service): State<Arc<Service>>) -> axum::Json<PublicConfig> {
    axum::Json(service.public.clone())
}

async fn ready(State(service): State<Arc<Service>>) -> Response {
    match service.assets.page() {
        Some(_) => "ready\n".into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "no page\n").into_response(),
    }
}

/// A ticket for one socket, for our own page only.
async fn ticket(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if !is_ours(&service, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match service.tickets.issue(Instant::now()) {
        Ok(ticket) => axum::Json(Ticket { ticket }).into_response(),
        Err(error) => {
            tracing::error!(%error, "no ticket");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The socket. Only our own page may open one, and only with our subprotocol.
async fn check(
    State(service): State<Arc<Service>>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !is_ours(&service, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([SUBPROTOCOL]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "This socket speaks greencheck.v1.\n").into_response();
    }
    let Ok(seat) = Arc::clone(&service.sockets).try_acquire_owned() else {
        let headers = [(RETRY_AFTER, "30")];
        return (StatusCode::SERVICE_UNAVAILABLE, headers, "Too many checks are open.\n").into_response();
    };
    let peer = peer.map(|Extension(Peer(address))| address.ip());
    upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        // The defaults keep 128 KiB for a socket that may never say a word.
        .read_buffer_size(4 * 1024)
        .write_buffer_size(4 * 1024)
        .max_write_buffer_size(4 * MAX_MESSAGE)
        .on_upgrade(move |socket| async move {
            session::serve(socket, &service, peer).await;
            drop(seat);
        })
}

/// Whether a request comes from our own page: its exact origin, and where the browser says so, the same site.
fn is_ours(service: &Service, headers: &HeaderMap) -> bool {
    let is = |name, wanted: &str| headers.get(name).is_some_and(|value: &HeaderValue| value.as_bytes() == wanted.as_bytes());
    let site = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    is(ORIGIN, &service.public.public_url) && site && headers.contains_key(HOST)
}
