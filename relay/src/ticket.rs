//! Single-use tickets: a page of ours asks for one, and one socket is opened with it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How long a ticket is good.
const LIFE: Duration = Duration::from_mins(1);

/// The most tickets that wait for their socket. A flood of requests pushes out the oldest, not memory.
const MOST: usize = 4_096;

/// The tickets that were given out and not used yet.
#[derive(Debug, Default)]
pub struct Tickets(Mutex<BTreeMap<String, Instant>>);

/// There is no randomness to make one from.
#[derive(Debug, thiserror::Error)]
#[error("no random numbers: {0}")]
pub struct NoRandomness(getrandom::Error);

impl Tickets {
    /// A new ticket of 256 random bits.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn issue(&self, now: Instant) -> Result<String, NoRandomness> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).map_err(NoRandomness)?;
        let ticket = URL_SAFE_NO_PAD.encode(bits);
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, issued| now.duration_since(*issued) < LIFE);
        if tickets.len() >= MOST
            && let Some(oldest) = tickets
                .iter()
                .min_by_key(|(_, issued)| **issued)
                .map(|(ticket, _)| ticket.clone())
        {
            tickets.remove(&oldest);
        }
        tickets.insert(ticket.clone(), now);
        Ok(ticket)
    }

    /// Whether a ticket is good; it is not any more after this.
    pub fn redeem(&self, ticket: &str, now: Instant) -> bool {
        let issued = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(ticket);
        issued.is_some_and(|issued| now.duration_since(issued) < LIFE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_a_minute() {
        let (tickets, start) = (Tickets::default(), Instant::now());
        let (first, second) = (tickets.issue(start).unwrap(), tickets.issue(start).unwrap());
        assert_ne!(first, second);
        assert_eq!(first.len(), 43);
        assert!(tickets.redeem(&first, start));
        assert!(!tickets.redeem(&first, start));
        assert!(!tickets.redeem(&second, start + LIFE));
        assert!(!tickets.redeem("guess", start));
    }

    #[test]
    fn a_flood_pushes_out_the_oldest() {
        let (tickets, start) = (Tickets::default(), Instant::now());
        let first = tickets.issue(start).unwrap();
        for _ in 0..MOST {
            tickets.issue(start + Duration::from_secs(1)).unwrap();
        }
        assert!(!tickets.redeem(&first, start + Duration::from_secs(1)));
    }
}
