//! The page in a portal: the framed page, the window of its sign-in, the page for a portal's owner, and the script.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue};

use super::pages::{AGAIN, LASTS, shell};
use crate::embed::{Scripts, TYPES};
use crate::headers::Stands;
use crate::service::Service;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The routes of this file. Each version of the script has one of its own.
pub fn routes(scripts: &Scripts) -> Router<Arc<Service>> {
    let routes = Router::new()
        .route("/embed", get(framed))
        .route("/window", get(window))
        .route("/embed/setup", get(setup))
        .route("/embed.v1.d.ts", get(types));
    scripts.iter().fold(routes, |routes, (path, octets)| {
        let octets = octets.clone();
        routes.route(path, get(async || script(octets)))
    })
}

/// `GET /embed`: the page for a portal to hold in a frame. A portal whose own page asks for isolation (COEP) may hold it
/// as well; who may at all is for `frame-ancestors`, and the operator reads in the log who may not.
async fn framed(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if let Some(stranger) = service.refused.name(&headers, Instant::now()) {
        tracing::warn!("{stranger}");
    }
    let page = shell(&service, &headers, AGAIN, Stands::InAPortal);
    with(page, RESOURCE_POLICY, "cross-origin")
}

/// `GET /window`: the window in which a person signs in, opened by the framed page and talking to it. So it alone keeps
/// its opener; the provider's page and the way back stand in a window of theirs, which has none.
async fn window(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let page = shell(&service, &headers, AGAIN, Stands::Alone);
    with(page, OPENER_POLICY, "unsafe-none")
}

/// `GET /embed/setup`: tells a portal's owner what to write, and shows how it will look.
async fn setup(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    shell(&service, &headers, AGAIN, Stands::AroundItself)
}

/// `GET /embed.v1.d.ts`: the element's types.
async fn types() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, AGAIN),
    ];
    (headers, TYPES)
}

/// `GET /embed.v1.<digest>.js`: the element. A browser checks a script against its digest only where it may read it, so
/// this is the one answer that every page may read.
fn script(octets: Bytes) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, LASTS),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (RESOURCE_POLICY, "cross-origin"),
    ];
    (headers, octets)
}

fn with(mut answer: Response, name: HeaderName, value: &'static str) -> Response {
    answer
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
    answer
}
