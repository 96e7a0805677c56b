//! Who may hold the page in a frame, which window keeps its opener, and what other pages may read.

use super::http::{Answer, get, send};
use super::paths::{paths, script};
use super::relay::{PAGE, Relay};
use crate::log::Log;

const PORTALS: &str =
    "[embed]\nportals = [\"https://portal.example\", \"https://help.example:8443\"]";

/// The answers of every path to each of these methods, as a page of another site would have them.
async fn answers(relay: &Relay) -> Vec<(String, &'static str, Answer)> {
    let stranger = [
        ("Origin", "https://portal.example"),
        ("Access-Control-Request-Method", "POST"),
    ];
    let mut answers = Vec::new();
    for path in paths(relay).await {
        for method in ["GET", "POST", "OPTIONS"] {
            let answer = send(relay.address, method, &path, &stranger).await;
            answers.push((path.clone(), method, answer));
        }
    }
    answers
}

fn directive<'a>(answer: &'a Answer, name: &str) -> Vec<&'a str> {
    let policy = answer.header("content-security-policy").split("; ");
    policy.filter_map(|one| one.strip_prefix(name)).collect()
}

/// nobody holds any page of ours in a frame, but the operator's portals the one that is made for it.
#[tokio::test]
async fn every_route_refuses_to_be_framed_but_the_one_for_portals() {
    for (settings, portals) in [
        ("", "'none'"),
        (
            PORTALS,
            "'self' https://portal.example https://help.example:8443",
        ),
    ] {
        let relay = Relay::start(settings).await;
        for (path, method, answer) in answers(&relay).await {
            let for_portals = (path.as_str(), method) == ("/embed", "GET");
            let expected = if for_portals { portals } else { "'none'" };
            assert_eq!(
                directive(&answer, "frame-ancestors "),
                [expected],
                "{method} {path}"
            );
            let around_itself = (path.as_str(), method) == ("/embed/setup", "GET");
            let holds: &[&str] = if around_itself { &["'self'"] } else { &[] };
            assert_eq!(directive(&answer, "frame-src "), holds, "{method} {path}");
        }
    }
}

/// no window shares anything with its opener, but the one that a framed page opens to sign in.
#[tokio::test]
async fn the_window_of_a_framed_pages_sign_in_alone_keeps_its_opener() {
    let relay = Relay::start(PORTALS).await;
    for (path, method, answer) in answers(&relay).await {
        let window = (path.as_str(), method) == ("/window", "GET");
        let expected = if window { "unsafe-none" } else { "same-origin" };
        let at = format!("{method} {path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            expected,
            "{at}"
        );
        let embedder = answer.header("cross-origin-embedder-policy");
        assert_eq!(embedder, "require-corp", "{at}");
    }
}

/// what other pages may read is the script of the element, and what they may hold is that and the framed page.
#[tokio::test]
async fn the_script_of_the_element_alone_is_for_every_page() {
    let relay = Relay::start(PORTALS).await;
    let script = script(&relay).await;
    for (path, method, answer) in answers(&relay).await {
        let at = format!("{method} {path}");
        let mut cross_origin: Vec<(&str, &str)> = answer
            .headers
            .iter()
            .filter(|(name, _)| {
                name.starts_with("access-control-") || *name == "timing-allow-origin"
            })
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if path == script && method == "GET" {
            let allowed = cross_origin.pop();
            assert_eq!(allowed, Some(("access-control-allow-origin", "*")), "{at}");
        }
        assert_eq!(cross_origin, [], "{at}");
        let held = method == "GET" && (path == script || path == "/embed");
        let expected = if held { "cross-origin" } else { "same-origin" };
        let resource = answer.header("cross-origin-resource-policy");
        assert_eq!(resource, expected, "{at}");
    }
}

/// The operator learns which portal to add, and nothing else that a stranger sends gets into the log.
#[tokio::test]
async fn who_was_refused_stands_in_the_log_once() {
    let (log, _guard) = Log::start();
    let relay = Relay::start(PORTALS).await;
    for (path, referer) in [
        ("/embed", "https://portal.example/canary"),
        ("/embed", "https://evil.example/canary"),
        ("/embed", "https://evil.example/?canary"),
        ("/embed", "canary"),
        ("/window", "https://window.example/canary"),
    ] {
        let frame = [
            ("Sec-Fetch-Dest", "iframe"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Referer", referer),
        ];
        send(relay.address, "GET", path, &frame).await;
    }
    let log = log.text();
    let warnings: Vec<&str> = log.lines().filter(|line| line.contains("WARN")).collect();
    let [named, unnamed] = warnings[..] else {
        panic!("two warnings in {log}");
    };
    let evil = "a page of https://evil.example holds /embed in a frame, which embed.portals does not allow";
    assert!(named.ends_with(evil), "{named}");
    assert!(
        unnamed.contains("a page that does not name itself"),
        "{unnamed}"
    );
    assert!(!log.contains("canary"), "{log}");
}

#[tokio::test]
async fn the_three_pages_of_an_embedded_check_are_the_page_itself() {
    let relay = Relay::start(PORTALS).await;
    for path in ["/embed", "/window", "/embed/setup"] {
        let answer = get(relay.address, path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, PAGE), "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
        let scripts = directive(&answer, "script-src ");
        assert_eq!(scripts, ["'self' 'wasm-unsafe-eval'"], "{path}");
        assert_eq!(directive(&answer, "trusted-types "), ["'none'"]);
        let permissions = answer.header("permissions-policy");
        assert!(permissions.contains("clipboard-write=(self)"), "{path}");
        for method in ["POST", "OPTIONS", "PUT"] {
            let answer = send(relay.address, method, path, &[]).await;
            assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"));
        }
    }
}

#[tokio::test]
async fn a_relay_without_its_page_has_nothing_to_frame() {
    let relay = Relay::start(PORTALS).await;
    std::fs::remove_file(relay.page.path().join("index.html")).unwrap();
    let answer = get(relay.address, "/embed").await;
    assert_eq!(answer.status, 503);
    assert_eq!(directive(&answer, "frame-ancestors "), ["'none'"]);
}
