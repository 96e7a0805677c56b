//! A token response, whoever fetched it: what counts in it, and what it comes to.

use shared::evidence::lasting::Lasting;
use shared::evidence::signin::{SignIn, SignInFailure};
use shared::provider::Provider;
use shared::request::Ask;
use shared::token::{Token, TokenFacts};

use crate::signin::SignedIn;
use crate::signin::identity::Identity;
use crate::state::{Granted, TokenLife};

/// What counts in a token response (RFC 6749 §5.1), the identity token aside.
#[derive(Debug)]
pub struct Response {
    /// The access token.
    pub access_token: Token,
    /// `token_type`
    pub token_type: Option<String>,
    /// Seconds that it is good for, when the provider says so.
    pub expires_in: Option<i64>,
    /// `scope`
    pub scope: Option<String>,
    /// What became of the refresh token, when the relay tried it.
    pub lasting: Option<Lasting>,
}

impl Response {
    /// A token that somebody has: nothing else is known of it.
    pub const fn of(access_token: Token) -> Self {
        Self {
            access_token,
            token_type: None,
            expires_in: None,
            scope: None,
            lasting: None,
        }
    }

    /// The token with its issuer, and what is known of the sign-in.
    ///
    /// # Errors
    /// It is no bearer token, or nothing that could be presented as one.
    pub fn granted(
        self,
        ask: &Ask,
        provider: &Provider,
        identity: Identity,
        now: i64,
    ) -> Result<(SignedIn, Granted), SignInFailure> {
        let bearer = self
            .token_type
            .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        if !bearer || self.access_token.check().is_err() {
            return Err(SignInFailure::Unreadable);
        }
        let facts = TokenFacts::read(&self.access_token);
        // A token of which nobody says how long it lives is not used for ever.
        let usual = now.saturating_add(60 * i64::from(provider.token_minutes));
        let granted = Granted {
            ask: ask.clone(),
            provider: provider.clone(),
            sign_in: SignIn::SignedIn {
                account: identity.account,
                name: identity.name,
                granted_scope: self.scope,
            },
            lasting: self.lasting,
            life: TokenLife {
                expires_at: self
                    .expires_in
                    .map(|lives| now.saturating_add(lives))
                    .or(facts.expires_at)
                    .unwrap_or(usual),
            },
            facts,
            now,
        };
        let signed_in = SignedIn {
            provider: provider.id.clone(),
            issuer: provider.issuer.clone(),
            token: self.access_token,
        };
        Ok((signed_in, granted))
    }
}
