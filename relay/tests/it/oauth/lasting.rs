//! Whether a sign-in will last, by one use of the refresh token.

use serde_json::{Value, json};
use shared::evidence::lasting::{Lasting, Refresh};
use shared::oauth::TokenAnswer;

use super::page::{Page, SECRET, all, code, entry};
use super::peer::{Came, Manner, Peer, json};

const FIRST: &str = "canary-first-refresh-token";
const SECOND: &str = "canary-second-refresh-token";

fn will_last() -> Value {
    let mut body = code();
    body["grant"]["code"]["will_last"] = json!(true);
    body
}

/// A provider that answers the code with `first`, the refresh with `second`, the revocation with `revoked`.
async fn provider(first: Value, second: Manner, revoked: Manner) -> Peer {
    Peer::start(move |came: &Came| match came.parameter("grant_type") {
        "authorization_code" => json(200, &first),
        "refresh_token" => second.clone(),
        _ => revoked.clone(),
    })
    .await
}

async fn outcome(peer: &Peer) -> Lasting {
    let page = Page::open(peer, "").await;
    let answer = page.post("/api/v1/oauth/token", will_last()).await;
    assert!(!answer.body.contains("canary"), "{}", answer.body);
    match serde_json::from_str(&answer.body).unwrap() {
        TokenAnswer::Granted {
            access_token,
            lasting,
            ..
        } => {
            // The one of the sign-in: the check is about it.
            assert_eq!(access_token.expose(), "first");
            lasting.unwrap()
        }
        other => panic!("{other:?}"),
    }
}

fn first() -> Value {
    json!({"access_token": "first", "refresh_token": FIRST, "refresh_token_expires_in": 604_799})
}

fn done() -> Manner {
    json(200, "")
}

/// used once, then given back; the newest one, where it was replaced.
#[tokio::test]
async fn it_is_used_once_and_the_newest_is_revoked() {
    for (second, rotated, newest, lives) in [
        (
            json!({"access_token": "second", "expires_in": 3_599}),
            false,
            FIRST,
            604_799,
        ),
        (
            json!({"access_token": "second", "expires_in": "3599", "refresh_token": FIRST}),
            false,
            FIRST,
            604_799,
        ),
        (
            json!({"access_token": "second", "expires_in": 3_599, "refresh_token": SECOND, "refresh_expires_in": 1_800}),
            true,
            SECOND,
            1_800,
        ),
    ] {
        let peer = provider(first(), json(200, second), done()).await;
        let expected = Lasting {
            outcome: Refresh::Refreshed {
                rotated,
                expires_in: Some(3_599),
                refresh_expires_in: Some(lives),
            },
            revoked: Some(true),
        };
        assert_eq!(outcome(&peer).await, expected);
        let asked: Vec<_> = peer.came().iter().map(|came| came.form.clone()).collect();
        let pairs = |form: &[(&str, &str)]| -> Vec<(String, String)> {
            form.iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect()
        };
        assert_eq!(asked.len(), 3, "{asked:?}");
        let client = [("client_id", "greencheck"), ("client_secret", SECRET)];
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", FIRST)];
        assert_eq!(asked[1], pairs(&[refresh, client].concat()));
        let revoke = [("token", newest), ("token_type_hint", "refresh_token")];
        assert_eq!(asked[2], pairs(&[revoke, client].concat()));
    }
}

#[tokio::test]
async fn where_none_was_given_nothing_is_tried() {
    let peer = provider(json!({"access_token": "first"}), done(), done()).await;
    let expected = Lasting {
        outcome: Refresh::NotGiven,
        revoked: None,
    };
    assert_eq!(outcome(&peer).await, expected);
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn a_refusal_is_evidence_and_no_failure_of_the_sign_in() {
    let words = format!("the token {FIRST} was revoked");
    let second = json(
        400,
        json!({"error": "invalid_grant", "error_description": words}),
    );
    let peer = provider(first(), second, json(503, "{}")).await;
    let Lasting { outcome, revoked } = outcome(&peer).await;
    let Refresh::Refused { code, description } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(code, "invalid_grant");
    assert_eq!(
        description.as_deref(),
        Some("the token [token removed] was revoked")
    );
    assert_eq!(revoked, Some(false));
    assert_eq!(peer.at("/revoke")[0].parameter("token"), FIRST);
}

#[tokio::test]
async fn no_answer_is_told_apart_from_a_refusal() {
    for second in [
        Manner::Reset,
        json(200, "no JSON"),
        json(500, json!({"access_token": "x"})),
    ] {
        let peer = provider(first(), second, Manner::Reset).await;
        let expected = Lasting {
            outcome: Refresh::NoAnswer,
            revoked: Some(false),
        };
        assert_eq!(outcome(&peer).await, expected);
    }
}

#[tokio::test]
async fn a_provider_without_revocation_is_not_asked_for_it() {
    let peer = provider(
        first(),
        json(200, json!({"access_token": "second"})),
        done(),
    )
    .await;
    let more = all(&peer);
    let more: Vec<_> = more
        .lines()
        .filter(|line| !line.starts_with("revoke_url"))
        .collect();
    let more = more.join("\n");
    let page = Page::open_with(&entry("example", &peer.url("/token"), &more)).await;
    let TokenAnswer::Granted {
        lasting: Some(lasting),
        ..
    } = page.exchange(will_last()).await
    else {
        panic!("not granted");
    };
    assert_eq!(lasting.revoked, None);
    assert_eq!(peer.connections(), 2);
}
