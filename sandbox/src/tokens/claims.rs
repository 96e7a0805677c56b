//! What stands in a token.

use serde_json::{Value, json};
use shared::plan::Protocol;

use super::Order;
use crate::applications::Application;
use crate::people::{Mint, PEOPLE, Person};
use crate::provider::{APP_RESOURCE, OFFLINE_ACCESS, Provider, TOKEN_SECONDS};

/// What the person's token is given of what was asked for.
pub(super) fn granted(person: &Person, asked: &[String]) -> Vec<String> {
    let provider = person.provider;
    // Offline access is no permission of the mail server's: a provider keeps it out of the token.
    let (mut mail, mut scopes): (Vec<_>, Vec<_>) = asked
        .iter()
        .filter(|scope| *scope != OFFLINE_ACCESS)
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

pub(super) fn access(order: &Order<'_>, base: &str, scopes: &[String], now: i64) -> Value {
    let person = order.person;
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
        "appid": order.application.client_id,
        "name": person.name,
        "oid": object_id(person),
        "scp": permissions.join(" "),
        "sub": object_id(person),
        "tid": provider.tenant(),
        "upn": person.address,
        "ver": "1.0",
    })
}

pub(super) fn identity(order: &Order<'_>, base: &str, nonce: Option<&str>, now: i64) -> Value {
    let person = order.person;
    let provider = person.provider;
    let mut claims = json!({
        "aud": order.application.client_id,
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

/// Nobody signed in: the permissions are roles, and the account is the service principal's object id.
pub(super) fn application(application: &Application, base: &str, now: i64) -> Value {
    let provider = application.provider;
    let roles = [Protocol::Imap, Protocol::Pop, Protocol::Smtp].map(role);
    json!({
        "aud": APP_RESOURCE,
        "iss": provider.issuer(base),
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_SECONDS,
        "appid": application.client_id,
        "app_displayname": application.name,
        "idtyp": "app",
        "oid": application.object_id(),
        "roles": roles,
        "sub": application.object_id(),
        "tid": provider.tenant(),
        "ver": "1.0",
    })
}

/// The permission with which an application that signs in as itself uses a protocol.
pub(super) const fn role(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Imap => "IMAP.AccessAsApp",
        Protocol::Pop => "POP.AccessAsApp",
        Protocol::Smtp => "SMTP.SendAsApp",
    }
}

/// `IMAP.AccessAsUser.All` of `https://outlook.office.com/IMAP.AccessAsUser.All`; a scope that is an address stays.
pub(super) fn short(scope: &str) -> &str {
    match scope.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => scope,
    }
}

fn object_id(person: &Person) -> String {
    let place = PEOPLE.iter().position(|p| p == person).unwrap_or_default();
    format!("0b1ec700-0000-4000-8000-{place:012}")
}
