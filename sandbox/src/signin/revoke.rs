//! The revocation endpoint (RFC 7009). Microsoft has none; the Google-like provider has one.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::provider::Provider;
use crate::signin::SignIn;
use crate::signin::client;
use crate::signin::fault::{Fault, refusal};
use crate::signin::place::{Named, Place};

/// The parameters as they come.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    token: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// Whether a provider revokes at all.
pub const fn is_offered(provider: Provider) -> bool {
    matches!(provider, Provider::DemoGoogle)
}

/// `POST /{provider}/revoke`
pub async fn revoke(
    State(signin): State<Arc<SignIn>>,
    Path(named): Path<Named>,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let place = Place::read(&named).ok();
    let Some(place) = place.filter(|place| is_offered(place.provider)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let outcome = match form {
        Ok(Form(parameters)) => end(&signin, place, &parameters),
        Err(_) => Err(Fault::Malformed),
    };
    match outcome {
        Ok(()) => StatusCode::OK.into_response(),
        Err(fault) => refusal(place.provider, &fault),
    }
}

/// Google asks who has the token and nothing else; a client that names itself has to be right. A refresh token ends alone,
/// so that a check can go on with its access token; an access token takes its sign-in's refresh token along.
fn end(signin: &SignIn, place: Place, parameters: &Parameters) -> Result<(), Fault> {
    let application = match parameters.client_id.as_deref() {
        Some(client_id) => {
            let application = client::known(place, Some(client_id))?;
            client::keeps_secret(application, parameters.client_secret.as_deref())?;
            Some(application)
        }
        None => None,
    };
    let token = parameters.token.as_deref().ok_or(Fault::Malformed)?;
    // One that is not known is over already (RFC 7009 §2.2).
    if !signin.refreshing.revoke(token, application)
        && let Some(line) = signin.tokens.line_of(token)
    {
        signin.refreshing.end(&line);
        signin.tokens.end(&line);
    }
    Ok(())
}
