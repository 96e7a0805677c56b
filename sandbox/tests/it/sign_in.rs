use sandbox::people::PEOPLE;
use sandbox::provider::Provider;
use shared::evidence::signin::Endpoint;
use shared::token::claims;

use crate::http::{form, send};
use crate::signing::{VERIFIER, redirect_uri, request};
use crate::{PAGE, running};

#[tokio::test]
async fn a_person_signs_in_with_pkce() {
    let running = running().await;
    for (provider, person) in [
        (Provider::Demo, "alex@demo.test"),
        (Provider::DemoGoogle, "casey@gmail-like.demo.test"),
    ] {
        let back = running.choose(provider, person).await;
        assert_eq!(back.status, 303);
        assert!(
            back.header("location")
                .unwrap()
                .starts_with(&redirect_uri())
        );
        assert_eq!(back.redirect_parameter("state").as_deref(), Some("st&te"));
        let issuer = provider.issuer(&running.sandbox.ready.http);
        assert_eq!(back.redirect_parameter("iss").as_ref(), Some(&issuer));

        let code = back.redirect_parameter("code").unwrap();
        let answer = running.redeem(provider, &code, VERIFIER).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let shared = (!provider.needs_secret()).then_some(PAGE);
        assert_eq!(answer.header("access-control-allow-origin"), shared);
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["expires_in"], 3600);
        let identity = claims(tokens["id_token"].as_str().unwrap()).unwrap();
        assert_eq!(identity["iss"], issuer);
        assert_eq!(identity["aud"], provider.client_id());
        assert_eq!(identity["nonce"], "n0nce");
        assert_eq!(identity["preferred_username"], person);
    }
}

#[tokio::test]
async fn a_code_is_redeemed_once_and_only_with_its_verifier() {
    let running = running().await;
    let provider = Provider::Demo;
    let code = |answer: crate::http::Answer| answer.redirect_parameter("code").unwrap();
    let first = code(running.choose(provider, "alex@demo.test").await);
    assert_eq!(running.redeem(provider, &first, VERIFIER).await.status, 200);
    let again = running.redeem(provider, &first, VERIFIER).await;
    assert_eq!(
        (again.status, again.json()["error"].as_str()),
        (400, Some("invalid_grant"))
    );

    let second = code(running.choose(provider, "alex@demo.test").await);
    let wrong = running
        .redeem(provider, &second, &VERIFIER.replace('X', "x"))
        .await;
    assert_eq!(wrong.json()["error"], "invalid_grant");
    assert!(
        wrong.json()["error_description"]
            .as_str()
            .unwrap()
            .contains("Code_Verifier")
    );
    assert_eq!(wrong.header("access-control-allow-origin"), Some(PAGE));

    let third = code(running.choose(provider, "alex@demo.test").await);
    let elsewhere = running.redeem(Provider::DemoGoogle, &third, VERIFIER).await;
    assert_eq!(elsewhere.json()["error"], "invalid_grant");
    assert!(!elsewhere.body.contains("AADSTS"));
}

#[tokio::test]
async fn only_the_pages_origin_redeems_and_reads() {
    let running = running().await;
    let url = running.endpoint(Provider::Demo, "token");
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("client_id", Provider::Demo.client_id()),
    ]);
    for headers in [vec![], vec![("Origin", "http://localhost:9999")]] {
        let answer = send("POST", &url, &headers, &body).await;
        assert_eq!(answer.json()["error"], "invalid_request");
        assert!(answer.body.contains("AADSTS9002327"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let preflight = send("OPTIONS", &url, &[("Origin", PAGE)], "").await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        Some("POST")
    );
}

#[tokio::test]
async fn whoever_refuses_comes_back_with_a_refusal() {
    let running = running().await;
    let redirect_uri = redirect_uri();
    let mut answer = request(Provider::Demo, &redirect_uri);
    answer.push(("refuse", "yes"));
    let url = running.endpoint(Provider::Demo, "authorize");
    let back = send("POST", &url, &[], &form(&answer)).await;
    assert_eq!(
        back.redirect_parameter("error").as_deref(),
        Some("access_denied")
    );
    assert_eq!(back.redirect_parameter("state").as_deref(), Some("st&te"));
    assert_eq!(back.redirect_parameter("code"), None);
}

#[tokio::test]
async fn the_page_is_hardened_and_says_that_it_is_pretend() {
    let running = running().await;
    let redirect_uri = redirect_uri();
    let query = form(&request(Provider::Demo, &redirect_uri));
    let url = format!("{}?{query}", running.endpoint(Provider::Demo, "authorize"));
    let page = send("GET", &url, &[], "").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("This provider is pretend."));
    assert!(page.body.contains("Alex") && !page.body.contains("Casey"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        Some("same-origin")
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("form-action 'self' {PAGE};")));

    let twice = send("GET", &format!("{url}&state=again"), &[], "").await;
    assert_eq!(twice.status, 400);
    assert!(twice.body.contains("each parameter at most once"));

    let stranger = query.replace("%2Foauth%2Fcallback", "%2Felsewhere");
    let url = format!(
        "{}?{stranger}",
        running.endpoint(Provider::Demo, "authorize")
    );
    let refused = send("GET", &url, &[], "").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.header("location"), None);
}

#[tokio::test]
async fn the_provider_describes_itself() {
    let running = running().await;
    for provider in Provider::ALL {
        let url = running.endpoint(provider, ".well-known/openid-configuration");
        let about = send("GET", &url, &[], "").await.json();
        let issuer = running.endpoint(provider, "");
        assert_eq!(about["issuer"], issuer.trim_end_matches('/'));
        let keys = send("GET", about["jwks_uri"].as_str().unwrap(), &[], "").await;
        assert_eq!(keys.json()["keys"][0]["crv"], "P-256");
    }
    let nowhere = format!("{}/other/token", running.sandbox.ready.http);
    assert_eq!(
        send("POST", &nowhere, &[("Origin", PAGE)], "a=b")
            .await
            .status,
        404
    );
}

/// A person who is refused a token comes back with the provider's words, from the endpoint that says them.
#[tokio::test]
async fn who_is_refused_comes_back_with_the_reason() {
    let running = running().await;
    for person in PEOPLE {
        let Some(refusal) = person.refused else {
            continue;
        };
        let back = running.choose(person.provider, person.address).await;
        assert_eq!(back.redirect_parameter("state").as_deref(), Some("st&te"));
        let (error, description) = match refusal.at {
            Endpoint::Authorize => {
                assert_eq!(back.redirect_parameter("code"), None);
                let read = |name| back.redirect_parameter(name).unwrap();
                (read("error"), read("error_description"))
            }
            Endpoint::Token => {
                let code = back.redirect_parameter("code").unwrap();
                let answer = running.redeem(person.provider, &code, VERIFIER).await;
                assert_eq!(answer.status, 400);
                assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE));
                let read = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
                (read("error"), read("error_description"))
            }
            Endpoint::Device => unreachable!("nobody here is refused a device code"),
        };
        assert_eq!(
            (error.as_str(), description.as_str()),
            (refusal.error, refusal.description)
        );
    }
}
