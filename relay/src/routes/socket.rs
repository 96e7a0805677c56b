//! The WebSocket of a check.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http::header::{
    CONNECTION, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    UPGRADE,
};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use shared::event::{MAX_MESSAGE, SUBPROTOCOL, ServerFrame};
use shared::limit::Limit;
use shared::refusal::Refusal;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, copy, sink};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tungstenite::error::ProtocolError;
use tungstenite::handshake::derive_accept_key;
use tungstenite::protocol::{Role, WebSocketConfig};

use super::caller::{OurSocket, Whence};
use crate::pieces::{Pieces, TooMany};
use crate::rate::millis;
use crate::service::Service;
use crate::session::{self, Broken};

/// The largest message that is still read, in octets. One over the protocol's own cap is read so that its refusal
/// reaches the page.
const MAX_READ: usize = 4 * MAX_MESSAGE;

/// What is read at a time, in octets, and set aside for a socket that may never speak. The library's own choice is
/// 128 KiB.
const READ: usize = 1024;

/// What is gathered before it is written, in octets.
const WRITE: usize = 4 * 1024;

/// When to come again where all seats are taken. They are left one by one.
const FULL: Duration = Duration::from_secs(30);

/// For what is still on its way when the last word is said.
const LINGER: Duration = Duration::from_secs(1);

/// To whoever asks for something else than a socket.
const NO_HANDSHAKE: &str =
    "This address opens a WebSocket (RFC 6455), and the request asks for none.\n";

/// `GET /api/v1/check`: the socket. Only our own page may open one, and only with our subprotocol.
pub async fn check(
    _: OurSocket,
    State(service): State<Arc<Service>>,
    Whence(peer): Whence,
    handshake: Handshake,
) -> Response {
    let Some(seat) = service.sockets.take(peer) else {
        return full();
    };
    tokio::spawn(async move {
        if let Ok(stream) = handshake.upgrade.await {
            serve(TokioIo::new(stream), &service, peer).await;
        }
        drop(seat);
    });
    let headers = [
        (CONNECTION, HeaderValue::from_static("upgrade")),
        (UPGRADE, HeaderValue::from_static("websocket")),
        (SEC_WEBSOCKET_ACCEPT, handshake.accept),
        (
            SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(SUBPROTOCOL),
        ),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

/// There is no seat for another socket. A browser tells no page why its socket does not open, so a ticket is refused with the
/// same words.
pub fn full() -> Response {
    let seconds = FULL.as_secs().to_string();
    let refused = ServerFrame::Refused {
        refusal: Refusal::TooMany,
        retry_after: Some(millis(FULL)),
        limit: Some(Limit::Sockets),
    };
    let headers = [(RETRY_AFTER, seconds)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Json(refused)).into_response()
}

/// A request to open a socket, as RFC 6455 wants it, with our subprotocol. The framework checks it; the octets that follow
/// are our own to read, since the framework would not let their frames be counted.
pub struct Handshake {
    upgrade: OnUpgrade,
    /// What the client's key becomes: the proof that its request was understood.
    accept: HeaderValue,
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let upgrade = parts.extensions.get::<OnUpgrade>().cloned();
        let asked = WebSocketUpgrade::from_request_parts(parts, state)
            .await
            .map_err(|rejected| {
                let mut response = rejected.into_response();
                *response.body_mut() = NO_HANDSHAKE.into();
                response
            })?;
        if asked.protocols([SUBPROTOCOL]).selected_protocol().is_none() {
            let speaks = format!("This socket speaks {SUBPROTOCOL}.\n");
            return Err((StatusCode::BAD_REQUEST, speaks).into_response());
        }
        let key = parts.headers.get(SEC_WEBSOCKET_KEY);
        let accept = key.map(|key| HeaderValue::try_from(derive_accept_key(key.as_bytes())));
        match (upgrade, accept) {
            (Some(upgrade), Some(Ok(accept))) => Ok(Self { upgrade, accept }),
            _ => Err((StatusCode::BAD_REQUEST, NO_HANDSHAKE).into_response()),
        }
    }
}

/// Serves a socket to its end.
async fn serve<S>(stream: S, service: &Service, peer: Option<IpAddr>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_READ))
        .max_frame_size(Some(MAX_READ))
        .read_buffer_size(READ)
        .write_buffer_size(WRITE)
        .max_write_buffer_size(WRITE + 2 * MAX_MESSAGE);
    let pieces = Pieces::new(stream);
    let mut socket = WebSocketStream::from_raw_socket(pieces, Role::Server, Some(config)).await;
    session::serve((&mut socket).map_err(broken), service, peer).await;
    linger(socket.get_mut().below()).await;
}

/// Says that nothing more comes, and drops what still does: a connection that is closed with octets unread takes with it
/// what was said last.
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) {
    if stream.shutdown().await.is_ok() {
        // Whoever goes on has had their time.
        let _ = timeout(LINGER, copy(stream, &mut sink())).await;
    }
}

/// What broke a socket.
fn broken(error: tungstenite::Error) -> Broken {
    match error {
        tungstenite::Error::Capacity(_) => Broken::TooLarge,
        tungstenite::Error::Utf8(_) => Broken::NotText,
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Broken::Gone,
        tungstenite::Error::Protocol(_) => Broken::Protocol,
        tungstenite::Error::Io(error) if is_too_many(&error) => Broken::TooManyPieces,
        _ => Broken::Gone,
    }
}

fn is_too_many(error: &io::Error) -> bool {
    let inner = error.get_ref();
    inner
        .and_then(|inner| inner.downcast_ref::<TooMany>())
        .is_some()
}
