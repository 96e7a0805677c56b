//! A relay whose visitors come over HTTPS, asked by whoever comes without.

use shared::event::SUBPROTOCOL;

use super::http::{get, send};
use super::relay::{Relay, provider};
use super::socket::Socket;

async fn start() -> Relay {
    let provider = provider("example", "greencheck", true, "imap.example.test:993:tls");
    Relay::start_as(Some("https://check.example"), &provider).await
}

/// a page that came without TLS gets no socket and no ticket, and is sent nowhere else. Ours is told of `wss` alone.
#[tokio::test]
async fn a_page_that_came_without_tls_opens_no_socket() {
    let relay = start().await;
    for origin in [
        "http://check.example",
        "http://check.example:80",
        "http://check.example:443",
        "ws://check.example",
        "wss://check.example",
    ] {
        let upgrade = [
            ("Origin", origin),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Protocol", SUBPROTOCOL),
            ("Connection", "close, upgrade"),
        ];
        let socket = send(relay.address, "GET", "/api/v1/check", &upgrade).await;
        let ours = [("Origin", origin), ("Sec-Fetch-Site", "same-origin")];
        let ticket = send(relay.address, "POST", "/api/v1/ticket", &ours).await;
        for answer in [socket, ticket] {
            assert_eq!(answer.status, 403, "{origin}");
            for absent in ["location", "upgrade", "sec-websocket-accept"] {
                assert_eq!(answer.header(absent), "", "{origin}: {absent}");
            }
        }
    }
    // The same with the origin that is ours.
    Socket::open(&relay).await;

    let page = get(relay.address, "/").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("connect-src 'self' wss://check.example "));
    assert!(!policy.contains("ws://"), "{policy}");
    assert!(!policy.contains("http://"), "{policy}");
}
