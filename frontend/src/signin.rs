//! Signing in at the provider: authorisation code with PKCE, by a full-page redirect (RFC 6749, RFC 7636, RFC 9700).
//!
//! [`begin`] sends the browser away, [`callback::take`] reads the answer out of the address bar before anything else
//! happens, [`finish`] exchanges the code. The access token goes straight into [`SignedIn`] and nowhere else; a
//! refresh token is never asked for, and one that comes all the same is dropped unread.

pub mod callback;
pub mod exchange;
pub mod identity;
pub mod pkce;
pub mod redirect;
pub mod storage;
pub mod transaction;

use shared::case::Case;
use shared::control::Control;
use shared::evidence::signin::SignInFailure;
use shared::followup::own_mailbox;
use shared::provider::{Provider, ProviderId};
use shared::request::{Ask, CheckRequest};
use shared::token::Token;

use crate::browser::page;
use crate::state::{Form, Granted};
use callback::{Answer, Refused};
use pkce::Secrets;
use redirect::{Redirect, RedirectError};
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

/// Records the transaction and sends the browser to the provider. `now` in seconds since 1970.
///
/// # Errors
/// Nothing is left behind when it fails.
pub fn begin(start: Start, now: i64) -> Result<(), BeginError> {
    let secrets = Secrets::draw(pkce::web_crypto).ok_or(BeginError::Browser)?;
    let url = Redirect {
        provider: &start.provider,
        redirect_uri: &start.redirect_uri,
        protocols: &start.ask.protocols,
        secrets: &secrets,
        login_hint: start.login_hint.as_deref(),
        again: start.again,
    }
    .url()?;
    let state = secrets.state.clone();
    let transaction = Transaction::new(secrets, start, now);
    storage::put(&state, &transaction, now).ok_or(BeginError::Browser)?;
    page::go_to(url.as_str()).ok_or_else(|| {
        storage::take(&state, now);
        BeginError::Browser
    })
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
    /// Without one.
    Failed {
        /// The form as it was sent, when the answer belongs to a sign-in of this window.
        form: Option<Form>,
        /// The question, likewise.
        about: Option<Box<(Ask, Provider)>>,
        /// Why.
        failure: SignInFailure,
    },
}

/// Takes the provider's answer: finds its transaction (which is thereby used up), judges it, redeems the code.
pub async fn finish(answer: Answer, now: i64) -> Ended {
    let transaction = answer.state().and_then(|state| storage::take(state, now));
    let (code, transaction) = match callback::judge(&answer, transaction) {
        Ok(accepted) => accepted,
        Err(Refused {
            transaction,
            failure,
        }) => return failed(transaction.map(|t| *t), failure),
    };
    match exchange::redeem(&code, &transaction, now).await {
        Ok((signed_in, granted)) => Ended::Granted {
            form: transaction.form,
            granted: Box::new(granted),
            signed_in,
        },
        Err(failure) => failed(Some(transaction), failure),
    }
}

fn failed(transaction: Option<Transaction>, failure: SignInFailure) -> Ended {
    let (form, about) = match transaction {
        Some(t) => (Some(t.form), Some(Box::new((t.ask, t.provider)))),
        None => (None, None),
    };
    Ended::Failed {
        form,
        about,
        failure,
    }
}
