//! What is never written down, and how long is waited.

use std::path::Path;
use std::time::Duration;

use relay::egress::Egress;
use relay::oauth::admit::admit;
use relay::outbound::{Failure, Form, Outbound};
use relay::probe::dns::Resolver;
use relay::probe::tls::Trust;
use serde_json::json;
use shared::oauth::TokenRequest;

use super::page::{
    CODE, Page, SECRET, TAKES_SECRETS, VERIFIER, all, application, code, entry, own_app, poll,
};
use super::peer::{Came, Manner, Peer, json};
use crate::log::Log;

/// at the most verbose, one line an exchange and nothing that was exchanged.
#[tokio::test]
async fn the_log_holds_who_and_how_long_and_nothing_secret() {
    let (log, _guard) = Log::start();
    let peer = Peer::start(|came: &Came| match came.parameter("client_id") {
        "greencheck" => json(200, json!({
            "access_token": "canary-access", "refresh_token": "canary-refresh", "id_token": "canary-id",
        })),
        _ => json(400, json!({"error": "invalid_client", "error_description": "canary-words"})),
    })
    .await;
    let page = Page::open(&peer, TAKES_SECRETS).await;
    let mut lasting = code();
    lasting["grant"]["code"]["will_last"] = json!(true);
    for body in [code(), lasting, poll(), own_app(), application()] {
        page.exchange(body).await;
    }
    page.declined(json!({"provider": "canary-provider", "grant": {"application": {}}}))
        .await;
    let log = log.text();
    let exchanges: Vec<_> = log
        .lines()
        .filter(|line| line.contains(" exchange "))
        .collect();
    assert_eq!(exchanges.len(), 5, "{log}");
    for (line, [grant, outcome]) in exchanges.iter().zip([
        ["code", "granted"],
        ["code", "granted"],
        ["device", "granted"],
        ["code", "refused"],
        ["application", "refused"],
    ]) {
        assert!(
            line.contains("INFO") && line.contains("provider=example"),
            "{line}"
        );
        assert!(
            line.contains(&format!("grant=\"{grant}\" outcome=\"{outcome}\" ms=")),
            "{line}"
        );
    }
    assert!(log.contains("declined"), "{log}");
    for secret in ["canary", SECRET, CODE, VERIFIER, "invalid_client"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

/// whatever is printed on the way.
#[tokio::test]
async fn an_errand_prints_nothing_secret() {
    let peer = Peer::start(|_| Manner::Reset).await;
    let entry = entry("example", &peer.url("/token"), &all(&peer));
    let settings = format!("{TAKES_SECRETS}{entry}");
    let listen = "127.0.0.1:0".parse().unwrap();
    let config = crate::service::relay::config(listen, Path::new("."), &settings);
    for mut body in [code(), own_app(), poll(), application()] {
        body["ticket"] = json!("a-ticket");
        let request: TokenRequest = serde_json::from_value(body).unwrap();
        let asked = format!("{request:?}");
        let errand = admit(request, &config.policy, &config.public_url).unwrap();
        let said = format!(
            "{asked} {errand:#?} {:?} {:?}",
            errand.form(),
            errand.echo()
        );
        assert!(
            said.contains("[redacted]") && !said.contains("canary"),
            "{said}"
        );
    }
}

/// silence ends on time, wherever it begins.
#[tokio::test]
async fn silence_and_trickles_end_on_time() {
    let resolver = Resolver::new(&["127.0.0.1:1".parse().unwrap()]).unwrap();
    let trust = Trust::new(Vec::new()).unwrap();
    let outbound = Outbound::new(resolver, &Egress::default(), trust, &[]);
    let within = Duration::from_millis(300);
    let endless = Manner::Flood(String::new(), "HTTP/1.1 103 Early Hints\r\n\r\n");
    for manner in [Manner::Silence, endless] {
        let peer = Peer::start(move |_| manner.clone()).await;
        let began = std::time::Instant::now();
        let sent = outbound
            .post(&peer.url("/token"), Form::new(&[("a", "b")]), within)
            .await;
        assert_eq!(sent.err(), Some(Failure::Unreachable));
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(peer.connections(), 1);
    }
}
