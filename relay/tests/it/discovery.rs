//! Providers that are asked who they are when the relay starts, against a scripted one.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use relay::config::{Config, Draft};
use relay::discovery::discover;
use relay::registration::registration;
use serde_json::{Value, json};
use shared::provider::PublicConfig;
use tempfile::NamedTempFile;

use crate::oauth::peer::{Manner, Peer, json};
use crate::service::http::get;
use crate::service::relay::{Relay, file, provider};

const DOCUMENT: &str = "GET /.well-known/openid-configuration HTTP/1.1";

/// An entry as short as it can be.
pub fn short(id: &str, issuer: &str) -> String {
    format!(
        r#"
        [[provider]]
        id = "{id}"
        name = "Corp mail"
        family = "other"
        client_id = "greencheck"
        issuer = "{issuer}"
        opaque_tokens = true
        redeem = "browser"
        identity_scopes = ["openid", "email"]
        imap_scopes = ["mail"]
        token_minutes = 60
        imap = "imap.corp.example:993:tls"
        mechanisms = ["XOAUTH2"]
        "#
    )
}

/// What the provider at this address says of itself.
fn document(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "device_authorization_endpoint": format!("{issuer}/device"),
        "jwks_uri": format!("{issuer}/keys"),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    })
}

/// A provider that says who it is, as `change` has it.
async fn honest(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Peer {
    Peer::start(move |came| {
        let issuer = format!("http://{}", came.headers["host"]);
        let mut document = document(&issuer);
        change(&mut document);
        json(200, document)
    })
    .await
}

fn settings(entries: &str) -> String {
    file(
        "127.0.0.1:0".parse().unwrap(),
        std::path::Path::new("."),
        entries,
    )
}

/// The settings after the providers were asked, or the sentence that keeps the relay from starting.
async fn discovered(entries: &str) -> Result<Config, String> {
    let draft = Draft::parse(&settings(entries), []).unwrap();
    discover(draft).await.map_err(|error| error.to_string())
}

async fn refused(manner: Manner) -> String {
    let peer = Peer::start(move |_| manner.clone()).await;
    let said = discovered(&short("corp", &peer.url(""))).await.unwrap_err();
    let address = peer.url("/.well-known/openid-configuration");
    assert!(
        said.starts_with(&format!("provider \"corp\": {address} ")),
        "{said}"
    );
    assert_eq!(peer.connections(), 1, "asked once: {said}");
    said
}

#[tokio::test]
async fn the_page_is_told_what_the_provider_says() {
    let peer = honest(|_| ()).await;
    let before = provider("before", "a", true, "imap.example.test:993:tls");
    let after = provider("after", "a", true, "imap.example.test:993:tls");
    let corp = short("corp", &peer.url(""));
    let entries = format!("default_provider = \"corp\"\n{before}{corp}{after}");
    let relay = Relay::start_with(&entries).await;
    let came = peer.came();
    assert_eq!(came.len(), 1, "once, before anybody is served");
    assert_eq!(came[0].line, DOCUMENT);

    let answer = get(relay.address, "/api/v1/config").await;
    let config: PublicConfig = serde_json::from_str(&answer.body).unwrap();
    let ids: Vec<&str> = config.providers.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["before", "corp", "after"], "in the order of the file");
    assert_eq!(config.default_provider.unwrap().as_str(), "corp");
    let corp = &config.providers[1];
    assert_eq!(corp.authorize_url, peer.url("/auth"));
    assert_eq!(corp.token_url, peer.url("/token"));
    assert!(corp.sends_issuer && corp.signing_keys);
    // A page that redeems may connect there.
    let page = get(relay.address, "/").await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains(&format!(" {}", peer.url(""))),
        "connect-src: {policy}"
    );
    // And nobody asks again.
    assert_eq!(peer.connections(), 1);
}

/// R-011: without the promise to name itself a provider has a redirect URI of its own, and that is said.
#[tokio::test]
async fn what_to_register_is_said_of_a_discovered_provider() {
    for (sends, uri) in [
        (true, "/oauth/callback\n"),
        (false, "/oauth/callback/corp\n"),
    ] {
        let peer = honest(move |document| {
            document["authorization_response_iss_parameter_supported"] = json!(sends);
        })
        .await;
        let config = discovered(&short("corp", &peer.url(""))).await.unwrap();
        let said = registration(&config);
        assert!(said.contains(uri), "{said}");
    }
}

#[tokio::test]
async fn the_operators_key_wins() {
    let peer = honest(|_| ()).await;
    let gate = "token_url = \"https://gate.corp.example/token\"\nsends_issuer = false";
    let entries = format!("{}{gate}", short("corp", &peer.url("")));
    let config = discovered(&entries).await.unwrap();
    let corp = &config.policy.providers[0].public;
    assert_eq!(corp.token_url, "https://gate.corp.example/token");
    assert_eq!(corp.authorize_url, peer.url("/auth"));
    assert!(!corp.sends_issuer);
}

/// R-014: the provider behind the address says that it is another one.
#[tokio::test]
async fn a_document_of_another_issuer_keeps_the_relay_from_starting() {
    for change in ["/", "x", "%00"] {
        let peer = honest(move |document| {
            let issuer = document["issuer"].as_str().unwrap();
            document["issuer"] = json!(format!("{issuer}{change}"));
        })
        .await;
        let said = discovered(&short("corp", &peer.url(""))).await.unwrap_err();
        assert!(said.contains("is of the issuer"), "{said}");
        assert!(said.contains("byte for byte"), "{said}");
    }
    // Another name of the same machine is another issuer.
    let peer = honest(|document| document["issuer"] = json!("http://127.0.0.1:1")).await;
    let issuer = format!("http://localhost:{}", peer.address.port());
    let said = discovered(&short("corp", &issuer)).await.unwrap_err();
    assert!(said.contains("\"http://127.0.0.1:1\""), "{said}");
}

/// R-002, R-005: no S256, no start.
#[tokio::test]
async fn a_provider_with_plain_alone_keeps_the_relay_from_starting() {
    let peer = honest(|document| {
        document["code_challenge_methods_supported"] = json!(["plain"]);
    })
    .await;
    let said = discovered(&short("corp", &peer.url(""))).await.unwrap_err();
    assert!(said.contains("provider \"corp\""), "{said}");
    assert!(said.contains("S256"), "{said}");
    // Silence about PKCE is no refusal.
    let peer = honest(|document| {
        document["code_challenge_methods_supported"] = Value::Null;
    })
    .await;
    assert!(discovered(&short("corp", &peer.url(""))).await.is_ok());
}

/// R-031, R-064: a redirect leads nowhere, not even to a good document.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = honest(|_| ()).await;
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url("/.well-known/openid-configuration");
        let said = refused(Manner::Say(format!(
            "HTTP/1.1 {status} x\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        )))
        .await;
        assert!(said.contains("a redirect"), "{said}");
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn what_is_no_document_keeps_the_relay_from_starting() {
    let head = "HTTP/1.1 200 OK\r\n";
    let large = format!("{{\"x\": \"{}\"}}", "x".repeat(1_000_000));
    for (manner, words) in [
        (json(404, "{}"), "answers 404"),
        (json(500, "{}"), "answers 500"),
        (json(401, document("http://127.0.0.1")), "answers 401"),
        (json(200, "<!doctype html>"), "is no metadata"),
        (json(200, ""), "is no metadata"),
        (json(200, "{}"), "lacks issuer"),
        (json(200, large), "more than 64 KiB"),
        (
            Manner::Flood(format!("{head}\r\n"), "{\"issuer\": "),
            "more than 64 KiB",
        ),
        (Manner::Say("SSH-2.0-OpenSSH_9.2\r\n".to_owned()), "no HTTP"),
        (Manner::Say(String::new()), "gave no whole answer"),
        (Manner::Reset, "gave no whole answer"),
    ] {
        let began = Instant::now();
        let said = refused(manner).await;
        assert!(said.contains(words), "{words}: {said}");
        assert!(said.contains("into the entry"), "what to do: {said}");
        assert!(began.elapsed() < Duration::from_secs(5), "{said}");
    }
}

/// R-060: the way to a document is the way to every endpoint: names alone, port 443, addresses that egress admits.
#[tokio::test]
async fn a_provider_that_may_not_be_dialled_is_not_asked() {
    let peer = honest(|_| ()).await;
    let port = peer.address.port();
    // A name server that nobody is.
    let names = "[dns]\nnameservers = [\"127.0.0.1:1\"]\n";
    for issuer in [
        format!("https://127.0.0.1:{port}"),
        format!("https://localhost:{port}"),
        format!("https://id.corp.example:{port}"),
    ] {
        let entries = format!("{names}{}", short("corp", &issuer));
        let said = discovered(&entries).await.unwrap_err();
        assert!(said.contains(&issuer), "{said}");
        assert!(said.contains("[[internal_host]]"), "{said}");
    }
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn an_endpoint_that_may_not_be_dialled_is_refused() {
    for url in [
        "https://id.corp.example:8443/token",
        "https://imap.corp.example:993/token",
        "https://192.0.2.1/token",
        "https://localhost/token",
    ] {
        let peer = honest(move |document| document["token_endpoint"] = json!(url)).await;
        let entries = short("corp", &peer.url(""));
        let said = discovered(&entries).await.unwrap_err();
        assert!(said.contains(url), "{said}");
        assert!(said.contains("may not dial"), "{said}");
    }
    let url = "https://id.corp.example:8443/token";
    let peer = honest(move |document| document["token_endpoint"] = json!(url)).await;
    let host = "[[internal_host]]\nname = \"id.corp.example\"\naddresses = [\"10.0.0.5\"]\nports = [8443]\n";
    let entries = format!("{}{host}", short("corp", &peer.url("")));
    let config = discovered(&entries).await.unwrap();
    assert_eq!(config.policy.providers[0].public.token_url, url);
}

#[tokio::test]
async fn settings_that_leave_nothing_open_ask_nobody() {
    // No name server answers here, and none is needed.
    let names = "[dns]\nnameservers = [\"127.0.0.1:1\"]\n";
    let entry = provider("example", "a", true, "imap.example.test:993:tls");
    let config = discovered(&format!("{names}{entry}")).await.unwrap();
    assert_eq!(config.policy.providers.len(), 1);
    // Where somebody has to be asked, no settings come of it unasked.
    let open = settings(&short("corp", "https://id.corp.example"));
    let said = Config::parse(&open, []).unwrap_err().to_string();
    assert!(said.contains("provider \"corp\""), "{said}");
}

#[test]
fn two_entries_of_one_id_are_refused_before_anybody_is_asked() {
    let corp = short("corp", "https://id.corp.example");
    let whole = provider("corp", "a", true, "imap.example.test:993:tls");
    for entries in [
        format!("{corp}{corp}"),
        format!("{corp}{whole}"),
        format!("{whole}{corp}"),
    ] {
        let said = Draft::parse(&settings(&entries), [])
            .unwrap_err()
            .to_string();
        assert!(said.contains("stands in the file twice"), "{said}");
    }
}

/// The program, which should end by itself.
async fn run(entries: &str) -> Output {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), settings(entries)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_relay"));
    command.arg("--config").arg(file.path()).env_clear();
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = tokio::time::timeout(Duration::from_secs(30), output).await;
    output.unwrap().unwrap()
}

#[tokio::test]
async fn the_program_ends_with_one_sentence() {
    let peer = honest(|document| document["issuer"] = json!("https://evil.example")).await;
    let output = run(&short("corp", &peer.url(""))).await;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    let address = peer.url("/.well-known/openid-configuration");
    assert_eq!(
        said.trim_end(),
        format!(
            "relay: provider \"corp\": {address} is of the issuer \"https://evil.example\"; if that is the one you \
             mean, write issuer so, byte for byte"
        )
    );
    assert!(!said.contains("Greencheck listens"), "{said}");
}
