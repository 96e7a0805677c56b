//! The signing keys of a provider, fetched for the page.

use std::time::{Duration, Instant};

use relay::egress::Egress;
use relay::oauth::keys::{Keys, LIFE, PAUSE};
use relay::outbound::{Failure, Outbound};
use relay::probe::dns::Resolver;
use relay::probe::tls::Trust;
use serde_json::{Value, json};

use super::page::{Page, all, entry};
use super::peer::{Manner, Peer, json};
use crate::service::http::{Answer, send};

const OURS: &[(&str, &str)] = &[("Sec-Fetch-Site", "same-origin")];

async fn ask(page: &Page, provider: &str, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/api/v1/jwks/{provider}");
    send(page.relay.address, "GET", &path, headers).await
}

fn set() -> Value {
    json!({"keys": [{"kty": "RSA", "kid": "1", "n": "AQAB", "e": "AQAB"}], "issuer": "left out"})
}

#[tokio::test]
async fn keys_are_fetched_once_and_kept() {
    let peer = Peer::start(|_| json(200, set())).await;
    let page = Page::open(&peer, "").await;
    for _ in 0..3 {
        let answer = ask(&page, "example", OURS).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        let keys: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(keys, json!({"keys": set()["keys"]}), "nothing but the keys");
    }
    assert_eq!(peer.came()[0].line, "GET /keys HTTP/1.1");
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn only_our_own_page_gets_keys_and_only_of_a_provider_that_has_some() {
    let peer = Peer::start(|_| json(200, set())).await;
    let without = entry("without", &peer.url("/token"), "");
    let with = entry("example", &peer.url("/token"), &all(&peer));
    let page = Page::open_with(&format!("{with}{without}")).await;
    for site in ["cross-site", "same-site", "none", ""] {
        let answer = ask(&page, "example", &[("Sec-Fetch-Site", site)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (403, ""), "{site}");
    }
    assert_eq!(ask(&page, "example", &[]).await.status, 403);
    for provider in ["without", "nobody", "EXAMPLE", "..%2Fexample"] {
        assert_eq!(ask(&page, provider, OURS).await.status, 404, "{provider}");
    }
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn what_are_no_keys_is_not_passed_on() {
    for (manner, code) in [
        (json(200, "<html>"), "unreadable"),
        (json(200, json!([])), "unreadable"),
        (json(200, json!({"keys": {}})), "unreadable"),
        (json(200, json!({"keys": ["key"]})), "unreadable"),
        (
            json(200, json!({"keys": ["x".repeat(70_000)]})),
            "unreadable",
        ),
        (json(404, set()), "unreadable"),
        (json(301, set()), "unreadable"),
        (Manner::Reset, "unreachable"),
    ] {
        let peer = Peer::start(move |_| manner.clone()).await;
        let page = Page::open(&peer, "").await;
        let answer = ask(&page, "example", OURS).await;
        assert_eq!(answer.status, 502);
        assert_eq!(answer.body, format!("{{\"code\":\"{code}\"}}"));
    }
}

#[tokio::test]
async fn one_question_too_many_waits() {
    let peer = Peer::start(|_| json(200, set())).await;
    let page = Page::open(&peer, "[limits]\nexchanges_per_minute = 1\n").await;
    assert_eq!(ask(&page, "example", OURS).await.status, 200);
    assert_eq!(ask(&page, "example", OURS).await.status, 429);
}

/// More than a fetch on loopback takes.
const FETCH: Duration = Duration::from_secs(1);

#[tokio::test]
async fn keys_get_old_and_failures_sooner() {
    let peer = Peer::start(|_| json(200, set())).await;
    let gone = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/keys", listener.local_addr().unwrap())
    };
    let lost = entry(
        "lost",
        &peer.url("/token"),
        &format!("jwks_url = \"{gone}\"\n"),
    );
    let settings = format!(
        "{}{lost}",
        entry("example", &peer.url("/token"), &all(&peer))
    );
    let listen = "127.0.0.1:0".parse().unwrap();
    let config = crate::service::relay::config(listen, std::path::Path::new("."), &settings);
    let providers = &config.policy.providers;
    let resolver = Resolver::new(&["127.0.0.1:1".parse().unwrap()]).unwrap();
    let trust = Trust::new(Vec::new()).unwrap();
    let outbound = Outbound::new(resolver, &Egress::default(), trust, providers);
    let keys = Keys::new(providers);
    let start = Instant::now();
    for (after, fetched) in [
        (Duration::ZERO, 1),
        (LIFE.checked_sub(Duration::from_secs(1)).unwrap(), 1),
        // Their life begins when the fetch has ended.
        (LIFE + FETCH, 2),
    ] {
        assert!(
            keys.get(&outbound, "example", start + after)
                .await
                .unwrap()
                .is_ok()
        );
        assert_eq!(peer.connections(), fetched);
    }
    let lost = keys.get(&outbound, "lost", start).await.unwrap();
    assert_eq!(lost, Err(Failure::Unreachable));
    // Somebody listens there now; that is seen after the pause.
    let address = gone.trim_start_matches("http://").trim_end_matches("/keys");
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let again = keys
        .get(&outbound, "lost", start + PAUSE / 2)
        .await
        .unwrap();
    assert_eq!(again, Err(Failure::Unreachable));
    let accepted = async { drop(listener.accept().await.unwrap()) };
    let (later, ()) = tokio::join!(keys.get(&outbound, "lost", start + PAUSE + FETCH), accepted);
    assert_eq!(later.unwrap(), Err(Failure::Unreachable));
}
