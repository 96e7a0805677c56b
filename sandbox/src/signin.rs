//! The pretend sign-in.
//!
//! ```text
//! place ─▶ authorize, endpoints ─(code)─────▶ grants ─────┐
//!          device ─(device code)────────────▶ devices ────┼─▶ token ─▶ client, exchange ─▶ tokens
//!                                             refreshing ─┘            revoke
//! ```

pub mod fault;
pub mod place;

pub mod authorize;
pub mod device;
pub mod endpoints;
pub mod headers;
pub mod page;

pub mod devices;
pub mod grants;
pub mod refreshing;

pub mod client;
pub mod exchange;
pub mod revoke;
pub mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::signin::devices::Devices;
use crate::signin::grants::Grants;
use crate::signin::refreshing::RefreshTokens;
use crate::tokens::Tokens;

/// What the endpoints share.
pub struct SignIn {
    /// Makes the tokens.
    pub tokens: Arc<Tokens>,
    /// The one redirect URI that is registered for applications here, compared byte for byte.
    pub redirect_uri: String,
    /// The origin of the page that redeems codes, as its browser sends it.
    pub page_origin: String,
    /// Codes that were given and not yet redeemed.
    pub grants: Grants,
    /// Devices that wait for a person.
    pub devices: Devices,
    /// Refresh tokens that were given.
    pub refreshing: RefreshTokens,
}

impl SignIn {
    /// `public_url` is where the page is reached, without a path.
    pub fn new(tokens: Arc<Tokens>, public_url: &str) -> Self {
        Self {
            tokens,
            redirect_uri: format!("{public_url}/oauth/callback"),
            page_origin: public_url.to_owned(),
            grants: Grants::default(),
            devices: Devices::default(),
            refreshing: RefreshTokens::default(),
        }
    }
}

/// The endpoints of all providers, each below its id, and below its tenant where it has them.
pub fn router(signin: Arc<SignIn>) -> Router {
    let mut router = Router::new()
        .route("/", get(endpoints::front_door))
        .route("/style.css", get(endpoints::style))
        .route("/exchange", get(endpoints::powershell))
        .route("/device", get(device::ask).post(device::answer));
    for below in ["/{provider}", "/{provider}/{tenant}"] {
        let at = |name: &str| format!("{below}/{name}");
        router = router
            .route(
                &at("authorize"),
                get(endpoints::ask).post(endpoints::answer),
            )
            .route(&at("token"), post(token::redeem).options(token::preflight))
            .route(&at("devicecode"), post(device::begin))
            .route(&at("revoke"), post(revoke::revoke))
            .route(&at("keys"), get(endpoints::keys))
            .route(
                &at(".well-known/openid-configuration"),
                get(endpoints::discovery),
            );
    }
    router
        .layer(axum::middleware::from_fn_with_state(
            signin.clone(),
            headers::harden,
        ))
        .with_state(signin)
}
