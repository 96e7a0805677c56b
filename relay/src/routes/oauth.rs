//! What the relay asks a provider in the page's place.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::oauth::{
    Declined, DeviceAnswer, DeviceRequest, Grant, MAX_BODY, TokenAnswer, TokenRequest,
};
use shared::refusal::Refusal;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::caller::{OurPage, Whence};
use crate::body::{BodyError, read, wiped_after};
use crate::oauth::admit::admit;
use crate::oauth::device::{self, begin};
use crate::oauth::exchange::exchange;
use crate::outbound::Failure;
use crate::rate::Requests;
use crate::service::Service;

/// For a page to send what it asks.
const SENDING: Duration = Duration::from_secs(10);

/// The routes of this file.
pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/api/v1/oauth/token", post(token))
        .route("/api/v1/oauth/device", post(device))
        .route("/api/v1/jwks/{provider}", get(keys))
}

/// `POST /api/v1/oauth/token`: one exchange, for our own page only.
async fn token(
    _: OurPage,
    State(service): State<Arc<Service>>,
    Whence(peer): Whence,
    body: Body,
) -> Response {
    let errand = async {
        let request: TokenRequest = told(body).await?;
        let counter = match request.grant {
            Grant::Device { .. } => &service.polls,
            Grant::Code { .. } | Grant::Application {} => &service.exchanges,
        };
        may_ask(&service, &request.ticket, counter, peer)?;
        admit(request, &service.policy, &service.public_url).map_err(never)
    };
    let answer = match errand.await {
        Ok(errand) => {
            let outbound = service.outbound.clone();
            // A task of its own: what was begun at a provider is brought to its end when the page goes.
            let asked = tokio::spawn(async move { exchange(&outbound, errand).await });
            let died = |_| TokenAnswer::Declined(never(Refusal::Internal));
            asked.await.unwrap_or_else(died)
        }
        Err(declined) => TokenAnswer::Declined(declined),
    };
    let status = match &answer {
        TokenAnswer::Declined(declined) => status(&service, declined),
        _ => StatusCode::OK,
    };
    reply(status, &answer)
}

/// `POST /api/v1/oauth/device`: the beginning of a sign-in on another device, for our own page only.
async fn device(
    _: OurPage,
    State(service): State<Arc<Service>>,
    Whence(peer): Whence,
    body: Body,
) -> Response {
    let beginning = async {
        let request: DeviceRequest = told(body).await?;
        may_ask(&service, &request.ticket, &service.exchanges, peer)?;
        device::admit(&request, &service.policy).map_err(never)
    };
    match beginning.await {
        Ok(beginning) => reply(StatusCode::OK, &begin(&service.outbound, beginning).await),
        Err(declined) => reply(
            status(&service, &declined),
            &DeviceAnswer::Declined(declined),
        ),
    }
}

/// `GET /api/v1/jwks/{provider}`: the keys of its identity tokens, for our own page only.
async fn keys(
    _: OurPage,
    State(service): State<Arc<Service>>,
    provider: Result<Path<String>, PathRejection>,
    Whence(peer): Whence,
) -> Response {
    let Ok(Path(provider)) = provider else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if service.key_requests.count(peer).is_err() {
        return code(StatusCode::TOO_MANY_REQUESTS, "too-many");
    }
    let fetched = service
        .keys
        .get(&service.outbound, &provider, Instant::now());
    match fetched.await {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Ok(keys)) => json(StatusCode::OK, keys),
        Some(Err(Failure::Unreachable)) => code(StatusCode::BAD_GATEWAY, "unreachable"),
        Some(Err(Failure::Unreadable)) => code(StatusCode::BAD_GATEWAY, "unreadable"),
    }
}

/// What the page asks.
async fn told<T: DeserializeOwned>(body: Body) -> Result<T, Declined> {
    let refusal = match timeout(SENDING, read(body, MAX_BODY)).await {
        Ok(Ok(body)) => match serde_json::from_slice(&body) {
            Ok(request) => return Ok(request),
            Err(_) => Refusal::MessageMalformed,
        },
        Ok(Err(BodyError::TooLong)) => Refusal::MessageTooLarge,
        Ok(Err(BodyError::Broken(_))) | Err(_) => Refusal::MessageMalformed,
    };
    Err(never(refusal))
}

/// Whether this ticket is good, and this not one request too many. The ticket is used up either way.
fn may_ask(
    service: &Service,
    ticket: &str,
    counter: &Requests,
    peer: Option<IpAddr>,
) -> Result<(), Declined> {
    if !service.tickets.redeem(ticket, Instant::now()) {
        return Err(never(Refusal::TicketInvalid));
    }
    counter.count(peer).map_err(|too_many| Declined {
        refusal: Refusal::TooMany,
        retry_after: Some(too_many.retry_after()),
        limit: Some(too_many.limit),
    })
}

/// A refusal that waiting does not change.
const fn never(refusal: Refusal) -> Declined {
    Declined {
        refusal,
        retry_after: None,
        limit: None,
    }
}

fn status(service: &Service, declined: &Declined) -> StatusCode {
    let refusal = declined.refusal;
    service
        .declined
        .log(|left_out| tracing::info!(?refusal, left_out, "declined"));
    match refusal {
        Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::MessageTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// An answer that may hold a token: written once, wiped when it was sent.
fn reply(status: StatusCode, answer: &impl Serialize) -> Response {
    let mut body = Zeroizing::new(Vec::with_capacity(2 * MAX_BODY));
    match serde_json::to_writer(&mut *body, answer) {
        Ok(()) => json(status, wiped_after(body)),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn code(status: StatusCode, code: &'static str) -> Response {
    json(status, Bytes::from(format!("{{\"code\":\"{code}\"}}")))
}

fn json(status: StatusCode, body: Bytes) -> Response {
    let headers = [(CONTENT_TYPE, "application/json")];
    (status, headers, Body::from(body)).into_response()
}
