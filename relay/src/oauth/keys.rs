//! The keys that providers sign identity tokens with (RFC 7517 §5). The page checks the signatures; the relay fetches.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::provider::ProviderId;
use tokio::sync::Mutex;

use crate::outbound::{Answer, Failure, Outbound};
use crate::provider::Entry;

/// How long keys are kept.
pub const LIFE: Duration = Duration::from_mins(10);
/// How long a failure is: long enough that those who waited for one fetch do not begin another each.
pub const PAUSE: Duration = Duration::from_secs(5);

/// The keys of each provider that has an address for them.
#[derive(Debug)]
pub struct Keys(BTreeMap<ProviderId, Place>);

#[derive(Debug)]
struct Place {
    url: String,
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    at: Instant,
    keys: Result<Bytes, Failure>,
}

impl Kept {
    fn is_fresh(&self, now: Instant) -> bool {
        let life = if self.keys.is_ok() { LIFE } else { PAUSE };
        now.saturating_duration_since(self.at) < life
    }
}

/// A set of keys; nothing else of the document is passed on. A key stays text, because values made of it take many times
/// its room.
#[derive(Deserialize, Serialize)]
struct Set<'d> {
    #[serde(borrow)]
    keys: Vec<&'d RawValue>,
}

impl Keys {
    /// A place for each provider that has an address.
    pub fn new(providers: &[Entry]) -> Self {
        let place = |entry: &Entry| {
            let place = Place {
                url: entry.jwks_url.clone()?,
                kept: Mutex::default(),
            };
            Some((entry.public.id.clone(), place))
        };
        Self(providers.iter().filter_map(place).collect())
    }

    /// The keys of a provider as JSON, fetched when none are fresh; `None` where there is no address for them. Whoever
    /// asks meanwhile waits for the same fetch.
    pub async fn get(
        &self,
        outbound: &Outbound,
        provider: &str,
        now: Instant,
    ) -> Option<Result<Bytes, Failure>> {
        let (id, place) = self
            .0
            .get_key_value(&provider.parse::<ProviderId>().ok()?)?;
        let mut kept = place.kept.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(now)) {
            return Some(kept.keys.clone());
        }
        let keys = outbound.get(&place.url).await;
        let keys = keys.and_then(|answer| set(&answer).ok_or(Failure::Unreadable));
        tracing::info!(provider = %id, fetched = keys.is_ok(), "keys");
        // From the end of a fetch, which may have waited as long as a failure is kept.
        *kept = Some(Kept {
            at: now.max(Instant::now()),
            keys: keys.clone(),
        });
        Some(keys)
    }
}

/// The set in an answer, as JSON and without what is none of it. Pure.
pub fn set(answer: &Answer) -> Option<Bytes> {
    let set: Set<'_> = serde_json::from_slice(&answer.body).ok()?;
    let is_key = |key: &&RawValue| key.get().starts_with('{');
    let is_set = answer.status.is_success() && set.keys.iter().all(is_key);
    let json = is_set.then(|| serde_json::to_vec(&set).ok())??;
    Some(Bytes::from(json))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use zeroize::Zeroizing;

    use super::*;

    /// fuzzing found that 64 KiB of small values took 1.5 MiB.
    #[test]
    fn keys_take_about_the_room_of_their_text() {
        for (key, is_one) in [("4", false), ("{}", true), ("{\"a\":[4,4,4,4]}", true)] {
            let keys = vec![key; 64 * 1024 / (key.len() + 1)].join(",");
            let answer = Answer {
                status: StatusCode::OK,
                body: Zeroizing::new(format!("{{\"keys\":[{keys}]}}").into_bytes()),
            };
            let mut read = None;
            let counted = allocation_counter::measure(|| read = set(&answer));
            assert_eq!(read.is_some(), is_one, "{key}");
            assert!(counted.bytes_max < 1 << 20, "{key}: {}", counted.bytes_max);
        }
    }
}
