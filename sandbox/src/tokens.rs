//! Access tokens and identity tokens: made at the token endpoint, checked for real by the mail server.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use shared::plan::Protocol;
use shared::token::TokenFacts;

use crate::jwt::{Signer, SignerError};
use crate::people::{Mint, PEOPLE, Person};
use crate::provider::{Provider, TOKEN_SECONDS};
use crate::random::random_text;

/// What makes tokens and knows them again.
pub struct Tokens {
    base: String,
    signer: Signer,
    /// The claims behind tokens that only this process can read.
    opaque: Mutex<BTreeMap<String, Value>>,
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

    /// An access token for this person. `asked` holds the scopes that they allowed, `now` is in seconds since 1970.
    pub fn issue(
        &self,
        person: &Person,
        asked: &[String],
        now: i64,
    ) -> Result<Issued, SignerError> {
        let scopes = granted(person, asked);
        let claims = access_claims(person, &self.base, &scopes, now);
        let access_token = if person.provider.opaque_tokens() {
            let token = format!("demo-google.{}", random_text().ok_or(SignerError)?);
            let mut known = self.opaque.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|_, claims| claims["exp"].as_i64() > Some(now));
            known.insert(token.clone(), claims.clone());
            token
        } else {
            self.signer.sign(&claims)?
        };
        Ok(Issued {
            access_token,
            scope: scopes.join(" "),
            expires_in: (claims["exp"].as_i64().unwrap_or(now) - now).max(0),
        })
    }

    /// An identity token (OpenID Connect Core §2).
    pub fn identify(
        &self,
        person: &Person,
        nonce: Option<&str>,
        now: i64,
    ) -> Result<String, SignerError> {
        self.signer
            .sign(&identity_claims(person, &self.base, nonce, now))
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
            known.get(token).cloned()
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
        let needed = short(provider.mail_scope(protocol));
        if !facts.scopes.iter().any(|scope| short(scope) == needed) {
            return Err(TokenFault::Scope);
        }
        facts.account.ok_or(TokenFault::Foreign)
    }
}

/// What the person's token is given of what was asked for.
fn granted(person: &Person, asked: &[String]) -> Vec<String> {
    let provider = person.provider;
    let (mut mail, mut scopes): (Vec<_>, Vec<_>) = asked
        .iter()
        .cloned()
        .partition(|scope| provider.protocol_of(scope).is_some());
    let instead = match (person.mint, provider) {
        // The permission has the same name at Graph, so a token can look right and be for the wrong service.
        (Mint::ForGraph, _) => vec!["IMAP.AccessAsUser.All".to_owned(), "User.Read".to_owned()],
        (Mint::WithoutImap, Provider::Demo | Provider::DemoOutlook) => {
            vec!["https://outlook.office.com/Mail.Read".to_owned()]
        }
        (Mint::WithoutImap, Provider::DemoGoogle | Provider::DemoOwn) => Vec::new(),
        (Mint::WithoutSubmission, _) => {
            mail.retain(|scope| scope != provider.mail_scope(Protocol::Smtp));
            mail
        }
        (Mint::Good | Mint::Expired, _) => mail,
    };
    scopes.extend(instead);
    scopes
}

fn access_claims(person: &Person, base: &str, scopes: &[String], now: i64) -> Value {
    let provider = person.provider;
    let audience = match person.mint {
        Mint::ForGraph => "https://graph.microsoft.com",
        _ => provider.audiences().first().copied().unwrap_or("demo"),
    };
    let issued = match person.mint {
        Mint::Expired => now - 2 * TOKEN_SECONDS,
        _ => now,
    };
    // Exchange's tokens name the permissions of their audience only, without its address.
    let permissions: Vec<_> = scopes
        .iter()
        .filter(|scope| !provider.identity_scopes().contains(&scope.as_str()))
        .map(|scope| short(scope))
        .collect();
    json!({
        "aud": audience,
        "iss": provider.issuer(base),
        "iat": issued,
        "nbf": issued,
        "exp": issued + TOKEN_SECONDS,
        "appid": provider.client_id(),
        "name": person.name,
        "oid": object_id(person),
        "scp": permissions.join(" "),
        "sub": object_id(person),
        "tid": provider.tenant(),
        "upn": person.address,
        "ver": "1.0",
    })
}

fn identity_claims(person: &Person, base: &str, nonce: Option<&str>, now: i64) -> Value {
    let provider = person.provider;
    let mut claims = json!({
        "aud": provider.client_id(),
        "iss": provider.issuer(base),
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_SECONDS,
        "email": person.address,
        "name": person.name,
        "oid": object_id(person),
        "preferred_username": person.address,
        "sub": object_id(person),
        "tid": provider.tenant(),
        "ver": "2.0",
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    claims
}

/// `IMAP.AccessAsUser.All` of `https://outlook.office.com/IMAP.AccessAsUser.All`; a scope that is an address stays.
fn short(scope: &str) -> &str {
    match scope.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => scope,
    }
}

fn object_id(person: &Person) -> String {
    let place = PEOPLE.iter().position(|p| p == person).unwrap_or_default();
    format!("0b1ec700-0000-4000-8000-{place:012}")
}

#[cfg(test)]
mod tests {
    use shared::token::{Token, TokenFormat};

    use super::*;
    use crate::people;

    const NOW: i64 = 1_800_000_000;

    fn issue(tokens: &Tokens, person: &Person) -> Issued {
        let mut asked = person.provider.identity_scopes().to_vec();
        let protocols = person.provider.protocols().iter();
        asked.extend(protocols.map(|protocol| person.provider.mail_scope(*protocol)));
        let asked: Vec<_> = asked.into_iter().map(str::to_owned).collect();
        tokens.issue(person, &asked, NOW).unwrap()
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
        let identity = tokens.identify(&PEOPLE[0], Some("n"), NOW).unwrap();
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
        assert_eq!(facts.issuer.as_deref(), Some("http://127.0.0.1:1/demo"));
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
}
