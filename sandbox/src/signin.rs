//! The pretend sign-in: authorisation code with PKCE (RFC 6749 §4.1, RFC 7636) for the one registered application.

pub mod authorize;
pub mod endpoints;
pub mod grants;
pub mod headers;
pub mod page;
pub mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::signin::grants::Grants;
use crate::tokens::Tokens;

/// What the endpoints share.
pub struct SignIn {
    /// Makes the tokens.
    pub tokens: Arc<Tokens>,
    /// The registered application's one redirect URI, compared byte for byte.
    pub redirect_uri: String,
    /// The origin of the page that redeems codes, as its browser sends it.
    pub page_origin: String,
    /// Codes that were given and not yet redeemed.
    pub grants: Grants,
}

impl SignIn {
    /// `public_url` is where the page is reached, without a path.
    pub fn new(tokens: Arc<Tokens>, public_url: &str) -> Self {
        Self {
            tokens,
            redirect_uri: format!("{public_url}/oauth/callback"),
            page_origin: public_url.to_owned(),
            grants: Grants::default(),
        }
    }
}

/// The endpoints of both providers, each below its id.
pub fn router(signin: Arc<SignIn>) -> Router {
    Router::new()
        .route("/", get(endpoints::front_door))
        .route("/style.css", get(endpoints::style))
        .route("/exchange", get(endpoints::exchange))
        .route(
            "/{provider}/authorize",
            get(endpoints::ask).post(endpoints::answer),
        )
        .route(
            "/{provider}/token",
            axum::routing::post(token::redeem).options(token::preflight),
        )
        .route("/{provider}/keys", get(endpoints::keys))
        .route(
            "/{provider}/.well-known/openid-configuration",
            get(endpoints::discovery),
        )
        .layer(axum::middleware::from_fn_with_state(
            signin.clone(),
            headers::harden,
        ))
        .with_state(signin)
}
