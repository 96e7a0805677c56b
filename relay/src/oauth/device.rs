//! The beginning of a sign-in with a code on another device (RFC 8628 §3.1, §3.2).

use std::sync::Arc;
use std::time::Instant;

use serde::Deserialize;
use shared::oauth::{DeviceAnswer, DeviceRequest};
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::{Provider, ProviderId};
use shared::refusal::Refusal;
use shared::secret::Secret;

use crate::oauth::admit::{entry, of_operator};
use crate::oauth::client::Client;
use crate::oauth::echo::{Echo, MAX_TEXT};
use crate::oauth::reply::{seconds, text};
use crate::outbound::{Answer, Failure, Outbound, WHOLE};
use crate::plan::Policy;
use crate::provider::is_secure;

/// Seconds between two questions where the provider says nothing (RFC 8628 §3.2).
const INTERVAL: i64 = 5;
/// The longest that a page waits between two questions, in seconds.
const SLOWEST: i64 = 60;
/// The longest that a page waits for a person, in seconds.
const LONGEST: i64 = 1_800;
/// The longest code that a person could type, in characters.
const MAX_TYPED: usize = 64;

/// What will be asked, where, and as whom.
#[derive(Debug)]
pub struct Beginning {
    provider: ProviderId,
    url: String,
    client: Client,
    scope: String,
}

/// Fixes everything about it. Pure.
///
/// # Errors
/// The first reason found not to ask, in the order: provider, path, protocols.
pub fn admit(request: &DeviceRequest, policy: &Policy) -> Result<Beginning, Refusal> {
    let entry = entry(&request.provider, policy)?;
    let is_offered = entry.public.paths.contains(&SignInPath::Device);
    let url = entry.device_url.clone().filter(|_| is_offered);
    let url = url.ok_or(Refusal::PathNotOffered)?;
    protocols(&request.protocols, &entry.public)?;
    Ok(Beginning {
        provider: entry.public.id.clone(),
        url,
        client: of_operator(entry)?,
        // Without a nonce an identity token could be any sign-in's.
        scope: entry.public.scopes_for_mail(&request.protocols).join(" "),
    })
}

fn protocols(asked: &[Protocol], provider: &Provider) -> Result<(), Refusal> {
    let distinct = |(at, protocol)| !asked[..at].contains(protocol);
    if asked.is_empty() || !asked.iter().enumerate().all(distinct) {
        return Err(Refusal::ProtocolsMalformed);
    }
    let offered = |protocol| provider.protocols.contains(protocol);
    asked
        .iter()
        .all(offered)
        .then_some(())
        .ok_or(Refusal::ProtocolNotOffered)
}

/// Asks for a pair of codes.
pub async fn begin(outbound: &Outbound, beginning: Beginning) -> DeviceAnswer {
    let began = Instant::now();
    let client = &beginning.client;
    let form = client.form(&[("scope", &beginning.scope)]);
    let echo = Echo::of(client.secret.as_ref().map(Arc::as_ref));
    let answer = read(outbound.post(&beginning.url, form, WHOLE).await, &echo);
    let outcome = match &answer {
        DeviceAnswer::Begun { .. } => "begun",
        DeviceAnswer::Refused(_) => "refused",
        DeviceAnswer::Unreachable {} => "unreachable",
        DeviceAnswer::Unreadable {} => "unreadable",
        DeviceAnswer::Declined(_) => "declined",
    };
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(provider = %beginning.provider, outcome, ms, "device codes");
    answer
}

#[derive(Deserialize)]
struct Raw {
    device_code: Option<Secret>,
    #[serde(default, deserialize_with = "text")]
    user_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    verification_uri: Option<String>,
    /// The name before the RFC; Google and Yandex keep it.
    #[serde(default, deserialize_with = "text")]
    verification_url: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<i64>,
    #[serde(default, deserialize_with = "seconds")]
    interval: Option<i64>,
    error: Option<String>,
    #[serde(default, deserialize_with = "text")]
    error_description: Option<String>,
}

/// Reads an answer. Pure.
pub fn read(answer: Result<Answer, Failure>, echo: &Echo) -> DeviceAnswer {
    let answer = match answer {
        Ok(answer) => answer,
        Err(Failure::Unreachable) => return DeviceAnswer::Unreachable {},
        Err(Failure::Unreadable) => return DeviceAnswer::Unreadable {},
    };
    let Ok(raw) = serde_json::from_slice::<Raw>(&answer.body) else {
        return DeviceAnswer::Unreadable {};
    };
    if let Some(error) = raw.error.filter(|error| !error.is_empty()) {
        return DeviceAnswer::Refused(echo.clean(&error, raw.error_description.as_deref()));
    }
    let error = None;
    let begun = (Raw { error, ..raw }).begun();
    begun
        .filter(|_| answer.status.is_success())
        .unwrap_or(DeviceAnswer::Unreadable {})
}

impl Raw {
    /// `None` where a person could not go on with it.
    fn begun(self) -> Option<DeviceAnswer> {
        let uri = self.verification_uri.or(self.verification_url)?;
        let user_code = self.user_code?;
        let is_typed = !user_code.is_empty()
            && user_code.chars().count() <= MAX_TYPED
            && !user_code.chars().any(char::is_control);
        let leads = uri.len() <= MAX_TEXT && is_secure(&uri);
        (is_typed && leads).then_some(())?;
        Some(DeviceAnswer::Begun {
            device_code: self.device_code.filter(Secret::is_whole)?,
            user_code,
            verification_uri: uri,
            // Required by the RFC; without it the longest is assumed, and the poll ends when the provider says so.
            expires_in: self.expires_in.unwrap_or(LONGEST).clamp(0, LONGEST),
            interval: self.interval.unwrap_or(INTERVAL).clamp(INTERVAL, SLOWEST),
        })
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use serde_json::{Value, json};
    use zeroize::Zeroizing;

    use super::*;

    fn begun(change: impl FnOnce(&mut Value)) -> DeviceAnswer {
        let mut body = json!({
            "device_code": "the-device-code", "user_code": "WDJB-MJHT",
            "verification_uri": "https://example.com/device", "expires_in": 900,
        });
        change(&mut body);
        let answer = Answer {
            status: StatusCode::OK,
            body: Zeroizing::new(body.to_string().into_bytes()),
        };
        read(Ok(answer), &Echo::of([]))
    }

    #[test]
    fn times_are_kept_within_what_a_person_waits() {
        for (said, kept) in [
            (json!({}), (900, 5)),
            (json!({"interval": "7"}), (900, 7)),
            (json!({"interval": 0, "expires_in": 86_400}), (1_800, 5)),
            (json!({"interval": 9_999, "expires_in": -1}), (0, 60)),
            (json!({"expires_in": null}), (1_800, 5)),
        ] {
            let answer = begun(|body| {
                for (name, value) in said.as_object().unwrap() {
                    body[name] = value.clone();
                }
            });
            let DeviceAnswer::Begun {
                expires_in,
                interval,
                ..
            } = answer
            else {
                panic!("{answer:?}");
            };
            assert_eq!((expires_in, interval), kept, "{said}");
        }
    }

    #[test]
    fn a_person_is_sent_to_a_safe_address_alone() {
        for (uri, passed) in [
            ("https://example.com/device", true),
            ("http://localhost:8081/device", true),
            ("http://example.com/device", false),
            ("javascript:alert(1)", false),
            ("example.com/device", false),
        ] {
            for name in ["verification_uri", "verification_url"] {
                let answer = begun(|body| {
                    body.as_object_mut().unwrap().remove("verification_uri");
                    body[name] = json!(uri);
                });
                let began = matches!(answer, DeviceAnswer::Begun { .. });
                assert_eq!(began, passed, "{name}: {uri}");
            }
        }
    }

    #[test]
    fn codes_that_are_none_begin_nothing() {
        for (name, value) in [
            ("device_code", json!(null)),
            ("device_code", json!("a\r\nb")),
            ("user_code", json!("")),
            ("user_code", json!("A\u{7}B")),
            ("user_code", json!("x".repeat(65))),
            ("user_code", json!(12)),
        ] {
            let answer = begun(|body| body[name] = value.clone());
            assert!(
                matches!(answer, DeviceAnswer::Unreadable {}),
                "{name}: {value}"
            );
        }
    }
}
