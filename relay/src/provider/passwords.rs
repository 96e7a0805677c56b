//! The entry of a provider whose mail servers know passwords only: it has a name, hosts, and what to do instead.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::plan::Protocol;
use shared::provider::{Confidence, Family, Provider, ProviderId, Registration};

use super::{Entry, Target, Targets};

/// As it stands in a file. It has no key of OAuth, so that none can be given a meaning by accident.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Passwords {
    id: ProviderId,
    name: String,
    family: Family,
    registration: Registration,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    mx: Vec<String>,
    imap: Option<Target>,
    #[serde(default)]
    imap_by_domain: BTreeMap<String, Target>,
    pop: Option<Target>,
    #[serde(default)]
    pop_by_domain: BTreeMap<String, Target>,
    smtp: Option<Target>,
    #[serde(default)]
    smtp_by_domain: BTreeMap<String, Target>,
    quirks: Vec<String>,
    last_checked: Option<String>,
    #[serde(default)]
    confidence: Confidence,
}

impl Passwords {
    /// An entry without any way to a token, so that no plan can be made with it.
    pub(super) fn entry(self) -> Entry {
        let rows = [
            (Protocol::Imap, self.imap, self.imap_by_domain),
            (Protocol::Pop, self.pop, self.pop_by_domain),
            (Protocol::Smtp, self.smtp, self.smtp_by_domain),
        ];
        let targets: BTreeMap<_, _> = rows
            .into_iter()
            .map(|(protocol, usual, by_domain)| (protocol, Targets::new(usual, by_domain)))
            .filter(|(_, targets)| targets.all().next().is_some())
            .collect();
        Entry {
            public: Provider {
                id: self.id,
                protocols: targets.keys().copied().collect(),
                domains: self.domains,
                registration: self.registration,
                quirks: self.quirks,
                last_checked: self.last_checked,
                confidence: self.confidence,
                ..Provider::unlisted(self.family, &self.name)
            },
            token_issuers: Vec::new(),
            opaque_tokens: false,
            targets,
            mechanisms: Vec::new(),
            platform: String::new(),
            client_secret: None,
            device_url: None,
            device_grant: None,
            jwks_url: None,
            revoke_url: None,
            app_scopes: Vec::new(),
            mx: self.mx,
        }
    }
}
