//! How many checks there may be: each one is a sign-in at somebody's mail server, over each of its protocols. What counts
//! for a mailbox counts for each protocol, as servers count.

mod requests;

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

use shared::plan::Plan;

pub use self::requests::Requests;
use crate::config::Limits;

/// The addresses, and the mailboxes, that are remembered before those of the past are dropped.
const MANY_ADDRESSES: usize = 10_000;

/// The counters of all sockets.
pub struct Rates {
    in_all: DefaultDirectRateLimiter,
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_mailbox: DefaultKeyedRateLimiter<u64>,
    /// Mailboxes are told apart by hashes that mean nothing outside this process.
    hashes: RandomState,
    on_a_socket: Quota,
    clock: DefaultClock,
}

/// The counter of one socket.
pub struct SocketRate(DefaultDirectRateLimiter);

impl Rates {
    /// From the operator's limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            in_all: RateLimiter::direct(Quota::per_minute(limits.checks_per_minute_in_all)),
            by_address: RateLimiter::keyed(Quota::per_minute(limits.checks_per_minute)),
            by_mailbox: RateLimiter::keyed(Quota::per_minute(
                limits.checks_per_minute_of_a_mailbox,
            )),
            hashes: RandomState::new(),
            on_a_socket: Quota::per_minute(limits.checks_per_minute_on_a_socket),
            clock: DefaultClock::default(),
        }
    }

    /// A counter for a new socket.
    pub fn socket(&self) -> SocketRate {
        SocketRate(RateLimiter::direct(self.on_a_socket))
    }

    /// Counts a check of this plan on this socket from this address.
    ///
    /// # Errors
    /// It is one too many; the time after which the next is allowed.
    pub fn count(
        &self,
        socket: &SocketRate,
        peer: Option<IpAddr>,
        plan: &Plan,
    ) -> Result<(), Duration> {
        let address = customer(peer);
        if self.by_address.len() > MANY_ADDRESSES {
            self.by_address.retain_recent();
        }
        // The narrow limits first, so that one page does not use up what is there for all.
        socket.0.check().map_err(|until| self.wait(&until))?;
        let of_address = self.by_address.check_key(&address);
        of_address.map_err(|until| self.wait(&until))?;
        if self.by_mailbox.len() > MANY_ADDRESSES {
            self.by_mailbox.retain_recent();
        }
        for route in &plan.routes {
            let mailbox = route.user.as_str().to_ascii_lowercase();
            let key = self.hashes.hash_one((&route.host, route.port, mailbox));
            let of_mailbox = self.by_mailbox.check_key(&key);
            of_mailbox.map_err(|until| self.wait(&until))?;
        }
        self.in_all.check().map_err(|until| self.wait(&until))
    }

    fn wait<P: governor::clock::Reference>(&self, until: &NotUntil<P>) -> Duration
    where
        DefaultClock: Clock<Instant = P>,
    {
        until.wait_time_from(self.clock.now())
    }
}

/// Whom a request counts for.
fn customer(peer: Option<IpAddr>) -> IpAddr {
    peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), network)
}

/// One customer: an IPv4 address, or the /64 of an IPv6 address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn limits(on_a_socket: u32, by_address: u32, in_all: u32) -> Rates {
        let at_most = |checks| NonZeroU32::new(checks).unwrap();
        Rates::new(&Limits {
            checks_per_minute: at_most(by_address),
            checks_per_minute_in_all: at_most(in_all),
            checks_per_minute_on_a_socket: at_most(on_a_socket),
            ..Limits::default()
        })
    }

    /// How many of ten checks go through, on one socket or on ten, from one address or from ten.
    fn admitted(rates: &Rates, sockets: bool, addresses: bool) -> usize {
        let first = rates.socket();
        (0..10_u8)
            .filter(|n| {
                let own = rates.socket();
                let socket = if sockets { &own } else { &first };
                let address = IpAddr::from([192, 0, 2, if addresses { *n } else { 0 }]);
                match rates.count(socket, Some(address), &plan(&format!("m{n}@x.example"))) {
                    Ok(()) => true,
                    Err(wait) => {
                        assert!(wait > Duration::ZERO && wait <= Duration::from_mins(1));
                        false
                    }
                }
            })
            .count()
    }

    fn plan(mailbox: &str) -> Plan {
        serde_json::from_value(serde_json::json!({
            "routes": [{
                "protocol": "imap", "host": "imap.x.example", "port": 993, "tls": "implicit",
                "addresses": "any", "user": mailbox, "mechanisms": [], "internal": false, "steps": [],
            }],
            "deadline_ms": 1000,
        }))
        .unwrap()
    }

    #[test]
    fn a_mailbox_is_counted_whoever_asks_and_however_it_is_spelt() {
        let rates = Rates::new(&Limits::default());
        let ask = |n: u8, mailbox: &str| {
            let peer = Some(IpAddr::from([192, 0, 2, n]));
            rates.count(&rates.socket(), peer, &plan(mailbox)).is_ok()
        };
        let admitted = (0..10).filter(|n| ask(*n, "alex@x.example")).count();
        assert_eq!(admitted, 6);
        assert!(!ask(20, "ALEX@x.example"));
        assert!(ask(20, "pat@x.example"));
    }

    #[test]
    fn each_limit_holds_by_itself() {
        assert_eq!(admitted(&limits(2, 9, 9), false, true), 2);
        assert_eq!(admitted(&limits(9, 3, 9), true, false), 3);
        assert_eq!(admitted(&limits(9, 9, 4), true, true), 4);
        assert_eq!(admitted(&limits(10, 10, 10), false, false), 10);
    }

    #[test]
    fn a_customer_of_ipv6_is_a_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
