//! The token endpoint (RFC 6749 §4.1.3), for a browser at the page's origin.

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
use serde_json::{Value, json};

use crate::clock;
use crate::people::Refusal;
use crate::provider::Provider;
use crate::signin::SignIn;

/// The parameters as they come.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    grant_type: Option<String>,
    client_id: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
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

/// `POST /{provider}/token`: tokens for a code.
pub async fn redeem(
    State(signin): State<Arc<SignIn>>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let Some(provider) = Provider::from_id(&provider) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let origin = headers.get(ORIGIN).and_then(|o| o.to_str().ok());
    let answer = match form {
        Ok(Form(parameters)) => grant(&signin, provider, origin, parameters, clock::now()),
        Err(_) => Err(Fault::Malformed),
    };
    let response = match answer {
        Ok(tokens) => Json(tokens).into_response(),
        Err(fault) => refusal(provider, fault),
    };
    shared_with(&signin, &headers, response)
}

/// Why no token is given (RFC 6749 §5.2). The sentences with a number are Microsoft's.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Another client id.
    #[error("No application with this client id is registered here.")]
    Client,
    /// A code that was never given, was redeemed before, or is older than a minute.
    #[error(
        "AADSTS70008: The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."
    )]
    Code,
    /// Another grant type.
    #[error("Only the grant type authorization_code is offered.")]
    GrantType,
    /// Not a form, or a parameter came twice.
    #[error("The request is not a form with each parameter once.")]
    Malformed,
    /// The system gave no randomness.
    #[error("No token could be made.")]
    NoRandomness,
    /// The provider has something against this person's sign-in.
    #[error("{}", .0.description)]
    Person(Refusal),
    /// A request that does not come from the page's origin.
    #[error(
        "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."
    )]
    Origin,
    /// Another redirect URI than the code was asked with.
    #[error("The redirect URI is not the one that the code was asked with.")]
    RedirectUri,
    /// PKCE: another verifier.
    #[error(
        "AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request."
    )]
    Verifier,
}

fn refusal(provider: Provider, fault: Fault) -> Response {
    let (status, error) = match fault {
        Fault::Client => (StatusCode::UNAUTHORIZED, "invalid_client"),
        Fault::Code | Fault::RedirectUri | Fault::Verifier => {
            (StatusCode::BAD_REQUEST, "invalid_grant")
        }
        Fault::Person(refusal) => (StatusCode::BAD_REQUEST, refusal.error),
        Fault::GrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        Fault::Malformed | Fault::Origin => (StatusCode::BAD_REQUEST, "invalid_request"),
        Fault::NoRandomness => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
    };
    let said = fault.to_string();
    let description = match (provider, said.split_once(": ")) {
        // The number is Microsoft's.
        (Provider::DemoGoogle | Provider::DemoOwn, Some((_number, sentence))) => sentence,
        _ => &said,
    };
    let body = json!({"error": error, "error_description": description});
    (status, Json(body)).into_response()
}

fn grant(
    signin: &SignIn,
    provider: Provider,
    origin: Option<&str>,
    parameters: Parameters,
    now: i64,
) -> Result<Value, Fault> {
    if parameters.grant_type.as_deref() != Some("authorization_code") {
        return Err(Fault::GrantType);
    }
    if parameters.client_id.as_deref() != Some(provider.client_id()) {
        return Err(Fault::Client);
    }
    // Microsoft's rule for single-page applications.
    if provider == Provider::Demo && origin != Some(&signin.page_origin) {
        return Err(Fault::Origin);
    }
    // Taken before the rest is compared: a code that was tried with a wrong verifier is used up.
    let grant = parameters
        .code
        .and_then(|code| signin.grants.take(&code, now))
        .filter(|grant| grant.person.provider == provider)
        .ok_or(Fault::Code)?;
    if parameters.redirect_uri.as_deref() != Some(&signin.redirect_uri) {
        return Err(Fault::RedirectUri);
    }
    if !parameters.code_verifier.is_some_and(|v| grant.fits(&v)) {
        return Err(Fault::Verifier);
    }
    if let Some(refusal) = grant.person.refused {
        return Err(Fault::Person(refusal));
    }
    let no_randomness = |_| Fault::NoRandomness;
    let issued = signin
        .tokens
        .issue(grant.person, &grant.scopes, now)
        .map_err(no_randomness)?;
    let mut answer = json!({
        "token_type": "Bearer",
        "scope": issued.scope,
        "expires_in": issued.expires_in,
        "access_token": issued.access_token,
    });
    if grant.scopes.iter().any(|scope| scope == "openid") {
        let identity = signin
            .tokens
            .identify(grant.person, grant.nonce.as_deref(), now)
            .map_err(no_randomness)?;
        answer["id_token"] = identity.into();
    }
    Ok(answer)
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
