//! What the relay declines, each time without asking anybody.

use serde_json::{Value, json};
use shared::oauth::MAX_BODY;
use shared::refusal::Refusal;

use super::page::{Page, TAKES_SECRETS, all, application, code, entry, own_app, poll};
use super::peer::{Peer, json};
use crate::service::http::send_with;

async fn endpoint() -> Peer {
    Peer::start(|_| json(200, json!({"access_token": "t"}))).await
}

#[tokio::test]
async fn only_our_own_page_may_ask() {
    let peer = endpoint().await;
    let page = Page::open(&peer, "").await;
    let own = page.relay.origin();
    for path in ["/api/v1/oauth/token", "/api/v1/oauth/device"] {
        let mut body = code();
        body["ticket"] = json!(page.ticket().await);
        for headers in [
            vec![],
            vec![("Origin", own.as_str())],
            vec![("Sec-Fetch-Site", "same-origin")],
            vec![
                ("Origin", "https://evil.test"),
                ("Sec-Fetch-Site", "same-origin"),
            ],
            vec![("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
            vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "cross-site")],
            vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "same-site")],
            vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "none")],
        ] {
            let answer = send_with(
                page.relay.address,
                "POST",
                path,
                &headers,
                &body.to_string(),
            )
            .await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (403, ""),
                "{headers:?}"
            );
        }
    }
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn a_ticket_is_good_for_one_exchange() {
    let peer = endpoint().await;
    let page = Page::open(&peer, "").await;
    let ticket = page.ticket().await;
    let mut body = code();
    body["ticket"] = json!(ticket);
    page.exchange(body.clone()).await;
    assert_eq!(page.declined(body.clone()).await, Refusal::TicketInvalid);
    body["ticket"] = json!("guess");
    assert_eq!(page.declined(body).await, Refusal::TicketInvalid);
    assert_eq!(peer.connections(), 1);
}

/// no endpoint, no redirect URI and no scope can be named.
#[tokio::test]
async fn a_body_that_is_none_of_ours_is_declined() {
    let peer = endpoint().await;
    let page = Page::open(&peer, TAKES_SECRETS).await;
    let with = |name: &str, value: Value| {
        let mut body = code();
        body[name] = value;
        body
    };
    let mut inner = code();
    inner["grant"]["code"]["redirect_uri"] = json!("https://evil.test");
    for body in [
        with("token_url", json!("https://evil.test")),
        with("redirect_uri", json!("https://evil.test")),
        with("scope", json!("everything")),
        with("grant", json!({"password": {"password": "x"}})),
        with("grant", json!({"refresh": {"refresh_token": "x"}})),
        with("grant", json!("application")),
        with("app", json!({"client_id": "a", "client_secret": "b"})),
        with("provider", json!(1)),
        inner,
    ] {
        assert_eq!(
            page.declined(body.clone()).await,
            Refusal::MessageMalformed,
            "{body}"
        );
    }
    let mut long = code();
    long["provider"] = json!("x".repeat(MAX_BODY));
    assert_eq!(page.declined(long).await, Refusal::MessageTooLarge);
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn what_this_relay_does_not_offer_is_declined() {
    let peer = endpoint().await;
    let token = peer.url("/token");
    let browser =
        entry("browser", &token, &all(&peer)).replace("redeem = \"relay\"", "redeem = \"browser\"");
    let unset = entry("unset", &token, "paths = []\n");
    let bare = entry("bare", &token, "paths = [\"operator\"]\n");
    let whole = entry("example", &token, &all(&peer));
    let page = Page::open_with(&[browser, unset, bare, whole].concat()).await;
    let of = |provider: &str, mut body: Value| {
        body["provider"] = json!(provider);
        body
    };
    let mut lasting = code();
    lasting["grant"]["code"]["will_last"] = json!(true);
    let mut no_secret = own_app();
    no_secret.as_object_mut().unwrap().remove("secret");
    for (body, refusal) in [
        (of("nobody", code()), Refusal::ProviderUnknown),
        (of("EXAMPLE", code()), Refusal::ProviderUnknown),
        (of("unset", code()), Refusal::ProviderNotSetUp),
        (of("browser", code()), Refusal::PathNotOffered),
        (of("bare", poll()), Refusal::PathNotOffered),
        (of("bare", lasting), Refusal::PathNotOffered),
        // The operator takes no secrets from people.
        (own_app(), Refusal::SecretNotTaken),
        (application(), Refusal::SecretNotTaken),
        (no_secret, Refusal::PathNotOffered),
    ] {
        assert_eq!(page.declined(body.clone()).await, refusal, "{body}");
    }
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn ids_and_secrets_are_looked_at_before_they_are_sent() {
    let peer = endpoint().await;
    let guid = "6b2d1d92-7018-4182-b70e-821127bec509";
    let microsoft = format!(
        "[[provider]]\nid = \"microsoft-365\"\nclient_id = \"{guid}\"\nown_app = \"browser\"\n\
         app_scopes = [\"x/.default\"]\ntoken_url = \"{}\"\n",
        peer.url("/{tenant}/token"),
    );
    let example = entry("example", &peer.url("/token"), &all(&peer));
    let page = Page::open_with(&format!("{TAKES_SECRETS}{example}{microsoft}")).await;
    let with = |base: Value, pointer: &str, value: Value| {
        let mut body = base;
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let at_microsoft = |app: Value, secret: &str| {
        let mut body = application();
        body["provider"] = json!("microsoft-365");
        body["app"] = app;
        body["secret"] = json!(secret);
        body
    };
    let tenant = json!({"client_id": guid, "tenant": "contoso.example"});
    let mut nobody = application();
    nobody.as_object_mut().unwrap().remove("app");
    let mut bare = application();
    bare.as_object_mut().unwrap().remove("secret");
    let mut stray = code();
    stray["secret"] = json!("a-secret");
    let mut device = poll();
    device["app"] = json!({"client_id": "a"});
    for (body, refusal) in [
        (
            with(code(), "/grant/code/code", json!("")),
            Refusal::SecretMalformed,
        ),
        (
            with(code(), "/grant/code/code", json!("a b")),
            Refusal::SecretMalformed,
        ),
        (
            with(code(), "/grant/code/verifier", json!("a\r\nb")),
            Refusal::SecretMalformed,
        ),
        (
            with(code(), "/grant/code/verifier", json!("x".repeat(8_193))),
            Refusal::SecretMalformed,
        ),
        (
            with(poll(), "/grant/device/device_code", json!("\u{1}")),
            Refusal::SecretMalformed,
        ),
        (
            with(own_app(), "/secret", json!("")),
            Refusal::SecretMalformed,
        ),
        (
            with(own_app(), "/app/client_id", json!("")),
            Refusal::AppMalformed,
        ),
        (
            with(own_app(), "/app/client_id", json!("a b")),
            Refusal::AppMalformed,
        ),
        (nobody, Refusal::AppMalformed),
        (bare, Refusal::SecretMalformed),
        (stray, Refusal::AppMalformed),
        (device, Refusal::PathNotOffered),
        (
            at_microsoft(
                json!({"client_id": "an-app", "tenant": "contoso.example"}),
                "v",
            ),
            Refusal::AppMalformed,
        ),
        (
            at_microsoft(json!({"client_id": guid}), "v"),
            Refusal::AppMalformed,
        ),
        (
            at_microsoft(json!({"client_id": guid, "tenant": "a/b"}), "v"),
            Refusal::AppMalformed,
        ),
        // The id of a secret, where its value is asked for.
        (at_microsoft(tenant.clone(), guid), Refusal::SecretMalformed),
        (
            at_microsoft(tenant.clone(), &guid.to_uppercase()),
            Refusal::SecretMalformed,
        ),
    ] {
        assert_eq!(page.declined(body.clone()).await, refusal, "{body}");
    }
    assert_eq!(peer.connections(), 0);
    page.exchange(at_microsoft(tenant, "aBc8Q~a-value")).await;
    assert_eq!(peer.at("/contoso.example/token").len(), 1);
}

/// the one too many waits; questions about device codes have their own count.
#[tokio::test]
async fn one_exchange_too_many_is_told_when_to_come_again() {
    let peer = endpoint().await;
    let limits = "[limits]\nexchanges_per_minute = 2\ndevice_polls_per_minute = 1\n";
    let page = Page::open(&peer, limits).await;
    page.exchange(code()).await;
    page.exchange(code()).await;
    let answer = page.post("/api/v1/oauth/token", code()).await;
    assert_eq!(answer.status, 429);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["declined"]["refusal"], "too-many");
    let wait = body["declined"]["retry_after"].as_u64().unwrap();
    assert!((1..=60_000).contains(&wait), "{wait}");
    page.exchange(poll()).await;
    assert_eq!(page.declined(poll()).await, Refusal::TooMany);
    assert_eq!(peer.connections(), 3);
}
