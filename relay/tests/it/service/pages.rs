//! What is served, and what it carries.

use shared::catalogue::{Block, Page};
use shared::provider::PublicConfig;

use super::http::{exchange, get, send};
use super::relay::{PAGE, Relay, write};

const SCRIPT: &str = "/app-0123456789abcdef.js";

/// The features that nobody gets from a window of this page.
const PERMISSIONS: &str = "accelerometer=(), camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), \
     geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// What every answer carries, whatever it is.
const EVERYWHERE: [(&str, &str); 6] = [
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("strict-transport-security", ""),
];

/// R-018, R-089, R-104, R-105, R-106, R-109: no answer lets an address go along with a link, sets a cookie, names its
/// server, or lets other sites near.
#[tokio::test]
async fn every_answer_carries_the_headers() {
    let relay = Relay::start("").await;
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/oauth/callback?code=a&state=b", 200),
        ("GET", SCRIPT, 200),
        ("GET", "/api/v1/config", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("POST", "/api/v1/ticket", 403),
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
    ] {
        let answer = send(relay.address, method, path, &[]).await;
        assert_eq!(answer.status, status, "{method} {path}");
        for (name, value) in EVERYWHERE {
            assert_eq!(answer.header(name), value, "{method} {path}: {name}");
        }
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; "),
            "{path}: {policy}"
        );
        assert!(
            policy.contains("; frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("permissions-policy"), PERMISSIONS, "{path}");
        for name in [
            "server",
            "set-cookie",
            "access-control-allow-origin",
            "x-powered-by",
        ] {
            assert_eq!(answer.header(name), "", "{method} {path}: {name}");
        }
    }
}

/// R-126: what the framework says of a request is nobody's to read.
#[tokio::test]
async fn what_names_nothing_is_not_there_and_is_told_no_more() {
    let relay = Relay::start("").await;
    for path in ["/causes/%ff", "/catalogue/en/%ff.json"] {
        let answer = get(relay.address, path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("UTF-8"), "{path}: {}", answer.body);
    }
    let ours = ("Origin", &*relay.origin());
    let answer = send(relay.address, "GET", "/api/v1/check", &[ours]).await;
    assert!((400..500).contains(&answer.status));
    assert!(answer.body.contains("RFC 6455"), "{}", answer.body);
}

/// R-100, R-101: scripts are files of our own, and none that stands in a page runs.
#[tokio::test]
async fn the_policy_admits_no_script_but_the_pages_files() {
    let relay = Relay::start("").await;
    let socket = relay.origin().replace("http", "ws");
    let expected = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src 'self' {socket} https://login.example.test; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    for path in ["/", "/oauth/callback?code=a", "/window"] {
        let answer = get(relay.address, path).await;
        assert_eq!(answer.header("content-security-policy"), expected, "{path}");
    }
    assert_eq!(get(relay.address, "/").await.body, PAGE);
}

/// In development the page is built again beside a running relay.
#[tokio::test]
async fn a_page_that_is_built_again_is_another_build() {
    let relay = Relay::start("").await;
    let build = async || {
        let config = get(relay.address, "/api/v1/config").await.body;
        serde_json::from_str::<PublicConfig>(&config).unwrap().build
    };
    let before = build().await;
    write(relay.page.path(), "index.html", "<p>again</p>");
    assert_eq!(get(relay.address, "/").await.body, "<p>again</p>");
    assert_ne!(build().await, before);
}

#[tokio::test]
async fn hashed_files_are_kept_and_the_page_is_asked_for_again() {
    let relay = Relay::start("").await;
    let cached = async |path| {
        get(relay.address, path)
            .await
            .header("cache-control")
            .to_owned()
    };
    assert_eq!(cached(SCRIPT).await, "public, max-age=31536000, immutable");
    assert_eq!(cached("/").await, "no-cache");
    for path in ["/oauth/callback", "/api/v1/config", "/nowhere"] {
        assert_eq!(cached(path).await, "no-store", "{path}");
    }
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() {
    let relay = Relay::start("").await;
    for (accepts, encoding, body) in [
        ("gzip, deflate, br, zstd", "br", "as brotli"),
        ("gzip, br;q=0", "gzip", "as gzip"),
        ("GZIP", "gzip", "as gzip"),
        ("identity", "", "plain"),
        ("", "", "plain"),
    ] {
        let accepted = [("Accept-Encoding", accepts)];
        let answer = send(relay.address, "GET", SCRIPT, &accepted).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepts}");
        assert_eq!(answer.body, body, "{accepts}");
        assert_eq!(
            answer.header("vary").to_ascii_lowercase(),
            "accept-encoding"
        );
        assert_eq!(
            answer.header("content-type"),
            "text/javascript; charset=utf-8"
        );
    }
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let relay = Relay::start("").await;
    let answer = send(relay.address, "HEAD", SCRIPT, &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(answer.header("content-length"), "5");
}

/// R-109
#[tokio::test]
async fn nothing_else_is_found() {
    let relay = Relay::start("").await;
    write(relay.page.path(), "app.js.map", "{}");
    write(relay.page.path(), ".env", "secret");
    for path in [
        "/nowhere",
        "/index.html.br",
        "/app.js.map",
        "/.env",
        "/.git/config",
        "/../relay.toml",
        "/%2e%2e/relay.toml",
        "/%2e%2e%2frelay.toml",
        "/app-0123456789abcdef.js.br",
        "/api/v1/none",
        "/api/v2/config",
        "/causes/none",
        "/causes/..%2f..%2fCargo",
        "/catalogue/en/none.json",
        "/catalogue/en/dns-failure.md",
        "/catalogue/en/..%2f..%2fCargo.toml",
        "/metrics",
        "/api",
        "/api/v1/",
        "/oauth/",
        "/causes/",
        "/catalogue/en/",
        "/assets/",
        "/.well-known/",
        "/debug/pprof/",
        "/server-status",
        "/version",
    ] {
        assert_eq!(get(relay.address, path).await.status, 404, "{path}");
    }
}

/// R-107
#[tokio::test]
async fn another_method_is_told_which_ones_there_are() {
    let relay = Relay::start("").await;
    for (method, path, allowed) in [
        ("POST", "/", "GET,HEAD"),
        ("PUT", "/oauth/callback", "GET,HEAD"),
        ("OPTIONS", "/api/v1/config", "GET,HEAD"),
        ("TRACE", "/healthz", "GET,HEAD"),
        ("DELETE", SCRIPT, "GET,HEAD"),
        ("GET", "/api/v1/ticket", "POST"),
        ("OPTIONS", "/api/v1/ticket", "POST"),
        ("POST", "/api/v1/check", "GET,HEAD"),
    ] {
        let answer = send(relay.address, method, path, &[]).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, allowed),
            "{method} {path}"
        );
    }
    let nowhere = send(relay.address, "POST", "/nowhere", &[]).await;
    assert_eq!(nowhere.status, 404);
}

/// Cold, as HTML inside the shell and under the page's own policy; and for the program, as its structure.
#[tokio::test]
async fn the_catalogue_is_there_to_be_read() {
    let relay = Relay::start("").await;
    let shell = "<html><head><title>T</title></head><body><main>PLACEHOLDER</main></body></html>";
    write(relay.page.path(), "index.html", shell);
    let cause = get(relay.address, "/causes/dns-failure").await;
    assert_eq!(cause.status, 200);
    assert_eq!(cause.header("content-type"), "text/html; charset=utf-8");
    assert!(
        cause
            .header("content-security-policy")
            .contains("trusted-types")
    );
    assert!(cause.body.contains("<h2>How to fix it</h2>") && !cause.body.contains("PLACEHOLDER"));
    let all = get(relay.address, "/causes").await;
    assert!(all.body.contains("href=\"/causes/dns-failure\""));

    let page = get(relay.address, "/catalogue/en/dns-failure.json").await;
    assert_eq!(page.header("content-type"), "application/json");
    let page: Page = serde_json::from_str(&page.body).unwrap();
    assert_eq!(page.code, "dns-failure");
    assert!(page.blocks.contains(&Block::Section("Sources".into())));
}

#[tokio::test]
async fn the_settings_are_public_and_hold_no_host() {
    let relay = Relay::start("operator = \"The help desk\"").await;
    let answer = get(relay.address, "/api/v1/config").await;
    let config: PublicConfig = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(config.public_url, relay.origin());
    assert_eq!(config.operator.as_deref(), Some("The help desk"));
    assert_eq!(config.providers.len(), 1);
    assert_eq!(config.providers[0].client_id.as_deref(), Some("greencheck"));
    assert!(
        !answer.body.contains("imap.example.test"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_relay_without_its_page_lives_and_is_not_ready() {
    let relay = Relay::start("").await;
    std::fs::remove_file(relay.page.path().join("index.html")).unwrap();
    assert_eq!(get(relay.address, "/healthz").await.status, 200);
    assert_eq!(get(relay.address, "/readyz").await.status, 503);
    assert_eq!(get(relay.address, "/").await.status, 503);
}

/// R-112: with the status that says so; `smuggling` has the rest.
#[tokio::test]
async fn a_request_that_could_be_read_in_two_ways_is_not_read() {
    let relay = Relay::start("").await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    for (request, status) in [
        (
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
            "400",
        ),
        ("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHo st: a\r\n\r\n", "400"),
        (&long, "431"),
    ] {
        let answer = exchange(relay.address, request).await;
        let start = answer.get(..12).unwrap_or_default();
        assert_eq!(start, format!("HTTP/1.1 {status}"), "{}", &request[..40]);
    }
}
