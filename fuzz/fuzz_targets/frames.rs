//! what anybody may send to the relay: frames of the WebSocket and bodies of the exchange. What is taken says
//! nothing twice, nothing unknown and nothing deep, is read again as it was written, and asks for nothing but what the
//! relay's own table has.

#![no_main]

use std::fmt::Debug;

use fuzz::any::Source;
use fuzz::bounds;
use fuzz::json::Shape;
use fuzz::policy;
use relay::oauth::{admit, device};
use relay::plan::plan;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::event::{ClientFrame, MAX_MESSAGE};
use shared::oauth::{DeviceRequest, TokenRequest};
use shared::request::CheckRequest;

/// The deepest frame.
const DEEPEST: usize = 8;

fuzz::target!(frames);

fn frames(octets: &[u8]) {
    let Some((choice, rest)) = octets.split_first() else {
        return;
    };
    match choice % 3 {
        0 => {
            if let Some(ClientFrame::Check { request }) = taken(*choice, rest) {
                check(&request);
            }
        }
        1 => {
            if let Some(request) = taken(*choice, rest) {
                exchange(request);
            }
        }
        _ => {
            if let Some(request) = taken::<DeviceRequest>(*choice, rest) {
                let config = policy::config();
                let _ = bounds::hold(|| device::admit(&request, &config.policy));
            }
        }
    }
}

/// Text as it comes, or as a value that could have been written.
fn taken<T: DeserializeOwned + Serialize + Debug>(choice: u8, octets: &[u8]) -> Option<T> {
    let text = if choice & 0x80 == 0 {
        String::from_utf8(octets.to_vec()).ok()?
    } else {
        let made: T = Source::new(octets).value()?;
        serde_json::to_string(&made).ok()?
    };
    if text.len() > MAX_MESSAGE {
        return None;
    }
    let frame: T = bounds::hold(|| serde_json::from_str(&text)).ok()?;
    let shape = Shape::of(&text)?;
    assert!(shape.depth <= DEEPEST, "{} levels are taken", shape.depth);
    assert!(!shape.twice, "a name that stands twice is taken");
    let written = serde_json::to_value(&frame).ok()?;
    let read: Value = serde_json::from_str(&text).ok()?;
    assert!(names(&read).is_subset(&names(&written)) || has_null(&read));
    let again: T = serde_json::from_value(written.clone()).expect("what is written can be read");
    assert_eq!(serde_json::to_value(&again).ok(), Some(written));
    Some(frame)
}

/// Every name of an object, at any depth.
fn names(value: &Value) -> std::collections::BTreeSet<&str> {
    match value {
        Value::Object(object) => {
            let inner = object.values().flat_map(names);
            object.keys().map(String::as_str).chain(inner).collect()
        }
        Value::Array(list) => list.iter().flat_map(names).collect(),
        _ => std::collections::BTreeSet::new(),
    }
}

/// What is absent may be written as null, and `"retry"` as `{"retry":null}`.
fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(object) => object.values().any(has_null),
        Value::Array(list) => list.iter().any(has_null),
        _ => false,
    }
}

/// A plan leads to the hosts of the provider that the token is bound to, and nowhere else.
fn check(request: &CheckRequest) {
    let policy = &policy::config().policy;
    let Ok(plan) = bounds::hold(|| plan(request, policy)) else {
        return;
    };
    let mut entries = policy.providers.iter();
    let entry = entries.find(|entry| entry.public.id.as_str() == request.provider);
    let entry = entry.expect("an enabled provider");
    assert!(entry.is_issuer(&request.issuer) && request.token.check().is_ok());
    assert_eq!(plan.routes.len(), request.protocols.len());
    for route in &plan.routes {
        let target = entry
            .target(route.protocol, &route.user.domain())
            .expect("a target");
        assert_eq!(
            (route.host.as_str(), route.port),
            (target.host.as_str(), target.port)
        );
        assert!(policy.egress.admits_port(&route.host, route.port));
        assert_eq!(route.user.as_str(), request.mailbox.trim());
        assert!(
            route
                .mechanisms
                .iter()
                .all(|one| entry.mechanisms.contains(one))
        );
    }
}

/// An exchange goes to an endpoint of the provider that was named.
fn exchange(request: TokenRequest) {
    let config = policy::config();
    let provider = request.provider.clone();
    let admitted = bounds::hold(|| admit::admit(request, &config.policy, &config.public_url));
    let Ok(errand) = admitted else {
        return;
    };
    assert_eq!(errand.provider.as_str(), provider);
    let origins = config
        .policy
        .providers
        .iter()
        .filter(|entry| entry.public.id == errand.provider);
    let mut own = origins.flat_map(|entry| {
        let of_app = entry
            .public
            .own_app
            .as_ref()
            .map(|own| origin(&own.token_url));
        of_app.into_iter().chain([origin(&entry.public.token_url)])
    });
    assert!(
        own.any(|own| own == origin(&errand.token_url)),
        "{}",
        errand.token_url
    );
}

/// Scheme and authority of an address.
fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}
