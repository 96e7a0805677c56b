//! The device authorization endpoint (RFC 8628 §3.1), and the page where a person types the code.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::evidence::signin::Endpoint;

use crate::clock;
use crate::people;
use crate::provider::Provider;
use crate::random::{random_octets, random_text};
use crate::signin::SignIn;
use crate::signin::client;
use crate::signin::devices::{Asked, DEVICE_SECONDS, Decision, INTERVAL, user_code};
use crate::signin::fault::{Fault, refusal};
use crate::signin::page;
use crate::signin::place::{Astray, Named, Place};

/// The parameters as they come.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    client_id: Option<String>,
    scope: Option<String>,
}

/// Whether a provider has devices sign in.
pub const fn is_offered(provider: Provider) -> bool {
    matches!(provider, Provider::Demo)
}

/// `POST /{provider}/{tenant}/devicecode`: the two codes.
pub async fn begin(
    State(signin): State<Arc<SignIn>>,
    Path(named): Path<Named>,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let place = match Place::read(&named) {
        Ok(place) if is_offered(place.provider) => place,
        Ok(_) | Err(Astray::Nowhere) => return StatusCode::NOT_FOUND.into_response(),
        Err(Astray::Tenant(provider, name)) => return refusal(provider, &Fault::Tenant(name)),
    };
    let codes = match form {
        Ok(Form(parameters)) => codes(&signin, place, parameters, clock::now()),
        Err(_) => Err(Fault::Malformed),
    };
    match codes {
        Ok(codes) => Json(codes).into_response(),
        Err(fault) => refusal(place.provider, &fault),
    }
}

/// RFC 8628 §3.2
fn codes(signin: &SignIn, place: Place, parameters: Parameters, now: i64) -> Result<Value, Fault> {
    let application = client::known(place, parameters.client_id.as_deref())?;
    let scope = parameters.scope.unwrap_or_default();
    let scopes: Vec<_> = scope.split_ascii_whitespace().map(str::to_owned).collect();
    let odd = scopes.iter().find(|scope| !place.provider.offers(scope));
    if let Some(odd) = odd {
        return Err(Fault::UnknownScope(odd.clone()));
    }
    let device_code = random_text().ok_or(Fault::NoRandomness)?;
    let user_code = user_code(random_octets().ok_or(Fault::NoRandomness)?);
    let asked = Asked {
        application,
        scopes,
    };
    let at = format!("{}/device", signin.tokens.base());
    let answer = json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": at,
        "expires_in": DEVICE_SECONDS,
        "interval": INTERVAL,
        "message": format!("To sign in, open {at} and enter the code {user_code}."),
    });
    signin.devices.begin(device_code, &user_code, asked, now);
    Ok(answer)
}

/// What the person types, and then what they choose.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    user_code: String,
    person: Option<String>,
    refuse: Option<String>,
    end: Option<String>,
}

/// `GET /device`: asks for the code.
pub async fn ask() -> Html<String> {
    Html(page::device::ask(None))
}

/// `POST /device`: the list of people for a code, then what was chosen.
pub async fn answer(
    State(signin): State<Arc<SignIn>>,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let now = clock::now();
    let Ok(Form(typed)) = typed else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some(asked) = signin.devices.asked(&typed.user_code, now) else {
        let page = page::device::ask(Some(&typed.user_code));
        return (StatusCode::BAD_REQUEST, Html(page)).into_response();
    };
    let decision = if typed.end.is_some() {
        Decision::LeftToEnd
    } else if typed.refuse.is_some() {
        Decision::Declined
    } else {
        let Some(address) = typed.person else {
            return Html(page::device::choose(&asked, &typed.user_code)).into_response();
        };
        let Some(person) = people::find(asked.application.provider, &address) else {
            let why = format!("Nobody here has the account {address}.");
            return (StatusCode::BAD_REQUEST, Html(page::problem(&why))).into_response();
        };
        // The provider keeps them here, and the device goes on waiting.
        if person.needs_approval {
            return Html(page::needs_approval(person, asked.application)).into_response();
        }
        if let Some(refusal) = person.refused.filter(|r| r.at == Endpoint::Authorize) {
            let page = page::problem(refusal.description);
            return (StatusCode::BAD_REQUEST, Html(page)).into_response();
        }
        Decision::Allowed(person)
    };
    signin.devices.decide(&typed.user_code, decision, now);
    Html(page::device::done(decision)).into_response()
}
