//! Runs an errand.

use std::time::Instant;

use shared::oauth::TokenAnswer;
use shared::secret::Secret;

use crate::oauth::errand::{Ask, Errand};
use crate::oauth::lasting::{lasting, revoke};
use crate::oauth::reply::{Granted, Reply};
use crate::outbound::{Outbound, WHOLE};

/// Asks the token endpoint once, and says in the log how that ended: the provider's own words stay out of it.
pub async fn exchange(outbound: &Outbound, errand: Errand) -> TokenAnswer {
    let began = Instant::now();
    let provider = errand.provider.clone();
    let grant = errand.ask.name();
    let answer = ask(outbound, errand).await;
    let outcome = match &answer {
        TokenAnswer::Granted { .. } => "granted",
        TokenAnswer::Refused(_) => "refused",
        TokenAnswer::Unreachable {} => "unreachable",
        TokenAnswer::Unreadable {} => "unreadable",
        TokenAnswer::Declined(_) => "declined",
    };
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%provider, grant, outcome, ms, "exchange");
    answer
}

async fn ask(outbound: &Outbound, errand: Errand) -> TokenAnswer {
    let answer = outbound.post(&errand.token_url, errand.form(), WHOLE).await;
    let granted = match Reply::read(answer, &errand.echo()) {
        Reply::Granted(granted) => *granted,
        Reply::Refused(error) => return TokenAnswer::Refused(error),
        Reply::Unreachable => return TokenAnswer::Unreachable {},
        Reply::Unreadable => return TokenAnswer::Unreadable {},
    };
    let Granted {
        access_token,
        token_type,
        expires_in,
        scope,
        id_token,
        refresh_token,
        refresh_expires_in,
    } = granted;
    let is_tried = matches!(
        errand.ask,
        Ask::Code {
            will_last: true,
            ..
        }
    );
    let lasting = if is_tried {
        Some(lasting(outbound, &errand, refresh_token, refresh_expires_in).await)
    } else {
        drop_unasked(outbound, errand, refresh_token);
        None
    };
    TokenAnswer::Granted {
        access_token,
        token_type,
        expires_in,
        scope,
        id_token,
        lasting,
    }
}

/// A refresh token that nobody asked for: the provider is told to forget it while the answer is on its way.
fn drop_unasked(outbound: &Outbound, errand: Errand, token: Option<Secret>) {
    if let (Some(token), Some(url)) = (token, errand.revoke_url) {
        let outbound = outbound.clone();
        tokio::spawn(async move {
            let revoked = revoke(&outbound, &url, &errand.client, token).await;
            tracing::debug!(revoked, "a refresh token that was not asked for");
        });
    }
}
