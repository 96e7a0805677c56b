//! What a provider answers: tokens, device codes, keys, its own description. What is granted could stand in a SASL
//! message, a person is sent to a safe address alone, and what was sent is not repeated.

#![no_main]

use fuzz::bounds;
use fuzz::canary::Canary;
use fuzz::script::{Act, read};
use http::StatusCode;
use relay::oauth::echo::{Echo, MAX_TEXT};
use relay::oauth::reply::Reply;
use relay::oauth::{device, keys};
use relay::outbound::Answer;
use relay::provider::{Metadata, is_secure};
use shared::oauth::{DeviceAnswer, ProviderError};
use shared::secret::Secret;
use zeroize::Zeroizing;

/// The longest body, in octets.
const MAX_BODY: usize = 64 * 1024;

const ISSUER: &str = "https://id.lab.example";

fuzz::target!(answers);

fn answers(octets: &[u8]) {
    let [kind, status, script @ ..] = octets else {
        return;
    };
    let mut body = Vec::new();
    for act in read(script, Canary::OPAQUE) {
        if let Act::Say(said) = act {
            body.extend_from_slice(&said);
        }
    }
    body.truncate(MAX_BODY);
    let status = [200, 200, 200, 400, 401, 201, 500][usize::from(*status) % 7];
    let answer = Answer {
        status: StatusCode::from_u16(status).expect("a status"),
        body: Zeroizing::new(body),
    };
    let echo = Echo::of([&Secret::new(Canary::OPAQUE.0.to_owned())]);
    match kind % 4 {
        0 => token(bounds::hold(|| Reply::read(Ok(answer), &echo))),
        1 => codes(bounds::hold(|| device::read(Ok(answer), &echo))),
        2 => {
            if let Some(set) = bounds::hold(|| keys::set(&answer)) {
                let set: serde_json::Value = serde_json::from_slice(&set).expect("JSON");
                assert!(
                    set["keys"].is_array() && set.as_object().is_some_and(|set| set.len() == 1)
                );
            }
        }
        _ => {
            let read = bounds::hold(|| Metadata::read(&answer.body, ISSUER));
            assert!(read.is_ok() || read.is_err_and(|flaw| flaw.to_string().len() < 4_096));
        }
    }
}

fn token(reply: Reply) {
    match &reply {
        Reply::Granted(granted) => assert!(granted.access_token.check().is_ok()),
        Reply::Refused(error) => refused(error),
        Reply::Unreachable | Reply::Unreadable => {}
    }
}

fn codes(answer: DeviceAnswer) {
    match answer {
        DeviceAnswer::Begun {
            device_code,
            user_code,
            verification_uri,
            expires_in,
            interval,
        } => {
            assert!(device_code.is_whole() && is_secure(&verification_uri));
            assert!(!user_code.is_empty() && !user_code.contains(char::is_control));
            assert!((0..=1_800).contains(&expires_in) && (5..=60).contains(&interval));
        }
        DeviceAnswer::Refused(error) => refused(&error),
        _ => {}
    }
}

/// Its texts are looked at as they are: spelt in a program's way, a line end of the provider's own is an `r` before what it
/// says, which can be the letter that a piece was short of.
fn refused(error: &ProviderError) {
    let ProviderError {
        error,
        error_description,
    } = error;
    for text in [Some(error), error_description.as_ref()]
        .into_iter()
        .flatten()
    {
        assert!(text.chars().count() <= MAX_TEXT);
        assert!(
            !Canary::OPAQUE.is_in(text),
            "what was sent is repeated: {text}"
        );
    }
}
