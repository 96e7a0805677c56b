//! Addresses that lead astray, in every place that a stranger can write to.

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt;
use relay::routes::router;
use tower::ServiceExt;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::paths::paths;
use super::relay::Relay;

/// What gets past those who look whether an address is theirs: one a line.
const ASTRAY: &str = include_str!("../../../../tests/cases/redirects.txt");

/// What the page and the relay read from an address, and what others have taken an address from.
const PARAMETERS: [&str; 28] = [
    "account",
    "callback",
    "client-id",
    "code",
    "continue",
    "dest",
    "domain",
    "error",
    "error_description",
    "error_uri",
    "found",
    "goto",
    "handed",
    "iss",
    "kind",
    "mailbox",
    "next",
    "provider",
    "rd",
    "redirect",
    "redirect_uri",
    "return_to",
    "session_state",
    "state",
    "target",
    "tenant",
    "url",
    "way",
];

/// What others have taken their own name from.
const HEADERS: [&str; 7] = [
    "forwarded",
    "referer",
    "x-forwarded-host",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-original-url",
    "x-rewrite-url",
];

/// Asks, and says in what way the answer leads anywhere. `None` where no server would have read the request.
async fn led(
    (routes, origin): (&Router, &str),
    method: &str,
    target: &str,
    astray: &str,
    body: String,
) -> Option<String> {
    let mut request = Request::builder().method(method).uri(target);
    for name in HEADERS {
        request = request.header(name, astray);
    }
    // Our own page, to get past the door.
    for (name, value) in [
        ("origin", origin),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ] {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body)).ok()?;
    let answer = routes.clone().oneshot(request).await.unwrap();
    problem(answer)
        .await
        .map(|what| format!("{method} {target}: {what}"))
}

async fn problem(answer: Response<Body>) -> Option<String> {
    let (parts, body) = answer.into_parts();
    if parts.status.is_redirection() {
        return Some(parts.status.to_string());
    }
    for leads in ["location", "refresh", "content-location", "link"] {
        if parts.headers.contains_key(leads) {
            return Some(leads.to_owned());
        }
    }
    let headers = format!("{:?}", parts.headers);
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8_lossy(&body);
    let echo = [headers.as_str(), &body]
        .into_iter()
        .any(|text| text.contains("evil"));
    echo.then(|| "it comes back".to_owned())
}

#[tokio::test]
async fn no_answer_leads_anywhere() {
    ask_everywhere(8).await;
}

#[tokio::test]
async fn no_answer_leads_anywhere_at_length() {
    ask_everywhere(1).await;
}

/// no answer leads anywhere, whatever stands in its address, its query, its headers or its body; and none of that
/// comes back in it. Takes one of so many lines.
async fn ask_everywhere(one_of: usize) {
    let relay = Relay::start("").await;
    let (routes, origin) = (router(relay.service.clone()), relay.origin());
    let to = (&routes, origin.as_str());
    let paths = paths(&relay).await;
    let astray: Vec<&str> = ASTRAY.lines().collect();
    assert!(astray.len() > 559, "as many as the longest list in use has");
    let (mut asked, mut problems) = (0_u32, Vec::new());
    let mut take = |led: Option<String>, read: bool| {
        asked += u32::from(read);
        problems.extend(led);
    };
    for astray in astray.into_iter().step_by(one_of) {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(PARAMETERS.map(|name| (name, astray)));
        let query = query.finish();
        let one: String = byte_serialize(astray.as_bytes()).collect();
        let mut targets = vec![
            astray.to_owned(),
            format!("/{astray}"),
            format!("/api/v1/discover?domain={one}"),
            format!("/causes/{one}"),
            format!("/catalogue/en/{one}"),
            format!("/api/v1/jwks/{one}"),
            format!("/oauth/callback/{one}"),
        ];
        for path in &paths {
            let path = path.split('?').next().unwrap();
            targets.extend([
                format!("{path}?{query}"),
                format!("{path}?{astray}"),
                format!("{path}{astray}"),
            ]);
        }
        for target in targets {
            let read = target.parse::<http::Uri>().is_ok();
            let got = led(to, "GET", &target, astray, String::new()).await;
            take(got, read);
        }
        let body = serde_json::json!({
            "ticket": astray, "provider": astray, "redirect_uri": astray, "client_id": astray,
            "grant": { "code": { "code": astray, "verifier": astray, "redirect_uri": astray } },
        });
        for path in ["ticket", "oauth/token", "oauth/device"] {
            let target = format!("/api/v1/{path}");
            take(
                led(to, "POST", &target, astray, body.to_string()).await,
                true,
            );
        }
    }
    assert!(
        problems.is_empty(),
        "{:#?}",
        &problems[..problems.len().min(20)]
    );
    assert!(asked > 40_000 / u32::try_from(one_of).unwrap(), "{asked}");
}
