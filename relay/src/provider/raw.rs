//! An entry as it stands in a file, and what it comes to.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use shared::path::{SignInPath, is_secret_id};
use shared::plan::{Mechanism, Protocol};
use shared::provider::{
    Confidence, Family, Offline, OwnApp, Provider, ProviderId, Redeem, Registration, TENANT,
};
use shared::secret::Secret;

use super::{Entry, EntryError, Target, Targets};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    id: ProviderId,
    name: String,
    family: Family,
    client_id: Option<String>,
    client_secret: Option<Secret>,
    client_secret_file: Option<PathBuf>,
    /// The token endpoint answers nobody without a secret.
    #[serde(default)]
    needs_secret: bool,
    pub(super) tenant: Option<String>,
    issuer: String,
    token_issuers: Vec<String>,
    opaque_tokens: bool,
    sends_issuer: bool,
    authorize_url: String,
    token_url: String,
    device_url: Option<String>,
    device_grant: Option<String>,
    jwks_url: Option<String>,
    revoke_url: Option<String>,
    redeem: Redeem,
    /// Who redeems for an application that the asker names; absent where none can sign in here.
    own_app: Option<Redeem>,
    paths: Option<Vec<SignInPath>>,
    prompt: Option<String>,
    identity_scopes: Vec<String>,
    imap_scopes: Option<Vec<String>>,
    pop_scopes: Option<Vec<String>>,
    smtp_scopes: Option<Vec<String>>,
    #[serde(default)]
    app_scopes: Vec<String>,
    offline: Option<Offline>,
    #[serde(default)]
    audiences: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    mx: Vec<String>,
    withdraw_url: Option<String>,
    token_minutes: u32,
    imap: Option<Target>,
    #[serde(default)]
    imap_by_domain: BTreeMap<String, Target>,
    pop: Option<Target>,
    #[serde(default)]
    pop_by_domain: BTreeMap<String, Target>,
    smtp: Option<Target>,
    #[serde(default)]
    smtp_by_domain: BTreeMap<String, Target>,
    protocols: Option<Vec<Protocol>>,
    #[serde(default)]
    pub(super) mechanisms: Vec<Mechanism>,
    #[serde(default = "public_client")]
    platform: String,
    /// The same for an application that the asker names, where another kind of client redeems for it.
    own_platform: Option<String>,
    #[serde(default)]
    registration: Registration,
    #[serde(default)]
    quirks: Vec<String>,
    last_checked: Option<String>,
    #[serde(default)]
    confidence: Confidence,
}

fn public_client() -> String {
    "a public client".to_owned()
}

impl Raw {
    pub(super) fn names_tenant(&self) -> bool {
        let endpoints = self.endpoints().map(|(_, url)| url);
        let mut templates = self
            .token_issuers
            .iter()
            .map(String::as_str)
            .chain([self.issuer.as_str()])
            .chain(endpoints);
        templates.any(|template| template.contains(TENANT))
    }

    /// Every address that is gone to, with its key.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let always = [
            ("authorize_url", &self.authorize_url),
            ("token_url", &self.token_url),
        ];
        let sometimes = [
            ("device_url", &self.device_url),
            ("jwks_url", &self.jwks_url),
            ("revoke_url", &self.revoke_url),
        ];
        let sometimes = sometimes
            .into_iter()
            .filter_map(|(key, url)| Some((key, url.as_ref()?)));
        always
            .into_iter()
            .chain(sometimes)
            .map(|(key, url)| (key, url.as_str()))
    }

    pub(super) fn entry(mut self, takes_secrets: bool) -> Result<Entry, EntryError> {
        let targets = self.targets()?;
        let client_secret = self.secret()?;
        let tenant = self.tenant.clone().unwrap_or_default();
        let fill = |text: &str| text.replace(TENANT, &tenant);
        let own_app = self.own_app.map(|redeem| OwnApp {
            issuer: self.issuer.clone(),
            authorize_url: self.authorize_url.clone(),
            token_url: self.token_url.clone(),
            redeem,
            platform: self
                .own_platform
                .clone()
                .unwrap_or_else(|| self.platform.clone()),
        });
        let client_id = self.client_id.take().filter(|id| !id.is_empty());
        let ready = client_id.is_some() && (!self.needs_secret || client_secret.is_some());
        let possible = |path: &SignInPath| match path {
            SignInPath::Operator => ready,
            SignInPath::OwnApp => own_app
                .as_ref()
                .is_some_and(|own| own.redeem == Redeem::Browser || takes_secrets),
            SignInPath::Device => ready && self.device_url.is_some(),
            SignInPath::Token => true,
            SignInPath::AppOnly => {
                takes_secrets && own_app.is_some() && !self.app_scopes.is_empty()
            }
        };
        let paths = match &self.paths {
            None => SignInPath::ALL.into_iter().filter(possible).collect(),
            Some(chosen) => {
                if let Some(path) = chosen.iter().find(|path| !possible(path)) {
                    return Err(EntryError::NoPath(self.id.to_string(), path.code()));
                }
                chosen.clone()
            }
        };
        Ok(Entry {
            public: Provider {
                client_id,
                issuer: fill(&self.issuer),
                sends_issuer: self.sends_issuer,
                authorize_url: fill(&self.authorize_url),
                token_url: fill(&self.token_url),
                redeem: self.redeem,
                prompt: self.prompt,
                identity_scopes: self.identity_scopes,
                imap_scopes: self.imap_scopes.unwrap_or_default(),
                pop_scopes: self.pop_scopes.unwrap_or_default(),
                smtp_scopes: self.smtp_scopes.unwrap_or_default(),
                protocols: targets.keys().copied().collect(),
                audiences: self.audiences,
                domains: self.domains,
                withdraw_url: self.withdraw_url,
                token_minutes: self.token_minutes,
                registration: self.registration,
                paths,
                own_app,
                // How long a sign-in lasts is tried by the relay, with an application that keeps a secret.
                offline: self
                    .offline
                    .filter(|_| self.redeem == Redeem::Relay && ready),
                signing_keys: self.jwks_url.is_some(),
                quirks: self.quirks,
                last_checked: self.last_checked,
                confidence: self.confidence,
                id: self.id,
                name: self.name,
                family: self.family,
            },
            token_issuers: self.token_issuers.iter().map(|one| fill(one)).collect(),
            opaque_tokens: self.opaque_tokens,
            targets,
            mechanisms: self.mechanisms,
            platform: self.platform,
            client_secret: client_secret.map(Arc::new),
            device_url: self.device_url.as_deref().map(fill),
            device_grant: self.device_grant,
            jwks_url: self.jwks_url.as_deref().map(fill),
            revoke_url: self.revoke_url.as_deref().map(fill),
            app_scopes: self.app_scopes,
            mx: self.mx,
        })
    }

    fn targets(&mut self) -> Result<BTreeMap<Protocol, Targets>, EntryError> {
        let mut targets = BTreeMap::new();
        let usual = [self.imap.take(), self.pop.take(), self.smtp.take()];
        let by_domain = [
            std::mem::take(&mut self.imap_by_domain),
            std::mem::take(&mut self.pop_by_domain),
            std::mem::take(&mut self.smtp_by_domain),
        ];
        let scopes = [&self.imap_scopes, &self.pop_scopes, &self.smtp_scopes];
        let protocols = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];
        let rows = protocols.into_iter().zip(usual).zip(by_domain).zip(scopes);
        for (((protocol, usual), by_domain), scopes) in rows {
            let of_protocol = Targets::new(usual, by_domain);
            let known = of_protocol.all().next().is_some();
            match &self.protocols {
                Some(offered) if !offered.contains(&protocol) => continue,
                Some(_) if !known => {
                    return Err(EntryError::NoTarget(self.id.to_string(), protocol.code()));
                }
                None if !known => continue,
                _ => {}
            }
            if scopes.is_none() {
                return Err(EntryError::NoScopes(self.id.to_string(), protocol.code()));
            }
            targets.insert(protocol, of_protocol);
        }
        Ok(targets)
    }

    /// The secret from the file, which is how secrets reach a service that others may look at, else from the entry.
    fn secret(&mut self) -> Result<Option<Secret>, EntryError> {
        let id = self.id.to_string();
        let secret = match (&self.client_secret_file, self.client_secret.take()) {
            (Some(file), _) => {
                let text = std::fs::read_to_string(file)
                    .map_err(|error| EntryError::Secret(id.clone(), file.clone(), error))?;
                Some(Secret::new(text.trim().to_owned()))
            }
            (None, secret) => secret,
        };
        match secret {
            Some(secret) if self.family == Family::Microsoft && is_secret_id(secret.expose()) => {
                Err(EntryError::SecretId(id))
            }
            Some(secret) if !secret.is_whole() => Err(EntryError::BadSecret(id)),
            other => Ok(other),
        }
    }
}
