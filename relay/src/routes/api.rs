//! The settings and the tickets.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shared::event::Ticket;
use shared::provider::PublicConfig;

use super::caller::{OurPage, Whence};
use super::socket::full;
use crate::service::Service;

/// `GET /api/v1/config`
pub async fn config(State(service): State<Arc<Service>>) -> Json<PublicConfig> {
    Json(service.public())
}

/// `POST /api/v1/ticket`: a ticket for one socket, for our own page only.
pub async fn ticket(
    _: OurPage,
    State(service): State<Arc<Service>>,
    Whence(peer): Whence,
) -> Response {
    if !service.sockets.has_room(peer) {
        return full();
    }
    match service.tickets.issue(peer, Instant::now()) {
        Ok(ticket) => Json(Ticket { ticket }).into_response(),
        Err(error) => {
            tracing::error!(%error, "no ticket");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
