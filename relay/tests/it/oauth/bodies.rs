//! Exactly what is sent to a provider, and what of its answer comes to the page.

use std::time::Duration;

use serde_json::{Value, json};
use shared::oauth::TokenAnswer;

use super::page::{
    CODE, DEVICE_CODE, Page, SECRET, TAKES_SECRETS, VERIFIER, all, application, code, entry,
    own_app, poll,
};
use super::peer::{Came, Manner, Peer, json};

fn token() -> Value {
    json!({
        "access_token": "canary-access-token", "token_type": "Bearer", "expires_in": "3599", "scope": "imap",
        "id_token": "a.b.c", "refresh_token": "canary-refresh-token", "something": ["else"],
    })
}

async fn granted(
    settings: &str,
    more: impl Fn(&Peer) -> String,
    body: Value,
) -> (Peer, Page, Came) {
    let peer = Peer::start(|_| json(200, token())).await;
    let entry = entry("example", &peer.url("/token"), &more(&peer));
    let page = Page::open_with(&format!("{settings}{entry}")).await;
    let answer = page.exchange(body).await;
    assert!(matches!(answer, TokenAnswer::Granted { .. }), "{answer:?}");
    let [came] = &peer.at("/token")[..] else {
        panic!("{:?}", peer.came());
    };
    let came = came.clone();
    (peer, page, came)
}

fn form(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    parameters.iter().map(owned).collect()
}

/// to the endpoint of the entry, with the redirect URI of the settings; each parameter once, and no other.
#[tokio::test]
async fn a_code_is_redeemed_with_the_verifier_and_the_operators_secret() {
    let (peer, page, came) = granted("", all, code()).await;
    let redirect_uri = format!("{}/oauth/callback/example", page.relay.origin());
    let expected = form(&[
        ("grant_type", "authorization_code"),
        ("code", CODE),
        ("redirect_uri", &redirect_uri),
        ("code_verifier", VERIFIER),
        ("client_id", "greencheck"),
        ("client_secret", SECRET),
    ]);
    assert_eq!(came.form, expected);
    let mut names: Vec<_> = came.headers.keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = [
        "accept",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    ];
    assert_eq!(
        names, expected,
        "no cookie, no origin, nothing about the person"
    );
    assert_eq!(came.headers["host"], peer.address.to_string());
    assert_eq!(came.headers["user-agent"], "Greencheck");
    assert_eq!(came.headers["accept"], "application/json");
}

#[tokio::test]
async fn a_public_client_sends_no_secret() {
    let more = |_: &Peer| String::new();
    let (_, _, came) = granted("", more, code()).await;
    assert_eq!(came.parameter("code_verifier"), VERIFIER);
    assert!(came.form.iter().all(|(name, _)| name != "client_secret"));
}

#[tokio::test]
async fn an_application_of_the_askers_is_sent_with_its_own_secret_alone() {
    let (_, _, came) = granted(TAKES_SECRETS, all, own_app()).await;
    assert_eq!(came.parameter("client_id"), "an-app-of-ours");
    assert_eq!(
        came.parameter("client_secret"),
        "canary~secret~of~the~asker"
    );
    assert!(!format!("{:?}", came.form).contains(SECRET));
    assert_eq!(came.parameter("code_verifier"), VERIFIER);
}

#[tokio::test]
async fn an_application_by_itself_asks_for_the_scopes_of_the_entry() {
    let (_, _, came) = granted(TAKES_SECRETS, all, application()).await;
    let expected = form(&[
        ("grant_type", "client_credentials"),
        ("scope", "mail/.default more"),
        ("client_id", "an-app-of-ours"),
        ("client_secret", "canary~secret~of~the~asker"),
    ]);
    assert_eq!(came.form, expected);
}

/// the asker's tenant stands in the path, so the host stays the entry's.
#[tokio::test]
async fn a_tenant_changes_the_path_and_nothing_else() {
    let peer = Peer::start(|_| json(200, token())).await;
    let more = "tenant = \"contoso.example\"\nown_app = \"relay\"\n";
    let entry = entry("example", &peer.url("/{tenant}/token"), more).replace(
        "https://login.example.test\"\n        token_i",
        "https://login.example.test/{tenant}\"\n        token_i",
    );
    let page = Page::open_with(&format!("{TAKES_SECRETS}{entry}")).await;
    let mut body = own_app();
    let app = "6b2d1d92-7018-4182-b70e-821127bec509";
    body["app"] = json!({"client_id": app, "tenant": "fabrikam.example"});
    page.exchange(body).await;
    assert_eq!(
        peer.at("/fabrikam.example/token").len(),
        1,
        "{:?}",
        peer.came()
    );
    let mut body = own_app();
    body["app"] = json!({"client_id": app, "tenant": "evil.example/x?y"});
    assert_eq!(
        page.declined(body).await,
        shared::refusal::Refusal::AppMalformed
    );
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn a_device_code_is_asked_about_as_the_provider_calls_it() {
    let (_, _, came) = granted("", all, poll()).await;
    let expected = form(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", DEVICE_CODE),
        ("client_id", "greencheck"),
        ("client_secret", SECRET),
    ]);
    assert_eq!(came.form, expected);
    let own = |peer: &Peer| all(peer) + "device_grant = \"device_code\"\n";
    let (_, _, came) = granted("", own, poll()).await;
    assert_eq!(came.parameter("grant_type"), "device_code");
    assert_eq!(came.parameter("code"), DEVICE_CODE);
    assert_eq!(came.parameter("device_code"), "");
}

/// it is dropped and revoked; the page never sees it.
#[tokio::test]
async fn a_refresh_token_that_was_not_asked_for_is_given_back() {
    let peer = Peer::start(|_| json(200, token())).await;
    let page = Page::open(&peer, "").await;
    let answer = page.post("/api/v1/oauth/token", code()).await;
    assert!(
        answer.body.contains("canary-access-token"),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("refresh"), "{}", answer.body);
    let answer: TokenAnswer = serde_json::from_str(&answer.body).unwrap();
    let TokenAnswer::Granted {
        access_token,
        token_type,
        expires_in,
        scope,
        id_token,
        lasting,
    } = answer
    else {
        panic!("{answer:?}");
    };
    assert_eq!(access_token.expose(), "canary-access-token");
    assert_eq!(token_type.as_deref(), Some("Bearer"));
    assert_eq!((expires_in, scope.as_deref()), (Some(3_599), Some("imap")));
    assert_eq!(id_token.unwrap().expose(), "a.b.c");
    assert_eq!(lasting, None);
    let expected = form(&[
        ("token", "canary-refresh-token"),
        ("token_type_hint", "refresh_token"),
        ("client_id", "greencheck"),
        ("client_secret", SECRET),
    ]);
    assert_eq!(peer.soon_at("/revoke").await[0].form, expected);
}

/// also when nobody waits for the answer any more.
#[tokio::test]
async fn a_page_that_goes_leaves_no_refresh_token_behind() {
    let Manner::Say(later) = json(200, token()) else {
        panic!("an answer");
    };
    let peer = Peer::start(move |came| {
        if came.line.contains("/token") {
            Manner::Later(Duration::from_millis(500), later.clone())
        } else {
            json(200, "")
        }
    })
    .await;
    let page = Page::open(&peer, "").await;
    tokio::select! {
        answer = page.post("/api/v1/oauth/token", code()) => panic!("the page did not go: {answer:?}"),
        _ = peer.soon_at("/token") => {}
    }
    let revoked = peer.soon_at("/revoke").await;
    assert_eq!(revoked[0].parameter("token"), "canary-refresh-token");
}
