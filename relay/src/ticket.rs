//! Single-use tickets: a page of ours asks for one, and one socket is opened with it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::network::site;

/// How long a ticket is good.
const LIFE: Duration = Duration::from_mins(1);

/// The most tickets that wait for their socket.
const MOST: usize = 1_024;

/// The tickets that were given out and not used yet. A site may have as many as there is room for; whoever asks for more
/// loses the oldest of their own. A ticket is not bound to the address that asked: a browser may fetch it over IPv6 and open
/// the socket over IPv4, and a company's gateways take turns.
#[derive(Debug, Default)]
pub struct Tickets(Mutex<BTreeMap<String, Issued>>);

#[derive(Clone, Copy, Debug)]
struct Issued {
    at: Instant,
    to: Option<IpAddr>,
}

/// There is no randomness to make one from.
#[derive(Debug, thiserror::Error)]
#[error("no random numbers: {0}")]
pub struct NoRandomness(getrandom::Error);

impl Tickets {
    /// A new ticket of 256 random bits for somebody from this address.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn issue(&self, peer: Option<IpAddr>, now: Instant) -> Result<String, NoRandomness> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).map_err(NoRandomness)?;
        let ticket = URL_SAFE_NO_PAD.encode(bits);
        let to = peer.map(site);
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, issued| now.duration_since(issued.at) < LIFE);
        let own = tickets.values().filter(|issued| issued.to == to).count();
        let free = MOST.saturating_sub(tickets.len());
        // Where there is no room at all, the oldest of all makes some.
        if own >= free
            && let Some(oldest) = oldest(&tickets, |issued| own == 0 || issued.to == to)
        {
            tickets.remove(&oldest);
        }
        tickets.insert(ticket.clone(), Issued { at: now, to });
        Ok(ticket)
    }

    /// Whether a ticket is good; it is not any more after this.
    pub fn redeem(&self, ticket: &str, now: Instant) -> bool {
        let issued = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(ticket);
        issued.is_some_and(|issued| now.duration_since(issued.at) < LIFE)
    }
}

fn oldest(tickets: &BTreeMap<String, Issued>, among: impl Fn(&Issued) -> bool) -> Option<String> {
    let candidates = tickets.iter().filter(|(_, issued)| among(issued));
    let (ticket, _) = candidates.min_by_key(|(_, issued)| issued.at)?;
    Some(ticket.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    /// single use, and for a minute.
    #[test]
    fn a_ticket_is_good_once_and_for_a_minute() {
        let (tickets, start) = (Tickets::default(), Instant::now());
        let issue = || tickets.issue(Some(from(0)), start).unwrap();
        let (first, second) = (issue(), issue());
        assert_ne!(first, second);
        assert_eq!(first.len(), 43);
        assert!(tickets.redeem(&first, start));
        assert!(!tickets.redeem(&first, start));
        assert!(!tickets.redeem(&second, start + LIFE));
        assert!(!tickets.redeem("guess", start));
    }

    /// who asks for thousands loses their own, and nobody else's.
    #[test]
    fn a_flood_pushes_out_its_own() {
        let (tickets, start) = (Tickets::default(), Instant::now());
        let first = tickets.issue(Some(from(0)), start).unwrap();
        let later = start + Duration::from_secs(1);
        let flood = tickets.issue(Some(from(1)), later).unwrap();
        // Of tickets of one moment any may be the oldest.
        let later = later + Duration::from_secs(1);
        for n in 1..=5 {
            for _ in 0..MOST {
                tickets.issue(Some(from(n)), later).unwrap();
            }
        }
        assert!(tickets.0.lock().unwrap().len() <= MOST);
        assert!(!tickets.redeem(&flood, later));
        assert!(tickets.redeem(&first, later));
    }

    #[test]
    fn there_are_never_more_than_there_may_be() {
        let (tickets, start) = (Tickets::default(), Instant::now());
        for n in 0..=MOST + 10 {
            let [.., third, fourth] = n.to_be_bytes();
            let peer = IpAddr::from([192, 0, third, fourth]);
            tickets.issue(Some(peer), start).unwrap();
        }
        assert_eq!(tickets.0.lock().unwrap().len(), MOST);
    }
}
