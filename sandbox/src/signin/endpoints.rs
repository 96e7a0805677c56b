//! The endpoints that a person's browser visits, and those that describe the provider.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::evidence::signin::Endpoint;

use crate::provider::Provider;
use crate::random::random_text;
use crate::signin::authorize::{self, Parameters, Rejection, Request};
use crate::signin::fault::Fault;
use crate::signin::grants::Grant;
use crate::signin::place::{Astray, Named, Place};
use crate::signin::{SignIn, device, exchange, revoke};
use crate::{clock, people, signin::page};

/// RFC 6749 §3.1: a parameter comes at most once.
const MALFORMED: &str = "The request does not have each parameter at most once.";

/// What the person chose, with the request that they answer.
#[derive(Deserialize)]
pub struct Choice {
    /// The address of a person; absent when they refuse.
    #[serde(default)]
    person: Option<String>,
    #[serde(flatten)]
    parameters: Parameters,
}

/// `GET /`: says what this is.
pub async fn front_door() -> Html<String> {
    Html(page::front_door())
}

/// `GET /exchange`: what an administrator would paste.
pub async fn powershell() -> Html<String> {
    Html(page::exchange())
}

/// `GET /style.css`
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE)
}

/// `GET /{provider}/authorize`: the list of people.
pub async fn ask(
    State(signin): State<Arc<SignIn>>,
    Path(named): Path<Named>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let place = match Place::read(&named) {
        Ok(place) => place,
        Err(astray) => return lost(astray),
    };
    let Ok(Query(parameters)) = parameters else {
        return shown(MALFORMED);
    };
    match authorize::read(place, parameters.clone(), &signin.redirect_uri) {
        Ok(request) => Html(page::ask(&request, &parameters)).into_response(),
        Err(rejection) => reject(&signin, place, rejection),
    }
}

/// `POST /{provider}/authorize`: back to the application, with a code or with a refusal.
pub async fn answer(
    State(signin): State<Arc<SignIn>>,
    Path(named): Path<Named>,
    choice: Result<Form<Choice>, FormRejection>,
) -> Response {
    let place = match Place::read(&named) {
        Ok(place) => place,
        Err(astray) => return lost(astray),
    };
    let Ok(Form(choice)) = choice else {
        return shown(MALFORMED);
    };
    let request = match authorize::read(place, choice.parameters, &signin.redirect_uri) {
        Ok(request) => request,
        Err(rejection) => return reject(&signin, place, rejection),
    };
    let Some(address) = choice.person else {
        let rejection = refusal(request);
        return reject(&signin, place, rejection);
    };
    let Some(person) = people::find(place.provider, &address) else {
        return shown(&format!("Nobody here has the account {address}."));
    };
    if person.needs_approval {
        return Html(page::needs_approval(person, request.application)).into_response();
    }
    if let Some(refusal) = person.refused.filter(|r| r.at == Endpoint::Authorize) {
        let rejection = Rejection::Return {
            code: refusal.error,
            description: refusal.description.to_owned(),
            state: request.state,
        };
        return reject(&signin, place, rejection);
    }
    let Some(code) = random_text() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let issuer = place.issuer(signin.tokens.base());
    let back = authorize::with_code(
        &signin.redirect_uri,
        &code,
        request.state.as_deref(),
        &issuer,
    );
    let grant = Grant {
        person,
        application: request.application,
        scopes: request.scopes,
        challenge: request.challenge,
        nonce: request.nonce,
        offline: request.offline,
        given_at: clock::now(),
    };
    signin.grants.give(code, grant);
    Redirect::to(&back).into_response()
}

/// `GET /{provider}/keys`: the key that signs all tokens.
pub async fn keys(State(signin): State<Arc<SignIn>>, Path(named): Path<Named>) -> Response {
    match Place::read(&named) {
        Ok(_) => Json(signin.tokens.key_set()).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /{provider}/.well-known/openid-configuration` (OpenID Connect Discovery §3).
pub async fn discovery(State(signin): State<Arc<SignIn>>, Path(named): Path<Named>) -> Response {
    match Place::read(&named) {
        Ok(place) => Json(metadata(place, signin.tokens.base())).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn metadata(place: Place, base: &str) -> Value {
    let (provider, issuer) = (place.provider, place.issuer(base));
    let mut scopes = provider.identity_scopes().to_vec();
    let protocols = provider.protocols().iter();
    scopes.extend(protocols.map(|protocol| provider.mail_scope(*protocol)));
    let mut about = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "authorization_response_iss_parameter_supported": true,
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": exchange::grant_types(provider),
        "id_token_signing_alg_values_supported": ["ES256"],
        "response_modes_supported": ["query"],
        "response_types_supported": ["code"],
        "scopes_supported": scopes,
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
    });
    if device::is_offered(provider) {
        about["device_authorization_endpoint"] = format!("{issuer}/devicecode").into();
    }
    if revoke::is_offered(provider) {
        about["revocation_endpoint"] = format!("{issuer}/revoke").into();
    }
    about
}

/// The person said no, in the imitated provider's words.
fn refusal(request: Request) -> Rejection {
    let description = match request.application.provider {
        Provider::Demo | Provider::DemoOutlook => people::DECLINED,
        Provider::DemoGoogle | Provider::DemoOwn => "The person refused.",
    };
    Rejection::Return {
        code: "access_denied",
        description: description.to_owned(),
        state: request.state,
    }
}

fn reject(signin: &SignIn, place: Place, rejection: Rejection) -> Response {
    match rejection {
        Rejection::Show(why) => shown(&why),
        Rejection::Return {
            code,
            description,
            state,
        } => {
            let issuer = place.issuer(signin.tokens.base());
            let uri = &signin.redirect_uri;
            let back = authorize::with_error(uri, code, &description, state.as_deref(), &issuer);
            Redirect::to(&back).into_response()
        }
    }
}

fn lost(astray: Astray) -> Response {
    match astray {
        Astray::Nowhere => StatusCode::NOT_FOUND.into_response(),
        Astray::Tenant(_, name) => shown(&Fault::Tenant(name).to_string()),
    }
}

fn shown(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Html(page::problem(why))).into_response()
}
