//! Signing in for a while at the Google-like provider: refresh tokens and their end.

use sandbox::applications::SECRET;
use sandbox::provider::Provider;
use serde_json::Value;

use crate::http::{Answer, form, send};
use crate::imap::open;
use crate::signing::{VERIFIER, redirect_uri, request};
use crate::{PAGE, Running, running};

const GOOGLE: Provider = Provider::DemoGoogle;

impl Running {
    /// A sign-in with offline access.
    async fn stay(&self, person: &str) -> Value {
        let redirect_uri = redirect_uri();
        let mut query = request(GOOGLE, &redirect_uri);
        query.push(("access_type", "offline"));
        let issuer = GOOGLE.issuer(&self.sandbox.ready.http);
        let back = self.choose_at(&issuer, &query, person).await;
        let code = back.redirect_parameter("code").unwrap();
        let answer = self.redeem(GOOGLE, &code, VERIFIER).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    async fn refresh(&self, token: &str) -> Answer {
        let grant = [
            ("grant_type", "refresh_token"),
            ("client_id", GOOGLE.client_id()),
            ("client_secret", SECRET),
            ("refresh_token", token),
        ];
        self.ask_for_token(GOOGLE, &[], &grant).await
    }

    async fn revoke(&self, parameters: &[(&str, &str)]) -> Answer {
        let url = self.endpoint(GOOGLE, "revoke");
        send("POST", &url, &[], &form(parameters)).await
    }

    async fn opens(&self, mailbox: &str, token: &str) -> bool {
        let last = open(self, "imap.gmail-like.demo.test", mailbox, token).await;
        last.starts_with("b OK [READ-ONLY]")
    }
}

fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap()
}

#[tokio::test]
async fn nothing_is_redeemed_without_the_secret() {
    let running = running().await;
    let redirect_uri = redirect_uri();
    let back = running.choose(GOOGLE, "casey@gmail-like.demo.test").await;
    let code = back.redirect_parameter("code").unwrap();
    let mut grant = vec![
        ("grant_type", "authorization_code"),
        ("client_id", GOOGLE.client_id()),
        ("redirect_uri", &redirect_uri),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    let page = [("Origin", PAGE)];
    let missing = running.ask_for_token(GOOGLE, &page, &grant).await;
    assert_eq!(missing.status, 400);
    // The page can read the refusal, as it can at Google.
    assert_eq!(missing.header("access-control-allow-origin"), Some(PAGE));
    let expected = serde_json::json!({
        "error": "invalid_request", "error_description": "client_secret is missing.",
    });
    assert_eq!(missing.json(), expected);

    grant.push(("client_secret", "another"));
    let wrong = running.ask_for_token(GOOGLE, &[], &grant).await;
    assert_eq!(
        (wrong.status, text(&wrong.json(), "error")),
        (401, "invalid_client")
    );
    grant.pop();
    grant.push(("client_secret", SECRET));
    let given = running.ask_for_token(GOOGLE, &[], &grant).await;
    assert_eq!(given.status, 200);
    // Nobody asked to stay signed in.
    assert!(given.json().get("refresh_token").is_none());
}

#[tokio::test]
async fn most_refresh_tokens_are_kept_one_is_rotated_one_has_an_end_and_one_is_refused() {
    let running = running().await;
    let casey = running.stay("casey@gmail-like.demo.test").await;
    for _ in 0..2 {
        let again = running.refresh(text(&casey, "refresh_token")).await;
        assert_eq!(again.status, 200);
        assert!(again.json().get("refresh_token").is_none());
        assert_ne!(again.json()["access_token"], casey["access_token"]);
    }

    let rowan = running.stay("rowan@gmail-like.demo.test").await;
    let next = running.refresh(text(&rowan, "refresh_token")).await.json();
    assert_ne!(next["refresh_token"], rowan["refresh_token"]);
    let old = running.refresh(text(&rowan, "refresh_token")).await;
    assert_eq!(old.json()["error"], "invalid_grant");
    let new = running.refresh(text(&next, "refresh_token")).await;
    assert_eq!(new.status, 200);

    let indy = running.stay("indy@gmail-like.demo.test").await;
    let again = running.refresh(text(&indy, "refresh_token")).await.json();
    for answer in [&indy, &again] {
        assert_eq!(answer["refresh_token_expires_in"], 604_799);
    }
    assert!(casey.get("refresh_token_expires_in").is_none());

    let wren = running.stay("wren@gmail-like.demo.test").await;
    let refused = running.refresh(text(&wren, "refresh_token")).await;
    assert_eq!(refused.status, 400);
    let expected = serde_json::json!({
        "error": "invalid_grant", "error_description": "Token has been expired or revoked.",
    });
    assert_eq!(refused.json(), expected);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_over_and_its_access_token_is_not() {
    let running = running().await;
    let casey = "casey@gmail-like.demo.test";
    let (first, second) = (running.stay(casey).await, running.stay(casey).await);
    let client = ("client_id", GOOGLE.client_id());
    let token = ("token", text(&first, "refresh_token"));
    let wrong = running
        .revoke(&[token, client, ("client_secret", "x")])
        .await;
    assert_eq!(wrong.status, 401);
    assert_eq!(running.refresh(token.1).await.status, 200);

    let revoked = running
        .revoke(&[token, client, ("client_secret", SECRET)])
        .await;
    assert_eq!((revoked.status, revoked.body.as_str()), (200, ""));
    assert_eq!(running.refresh(token.1).await.status, 400);
    // A check goes on with the access token, and another sign-in of the same person is not touched.
    assert!(running.opens(casey, text(&first, "access_token")).await);
    assert!(running.opens(casey, text(&second, "access_token")).await);

    let unknown = running.revoke(&[("token", "nobody's")]).await;
    assert_eq!(unknown.status, 200);
    let with_access = running
        .revoke(&[("token", text(&second, "access_token"))])
        .await;
    assert_eq!(with_access.status, 200);
    let refreshed = running.refresh(text(&second, "refresh_token")).await;
    assert_eq!(refreshed.status, 400);
    assert!(!running.opens(casey, text(&second, "access_token")).await);
}

#[tokio::test]
async fn a_provider_without_revocation_has_no_such_endpoint() {
    let running = running().await;
    let url = running.endpoint(Provider::Demo, "revoke");
    assert_eq!(send("POST", &url, &[], "token=x").await.status, 404);
    let about = running.endpoint(Provider::Demo, ".well-known/openid-configuration");
    let about = send("GET", &about, &[], "").await.json();
    assert!(about.get("revocation_endpoint").is_none());
}
