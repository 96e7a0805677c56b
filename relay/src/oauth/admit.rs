//! From what the page asks to an errand, or to the reason why there is none. Pure: it asks nobody.

use std::sync::Arc;

use shared::oauth::{Grant, TokenRequest};
use shared::path::{App, SignInPath, is_secret_id};
use shared::provider::{Family, Provider, Redeem, redirect_uri};
use shared::refusal::Refusal;
use shared::secret::Secret;

use crate::oauth::client::Client;
use crate::oauth::errand::{Ask, DEVICE_GRANT, Errand};
use crate::plan::Policy;
use crate::provider::Entry;

/// Fixes everything about an exchange. The page's own `public_url` decides the redirect URI.
///
/// # Errors
/// The first reason found not to do it, in the order: provider, secret, path, application, the grant's own words.
pub fn admit(request: TokenRequest, policy: &Policy, public_url: &str) -> Result<Errand, Refusal> {
    let entry = entry(&request.provider, policy)?;
    if request.secret.is_some() && !policy.takes_secrets {
        return Err(Refusal::SecretNotTaken);
    }
    let path = path(&request.grant, request.app.is_some())?;
    offered(entry, path)?;
    let (provider, client) = match (path.names_app(), request.app) {
        (true, Some(app)) => of_asker(entry, path, app, request.secret)?,
        (false, None) if request.secret.is_none() => (entry.public.clone(), of_operator(entry)?),
        // A secret without its application, or an application where none is named.
        _ => return Err(Refusal::AppMalformed),
    };
    Ok(Errand {
        ask: ask(request.grant, entry, public_url)?,
        provider: provider.id,
        token_url: provider.token_url,
        revoke_url: entry.revoke_url.clone(),
        client,
    })
}

/// The entry of this id, if it is set up.
///
/// # Errors
/// There is none, or nobody can sign in there.
pub fn entry<'p>(id: &str, policy: &'p Policy) -> Result<&'p Entry, Refusal> {
    let mut entries = policy.providers.iter();
    let entry = entries.find(|entry| entry.public.id.as_str() == id);
    let entry = entry.ok_or(Refusal::ProviderUnknown)?;
    if entry.public.paths.is_empty() {
        return Err(Refusal::ProviderNotSetUp);
    }
    Ok(entry)
}

/// The operator's application.
///
/// # Errors
/// The operator has set none up.
pub fn of_operator(entry: &Entry) -> Result<Client, Refusal> {
    let id = entry.public.client_id.clone();
    Ok(Client {
        id: id.ok_or(Refusal::ProviderNotSetUp)?,
        secret: entry.client_secret.clone(),
    })
}

/// The way to a token that a grant belongs to.
fn path(grant: &Grant, names_app: bool) -> Result<SignInPath, Refusal> {
    match (grant, names_app) {
        (Grant::Code { .. }, false) => Ok(SignInPath::Operator),
        (Grant::Code { .. }, true) => Ok(SignInPath::OwnApp),
        (Grant::Device { .. }, false) => Ok(SignInPath::Device),
        (Grant::Device { .. }, true) => Err(Refusal::PathNotOffered),
        (Grant::Application {}, _) => Ok(SignInPath::AppOnly),
    }
}

fn offered(entry: &Entry, path: SignInPath) -> Result<(), Refusal> {
    let by_page = path == SignInPath::Operator && entry.public.redeem == Redeem::Browser;
    if by_page || !entry.public.paths.contains(&path) {
        return Err(Refusal::PathNotOffered);
    }
    Ok(())
}

/// An application that the asker names, at its tenant's endpoint: a host of the provider's all the same, since the
/// tenant stands in the path.
fn of_asker(
    entry: &Entry,
    path: SignInPath,
    app: App,
    secret: Option<Secret>,
) -> Result<(Provider, Client), Refusal> {
    if app.problem(entry.public.has_tenants()).is_some() {
        return Err(Refusal::AppMalformed);
    }
    let provider = entry.public.with_app(&app).ok_or(Refusal::PathNotOffered)?;
    match &secret {
        Some(secret) if !secret.is_whole() || is_id(secret, provider.family) => {
            return Err(Refusal::SecretMalformed);
        }
        None if path == SignInPath::AppOnly => return Err(Refusal::SecretMalformed),
        // A code without a secret is the page's to redeem, where the provider lets it.
        None if provider.redeem == Redeem::Browser => return Err(Refusal::PathNotOffered),
        Some(_) | None => {}
    }
    let client = Client {
        id: app.client_id,
        secret: secret.map(Arc::new),
    };
    Ok((provider, client))
}

/// Microsoft shows the id of a secret for ever and its value once, so the one is often copied for the other.
fn is_id(secret: &Secret, family: Family) -> bool {
    matches!(family, Family::Microsoft | Family::OutlookCom) && is_secret_id(secret.expose())
}

fn ask(grant: Grant, entry: &Entry, public_url: &str) -> Result<Ask, Refusal> {
    match grant {
        Grant::Code {
            code,
            verifier,
            will_last,
        } => {
            if !code.is_whole() || !verifier.is_whole() {
                return Err(Refusal::SecretMalformed);
            }
            if will_last && entry.public.offline.is_none() {
                return Err(Refusal::PathNotOffered);
            }
            Ok(Ask::Code {
                code,
                verifier,
                redirect_uri: redirect_uri(public_url, &entry.public),
                will_last,
            })
        }
        Grant::Device { device_code } if device_code.is_whole() => Ok(Ask::Device {
            device_code,
            grant: entry
                .device_grant
                .clone()
                .unwrap_or_else(|| DEVICE_GRANT.to_owned()),
        }),
        Grant::Device { .. } => Err(Refusal::SecretMalformed),
        Grant::Application {} => Ok(Ask::Application {
            scope: entry.app_scopes.join(" "),
        }),
    }
}
