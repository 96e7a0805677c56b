//! The device flow (RFC 8628).

use std::time::Duration;

use sandbox::provider::Provider;
use shared::token::claims;

use crate::http::{form, send};
use crate::running;

/// Longer than the interval that is told.
const A_WHILE: Duration = Duration::from_millis(2100);

#[tokio::test]
async fn a_device_waits_is_slowed_down_and_is_served_once() {
    let running = running().await;
    let begun = running.begin_device().await;
    assert_eq!(begun["interval"], 2);
    let told = |answer: crate::http::Answer| answer.json()["error"].as_str().map(str::to_owned);
    let first = told(running.poll(&begun).await);
    assert_eq!(first.as_deref(), Some("authorization_pending"));
    let early = told(running.poll(&begun).await);
    assert_eq!(early.as_deref(), Some("slow_down"));

    // Two more devices: one is served, and one answers a code typed in small letters and without its hyphen.
    let begun = running.begin_device().await;
    let people = running.type_code(&begun, &[]).await;
    assert!(people.body.contains("Who signs in?") && people.body.contains("alex@demo.test"));
    let done = running
        .type_code(&begun, &[("person", "alex@demo.test")])
        .await;
    assert!(done.body.contains("Alex is signed in on the other device."));
    let tokens = running.poll(&begun).await.json();
    let facts = claims(tokens["access_token"].as_str().unwrap()).unwrap();
    assert_eq!(facts["upn"], "alex@demo.test");
    assert!(tokens["id_token"].is_string() && tokens.get("refresh_token").is_none());
    tokio::time::sleep(A_WHILE).await;
    let again = told(running.poll(&begun).await);
    assert_eq!(again.as_deref(), Some("invalid_grant"));

    let begun = running.begin_device().await;
    let typed = begun["user_code"].as_str().unwrap();
    let typed = typed.replace('-', "").to_lowercase();
    let url = begun["verification_uri"].as_str().unwrap();
    let people = send("POST", url, &[], &form(&[("user_code", &typed)])).await;
    assert_eq!(people.status, 200);
}

#[tokio::test]
async fn a_refusal_an_end_and_an_approval_are_told_apart() {
    let running = running().await;
    for (pressed, error) in [
        (("refuse", "yes"), "authorization_declined"),
        (("end", "yes"), "expired_token"),
        // The person is kept on the page, so the device goes on waiting.
        (("person", "ada@demo.test"), "authorization_pending"),
        (("person", "ash@demo.test"), "authorization_pending"),
        (("person", "drew@demo.test"), "invalid_grant"),
    ] {
        let begun = running.begin_device().await;
        let page = running.type_code(&begun, &[pressed]).await;
        let kept = page.body.contains("Need admin approval");
        assert_eq!(kept, pressed.1 == "ada@demo.test");
        let answer = running.poll(&begun).await;
        assert_eq!(answer.json()["error"], error, "{pressed:?}");
    }
}

#[tokio::test]
async fn a_code_that_nobody_has_is_refused_on_the_page() {
    let running = running().await;
    let url = format!("{}/device", running.sandbox.ready.http);
    let ask = send("GET", &url, &[], "").await;
    assert!(ask.body.contains("name=\"user_code\"") && !ask.body.contains("No device waits"));
    let wrong = form(&[("user_code", "BBBB-BBBB"), ("person", "alex@demo.test")]);
    let refused = send("POST", &url, &[], &wrong).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("No device waits"));
}

#[tokio::test]
async fn only_demo_mail_has_devices() {
    let running = running().await;
    for provider in Provider::ALL {
        let url = running.endpoint(provider, "devicecode");
        let body = form(&[("client_id", provider.client_id())]);
        let offered = send("POST", &url, &[], &body).await.status == 200;
        assert_eq!(offered, provider == Provider::Demo);
        let about = running.endpoint(provider, ".well-known/openid-configuration");
        let about = send("GET", &about, &[], "").await.json();
        let told = about["device_authorization_endpoint"].as_str();
        assert_eq!(told, offered.then_some(url.as_str()));
    }
}
