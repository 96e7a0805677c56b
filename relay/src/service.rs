//! What all requests share.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::InvalidHeaderValue;
use shared::catalogue::Page;
use shared::limit::Limit;
use shared::provider::{ProviderId, PublicConfig};
use tokio::sync::watch;

use crate::about;
use crate::assets::{self, Assets};
use crate::catalogue::Catalogue;
use crate::config::{Config, Limits};
use crate::embed::{Refused, Scripts};
use crate::headers::Headers;
use crate::oauth::keys::Keys;
use crate::outbound::Outbound;
use crate::plan::Policy;
use crate::probe::dns::{Resolver, ResolverError};
use crate::probe::tls::{Trust, TrustError};
use crate::rate::{Rates, Requests};
use crate::refusals::Refusals;
use crate::run::Reach;
use crate::seats::Seats;
use crate::ticket::Tickets;

/// What all requests share.
pub struct Service {
    /// Where the page is reached: the one origin that may talk to us.
    pub public_url: String,
    /// The proxies in front.
    pub proxies: Vec<IpAddr>,
    /// The page.
    pub assets: Assets,
    /// What is written about each cause.
    pub catalogue: Catalogue,
    /// The headers of every answer.
    pub headers: Headers,
    /// The script that portals embed.
    pub scripts: Scripts,
    /// Those who were refused to frame the page.
    pub refused: Refused,
    /// What sockets are refused, in the log.
    pub refusals: Refusals,
    /// What requests for tokens and codes are refused, in the log: a flood of these hides none of those.
    pub declined: Refusals,
    /// Tickets that wait for their socket.
    pub tickets: Tickets,
    /// Providers and what may be dialled.
    pub policy: Policy,
    /// The way out.
    pub reach: Reach,
    /// The way out to providers' endpoints.
    pub outbound: Outbound,
    /// The keys of providers.
    pub keys: Keys,
    /// The counters of checks.
    pub rates: Rates,
    /// The counter of questions about domains.
    pub lookups: Requests,
    /// The counter of exchanges at providers.
    pub exchanges: Requests,
    /// The counter of questions for keys, so that nobody uses up exchanges with them.
    pub key_requests: Requests,
    /// The counter of questions about device codes.
    pub polls: Requests,
    /// A place for each open socket.
    pub sockets: Arc<Seats>,
    /// How much is allowed.
    pub limits: Limits,
    own_addresses: Vec<IpAddr>,
    portals: Vec<String>,
    operator: Option<String>,
    default_provider: Option<ProviderId>,
    recheck_seconds: u32,
    stopping: watch::Sender<bool>,
}

/// The relay cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting cannot stand in a header.
    #[error("a setting holds a character that no HTTP header can: {0}")]
    Header(#[from] InvalidHeaderValue),
    /// Name resolution.
    #[error(transparent)]
    Resolver(#[from] ResolverError),
    /// Trusted authorities.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

impl Service {
    /// Everything ready to serve, from the settings.
    ///
    /// # Errors
    /// What the settings name cannot be used.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let headers = Headers::new(&config)?;
        let reach = Reach {
            resolver: Resolver::new(&config.name_servers)?,
            egress: config.policy.egress.clone(),
            trust: Trust::new(config.authorities)?,
            name: config.name,
        };
        let (providers, limits) = (&config.policy.providers, &config.limits);
        Ok(Self {
            headers,
            outbound: Outbound::new(
                reach.resolver.clone(),
                &reach.egress,
                reach.trust.clone(),
                providers,
            ),
            reach,
            keys: Keys::new(providers),
            lookups: Requests::new(
                limits.lookups_per_minute,
                limits.lookups_per_minute_in_all,
                [Limit::LookupsPerMinute, Limit::LookupsPerMinuteInAll],
            ),
            key_requests: exchanges(limits),
            exchanges: exchanges(limits),
            polls: Requests::new(
                limits.device_polls_per_minute,
                limits.device_polls_per_minute_in_all,
                [
                    Limit::DevicePollsPerMinute,
                    Limit::DevicePollsPerMinuteInAll,
                ],
            ),
            refused: Refused::new(&config.public_url, &config.portals),
            refusals: Refusals::default(),
            declined: Refusals::default(),
            public_url: config.public_url,
            proxies: config.proxies,
            assets: Assets::new(config.assets),
            catalogue: Catalogue::read(),
            scripts: Scripts::read(),
            tickets: Tickets::default(),
            rates: Rates::new(limits),
            policy: config.policy,
            sockets: Seats::new(config.limits.sockets),
            limits: config.limits,
            own_addresses: config.own_addresses,
            portals: config.portals,
            operator: config.operator,
            default_provider: config.default_provider,
            recheck_seconds: config.recheck_seconds.get(),
            stopping: watch::Sender::new(false),
        })
    }

    /// The public settings.
    pub fn public(&self) -> PublicConfig {
        let entries = self.policy.providers.iter();
        PublicConfig {
            build: self.build(),
            public_url: self.public_url.clone(),
            operator: self.operator.clone(),
            default_provider: self.default_provider.clone(),
            takes_secrets: self.policy.takes_secrets,
            recheck_seconds: self.recheck_seconds,
            providers: entries.map(|entry| entry.public.clone()).collect(),
            portals: self.portals.clone(),
            embed_script: Some(self.scripts.current.clone()),
        }
    }

    /// What happens to data here.
    pub fn about_data(&self) -> Page {
        let operator = self.operator.as_deref();
        about::page(
            &self.build(),
            operator,
            &self.own_addresses,
            &self.portals,
            &self.policy,
        )
    }

    /// The build of the page that is served now.
    pub fn build(&self) -> String {
        assets::build(&self.assets.page().unwrap_or_default())
    }

    /// Tells all sockets that the relay is going to stop: each ends with the check that runs on it.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Ready when the relay is going to stop.
    pub async fn stopping(&self) {
        // The sender lives as long as the service.
        let _ = self.stopping.subscribe().wait_for(|stop| *stop).await;
    }
}

fn exchanges(limits: &Limits) -> Requests {
    Requests::new(
        limits.exchanges_per_minute,
        limits.exchanges_per_minute_in_all,
        [Limit::ExchangesPerMinute, Limit::ExchangesPerMinuteInAll],
    )
}
