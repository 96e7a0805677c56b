//! The token endpoint (RFC 6749 §3.2), for a browser at the page's origin and for whoever is no browser.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::clock;
use crate::signin::SignIn;
use crate::signin::exchange::exchange;
use crate::signin::fault::{Fault, refusal};
use crate::signin::place::{Astray, Named, Place};

/// The parameters as they come.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Which of the grants below.
    pub grant_type: Option<String>,
    /// Must be a registered application's.
    pub client_id: Option<String>,
    /// Where the application has one.
    pub client_secret: Option<String>,
    /// An authorisation code,
    pub code: Option<String>,
    /// with the address that it was asked with,
    pub redirect_uri: Option<String>,
    /// and the PKCE verifier.
    pub code_verifier: Option<String>,
    /// A refresh token.
    pub refresh_token: Option<String>,
    /// A device's code.
    pub device_code: Option<String>,
    /// What an application asks for that signs in as itself.
    pub scope: Option<String>,
}

/// `OPTIONS /{provider}/token`: what a browser asks first when a request carries a header of its own.
pub async fn preflight(State(signin): State<Arc<SignIn>>, headers: HeaderMap) -> Response {
    let mut response = shared_with(&signin, &headers, StatusCode::NO_CONTENT.into_response());
    let answer = response.headers_mut();
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        answer.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `POST /{provider}/token`: tokens for a grant.
pub async fn redeem(
    State(signin): State<Arc<SignIn>>,
    Path(named): Path<Named>,
    headers: HeaderMap,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let origin = headers.get(ORIGIN).and_then(|o| o.to_str().ok());
    let response = match (Place::read(&named), form) {
        (Err(Astray::Nowhere), _) => return StatusCode::NOT_FOUND.into_response(),
        (Err(Astray::Tenant(provider, name)), _) => refusal(provider, &Fault::Tenant(name)),
        (Ok(place), Err(_)) => refusal(place.provider, &Fault::Malformed),
        (Ok(place), Ok(Form(parameters))) => {
            match exchange(&signin, place, origin, &parameters, clock::now()) {
                Ok(tokens) => Json(tokens).into_response(),
                Err(fault) => refusal(place.provider, &fault),
            }
        }
    };
    shared_with(&signin, &headers, response)
}

/// Lets the page's own origin read the answer, and no other.
fn shared_with(signin: &SignIn, asked: &HeaderMap, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = asked.get(ORIGIN)
        && origin.as_bytes() == signin.page_origin.as_bytes()
    {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    response
}
