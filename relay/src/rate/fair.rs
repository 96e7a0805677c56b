//! A counter for all, of which nobody can use up everything.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::keyed::Keyed;
use super::{Until, until};
use crate::network::site;

/// Counts what all do in a minute. The first few times of each site are counted among all alone; whoever goes on shares half
/// with all others who do. So a few who take what they can get leave room for whoever comes.
pub struct Fair {
    all: DefaultDirectRateLimiter,
    shared: DefaultDirectRateLimiter,
    first: Keyed<IpAddr>,
}

/// One time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Turn {
    /// Among the first few of a site.
    First,
    /// Of somebody who goes on.
    Again,
}

impl Fair {
    /// So many a minute in all, and of one address.
    pub fn new(in_all: NonZeroU32, of_an_address: NonZeroU32) -> Self {
        let part = |whole: NonZeroU32, of: u32| {
            NonZeroU32::new(whole.get() / of).unwrap_or(NonZeroU32::MIN)
        };
        Self {
            all: RateLimiter::direct(Quota::per_minute(in_all)),
            shared: RateLimiter::direct(Quota::per_minute(part(in_all, 2))),
            first: Keyed::new(part(of_an_address, 10)),
        }
    }

    /// Which turn it is for somebody from this site. It is counted as that.
    pub fn turn(&self, peer: IpAddr, clock: &DefaultClock) -> Turn {
        match self.first.count(&site(peer), clock) {
            Ok(()) => Turn::First,
            Err(_) => Turn::Again,
        }
    }

    /// Counts it among all.
    ///
    /// # Errors
    /// It is one too many; the time after which the next is allowed.
    pub fn count(&self, turn: Turn, clock: &DefaultClock) -> Result<(), Until> {
        if turn == Turn::Again {
            self.shared.check().map_err(|not| until(&not, clock))?;
        }
        self.all.check().map_err(|not| until(&not, clock))
    }
}
