//! What all requests share, and the server around the routes.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::header::{HeaderMap, InvalidHeaderValue};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use shared::provider::PublicConfig;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::assets::{self, Assets};
use crate::config::{Config, Limits};
use crate::headers::headers;
use crate::plan::Policy;
use crate::probe::dns::{Resolver, ResolverError};
use crate::probe::tls::{Trust, TrustError};
use crate::routes::{Peer, router};
use crate::run::Reach;
use crate::ticket::Tickets;

/// How long a client may take to send a request's head.
const HEAD: Duration = Duration::from_secs(10);

/// The longest head of a request, in octets.
const MAX_HEAD: usize = 32 * 1024;

/// How long running requests may go on once the relay is told to stop.
const DRAIN: Duration = Duration::from_secs(8);

/// What all requests share.
pub struct Service {
    /// The public settings.
    pub public: PublicConfig,
    /// The page.
    pub assets: Assets,
    /// The headers of every answer.
    pub headers: HeaderMap,
    /// Tickets that wait for their socket.
    pub tickets: Tickets,
    /// Providers and what may be dialled.
    pub policy: Policy,
    /// The way out.
    pub reach: Reach,
    /// A place for each open socket.
    pub sockets: Arc<Semaphore>,
    limits: Limits,
    rate: DefaultKeyedRateLimiter<IpAddr>,
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
        let assets = Assets::new(config.assets.clone());
        let page = assets.page().unwrap_or_default();
        let hashes = assets::script_hashes(&String::from_utf8_lossy(&page));
        let per_minute = NonZeroU32::new(config.limits.checks_per_minute).unwrap_or(NonZeroU32::MIN);
        Ok(Self {
            headers: headers(&config, &hashes)?,
            public: PublicConfig {
                build: assets::build(&page),
                public_url: config.public_url,
                operator: config.operator,
                providers: config.policy.providers.iter().map(|entry| entry.public.clone()).collect(),
            },
            assets,
            tickets: Tickets::default(),
            reach: Reach {
                resolver: Resolver::new(&config.name_servers)?,
                egress: config.policy.egress.clone(),
                trust: Trust::new(config.authorities)?,
            },
            policy: config.policy,
            sockets: Arc::new(Semaphore::new(config.limits.sockets)),
            limits: config.limits,
            rate: RateLimiter::keyed(Quota::per_minute(per_minute)),
        })
    }

    /// Counts a check.
    ///
    /// # Errors
    /// One too many from this address; the time after which the next is allowed.
    pub fn count_check(&self, peer: Option<IpAddr>) -> Result<(), Duration> {
        let key = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), network);
        // Entries of the past are dropped now and then, so that many addresses cannot fill the memory.
        if self.rate.len() > 10_000 {
            self.rate.retain_recent();
        }
        self.rate.check_key(&key).map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

/// One customer: an IPv4 address, or the /64 of an IPv6 address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Serves until `stop` is ready, then lets what runs come to its end for a while.
///
/// # Errors
/// The listener is of no use.
pub async fn serve(listener: TcpListener, service: Arc<Service>, stop: impl Future<Output = ()>) -> io::Result<()> {
    let seats = Arc::new(Semaphore::new(service.limits.connections));
    let router = router(service);
    let graceful = GracefulShutdown::new();
    // axum's own server knows no time for a request's head.
    let mut http = Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(MAX_HEAD);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => match Arc::clone(&seats).try_acquire_owned() {
                Ok(seat) => {
                    let _ = stream.set_nodelay(true);
                    let router = router.clone();
                    let answer = service_fn(move |mut request: http::Request<Incoming>| {
                        request.extensions_mut().insert(Peer(peer));
                        router.clone().oneshot(request)
                    });
                    let connection = http.serve_connection_with_upgrades(TokioIo::new(stream), answer);
                    let connection = graceful.watch(connection.into_owned());
                    tokio::spawn(async move {
                        if connection.await.is_err() {
                            tracing::debug!("a connection ended early");
                        }
                        drop(seat);
                    });
                }
                // A dropped stream is closed: there is no room, and no memory to say so in.
                Err(_) => tracing::warn!("no seat for another connection"),
            },
            // Out of descriptors, most likely: some will be free soon.
            Err(error) => {
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_of_ipv6_is_a_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
