//! Requests that two readers could take for different ones.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::relay::Relay;

/// What a request that was hidden in another would get.
const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

/// Sends these octets and gives the answers to them, until the connection is closed or nothing comes any more.
async fn answers(relay: &Relay, request: &[u8]) -> (Vec<String>, bool) {
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    // One that is closed early takes no more.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let closed = timeout(Duration::from_millis(700), async {
        let mut piece = [0; 4096];
        loop {
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => return,
                Ok(length) => answer.extend_from_slice(&piece[..length]),
            }
        }
    })
    .await
    .is_ok();
    let text = String::from_utf8_lossy(&answer);
    let statuses = text.split("HTTP/1.1 ").skip(1);
    let statuses = statuses.map(|rest| rest.chars().take(3).collect());
    (statuses.collect(), closed)
}

/// a request whose length or lines could be read in two ways is refused, and the connection ends with it: nothing
/// that was hidden behind it is answered.
#[tokio::test]
async fn what_could_be_read_in_two_ways_is_refused_and_ends_the_connection() {
    let relay = Relay::start("").await;
    let with = |headers: &str, body: &str| {
        format!("POST /api/v1/ticket HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}")
    };
    let header = |line: &str| format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n{HIDDEN}");
    let chunked = "Transfer-Encoding: chunked\r\n";
    let long = "x".repeat(100 * 1024);
    for request in [
        // Both lengths, either first.
        with(
            &format!("Content-Length: 6\r\n{chunked}"),
            &format!("0\r\n\r\n{HIDDEN}"),
        ),
        with(
            &format!("{chunked}Content-Length: 4\r\n"),
            &format!("5c\r\n{HIDDEN}\r\n0\r\n\r\n"),
        ),
        // Two lengths, a length that is none.
        with("Content-Length: 0\r\nContent-Length: 40\r\n", HIDDEN),
        with("Content-Length: 0, 40\r\n", HIDDEN),
        with("Content-Length: +0\r\n", HIDDEN),
        with("Content-Length: -1\r\n", HIDDEN),
        with("Content-Length: 0x0\r\n", HIDDEN),
        // A coding that is not the last, or not known.
        with(
            "Transfer-Encoding: chunked, identity\r\n",
            &format!("0\r\n\r\n{HIDDEN}"),
        ),
        with(
            "Transfer-Encoding: xchunked\r\n",
            &format!("0\r\n\r\n{HIDDEN}"),
        ),
        with(
            "Transfer-Encoding : chunked\r\n",
            &format!("0\r\n\r\n{HIDDEN}"),
        ),
        // Lines folded, without a name, with a space in it, with octets that no line has.
        header("X: a\r\n b"),
        header(": a"),
        header("X Y: a"),
        header("X\0: a"),
        header("X: a\rY: b"),
        // Longer than any head of ours.
        header(&format!("X: {long}")),
        // No such request line.
        format!("GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n{HIDDEN}"),
        format!("GET /healthz HTTP/3.0\r\nHost: a\r\n\r\n{HIDDEN}"),
    ] {
        let (statuses, closed) = answers(&relay, request.as_bytes()).await;
        let shown: String = request.chars().take(120).collect();
        assert!(closed, "{shown:?} leaves the connection open: {statuses:?}");
        assert!(
            !statuses.contains(&"200".to_owned()),
            "{shown:?}: {statuses:?}"
        );
        assert!(statuses.len() <= 1, "{shown:?}: {statuses:?}");
    }
    // The same connection answers two requests that are two.
    let both = format!("{HIDDEN}{HIDDEN}");
    let (statuses, _) = answers(&relay, both.as_bytes()).await;
    assert_eq!(statuses, ["200", "200"]);
}
