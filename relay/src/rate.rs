//! How many checks there may be: each one is a sign-in at somebody's mail server, over each of its protocols. What counts
//! for a mailbox or a server counts for each protocol, as servers count.

mod fair;
mod keyed;
mod requests;

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, NotUntil, Quota, RateLimiter};

use shared::limit::Limit;
use shared::plan::Plan;

use self::fair::{Fair, Turn};
use self::keyed::Keyed;
pub use self::requests::Requests;
use crate::config::Limits;
use crate::network::{customer, site};

/// The counters of all sockets.
pub struct Rates {
    in_all: Fair,
    by_address: Keyed<IpAddr>,
    by_mailbox: Keyed<u64>,
    by_host: Keyed<u64>,
    /// Mailboxes are told apart by hashes that mean nothing outside this process.
    hashes: RandomState,
    on_a_socket: Quota,
    clock: DefaultClock,
}

/// The counter of one socket.
pub struct SocketRate(DefaultDirectRateLimiter);

/// One too many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooMany {
    /// The limit that it came up against.
    pub limit: Limit,
    /// The time after which the next is allowed.
    pub wait: Duration,
}

impl TooMany {
    /// The time to wait, as messages say it.
    pub fn retry_after(&self) -> u32 {
        millis(self.wait)
    }
}

/// A time in milliseconds, as messages say it.
pub fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// The time after which the next is allowed.
struct Until(Duration);

impl Until {
    const fn of(self, limit: Limit) -> TooMany {
        TooMany {
            limit,
            wait: self.0,
        }
    }
}

impl Rates {
    /// From the operator's limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            in_all: Fair::new(limits.checks_per_minute_in_all, limits.checks_per_minute),
            by_address: Keyed::new(limits.checks_per_minute),
            by_mailbox: Keyed::new(limits.checks_per_minute_of_a_mailbox),
            by_host: Keyed::new(limits.checks_per_minute_of_a_host),
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
    /// It is one too many.
    pub fn count(
        &self,
        socket: &SocketRate,
        peer: Option<IpAddr>,
        plan: &Plan,
    ) -> Result<(), TooMany> {
        let peer = known(peer);
        // The narrow limits first, so that one page does not use up what is there for all.
        let counted = socket.0.check();
        counted.map_err(|not| until(&not, &self.clock).of(Limit::ChecksPerMinuteOnASocket))?;
        let counted = self.by_address.count(&customer(peer), &self.clock);
        counted.map_err(|until| until.of(Limit::ChecksPerMinute))?;
        let turn = self.in_all.turn(peer, &self.clock);
        for route in &plan.routes {
            let mailbox = route.user.as_str().to_ascii_lowercase();
            // With the site, or a stranger could use up what its owner has.
            let key = self.hash((site(peer), &route.host, route.port, mailbox));
            let counted = self.by_mailbox.count(&key, &self.clock);
            counted.map_err(|until| until.of(Limit::ChecksPerMinuteOfAMailbox))?;
            let key = self.hash((&route.host, route.port));
            let counted = self.by_host.count(&key, &self.clock);
            // What strangers use up is no reason to turn away whoever comes for the first time.
            if turn == Turn::Again {
                counted.map_err(|until| until.of(Limit::ChecksPerMinuteOfAHost))?;
            }
        }
        let counted = self.in_all.count(turn, &self.clock);
        counted.map_err(|until| until.of(Limit::ChecksPerMinuteInAll))
    }

    fn hash(&self, what: impl Hash) -> u64 {
        self.hashes.hash_one(what)
    }
}

fn until<P: governor::clock::Reference>(not: &NotUntil<P>, clock: &DefaultClock) -> Until
where
    DefaultClock: Clock<Instant = P>,
{
    Until(not.wait_time_from(clock.now()))
}

/// Whom a request counts for when nobody knows.
fn known(peer: Option<IpAddr>) -> IpAddr {
    peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
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
                    Err(TooMany { wait, .. }) => {
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

    /// As many checks of this mailbox as somebody from there can have, each on a socket of its own.
    fn all(rates: &Rates, n: u8, mailbox: &str) -> (usize, Limit) {
        let peer = Some(IpAddr::from([192, 0, 2, n]));
        let mut had = 0;
        loop {
            match rates.count(&rates.socket(), peer, &plan(mailbox)) {
                Ok(()) => had += 1,
                Err(too_many) => return (had, too_many.limit),
            }
        }
    }

    /// by the mailbox, however it is spelt; and a stranger uses up nothing of what its owner has.
    #[test]
    fn a_mailbox_is_counted_for_each_who_asks() {
        let rates = Rates::new(&Limits::default());
        let six = (6, Limit::ChecksPerMinuteOfAMailbox);
        assert_eq!(all(&rates, 0, "alex@x.example"), six);
        assert_eq!(all(&rates, 0, "ALEX@x.example").0, 0);
        assert_eq!(all(&rates, 0, "pat@x.example"), six);
        for n in 1..20 {
            assert_eq!(all(&rates, n, "alex@x.example"), six);
        }
    }

    /// by the server, over which nobody is locked out either.
    #[test]
    fn a_server_is_counted_and_whoever_comes_first_finds_room() {
        let at_most = |checks| NonZeroU32::new(checks).unwrap();
        let rates = Rates::new(&Limits {
            checks_per_minute_of_a_mailbox: at_most(60),
            checks_per_minute_of_a_host: at_most(30),
            ..Limits::default()
        });
        assert_eq!(
            all(&rates, 0, "alex@x.example"),
            (30, Limit::ChecksPerMinuteOfAHost)
        );
        assert_eq!(
            all(&rates, 1, "alex@x.example"),
            (6, Limit::ChecksPerMinuteOfAHost)
        );
    }

    /// ten that take all they can get lock nobody else out.
    #[test]
    fn what_is_there_for_all_is_not_used_up_by_a_few() {
        let rates = Rates::new(&Limits {
            checks_per_minute_of_a_mailbox: NonZeroU32::new(600).unwrap(),
            checks_per_minute_of_a_host: NonZeroU32::new(600).unwrap(),
            ..Limits::default()
        });
        let had: usize = (0..10).map(|n| all(&rates, n, "alex@x.example").0).sum();
        assert_eq!(had, 10 * 6 + 300);
        assert_eq!(
            all(&rates, 20, "alex@x.example"),
            (6, Limit::ChecksPerMinuteInAll)
        );
    }

    /// on a socket, by the address, and in all.
    #[test]
    fn each_limit_holds_by_itself() {
        assert_eq!(admitted(&limits(2, 9, 9), false, true), 2);
        assert_eq!(admitted(&limits(9, 3, 9), true, false), 3);
        assert_eq!(admitted(&limits(9, 9, 4), true, true), 4);
        assert_eq!(admitted(&limits(10, 10, 20), false, false), 10);
    }
}
