//! Asks the providers of unfinished entries who they are, once, before anybody is served.
//!
//! A provider that does not say so, or says something else than the operator, keeps the relay from starting: half an entry
//! would fail people one by one, with nobody there who could mend it.

use http::StatusCode;

use crate::config::{Config, Draft};
use crate::outbound::{Answer, Failure, Outbound, is_admitted};
use crate::probe::dns::{Resolver, ResolverError};
use crate::probe::tls::{Trust, TrustError};
use crate::provider::{CompleteError, Discovered, EntryError, Flaw, Metadata, Undiscovered};

/// The settings cannot be made whole.
#[derive(Debug, thiserror::Error)]
pub enum DiscoveryError {
    /// What a provider says of itself, or that it says nothing.
    #[error("provider \"{provider}\": {address} {flaw}")]
    Document {
        /// The entry's id.
        provider: String,
        /// Who was asked.
        address: String,
        /// What is wrong with the answer.
        flaw: Flaw,
    },
    /// An entry asks for what its provider has not.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// Name resolution.
    #[error(transparent)]
    Resolver(#[from] ResolverError),
    /// Trusted authorities.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

/// The whole settings. Without an unfinished entry nobody is asked.
///
/// # Errors
/// A provider cannot be asked, or its answer cannot be used.
pub async fn discover(draft: Draft) -> Result<Config, DiscoveryError> {
    let Draft {
        mut config,
        undiscovered,
    } = draft;
    if undiscovered.is_empty() {
        return Ok(config);
    }
    let outbound = Outbound::to(
        Resolver::new(&config.name_servers)?,
        &config.policy.egress,
        Trust::new(config.authorities.clone())?,
        undiscovered.iter().map(|(_, asked)| asked.address.as_str()),
    );
    for (place, asked) in undiscovered {
        let answer = outbound.get(&asked.address).await;
        let admits = |url: &str| is_admitted(url, &config.policy.egress);
        let Discovered { entry, .. } = completed(asked, answer, admits)?;
        // In the order of the file: whatever stands before is already there.
        config.policy.providers.insert(place, entry);
    }
    Ok(config)
}

fn completed(
    asked: Undiscovered,
    answer: Result<Answer, Failure>,
    admits: impl Fn(&str) -> bool,
) -> Result<Discovered, DiscoveryError> {
    let (provider, address, issuer) = (
        asked.id.to_string(),
        asked.address.clone(),
        asked.issuer.clone(),
    );
    let metadata = document(answer, &issuer);
    let completed = metadata.map_err(CompleteError::Flaw).and_then(|metadata| {
        let discovered = asked.complete(&metadata, admits)?;
        tell(&issuer, &metadata, &discovered);
        Ok(discovered)
    });
    completed.map_err(|error| match error {
        CompleteError::Entry(error) => DiscoveryError::Entry(error),
        CompleteError::Flaw(flaw) => DiscoveryError::Document {
            provider,
            address,
            flaw,
        },
    })
}

fn document(answer: Result<Answer, Failure>, issuer: &str) -> Result<Metadata, Flaw> {
    match answer {
        Ok(answer) if answer.status == StatusCode::OK => Metadata::read(&answer.body, issuer),
        Ok(answer) => Err(Flaw::Status(answer.status.as_u16())),
        Err(Failure::Unreachable) => Err(Flaw::Unreachable),
        Err(Failure::Unreadable) => Err(Flaw::Unreadable),
    }
}

/// What the operator may want to know about it.
fn tell(issuer: &str, metadata: &Metadata, discovered: &Discovered) {
    let provider = &discovered.entry.public;
    let id = &provider.id;
    // The endpoints of an issuer may be at other hosts; tokens and codes go there.
    let hosts: Vec<&str> = discovered.hosts.iter().map(String::as_str).collect();
    tracing::info!(provider = %id, issuer, hosts = hosts.join(" "), "discovered");
    if !metadata.speaks_of_pkce() {
        tracing::warn!(
            provider = %id,
            "the provider does not say that it knows PKCE: it is used all the same, beside state and nonce"
        );
    }
    let unlisted = metadata.unlisted(&provider.identity_scopes);
    if !unlisted.is_empty() {
        let scopes = unlisted.join(" ");
        tracing::warn!(provider = %id, scopes, "identity_scopes that the provider does not list");
    }
    if metadata.revokes() && discovered.entry.revoke_url.is_none() {
        tracing::info!(
            provider = %id,
            "the provider revokes tokens: write revoke_url where the access token outlives its refresh token"
        );
    }
}
