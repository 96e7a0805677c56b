//! Signing in at the provider: authorisation code with PKCE, by a full-page redirect (RFC 6749, RFC 7636, RFC 9700).
//!
//! [`begin`] sends the browser away, [`callback::take`] reads the answer out of the address bar before anything else
//! happens, [`finish`] exchanges the code. The access token goes straight into [`SignedIn`] and nowhere else; a
//! refresh token never comes here: the relay tries one where the person wants that, and any other is dropped unread.

pub mod callback;
pub mod exchange;
pub mod granted;
pub mod handover;
pub mod identity;
pub mod look_up;
pub mod now;
pub mod pkce;
pub mod redirect;
pub mod relayed;
pub mod signature;
pub mod storage;
pub mod transaction;

use shared::case::Case;
use shared::control::Control;
use shared::evidence::signin::SignInFailure;
use shared::followup::own_mailbox;
use shared::oauth::Grant;
use shared::path::SignInPath;
use shared::provider::{Provider, ProviderId, Redeem};
use shared::request::{Ask, CheckRequest};
use shared::secret::Secret;
use shared::token::Token;

use crate::browser::page;
use crate::state::{Form, Granted, Trouble};
use callback::{Answer, Refused};
use granted::Response;
use identity::Identity;
use now::Now;
use pkce::Secrets;
use redirect::{Redirect, RedirectError};
use relayed::Exchange;
use transaction::Transaction;

/// The token with the issuer that it came from: it is sent only where that issuer's entry allows.
///
/// It prints redacted, is wiped when dropped, and cannot be copied or stored.
#[derive(Debug)]
pub struct SignedIn {
    /// The provider's entry.
    pub provider: ProviderId,
    /// Its issuer, as recorded when the sign-in began.
    pub issuer: String,
    /// The access token.
    pub token: Token,
}

impl SignedIn {
    /// What the relay is told; `control` is what this check does differently. `None` when there is no mailbox to open.
    pub fn request(&self, case: &Case, control: Option<Control>) -> Option<CheckRequest> {
        let mailbox = match control {
            Some(Control::OwnMailbox) => own_mailbox(case)?.to_string(),
            _ => case.ask.mailbox.as_ref()?.to_string(),
        };
        Some(CheckRequest {
            provider: self.provider.to_string(),
            issuer: self.issuer.clone(),
            mailbox,
            protocols: match control {
                None => case.ask.protocols.clone(),
                Some(Control::Protocol(other)) => vec![other],
                Some(_) => vec![case.protocol()],
            },
            control,
            token: Token::new(self.token.expose().to_owned()),
        })
    }
}

/// What a sign-in is begun with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The question.
    pub ask: Ask,
    /// The provider's entry.
    pub provider: Provider,
    /// The one redirect URI.
    pub redirect_uri: String,
    /// The form, to be found again afterwards.
    pub form: Form,
    /// The account to suggest to the provider.
    pub login_hint: Option<String>,
    /// True when the last sign-in gave the wrong account, so the provider has to ask.
    pub again: bool,
}

/// Why no sign-in could begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// No random numbers, no storage, or no navigation.
    #[error("the browser refuses what a sign-in needs")]
    Browser,
    /// The provider's entry cannot be used.
    #[error(transparent)]
    Entry(#[from] RedirectError),
}

/// A sign-in that is ready to begin.
pub struct Prepared {
    /// Where the person goes.
    pub url: String,
    /// What its answer is known by.
    pub state: String,
    /// What has to be known then.
    pub transaction: Transaction,
}

/// Draws the secrets of a sign-in and writes its address. `now` in seconds since 1970.
///
/// # Errors
/// The browser or the provider's entry does not allow it.
pub fn prepare(start: Start, now: i64) -> Result<Prepared, BeginError> {
    let secrets = Secrets::draw(pkce::web_crypto).ok_or(BeginError::Browser)?;
    let url = Redirect {
        provider: &start.provider,
        redirect_uri: &start.redirect_uri,
        protocols: &start.ask.protocols,
        secrets: &secrets,
        login_hint: start.login_hint.as_deref(),
        again: start.again,
        will_last: start.ask.will_last,
    }
    .url()?;
    Ok(Prepared {
        url: url.into(),
        state: secrets.state.clone(),
        transaction: Transaction::new(secrets, start, now),
    })
}

/// Records the transaction and sends the browser to the provider.
///
/// # Errors
/// Nothing is left behind when it fails.
pub fn begin(start: Start, now: i64) -> Result<(), BeginError> {
    let Prepared {
        url,
        state,
        transaction,
    } = prepare(start, now)?;
    storage::put(&state, &transaction, now).ok_or(BeginError::Browser)?;
    page::go_to(&url).ok_or_else(|| {
        storage::take(&state, now);
        BeginError::Browser
    })
}

/// The sign-in of this window that an answer belongs to. It is thereby used up.
pub fn transaction_of(answer: &Answer, now: i64) -> Option<Transaction> {
    storage::take(answer.state()?, now)
}

/// Why there is no token.
#[derive(Debug)]
pub enum NoToken {
    /// The provider gave none.
    Failed(SignInFailure),
    /// Something stands in the way that is not the provider.
    Stopped(Trouble),
}

impl From<SignInFailure> for NoToken {
    fn from(failure: SignInFailure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Trouble> for NoToken {
    fn from(trouble: Trouble) -> Self {
        Self::Stopped(trouble)
    }
}

/// A code that waits for the secret of the application that asked for it. The secret is never stored, so it is asked for
/// when the person is back.
pub struct Waiting {
    code: Secret,
    /// The sign-in that it belongs to.
    pub transaction: Transaction,
}

/// How a sign-in ended.
pub enum Ended {
    /// With a token.
    Granted {
        /// The form as it was sent.
        form: Form,
        /// What is known now.
        granted: Box<Granted>,
        /// The token.
        signed_in: SignedIn,
    },
    /// With a code that nobody can redeem without a secret.
    NeedsSecret(Box<Waiting>),
    /// Without a token.
    Failed {
        /// The form as it was sent, when the answer belongs to a sign-in of this window.
        form: Option<Form>,
        /// The question, likewise.
        about: Option<Box<(Ask, Provider)>>,
        /// Why.
        why: NoToken,
    },
}

/// Takes the provider's answer and the sign-in that it belongs to: judges it, redeems the code.
pub async fn finish(answer: Answer, transaction: Option<Transaction>, now: Now) -> Ended {
    let (code, transaction) = match callback::judge(&answer, transaction) {
        Ok((code, transaction)) => (Secret::new(code), transaction),
        Err(Refused {
            transaction,
            failure,
        }) => return failed(transaction.map(|t| *t), failure.into()),
    };
    let by_relay = transaction.provider.redeem == Redeem::Relay;
    if by_relay && transaction.ask.path == SignInPath::OwnApp {
        return Ended::NeedsSecret(Box::new(Waiting { code, transaction }));
    }
    redeem(code, transaction, None, now).await
}

/// Goes on with a code, now that its application's secret is here.
pub async fn finish_with(waiting: Waiting, secret: Secret, now: Now) -> Ended {
    redeem(waiting.code, waiting.transaction, Some(secret), now).await
}

async fn redeem(code: Secret, transaction: Transaction, secret: Option<Secret>, now: Now) -> Ended {
    let redeemed = match transaction.provider.redeem {
        Redeem::Browser => exchange::redeem(code.expose(), &transaction, now)
            .await
            .map_err(NoToken::from),
        Redeem::Relay => through_relay(code, &transaction, secret, now).await,
    };
    match redeemed {
        Ok((signed_in, granted)) => Ended::Granted {
            form: transaction.form,
            granted: Box::new(granted),
            signed_in,
        },
        Err(why) => failed(Some(transaction), why),
    }
}

async fn through_relay(
    code: Secret,
    transaction: &Transaction,
    secret: Option<Secret>,
    now: Now,
) -> Result<(SignedIn, Granted), NoToken> {
    let (response, id_token) = relayed::token(Exchange {
        provider: &transaction.provider,
        grant: Grant::Code {
            code,
            verifier: Secret::new(transaction.verifier.clone()),
            will_last: transaction.ask.will_last,
        },
        app: transaction.ask.app.as_ref(),
        secret,
    })
    .await?;
    let id_token = id_token.as_deref().map(String::as_str);
    exchange::signed(id_token, &transaction.provider).await?;
    Ok(exchange::whole(response, id_token, transaction, now)?)
}

/// A token for an application that signs in as itself, or with a device code that somebody has typed.
///
/// # Errors
/// The provider gives none, or the relay declines.
pub async fn without_a_redirect(
    ask: &Ask,
    provider: &Provider,
    grant: Grant,
    secret: Option<Secret>,
    now: i64,
) -> Result<(SignedIn, Granted), NoToken> {
    // The identity token has no nonce to hold it against this sign-in: the access token names the account.
    let (response, _) = relayed::token(Exchange {
        provider,
        grant,
        app: ask.app.as_ref(),
        secret,
    })
    .await?;
    Ok(response.granted(ask, provider, Identity::default(), now)?)
}

/// A token that somebody has. Its issuer is the provider that the form names; the relay holds it against what the token
/// says itself.
///
/// # Errors
/// It is nothing that could be presented as one.
pub fn with_token(
    ask: &Ask,
    provider: &Provider,
    token: &Secret,
    now: i64,
) -> Result<(SignedIn, Granted), SignInFailure> {
    let token = Token::new(bare(token.expose()).to_owned());
    Response::of(token).granted(ask, provider, Identity::default(), now)
}

/// What is copied along with a token: spaces, quotes, the word of the header.
fn bare(pasted: &str) -> &str {
    let text = pasted.trim().trim_matches(['"', '\'']);
    let rest = text.split_at_checked(7);
    match rest {
        Some((word, rest)) if word.eq_ignore_ascii_case("bearer ") => rest.trim(),
        _ => text,
    }
}

fn failed(transaction: Option<Transaction>, why: NoToken) -> Ended {
    let (form, about) = match transaction {
        Some(t) => (Some(t.form), Some(Box::new((t.ask, t.provider)))),
        None => (None, None),
    };
    Ended::Failed { form, about, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_along_with_a_token_goes() {
        for pasted in [
            "a.b.c",
            " a.b.c\n",
            "\"a.b.c\"",
            "Bearer a.b.c",
            "bearer  a.b.c ",
        ] {
            assert_eq!(bare(pasted), "a.b.c", "{pasted:?}");
        }
        assert_eq!(bare("Bearer"), "Bearer");
        assert_eq!(bare("üüüüüüü"), "üüüüüüü");
    }
}
