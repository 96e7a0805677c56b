//! Access tokens and identity tokens: made at the token endpoint, checked for real by the mail server.

mod claims;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use shared::plan::Protocol;
use shared::token::TokenFacts;

use self::claims::{granted, role, short};
use crate::applications::{self, Application, Kind};
use crate::jwt::{Signer, SignerError};
use crate::people::Person;
use crate::provider::Provider;
use crate::random::random_text;

/// What makes tokens and knows them again.
pub struct Tokens {
    base: String,
    signer: Signer,
    /// The tokens that only this process can read.
    opaque: Mutex<BTreeMap<String, Known>>,
}

/// What an opaque token stands for.
struct Known {
    claims: Value,
    line: String,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// Who signed in.
    pub person: &'static Person,
    /// To which application.
    pub application: &'static Application,
    /// The scopes that they allowed.
    pub scopes: &'a [String],
    /// Which sign-in it comes from: all opaque tokens of one end together. Empty where that does not matter.
    pub line: &'a str,
}

impl<'a> Order<'a> {
    /// For the operator's application; `None` where the provider has none.
    pub fn of_operator(person: &'static Person, scopes: &'a [String]) -> Option<Self> {
        Some(Self {
            person,
            application: applications::find(person.provider, person.provider.client_id())?,
            scopes,
            line: "",
        })
    }
}

/// An access token and what the token response says about it (RFC 6749 §5.1).
pub struct Issued {
    /// The token.
    pub access_token: String,
    /// The scopes in it, space separated.
    pub scope: String,
    /// Seconds until it ends.
    pub expires_in: i64,
}

/// Why a mail server does not take a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TokenFault {
    /// It is for another service.
    #[error("the token is for another service")]
    Audience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// An application's whose service principal the mail servers were not told about.
    #[error("no service principal is known for the application")]
    Principal,
    /// Another provider's, changed on the way, or no token at all.
    #[error("the token is not one of this provider's")]
    Foreign,
    /// It lacks the permission to use the protocol.
    #[error("the token lacks the permission for the protocol")]
    Scope,
}

impl Tokens {
    /// `base` is where the sandbox's sign-in is reached, without a trailing slash.
    pub fn new(base: String) -> Result<Self, SignerError> {
        Ok(Self {
            base,
            signer: Signer::generate()?,
            opaque: Mutex::default(),
        })
    }

    /// Where the sandbox's sign-in is reached.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The public key (RFC 7517).
    pub fn key_set(&self) -> Value {
        self.signer.key_set()
    }

    /// An access token for a person. `now` is in seconds since 1970.
    pub fn issue(&self, order: &Order<'_>, now: i64) -> Result<Issued, SignerError> {
        let scopes = granted(order.person, order.scopes);
        let claims = claims::access(order, &self.base, &scopes, now);
        let end = claims["exp"].as_i64().unwrap_or(now);
        let access_token = if order.person.provider.opaque_tokens() {
            let token = format!("demo-google.{}", random_text().ok_or(SignerError)?);
            let mut known = self.opaque.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|_, one| one.claims["exp"].as_i64() > Some(now));
            let line = order.line.to_owned();
            known.insert(token.clone(), Known { claims, line });
            token
        } else {
            self.signer.sign(&claims)?
        };
        Ok(Issued {
            access_token,
            scope: scopes.join(" "),
            expires_in: (end - now).max(0),
        })
    }

    /// An access token for an application that signs in as itself.
    pub fn issue_to(&self, application: &Application, now: i64) -> Result<String, SignerError> {
        let claims = claims::application(application, &self.base, now);
        self.signer.sign(&claims)
    }

    /// An identity token (OpenID Connect Core §2).
    pub fn identify(
        &self,
        order: &Order<'_>,
        nonce: Option<&str>,
        now: i64,
    ) -> Result<String, SignerError> {
        self.signer
            .sign(&claims::identity(order, &self.base, nonce, now))
    }

    /// The sign-in that an opaque token comes from.
    pub fn line_of(&self, token: &str) -> Option<String> {
        let known = self.opaque.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(token).map(|one| one.line.clone())
    }

    /// Ends all opaque tokens of a sign-in. A signed one is good until its time is over.
    pub fn end(&self, line: &str) {
        let mut known = self.opaque.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, one| one.line != line);
    }

    /// The account behind a token, if a mail server of this provider may take it.
    pub fn account(
        &self,
        provider: Provider,
        protocol: Protocol,
        token: &str,
        now: i64,
    ) -> Result<String, TokenFault> {
        let claims = if provider.opaque_tokens() {
            let known = self.opaque.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(token).map(|one| one.claims.clone())
        } else {
            self.signer.verify(token)
        };
        let facts = TokenFacts::from_claims(&claims.ok_or(TokenFault::Foreign)?);
        if facts.issuer != Some(provider.issuer(&self.base)) {
            return Err(TokenFault::Foreign);
        }
        if facts.expires_at.is_none_or(|end| end <= now) {
            return Err(TokenFault::Expired);
        }
        let accepted = provider.audiences();
        let meant = |audience: &String| accepted.contains(&audience.as_str());
        if !accepted.is_empty() && !facts.audience.iter().any(meant) {
            return Err(TokenFault::Audience);
        }
        if facts.app_only {
            return of_application(provider, &facts, protocol);
        }
        let needed = short(provider.mail_scope(protocol));
        if !facts.scopes.iter().any(|scope| short(scope) == needed) {
            return Err(TokenFault::Scope);
        }
        facts.account.ok_or(TokenFault::Foreign)
    }
}

/// The service principal behind an application's own token, if it may use the protocol at all.
fn of_application(
    provider: Provider,
    facts: &TokenFacts,
    protocol: Protocol,
) -> Result<String, TokenFault> {
    if !facts.roles.iter().any(|has| has == role(protocol)) {
        return Err(TokenFault::Scope);
    }
    let application = facts.app.as_deref();
    let application = application.and_then(|id| applications::find(provider, id));
    match application.map(|one| one.kind) {
        Some(Kind::Daemon { known: true }) => facts.object_id.clone().ok_or(TokenFault::Foreign),
        Some(Kind::Daemon { known: false }) => Err(TokenFault::Principal),
        _ => Err(TokenFault::Foreign),
    }
}

#[cfg(test)]
mod tests {
    use shared::token::{Token, TokenFormat};

    use super::*;
    use crate::people::{self, Mint, PEOPLE};
    use crate::provider::TOKEN_SECONDS;

    const NOW: i64 = 1_800_000_000;

    fn issue(tokens: &Tokens, person: &'static Person) -> Issued {
        let mut asked = person.provider.identity_scopes().to_vec();
        let protocols = person.provider.protocols().iter();
        asked.extend(protocols.map(|protocol| person.provider.mail_scope(*protocol)));
        let asked: Vec<_> = asked.into_iter().map(str::to_owned).collect();
        tokens
            .issue(&Order::of_operator(person, &asked).unwrap(), NOW)
            .unwrap()
    }

    #[test]
    fn each_person_is_taken_or_refused_for_their_own_reason() {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        for person in &PEOPLE {
            let issued = issue(&tokens, person);
            let expected = match person.mint {
                Mint::Good | Mint::WithoutSubmission => Ok(person.address.to_owned()),
                Mint::Expired => Err(TokenFault::Expired),
                Mint::ForGraph => Err(TokenFault::Audience),
                Mint::WithoutImap => Err(TokenFault::Scope),
            };
            let found = tokens.account(person.provider, Protocol::Imap, &issued.access_token, NOW);
            assert_eq!(found, expected, "{}", person.address);
            if person.mint == Mint::WithoutSubmission {
                let smtp =
                    tokens.account(person.provider, Protocol::Smtp, &issued.access_token, NOW);
                assert_eq!(smtp, Err(TokenFault::Scope));
            }
        }
    }

    #[test]
    fn a_token_ends_after_an_hour_and_counts_at_its_own_provider_only() {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        for address in ["alex@demo.test", "casey@gmail-like.demo.test"] {
            let person = PEOPLE.iter().find(|p| p.address == address).unwrap();
            let token = issue(&tokens, person).access_token;
            let end = tokens.account(person.provider, Protocol::Imap, &token, NOW + TOKEN_SECONDS);
            assert_eq!(end, Err(TokenFault::Expired));
            for other in Provider::ALL.into_iter().filter(|p| *p != person.provider) {
                let elsewhere = tokens.account(other, Protocol::Imap, &token, NOW);
                assert_eq!(elsewhere, Err(TokenFault::Foreign));
            }
        }
        let identity = tokens
            .identify(
                &Order::of_operator(&PEOPLE[0], &[]).unwrap(),
                Some("n"),
                NOW,
            )
            .unwrap();
        assert_eq!(
            tokens.account(Provider::Demo, Protocol::Imap, &identity, NOW),
            Err(TokenFault::Audience)
        );
    }

    #[test]
    fn the_claims_are_those_of_an_exchange_token() {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        let alex = people::find(Provider::Demo, "alex@demo.test").unwrap();
        let facts = TokenFacts::read(&Token::new(issue(&tokens, alex).access_token));
        assert_eq!(facts.audience, ["https://outlook.office.com"]);
        let all = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"];
        assert_eq!(facts.scopes, all);
        assert_eq!(facts.account.as_deref(), Some("alex@demo.test"));
        assert_eq!(
            facts.issuer.as_deref(),
            Some("http://127.0.0.1:1/demo/de300000-0000-4000-8000-000000000001")
        );
        assert_eq!(facts.expires_at, Some(NOW + TOKEN_SECONDS));
    }

    #[test]
    fn a_google_like_token_tells_its_bearer_nothing() {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        let casey = people::find(Provider::DemoGoogle, "casey@gmail-like.demo.test").unwrap();
        let issued = issue(&tokens, casey);
        assert_eq!(
            TokenFacts::read(&Token::new(issued.access_token)).format,
            TokenFormat::Opaque
        );
        assert_eq!(
            issued.scope,
            "openid profile email https://mail.google.com/"
        );
    }

    #[test]
    fn an_application_is_its_service_principal_if_the_mail_servers_know_one() {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        let account = |client_id: &str| {
            let application = applications::find(Provider::Demo, client_id).unwrap();
            let token = tokens.issue_to(application, NOW).unwrap();
            let facts = TokenFacts::read(&Token::new(token.clone()));
            assert!(facts.app_only && facts.account.is_none() && facts.scopes.is_empty());
            assert_eq!(facts.object_id.as_deref(), application.object_id());
            tokens.account(Provider::Demo, Protocol::Pop, &token, NOW)
        };
        assert_eq!(
            account("5a4db0c5-0000-4000-8000-00000000da01"),
            Ok(applications::PRINCIPAL.to_owned())
        );
        assert_eq!(
            account("5a4db0c5-0000-4000-8000-00000000da02"),
            Err(TokenFault::Principal)
        );
        assert_eq!(
            account(Provider::Demo.client_id()),
            Err(TokenFault::Foreign)
        );
    }

    #[test]
    fn the_opaque_tokens_of_one_sign_in_end_together_and_no_others() {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        let casey = people::find(Provider::DemoGoogle, "casey@gmail-like.demo.test").unwrap();
        let scopes = ["https://mail.google.com/".to_owned()];
        let of = |line| {
            let order = Order::of_operator(casey, &scopes).unwrap();
            tokens
                .issue(&Order { line, ..order }, NOW)
                .unwrap()
                .access_token
        };
        let (one, other) = (of("one"), of("other"));
        assert_eq!(tokens.line_of(&one).as_deref(), Some("one"));
        tokens.end("one");
        let account =
            |token: &str| tokens.account(Provider::DemoGoogle, Protocol::Imap, token, NOW);
        assert_eq!(account(&one), Err(TokenFault::Foreign));
        assert!(account(&other).is_ok());
    }
}
