//! What holds for every path and every method, whatever is asked for there.

use super::http::{Answer, get, send};
use super::paths::{paths, script};
use super::relay::{Relay, write};

/// What is asked of each path; the last two are no methods of HTTP.
const METHODS: [&str; 11] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get",
];

/// Where something is sent to.
const TAKES_A_BODY: [&str; 3] = [
    "/api/v1/ticket",
    "/api/v1/oauth/token",
    "/api/v1/oauth/device",
];

/// Where nothing is.
fn is_nowhere(path: &str) -> bool {
    path.contains("nowhere")
        || path == "/embed/"
        || path.starts_with("/embed.v1.0")
        || path == "/embed.v1.js"
}

async fn answers(relay: &Relay, headers: &[(&str, &str)]) -> Vec<(String, &'static str, Answer)> {
    let mut answers = Vec::new();
    for path in paths(relay).await {
        for method in METHODS {
            let answer = send(relay.address, method, &path, headers).await;
            answers.push((path.clone(), method, answer));
        }
    }
    answers
}

/// each path answers to its own methods, and says to every other one which these are.
#[tokio::test]
async fn every_path_knows_its_methods_and_names_them() {
    let relay = Relay::start("").await;
    for (path, method, answer) in answers(&relay, &[]).await {
        let at = format!("{method} {path}");
        let allowed: &[&str] = if TAKES_A_BODY.contains(&path.as_str()) {
            &["POST"]
        } else {
            &["GET", "HEAD"]
        };
        if is_nowhere(&path) {
            assert_eq!(answer.status, 404, "{at}");
        } else if allowed.contains(&method) {
            assert_ne!(answer.status, 405, "{at}");
        } else {
            let said = (answer.status, answer.header("allow"));
            assert_eq!(said, (405, allowed.join(",").as_str()), "{at}");
        }
    }
}

/// nothing sets a cookie, minds one, or names its server.
#[tokio::test]
async fn no_answer_has_anything_to_do_with_cookies_or_says_what_serves_it() {
    let relay = Relay::start("").await;
    let without = answers(&relay, &[]).await;
    let with = answers(&relay, &[("Cookie", "session=canary; ticket=canary")]).await;
    for ((path, method, without), (_, _, with)) in without.into_iter().zip(with) {
        let at = format!("{method} {path}");
        for answer in [&without, &with] {
            for name in [
                "set-cookie",
                "clear-site-data",
                "server",
                "via",
                "x-powered-by",
            ] {
                assert_eq!(answer.header(name), "", "{at}: {name}");
            }
            assert!(!answer.body.contains("canary"), "{at}");
        }
        assert_eq!(with.status, without.status, "{at}");
        assert_eq!(with.body, without.body, "{at}");
        let vary = with.header("vary").to_ascii_lowercase();
        assert!(!vary.contains("cookie"), "{at}");
    }
}

/// a browser keeps what is public, and asks again for each page; of everything else it keeps nothing.
#[tokio::test]
async fn nothing_is_kept_but_what_is_the_same_for_all() {
    let relay = Relay::start("").await;
    let script = script(&relay).await;
    for (path, method, answer) in answers(&relay, &[]).await {
        let lasts = [script.as_str(), "/app-0123456789abcdef.js"];
        let again = [
            "/",
            "/about/data",
            "/causes",
            "/causes/dns-failure",
            "/catalogue/en/dns-failure.json",
            "/embed",
            "/embed/setup",
            "/embed.v1.d.ts",
            "/window",
        ];
        let expected = match path.as_str() {
            _ if answer.status != 200 => "no-store",
            path if lasts.contains(&path) => "public, max-age=31536000, immutable",
            path if again.contains(&path) => "no-cache",
            _ => "no-store",
        };
        let kept = answer.header("cache-control");
        assert_eq!(kept, expected, "{method} {path}");
    }
}

/// what is sent has its type, and text its alphabet.
#[tokio::test]
async fn every_answer_names_its_type() {
    let relay = Relay::start("").await;
    write(relay.page.path(), "app-0123456789abcdef_bg.wasm", "\0asm");
    let program = get(relay.address, "/app-0123456789abcdef_bg.wasm").await;
    assert_eq!(program.header("content-type"), "application/wasm");
    for (path, method, answer) in answers(&relay, &[]).await {
        let at = format!("{method} {path}");
        let kind = answer.header("content-type");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{at}");
        if kind.starts_with("text/") {
            assert!(kind.ends_with("; charset=utf-8"), "{at}: {kind}");
        } else if !answer.body.is_empty() {
            assert_eq!(kind, "application/json", "{at}");
        }
    }
}
