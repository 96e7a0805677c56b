//! Whether a sign-in will last: the refresh token is used once and given back.

use std::time::Duration;

use shared::evidence::lasting::{Lasting, Refresh};
use shared::secret::Secret;

use crate::oauth::client::Client;
use crate::oauth::echo::Echo;
use crate::oauth::errand::Errand;
use crate::oauth::reply::Reply;
use crate::outbound::{Outbound, WHOLE};

/// For a revocation: the person waits, and nothing depends on it.
const REVOKING: Duration = Duration::from_secs(5);

/// Uses the refresh token once, then asks the provider to forget the newest one.
pub async fn lasting(
    outbound: &Outbound,
    errand: &Errand,
    token: Option<Secret>,
    expires_in: Option<i64>,
) -> Lasting {
    let Some(token) = token else {
        return Lasting {
            outcome: Refresh::NotGiven,
            revoked: None,
        };
    };
    let form = errand.client.form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", token.expose()),
    ]);
    let echo = Echo::of([&token].into_iter().chain(errand.client.secret.as_deref()));
    let answer = outbound.post(&errand.token_url, form, WHOLE).await;
    let (outcome, newest) = match Reply::read(answer, &echo) {
        Reply::Granted(granted) => {
            let newer = granted.refresh_token;
            let newer = newer.filter(|newer| newer.expose() != token.expose());
            let outcome = Refresh::Refreshed {
                rotated: newer.is_some(),
                expires_in: granted.expires_in,
                // Some say it with every answer, others only with the first.
                refresh_expires_in: granted.refresh_expires_in.or(expires_in),
            };
            (outcome, newer.unwrap_or(token))
        }
        Reply::Refused(error) => {
            let outcome = Refresh::Refused {
                code: error.error,
                description: error.error_description,
            };
            (outcome, token)
        }
        Reply::Unreachable | Reply::Unreadable => (Refresh::NoAnswer, token),
    };
    let revoked = match &errand.revoke_url {
        Some(url) => Some(revoke(outbound, url, &errand.client, newest).await),
        None => None,
    };
    Lasting { outcome, revoked }
}

/// Asks the provider to forget a refresh token (RFC 7009 §2.1); whether it says that it did.
pub async fn revoke(outbound: &Outbound, url: &str, client: &Client, token: Secret) -> bool {
    let form = client.form(&[
        ("token", token.expose()),
        ("token_type_hint", "refresh_token"),
    ]);
    let answer = outbound.post(url, form, REVOKING).await;
    answer.is_ok_and(|answer| answer.status.is_success())
}
