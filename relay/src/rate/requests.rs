//! A counter of requests by whom they come from.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use shared::limit::Limit;

use super::fair::Fair;
use super::keyed::Keyed;
use super::{TooMany, known};
use crate::network::customer;

/// Counts requests of one kind: from each address (a /64 for IPv6), and in all.
pub struct Requests {
    by_address: Keyed<IpAddr>,
    in_all: Fair,
    names: [Limit; 2],
    clock: DefaultClock,
}

impl Requests {
    /// So many a minute of an address and in all, and the names of both limits.
    pub fn new(of_an_address: NonZeroU32, in_all: NonZeroU32, names: [Limit; 2]) -> Self {
        Self {
            by_address: Keyed::new(of_an_address),
            in_all: Fair::new(in_all, of_an_address),
            names,
            clock: DefaultClock::default(),
        }
    }

    /// Counts one.
    ///
    /// # Errors
    /// It is one too many.
    pub fn count(&self, peer: Option<IpAddr>) -> Result<(), TooMany> {
        let (peer, [of_an_address, in_all]) = (known(peer), self.names);
        let counted = self.by_address.count(&customer(peer), &self.clock);
        counted.map_err(|until| until.of(of_an_address))?;
        let turn = self.in_all.turn(peer, &self.clock);
        let counted = self.in_all.count(turn, &self.clock);
        counted.map_err(|until| until.of(in_all))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NAMES: [Limit; 2] = [Limit::LookupsPerMinute, Limit::LookupsPerMinuteInAll];

    fn requests(of_an_address: u32, in_all: u32) -> Requests {
        let at_most = |requests| NonZeroU32::new(requests).unwrap();
        Requests::new(at_most(of_an_address), at_most(in_all), NAMES)
    }

    /// As many as somebody from there can make.
    fn all(requests: &Requests, n: u8) -> (usize, TooMany) {
        let peer = Some(IpAddr::from([192, 0, 2, n]));
        let mut made = 0;
        loop {
            match requests.count(peer) {
                Ok(()) => made += 1,
                Err(too_many) => return (made, too_many),
            }
        }
    }

    /// of an address, and in all, each with the time to wait and its name.
    #[test]
    fn one_too_many_waits_whether_from_one_address_or_from_all() {
        let (made, too_many) = all(&requests(2, 9), 0);
        assert_eq!((made, too_many.limit), (2, Limit::LookupsPerMinute));
        assert!(too_many.wait > Duration::ZERO && too_many.wait <= Duration::from_mins(1));
        let few = requests(9, 3);
        let made: usize = (0..10).map(|n| all(&few, n).0).sum();
        assert_eq!(made, 3);
        assert_eq!(all(&few, 20).1.limit, Limit::LookupsPerMinuteInAll);
    }

    /// ten that take all they can get lock nobody else out.
    #[test]
    fn whoever_comes_first_finds_room() {
        let requests = requests(60, 600);
        let made: usize = (0..10).map(|n| all(&requests, n).0).sum();
        assert_eq!(made, 10 * 6 + 300);
        let (made, too_many) = all(&requests, 20);
        assert_eq!((made, too_many.limit), (6, Limit::LookupsPerMinuteInAll));
    }
}
