//! A counter of requests by whom they come from.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::{MANY_ADDRESSES, customer};

/// Counts requests of one kind: from each address (a /64 for IPv6), and in all.
pub struct Requests {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    in_all: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Requests {
    /// So many a minute.
    pub fn new(of_an_address: NonZeroU32, in_all: NonZeroU32) -> Self {
        Self {
            by_address: RateLimiter::keyed(Quota::per_minute(of_an_address)),
            in_all: RateLimiter::direct(Quota::per_minute(in_all)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one.
    ///
    /// # Errors
    /// It is one too many; the time after which the next is allowed.
    pub fn count(&self, peer: Option<IpAddr>) -> Result<(), Duration> {
        if self.by_address.len() > MANY_ADDRESSES {
            self.by_address.retain_recent();
        }
        let now = self.clock.now();
        let of_address = self.by_address.check_key(&customer(peer));
        of_address.map_err(|until| until.wait_time_from(now))?;
        let in_all = self.in_all.check();
        in_all.map_err(|until| until.wait_time_from(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_whether_from_one_address_or_from_all() {
        let at_most = |requests| NonZeroU32::new(requests).unwrap();
        for (of_an_address, in_all, from_one, from_many) in [(2, 9, 2, 9), (9, 3, 3, 3)] {
            for (many, admitted) in [(false, from_one), (true, from_many)] {
                let requests = Requests::new(at_most(of_an_address), at_most(in_all));
                let count = |n: u8| {
                    let peer = IpAddr::from([192, 0, 2, if many { n } else { 0 }]);
                    let counted = requests.count(Some(peer));
                    if let Err(wait) = counted {
                        assert!(wait > Duration::ZERO && wait <= Duration::from_mins(1));
                    }
                    counted.is_ok()
                };
                assert_eq!((0..10).filter(|n| count(*n)).count(), admitted);
            }
        }
    }
}
