//! The relay's own requests, to the endpoints in its table of providers and to nothing else.
//!
//! Names, addresses and certificates go the way of every other connection: resolved once, judged, and the checked address
//! dialled. One request a connection, no redirect followed, nothing kept.

mod endpoint;
mod form;

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use shared::oauth::MAX_BODY;
use shared::plan::AddressFamily;
use shared::token::Token;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use zeroize::Zeroizing;

pub use self::form::Form;
use crate::body::{BodyError, read};
use crate::egress::Egress;
use crate::outbound::endpoint::{Endpoint, Place};
use crate::probe::dns::{Resolver, resolve};
use crate::probe::tcp::connect;
use crate::probe::tls::{Trust, handshake};
use crate::provider::Entry;
use crate::transcript::Transcript;

/// A whole request, from the name to the last octet of the answer.
pub const WHOLE: Duration = Duration::from_secs(15);
/// For the name.
const NAMING: Duration = Duration::from_secs(3);
/// For the connection, and again for the handshake.
const CONNECTING: Duration = Duration::from_secs(8);
/// The longest head of an answer, in octets.
const MAX_HEAD: usize = 32 * 1024;
/// The most headers of an answer.
const MAX_HEADERS: usize = 100;
/// Who asks.
const AGENT: &str = "Greencheck";

/// The way out to providers' endpoints.
#[derive(Clone, Debug)]
pub struct Outbound {
    resolver: Resolver,
    egress: Egress,
    trust: Trust,
}

/// What an endpoint answered. Of its headers nothing is kept.
pub struct Answer {
    /// The status; never a redirect.
    pub status: StatusCode,
    /// The body, of at most [`MAX_BODY`] octets.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Failure {
    /// No whole answer came: no name, no connection, no certificate to trust, or not in time.
    #[error("the endpoint gave no whole answer")]
    Unreachable,
    /// What came is no HTTP, a redirect, or too long.
    #[error("the endpoint's answer cannot be read")]
    Unreadable,
}

impl Outbound {
    /// To the endpoints of these providers; `egress` are the rules of mail, from which the operator's own hosts come.
    pub fn new(resolver: Resolver, egress: &Egress, trust: Trust, providers: &[Entry]) -> Self {
        Self::to(resolver, egress, trust, providers.iter().flat_map(asked))
    }

    /// To these addresses.
    pub fn to<'a>(
        resolver: Resolver,
        egress: &Egress,
        trust: Trust,
        addresses: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let hosts = addresses.into_iter().filter_map(endpoint::host);
        Self {
            resolver,
            egress: egress.for_endpoints(hosts),
            trust,
        }
    }

    /// Gets what is there.
    ///
    /// # Errors
    /// There is no answer, or none that can be read.
    pub async fn get(&self, url: &str) -> Result<Answer, Failure> {
        self.send(Method::GET, url, None, WHOLE).await
    }

    /// Posts a form.
    ///
    /// # Errors
    /// There is no answer, or none that can be read.
    pub async fn post(&self, url: &str, form: Form, within: Duration) -> Result<Answer, Failure> {
        self.send(Method::POST, url, Some(form), within).await
    }

    async fn send(
        &self,
        method: Method,
        url: &str,
        form: Option<Form>,
        within: Duration,
    ) -> Result<Answer, Failure> {
        let endpoint = Endpoint::of(url).ok_or(Failure::Unreachable)?;
        let request = request(method, &endpoint, form).ok_or(Failure::Unreachable)?;
        let sent = async {
            match &endpoint.place {
                Place::Own { addresses } => {
                    let seen = connect(addresses, CONNECTING).await;
                    exchange(seen.next.ok_or(Failure::Unreachable)?, request).await
                }
                Place::Named { host, port } => {
                    let family = AddressFamily::Any;
                    let seen =
                        resolve(&self.resolver, &self.egress, host, *port, family, NAMING).await;
                    let addresses = seen.next.ok_or(Failure::Unreachable)?;
                    let seen = connect(&addresses, CONNECTING).await;
                    let stream = seen.next.ok_or(Failure::Unreachable)?;
                    // What is written down of a certificate is shown to nobody here.
                    let unshown = Transcript::new(&Token::new(String::new()));
                    let seen = handshake(stream, host, &self.trust, &unshown, CONNECTING).await;
                    exchange(seen.next.ok_or(Failure::Unreachable)?, request).await
                }
            }
        };
        timeout(within, sent)
            .await
            .unwrap_or(Err(Failure::Unreachable))
    }
}

/// Whether an endpoint at this address could be dialled: a name and a port that egress admits, or this machine.
pub fn is_admitted(url: &str, egress: &Egress) -> bool {
    match Endpoint::of(url).map(|endpoint| endpoint.place) {
        None => false,
        Some(Place::Own { .. }) => true,
        Some(Place::Named { host, port }) => egress
            .for_endpoints([host.clone()])
            .admits_port(&host, port),
    }
}

/// The endpoints of an entry that the relay itself asks.
pub fn asked(entry: &Entry) -> impl Iterator<Item = &str> {
    let own = entry.public.own_app.as_ref().map(|own| &own.token_url);
    let token = [&entry.public.token_url];
    let others = [&entry.device_url, &entry.jwks_url, &entry.revoke_url];
    token
        .into_iter()
        .chain(own)
        .chain(others.into_iter().flatten())
        .map(String::as_str)
}

fn request(
    method: Method,
    endpoint: &Endpoint,
    form: Option<Form>,
) -> Option<Request<Full<Bytes>>> {
    let mut request = Request::builder()
        .method(method)
        .uri(&endpoint.path)
        .header(HOST, &endpoint.authority)
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, "application/json")
        .header(CONNECTION, "close");
    if form.is_some() {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let body = form.map(Form::into_body).unwrap_or_default();
    request.body(Full::new(body)).ok()
}

/// One request and its answer.
async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        // The body goes out from where it is wiped, not from a copy behind the head.
        .writev(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| failure(&error))?;
    let mut talk = pin!(async {
        let response = sender
            .send_request(request)
            .await
            .map_err(|error| failure(&error))?;
        answer(response).await
    });
    tokio::select! {
        answer = &mut talk => answer,
        // All has come that will; what of it is not read yet is still there.
        _ = connection => talk.await,
    }
}

async fn answer(response: http::Response<Incoming>) -> Result<Answer, Failure> {
    let status = response.status();
    if status.is_redirection() {
        return Err(Failure::Unreadable);
    }
    match read(response.into_body(), MAX_BODY).await {
        Ok(body) => Ok(Answer { status, body }),
        Err(BodyError::TooLong) => Err(Failure::Unreadable),
        Err(BodyError::Broken(error)) => Err(failure(&error)),
    }
}

/// Whose words were none, or whose connection broke.
fn failure(error: &hyper::Error) -> Failure {
    use std::error::Error;
    use std::io::ErrorKind::{InvalidData, InvalidInput};

    let cause = error.source().and_then(|cause| cause.downcast_ref());
    let chunks = cause
        .is_some_and(|cause: &std::io::Error| matches!(cause.kind(), InvalidData | InvalidInput));
    if error.is_parse() || chunks {
        Failure::Unreadable
    } else {
        Failure::Unreachable
    }
}
