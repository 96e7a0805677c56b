//! The HTTP surface.

mod api;
mod caller;
mod discover;
mod embed;
mod oauth;
mod pages;
mod socket;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use http::Request;

use crate::service::Service;

/// Whose request it is: who is at the other end of the connection, or who came to a proxy of ours.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Every route. Unknown paths are 404, known ones with another method 405.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/", get(pages::page))
        .route("/oauth/callback", get(pages::callback))
        .route("/oauth/callback/{provider}", get(pages::callback))
        .route("/about/data", get(pages::about_data))
        .route("/causes", get(pages::causes))
        .route("/causes/{code}", get(pages::cause))
        .route("/catalogue/en/{file}", get(pages::catalogue))
        .route("/api/v1/config", get(api::config))
        .route("/api/v1/ticket", post(api::ticket))
        .route("/api/v1/check", get(socket::check))
        .route("/api/v1/discover", get(discover::discover))
        .merge(oauth::routes())
        .merge(embed::routes(&service.scripts))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(pages::ready))
        .fallback(pages::file)
        .layer(from_fn_with_state(Arc::clone(&service), with_headers))
        .with_state(service)
}

async fn with_headers(
    State(service): State<Arc<Service>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    service.headers.complete(response.headers_mut());
    response
}
