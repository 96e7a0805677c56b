//! A sign-in on another device, from its beginning to the token.

use std::sync::Mutex;

use serde_json::{Value, json};
use shared::oauth::{DeviceAnswer, TokenAnswer};
use shared::refusal::Refusal;

use super::page::{DEVICE_CODE, Page, SECRET, all, entry, poll};
use super::peer::{Came, Manner, Peer, json};

fn codes() -> Value {
    json!({
        "device_code": DEVICE_CODE, "user_code": "WDJB-MJHT", "verification_url": "https://example.test/device",
        "expires_in": "900", "message": "To sign in, use a web browser",
    })
}

#[tokio::test]
async fn it_begins_waits_slows_down_and_is_granted() {
    let turns = Mutex::new(["authorization_pending", "slow_down", ""].into_iter());
    let peer = Peer::start(move |came: &Came| {
        if came.line.contains("/device") {
            return json(200, codes());
        }
        match turns.lock().unwrap().next().unwrap() {
            "" => json(
                200,
                json!({"access_token": "t", "refresh_token": "canary-refresh"}),
            ),
            error => json(400, json!({"error": error})),
        }
    })
    .await;
    let page = Page::open(&peer, "").await;
    let DeviceAnswer::Begun {
        device_code,
        user_code,
        verification_uri,
        expires_in,
        interval,
    } = page.begin(json!(["imap", "pop"])).await
    else {
        panic!("not begun");
    };
    assert_eq!(device_code.expose(), DEVICE_CODE);
    assert_eq!(
        (user_code.as_str(), verification_uri.as_str()),
        ("WDJB-MJHT", "https://example.test/device")
    );
    assert_eq!((expires_in, interval), (900, 5));
    let expected = [
        ("scope", "imap pop"),
        ("client_id", "greencheck"),
        ("client_secret", SECRET),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(peer.at("/device")[0].form, expected);

    for pending in ["authorization_pending", "slow_down"] {
        let answer = page.exchange(poll()).await;
        assert!(
            matches!(&answer, TokenAnswer::Refused(error) if error.error == pending),
            "{answer:?}"
        );
    }
    let answer = page.post("/api/v1/oauth/token", poll()).await;
    assert!(
        answer.body.contains("granted") && !answer.body.contains("canary"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn what_it_cannot_begin_with_is_declined_and_asks_nobody() {
    let peer = Peer::start(|_| json(200, codes())).await;
    let page = Page::open(&peer, "").await;
    for (protocols, refusal) in [
        (json!([]), Refusal::ProtocolsMalformed),
        (json!(["imap", "imap"]), Refusal::ProtocolsMalformed),
        (json!(["imap", "smtp"]), Refusal::ProtocolNotOffered),
        (json!(["finger"]), Refusal::MessageMalformed),
    ] {
        let answer = page.begin(protocols.clone()).await;
        let DeviceAnswer::Declined(declined) = answer else {
            panic!("{protocols}: {answer:?}");
        };
        assert_eq!(declined.refusal, refusal, "{protocols}");
    }
    let more = all(&peer) + "paths = [\"operator\"]\n";
    let page = Page::open_with(&entry("example", &peer.url("/token"), &more)).await;
    let answer = page.begin(json!(["imap"])).await;
    assert!(
        matches!(answer, DeviceAnswer::Declined(declined) if declined.refusal == Refusal::PathNotOffered)
    );
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn what_the_endpoint_says_instead_is_told() {
    for (manner, expected) in [
        (
            json(400, json!({"error": "unauthorized_client"})),
            "refused",
        ),
        (Manner::Reset, "unreachable"),
        (json(200, "<html>"), "unreadable"),
        (json(500, codes()), "unreadable"),
        (json(302, codes()), "unreadable"),
    ] {
        let peer = Peer::start(move |_| manner.clone()).await;
        let page = Page::open(&peer, "").await;
        let said = serde_json::to_value(page.begin(json!(["imap"])).await).unwrap();
        assert!(said[expected].is_object(), "{expected}: {said}");
    }
}
