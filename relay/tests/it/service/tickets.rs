//! Who may have a ticket, and who may open a socket.

use shared::event::{SUBPROTOCOL, ServerFrame, Ticket};
use shared::limit::Limit;

use super::http::{Answer, send};
use super::relay::Relay;

async fn ask(relay: &Relay, headers: &[(&str, &str)]) -> Answer {
    send(relay.address, "POST", "/api/v1/ticket", headers).await
}

/// An upgrade request with this origin and subprotocol.
async fn upgrade(relay: &Relay, more: &[(&str, &str)]) -> Answer {
    let mut headers = vec![
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-WebSocket-Version", "13"),
        // Refused, the connection ends.
        ("Connection", "close, upgrade"),
    ];
    headers.extend(more);
    send(relay.address, "GET", "/api/v1/check", &headers).await
}

/// Origins that are not the page's, however near they come.
fn strangers(relay: &Relay) -> Vec<String> {
    let (origin, port) = (relay.origin(), relay.address.port());
    vec![
        "null".to_owned(),
        "https://evil.test".to_owned(),
        origin.replace("http", "https"),
        origin.to_ascii_uppercase(),
        format!("{origin}/"),
        format!("{origin}0"),
        format!("{origin}.evil.test"),
        format!("{origin}@evil.test"),
        format!("http://evillocalhost:{port}"),
        format!("http://localhostevil.test:{port}"),
        format!("http://localhost.:{port}"),
        format!("http://evil.localhost:{port}"),
        format!("http://127.0.0.1:{port}"),
        "http://localhost".to_owned(),
        format!("{origin}, {origin}"),
        String::new(),
    ]
}

#[tokio::test]
async fn our_own_page_gets_a_ticket_and_no_two_are_alike() {
    let relay = Relay::start("").await;
    let origin = relay.origin();
    let ours = [
        ("Origin", origin.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let mut tickets = Vec::new();
    for _ in 0..2 {
        let answer = ask(&relay, &ours).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, "no-store")
        );
        let Ticket { ticket } = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(ticket.len(), 43, "256 bits in base64url");
        tickets.push(ticket);
    }
    assert_ne!(tickets[0], tickets[1]);
}

///
#[tokio::test]
async fn nobody_else_gets_one() {
    let relay = Relay::start("").await;
    let origin = relay.origin();
    for site in ["cross-site", "same-site", "none", "Same-Origin", ""] {
        let headers = [("Origin", origin.as_str()), ("Sec-Fetch-Site", site)];
        assert_eq!(ask(&relay, &headers).await.status, 403, "{site}");
    }
    assert_eq!(
        ask(&relay, &[("Origin", &origin)]).await.status,
        403,
        "no Sec-Fetch-Site"
    );
    for stranger in strangers(&relay) {
        let headers = [
            ("Origin", stranger.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
        ];
        assert_eq!(ask(&relay, &headers).await.status, 403, "{stranger}");
    }
    assert_eq!(
        ask(&relay, &[("Sec-Fetch-Site", "same-origin")])
            .await
            .status,
        403,
        "no Origin"
    );
    for (mode, status) in [("navigate", 403), ("cors", 200)] {
        let headers = [
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
            ("Sec-Fetch-Mode", mode),
        ];
        assert_eq!(ask(&relay, &headers).await.status, status, "{mode}");
    }
}

///
#[tokio::test]
async fn nobody_else_opens_a_socket() {
    let relay = Relay::start("").await;
    let protocol = ("Sec-WebSocket-Protocol", SUBPROTOCOL);
    assert_eq!(upgrade(&relay, &[protocol]).await.status, 403, "no Origin");
    for stranger in strangers(&relay) {
        let answer = upgrade(&relay, &[protocol, ("Origin", &stranger)]).await;
        assert_eq!(answer.status, 403, "{stranger}");
    }
    // Ours once is ours; whoever says it twice, or something else besides, is not our page.
    let origin = relay.origin();
    for besides in [origin.as_str(), "https://evil.test"] {
        let answer = upgrade(
            &relay,
            &[protocol, ("Origin", &origin), ("Origin", besides)],
        )
        .await;
        assert_eq!(answer.status, 403, "and {besides}");
    }
}

#[tokio::test]
async fn a_socket_speaks_our_subprotocol_or_does_not_open() {
    let relay = Relay::start("").await;
    let origin = relay.origin();
    let origin = ("Origin", origin.as_str());
    assert_eq!(upgrade(&relay, &[origin]).await.status, 400);
    for other in ["greencheck.v2", "graphql-ws", "GREENCHECK.V1", ""] {
        let answer = upgrade(&relay, &[origin, ("Sec-WebSocket-Protocol", other)]).await;
        assert_eq!(answer.status, 400, "{other}");
    }
}

#[tokio::test]
async fn a_request_that_is_no_upgrade_is_told_so() {
    let relay = Relay::start("").await;
    let origin = relay.origin();
    let answer = send(
        relay.address,
        "GET",
        "/api/v1/check",
        &[("Origin", &origin)],
    )
    .await;
    assert_eq!(answer.status, 400);
}

/// a socket too many is refused with the time to wait, and so is its ticket, whose answer a page can read.
#[tokio::test]
async fn there_are_as_many_sockets_as_the_operator_allows() {
    let relay = Relay::start("[limits]\nsockets = 1").await;
    let held = super::socket::Socket::connect(&relay).await;
    let origin = relay.origin();
    let ours = [
        ("Origin", origin.as_str()),
        ("Sec-WebSocket-Protocol", SUBPROTOCOL),
    ];
    let answer = upgrade(&relay, &ours).await;
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    let ours = [
        ("Origin", origin.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let ticket = ask(&relay, &ours).await;
    assert_eq!(ticket.status, 503);
    for answer in [answer, ticket] {
        let refused: ServerFrame = serde_json::from_str(&answer.body).unwrap();
        let ServerFrame::Refused {
            retry_after, limit, ..
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((retry_after, limit), (Some(30_000), Some(Limit::Sockets)));
    }
    drop(held);
}
