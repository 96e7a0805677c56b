//! The settings, the tickets and the socket.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http::StatusCode;
use http::header::RETRY_AFTER;
use shared::event::{MAX_MESSAGE, SUBPROTOCOL, Ticket};
use shared::provider::PublicConfig;
use tungstenite::error::ProtocolError;

use super::Peer;
use super::caller::{OurPage, OurSocket};
use crate::service::Service;
use crate::session::{self, Broken};

/// The largest message that is still read, in octets. One over the protocol's own cap is read so that its refusal
/// reaches the page.
const MAX_READ: usize = 4 * MAX_MESSAGE;

/// For each direction of a socket, in octets. The library's own choice is 128 KiB, for a socket that may never speak.
const BUFFER: usize = 4 * 1024;

/// `GET /api/v1/config`
pub async fn config(State(service): State<Arc<Service>>) -> Json<PublicConfig> {
    Json(service.public())
}

/// `POST /api/v1/ticket`: a ticket for one socket, for our own page only.
pub async fn ticket(_: OurPage, State(service): State<Arc<Service>>) -> Response {
    match service.tickets.issue(Instant::now()) {
        Ok(ticket) => Json(Ticket { ticket }).into_response(),
        Err(error) => {
            tracing::error!(%error, "no ticket");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// `GET /api/v1/check`: the socket. Only our own page may open one, and only with our subprotocol.
pub async fn check(
    _: OurSocket,
    State(service): State<Arc<Service>>,
    peer: Option<Extension<Peer>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([SUBPROTOCOL]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        let text = format!("This socket speaks {SUBPROTOCOL}.\n");
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let Ok(seat) = Arc::clone(&service.sockets).try_acquire_owned() else {
        let text = "Too many checks are open.\n";
        let headers = [(RETRY_AFTER, "30")];
        return (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response();
    };
    let peer = peer.map(|Extension(Peer(address))| address);
    upgrade
        .max_message_size(MAX_READ)
        .max_frame_size(MAX_READ)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(BUFFER + 2 * MAX_MESSAGE)
        .on_upgrade(move |socket| async move {
            session::serve(socket.map_err(broken), &service, peer).await;
            drop(seat);
        })
}

/// What broke a socket.
fn broken(error: axum::Error) -> Broken {
    match error.into_inner().downcast_ref() {
        Some(tungstenite::Error::Capacity(_)) => Broken::TooLarge,
        Some(tungstenite::Error::Utf8(_)) => Broken::NotText,
        Some(tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => {
            Broken::Gone
        }
        Some(tungstenite::Error::Protocol(_)) => Broken::Protocol,
        _ => Broken::Gone,
    }
}
