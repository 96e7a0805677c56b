//! What each grant is exchanged for.

use serde_json::{Value, json};
use shared::evidence::signin::Endpoint;

use crate::applications::{Application, Kind};
use crate::people::{Person, Refresh};
use crate::provider::{APP_RESOURCE, Provider, TOKEN_SECONDS};
use crate::random::random_text;
use crate::signin::SignIn;
use crate::signin::client;
use crate::signin::devices::Told;
use crate::signin::fault::Fault;
use crate::signin::place::Place;
use crate::signin::refreshing::Lasting;
use crate::signin::token::Parameters;
use crate::tokens::Order;

/// The grant type of a device code (RFC 8628 §3.4).
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A week in seconds, a moment after it began.
const WEEK: i64 = 7 * 24 * 3600 - 1;

/// The grant types of a provider.
pub const fn grant_types(provider: Provider) -> &'static [&'static str] {
    match provider {
        Provider::Demo => &[
            "authorization_code",
            "refresh_token",
            "client_credentials",
            DEVICE_GRANT,
        ],
        _ => &["authorization_code", "refresh_token"],
    }
}

/// The token response, or why there is none. `now` is in seconds since 1970.
pub fn exchange(
    signin: &SignIn,
    place: Place,
    origin: Option<&str>,
    parameters: &Parameters,
    now: i64,
) -> Result<Value, Fault> {
    let grant_type = parameters.grant_type.as_deref().unwrap_or_default();
    if !grant_types(place.provider).contains(&grant_type) {
        return Err(Fault::GrantType);
    }
    let application = client::known(place, parameters.client_id.as_deref())?;
    let secret = parameters.client_secret.as_deref();
    match grant_type {
        "client_credentials" => {
            client::keeps_secret(application, secret)?;
            of_application(signin, place, application, parameters, now)
        }
        DEVICE_GRANT => {
            // An application with a secret does not allow public clients here.
            if application.has_secret() {
                client::keeps_secret(application, secret)?;
            }
            of_device(signin, application, parameters, now)
        }
        _ => {
            client::may_redeem(application, secret, origin, &signin.page_origin)?;
            if grant_type == "refresh_token" {
                of_refresh_token(signin, application, parameters, now)
            } else {
                of_code(signin, application, parameters, now)
            }
        }
    }
}

/// RFC 6749 §4.1.3
fn of_code(
    signin: &SignIn,
    application: &'static Application,
    parameters: &Parameters,
    now: i64,
) -> Result<Value, Fault> {
    let code = parameters.code.as_deref().ok_or(Fault::Code)?;
    // Taken before the rest is compared: a code that was tried with a wrong verifier is used up.
    let grant = signin
        .grants
        .take(code, now)
        .filter(|grant| grant.application == application)
        .ok_or(Fault::Code)?;
    if parameters.redirect_uri.as_deref() != Some(&signin.redirect_uri) {
        return Err(Fault::RedirectUri);
    }
    let verifier = parameters.code_verifier.as_deref();
    if !verifier.is_some_and(|verifier| grant.fits(verifier)) {
        return Err(Fault::Verifier);
    }
    may_have_one(grant.person, application)?;
    let order = Order {
        person: grant.person,
        application,
        scopes: &grant.scopes,
        line: code,
    };
    let mut answer = of_person(signin, &order, grant.nonce.as_deref(), now)?;
    if grant.offline {
        let token = random_text().ok_or(Fault::NoRandomness)?;
        answer["refresh_token"] = token.clone().into();
        say_when_it_ends(&mut answer, grant.person);
        let lasting = Lasting {
            person: grant.person,
            application,
            scopes: grant.scopes,
            line: code.to_owned(),
        };
        signin.refreshing.give(token, lasting);
    }
    Ok(answer)
}

/// RFC 6749 §6
fn of_refresh_token(
    signin: &SignIn,
    application: &'static Application,
    parameters: &Parameters,
    now: i64,
) -> Result<Value, Fault> {
    let next = random_text().ok_or(Fault::NoRandomness)?;
    let token = parameters.refresh_token.as_deref().unwrap_or_default();
    let used = signin
        .refreshing
        .take(token, application, next)
        .ok_or(Fault::RefreshToken)?;
    let order = Order {
        person: used.lasting.person,
        application,
        scopes: &used.lasting.scopes,
        line: &used.lasting.line,
    };
    let mut answer = of_person(signin, &order, None, now)?;
    if let Some(instead) = used.instead {
        answer["refresh_token"] = instead.into();
    }
    say_when_it_ends(&mut answer, used.lasting.person);
    Ok(answer)
}

/// Google says how long a refresh token is good for where that is less than for ever.
fn say_when_it_ends(answer: &mut Value, person: &Person) {
    if person.refresh == Refresh::ForAWeek {
        answer["refresh_token_expires_in"] = WEEK.into();
    }
}

/// RFC 8628 §3.4
fn of_device(
    signin: &SignIn,
    application: &'static Application,
    parameters: &Parameters,
    now: i64,
) -> Result<Value, Fault> {
    let code = parameters.device_code.as_deref().unwrap_or_default();
    let (person, asked) = match signin.devices.ask(code, application, now) {
        Told::Allowed(person, asked) => (person, asked),
        Told::Declined => return Err(Fault::DeviceDeclined),
        Told::Expired => return Err(Fault::DeviceExpired),
        Told::Pending => return Err(Fault::DevicePending),
        Told::SlowDown => return Err(Fault::DeviceTooFast),
        Told::Unknown => return Err(Fault::DeviceUnknown),
    };
    may_have_one(person, application)?;
    let order = Order {
        person,
        application,
        scopes: &asked.scopes,
        line: code,
    };
    of_person(signin, &order, None, now)
}

/// RFC 6749 §4.4
fn of_application(
    signin: &SignIn,
    place: Place,
    application: &'static Application,
    parameters: &Parameters,
    now: i64,
) -> Result<Value, Fault> {
    if place.is_many() {
        return Err(Fault::AnyTenant);
    }
    let scope = parameters.scope.as_deref().unwrap_or_default();
    if scope.strip_suffix("/.default") != Some(APP_RESOURCE) {
        return Err(Fault::Scope(scope.to_owned()));
    }
    let token = signin.tokens.issue_to(application, now);
    let token = token.map_err(|_| Fault::NoRandomness)?;
    Ok(json!({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token}))
}

/// What the provider has against this person, or against the application.
fn may_have_one(person: &Person, application: &'static Application) -> Result<(), Fault> {
    if let Some(refusal) = person.refused.filter(|r| r.at == Endpoint::Token) {
        return Err(Fault::Person(refusal));
    }
    if application.kind == Kind::WithoutConsent {
        return Err(Fault::Consent(application.client_id, application.name));
    }
    Ok(())
}

fn of_person(
    signin: &SignIn,
    order: &Order<'_>,
    nonce: Option<&str>,
    now: i64,
) -> Result<Value, Fault> {
    let no_randomness = |_| Fault::NoRandomness;
    let issued = signin.tokens.issue(order, now).map_err(no_randomness)?;
    let mut answer = json!({
        "token_type": "Bearer",
        "scope": issued.scope,
        "expires_in": issued.expires_in,
        "access_token": issued.access_token,
    });
    if order.scopes.iter().any(|scope| scope == "openid") {
        let identity = signin.tokens.identify(order, nonce, now);
        answer["id_token"] = identity.map_err(no_randomness)?.into();
    }
    Ok(answer)
}
