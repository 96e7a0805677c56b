//! The token endpoint through the relay, where the provider refuses browsers or wants a secret.

use shared::event::Ticket;
use shared::evidence::signin::{Endpoint, SignInFailure};
use shared::oauth::{
    Declined, DeviceAnswer, DeviceRequest, Grant, ProviderError, TokenAnswer, TokenRequest,
};
use shared::path::App;
use shared::plan::Protocol;
use shared::provider::{Provider, Redeem};
use shared::secret::Secret;
use zeroize::Zeroizing;

use crate::browser::fetch::{Method, Site, fetch};
use crate::relay;
use crate::signin::NoToken;
use crate::signin::callback::cut;
use crate::signin::granted::Response;
use crate::state::Trouble;

/// What the relay is asked to exchange, and for which application.
pub struct Exchange<'a> {
    /// The entry that signs in.
    pub provider: &'a Provider,
    /// What is exchanged.
    pub grant: Grant,
    /// An application that the asker names.
    pub app: Option<&'a App>,
    /// Its secret.
    pub secret: Option<Secret>,
}

/// A token, with the identity token if one came.
///
/// # Errors
/// The provider gives none, or the relay declines.
pub async fn token(
    exchange: Exchange<'_>,
) -> Result<(Response, Option<Zeroizing<String>>), NoToken> {
    let request = TokenRequest {
        ticket: ticket().await?,
        provider: exchange.provider.id.to_string(),
        grant: exchange.grant,
        app: exchange.app.cloned(),
        secret: exchange.secret,
    };
    match post("/api/v1/oauth/token", &request).await? {
        TokenAnswer::Granted {
            access_token,
            token_type,
            expires_in,
            scope,
            id_token,
            lasting,
        } => Ok((
            Response {
                access_token,
                token_type,
                expires_in,
                scope,
                lasting,
            },
            id_token.map(|token| Zeroizing::new(token.expose().to_owned())),
        )),
        TokenAnswer::Refused(error) => Err(refused(Endpoint::Token, &error)),
        TokenAnswer::Unreachable {} => Err(SignInFailure::UnreachableForRelay.into()),
        TokenAnswer::Unreadable {} => Err(SignInFailure::Unreadable.into()),
        TokenAnswer::Declined(declined) => Err(declined_by(declined)),
    }
}

/// A device code that somebody has to type elsewhere.
#[derive(Debug)]
pub struct DeviceCode {
    /// For the poll.
    pub device_code: Secret,
    /// What the person types.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// Seconds until both codes end.
    pub expires_in: i64,
    /// Seconds between two questions of the poll.
    pub interval: i64,
}

/// Begins a sign-in on another device (RFC 8628 §3.1).
///
/// # Errors
/// The provider gives no code, or the relay declines.
pub async fn device(provider: &Provider, protocols: &[Protocol]) -> Result<DeviceCode, NoToken> {
    let request = DeviceRequest {
        ticket: ticket().await?,
        provider: provider.id.to_string(),
        protocols: protocols.to_vec(),
    };
    match post("/api/v1/oauth/device", &request).await? {
        DeviceAnswer::Begun {
            device_code,
            user_code,
            verification_uri,
            expires_in,
            interval,
        } => Ok(DeviceCode {
            device_code,
            user_code,
            verification_uri,
            expires_in,
            interval,
        }),
        DeviceAnswer::Refused(error) => Err(refused(Endpoint::Device, &error)),
        DeviceAnswer::Unreachable {} => Err(SignInFailure::UnreachableForRelay.into()),
        DeviceAnswer::Unreadable {} => Err(SignInFailure::Unreadable.into()),
        DeviceAnswer::Declined(declined) => Err(declined_by(declined)),
    }
}

async fn ticket() -> Result<String, NoToken> {
    let Ticket { ticket } = relay::ticket().await?;
    Ok(ticket)
}

async fn post<A: serde::de::DeserializeOwned>(
    path: &str,
    request: &impl serde::Serialize,
) -> Result<A, NoToken> {
    let body = Zeroizing::new(serde_json::to_string(request).map_err(|_| Trouble::Unreadable)?);
    let answer = fetch(Method::PostJson(&body), path, Site::Own)
        .await
        .map_err(|_| Trouble::RelayUnreachable)?;
    let text = str::from_utf8(&answer.body).map_err(|_| Trouble::Unreadable)?;
    match answer.status {
        // What a gateway says for a relay that is not there.
        502..=504 => Err(Trouble::RelayUnreachable.into()),
        _ => serde_json::from_str(text).map_err(|_| Trouble::Unreadable.into()),
    }
}

fn refused(at: Endpoint, error: &ProviderError) -> NoToken {
    NoToken::Failed(SignInFailure::Provider {
        at,
        code: Some(cut(&error.error)),
        description: error.error_description.as_deref().map(cut),
        redeemed_by: Some(Redeem::Relay),
    })
}

fn declined_by(declined: Declined) -> NoToken {
    NoToken::Stopped(Trouble::Refused {
        refusal: declined.refusal,
        retry_after: declined.retry_after,
        limit: declined.limit,
    })
}
