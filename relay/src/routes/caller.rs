//! Who calls: our own page, by what its browser says. Nobody else's script is answered.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::{HeaderName, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::Peer;
use crate::service::Service;

/// Where a request comes from, as far as it is known: nobody says so to a router without a server around it.
pub struct Whence(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>();
        Ok(Self(peer.map(|Peer(address)| *address)))
    }
}

/// A request of our own page. One that changes something names our origin exactly; a browser sends none with a GET to its
/// own. Either way it says that our own script asks, and not that somebody goes there (Fetch Metadata Request Headers).
pub struct OurPage;

impl FromRequestParts<Arc<Service>> for OurPage {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, StatusCode> {
        let headers = &parts.headers;
        let silent = parts.method.is_safe() && !headers.contains_key(ORIGIN);
        let ours = silent || names_our_origin(service, headers);
        let same = fetch_site(headers) == Some(SAME_ORIGIN);
        let goes = fetch(headers, "sec-fetch-mode") == Some(b"navigate");
        (ours && same && !goes)
            .then_some(Self)
            .ok_or(StatusCode::FORBIDDEN)
    }
}

/// A socket of our own page. Not every browser says the site of a WebSocket's handshake.
pub struct OurSocket;

impl FromRequestParts<Arc<Service>> for OurSocket {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, StatusCode> {
        let headers = &parts.headers;
        let same = fetch_site(headers).is_none_or(|site| site == SAME_ORIGIN);
        (names_our_origin(service, headers) && same)
            .then_some(Self)
            .ok_or(StatusCode::FORBIDDEN)
    }
}

const SAME_ORIGIN: &[u8] = b"same-origin";

/// Exactly our origin, once.
fn names_our_origin(service: &Service, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let ours = origins
        .next()
        .is_some_and(|origin| origin.as_bytes() == service.public_url.as_bytes());
    ours && origins.next().is_none()
}

/// `Sec-Fetch-Site`: whose script asks, in the browser's own words.
fn fetch_site(headers: &HeaderMap) -> Option<&[u8]> {
    fetch(headers, "sec-fetch-site")
}

fn fetch<'h>(headers: &'h HeaderMap, name: &'static str) -> Option<&'h [u8]> {
    let said = headers.get(HeaderName::from_static(name));
    said.map(HeaderValue::as_bytes)
}
