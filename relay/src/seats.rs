//! Places for connections and for sockets. Whoever comes from one network may hold a few, and more of them as long as there
//! are many free: the fewer there are, the less each may add. So it takes some forty networks to hold them all, and not one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::network::site;

/// Whoever holds fewer gets one while there is any: what a person with a few windows needs.
const FEW: usize = 4;

/// Whoever holds more gets another while so many times as many are free.
const TIMES: usize = 8;

/// So many places.
#[derive(Debug)]
pub struct Seats {
    all: usize,
    taken: Mutex<Taken>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    /// By each site that holds any.
    by_site: HashMap<IpAddr, usize>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Seats>,
    site: Option<IpAddr>,
}

impl Seats {
    /// So many.
    pub fn new(all: u16) -> Arc<Self> {
        Arc::new(Self {
            all: all.into(),
            taken: Mutex::default(),
            left: Notify::new(),
        })
    }

    /// A place for somebody from this address; `None` when there is none for them.
    pub fn take(self: &Arc<Self>, peer: Option<IpAddr>) -> Option<Seat> {
        let site = peer.map(site);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !taken.has_room(self.all, site) {
            return None;
        }
        taken.in_all += 1;
        if let Some(site) = site {
            *taken.by_site.entry(site).or_default() += 1;
        }
        drop(taken);
        Some(Seat {
            seats: Arc::clone(self),
            site,
        })
    }

    /// Whether somebody from this address would find a place now.
    pub fn has_room(&self, peer: Option<IpAddr>) -> bool {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.has_room(self.all, peer.map(site))
    }

    /// Ready when nobody holds a place.
    pub async fn all_free(&self) {
        loop {
            let left = self.left.notified();
            if self.is_empty() {
                return;
            }
            left.await;
        }
    }

    fn is_empty(&self) -> bool {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all == 0
    }
}

impl Taken {
    fn has_room(&self, all: usize, site: Option<IpAddr>) -> bool {
        let free = all.saturating_sub(self.in_all);
        let held = site.and_then(|site| self.by_site.get(&site)).copied();
        let held = held.unwrap_or(0);
        // One of whom nothing is known, or who comes for many others, is counted in all alone.
        free > 0 && (site.is_none() || held < FEW || held * TIMES < free)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self
            .seats
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        taken.in_all -= 1;
        if let Some(site) = self.site
            && let Some(held) = taken.by_site.get_mut(&site)
        {
            *held -= 1;
            // What is kept never outgrows the places.
            if *held == 0 {
                taken.by_site.remove(&site);
            }
        }
        drop(taken);
        self.seats.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    /// As many places as somebody from there can get.
    fn all(seats: &Arc<Seats>, peer: Option<IpAddr>) -> Vec<Seat> {
        std::iter::from_fn(|| seats.take(peer)).collect()
    }

    /// whoever takes all they can get leaves room, and so do twenty of them.
    #[test]
    fn nobody_takes_the_last_place_from_all_others() {
        let seats = Seats::new(2_048);
        let held: Vec<_> = (0..20).map(|n| all(&seats, Some(from(n)))).collect();
        assert_eq!((held[0].len(), held[1].len()), (228, 203));
        assert!(all(&seats, Some(from(100))).len() > 20);
        // Whoever has many already gets no more of what is left.
        assert!(seats.take(Some(from(0))).is_none() && !seats.has_room(Some(from(0))));
        assert!(seats.has_room(Some(from(101))));
        drop(held);
        assert_eq!(all(&seats, Some(from(3))).len(), 228);
    }

    /// there are never more than there are.
    #[test]
    fn there_are_so_many_and_no_more() {
        let seats = Seats::new(100);
        let held: Vec<_> = (0..=255)
            .filter_map(|n| seats.take(Some(from(n))))
            .collect();
        assert_eq!(held.len(), 100);
        drop(held);
        assert_eq!(all(&seats, None).len(), 100);
        assert!(seats.taken.lock().unwrap().by_site.is_empty());
        let one = Seats::new(1);
        assert_eq!(all(&one, Some(from(0))).len(), 1);
    }

    /// a customer of IPv6 has as many addresses as they like, and they are one customer all the same.
    #[test]
    fn many_addresses_of_one_site_are_one() {
        let seats = Seats::new(90);
        let addresses = (0..100_u16).map(|n| IpAddr::from([0x2001, 0xdb8, 1, n, n, 0, 0, n]));
        let held: Vec<_> = addresses
            .filter_map(|peer| seats.take(Some(peer)))
            .collect();
        assert_eq!(held.len(), 10);
    }

    #[tokio::test]
    async fn whoever_waits_for_the_last_to_leave_is_told() {
        let seats = Seats::new(2);
        seats.all_free().await;
        let (first, second) = (seats.take(Some(from(0))), seats.take(Some(from(1))));
        let waits = tokio::spawn({
            let seats = Arc::clone(&seats);
            async move { seats.all_free().await }
        });
        drop(first);
        tokio::task::yield_now().await;
        assert!(!waits.is_finished());
        drop(second);
        waits.await.unwrap();
    }
}
