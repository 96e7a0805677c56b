//! A socket as the page opens it.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use shared::event::{SUBPROTOCOL, ServerFrame, Ticket};
use shared::provider::PublicConfig;
use shared::refusal::Refusal;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::http::{get, send};
use super::relay::Relay;

/// Nothing in these tests waits longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What no frame of the relay may hold.
pub const TOKEN: &str = "canary-3f1c9a7e5b2d";

/// An open socket.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// The upgrade alone.
    pub async fn connect(relay: &Relay) -> Self {
        let mut request = format!("ws://{}/api/v1/check", relay.address)
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        headers.insert("Origin", relay.origin().parse().unwrap());
        headers.insert("Sec-WebSocket-Protocol", SUBPROTOCOL.parse().unwrap());
        let stream = TcpStream::connect(relay.address).await.unwrap();
        let (socket, answer) = client_async(request, stream).await.unwrap();
        assert_eq!(answer.headers()["sec-websocket-protocol"], SUBPROTOCOL);
        assert!(!answer.headers().contains_key("sec-websocket-extensions"));
        Self(socket)
    }

    /// The upgrade and a good first frame.
    pub async fn open(relay: &Relay) -> Self {
        let mut socket = Self::connect(relay).await;
        socket.send(&opening(relay).await).await;
        socket
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) {
        self.write(Message::text(frame.to_string())).await;
    }

    /// Sends any message.
    pub async fn write(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// What is below the frames.
    pub fn stream(&mut self) -> &mut TcpStream {
        self.0.get_mut()
    }

    /// The next frame.
    pub async fn frame(&mut self) -> ServerFrame {
        loop {
            match self.next().await {
                Message::Text(text) => {
                    assert!(!text.contains(TOKEN), "{text}");
                    return serde_json::from_str(&text).unwrap();
                }
                Message::Ping(_) => {}
                other => panic!("a frame was expected, not {other:?}"),
            }
        }
    }

    /// The next frame is a refusal; which one, and after how long to ask again.
    pub async fn refusal(&mut self) -> (Refusal, Option<u32>) {
        match self.frame().await {
            ServerFrame::Refused {
                refusal,
                retry_after,
                ..
            } => (refusal, retry_after),
            other => panic!("a refusal was expected, not {other:?}"),
        }
    }

    /// Nothing more comes; the code that the relay closes with.
    pub async fn close_code(&mut self) -> u16 {
        match self.next().await {
            Message::Close(Some(frame)) => frame.code.into(),
            other => panic!("the end was expected, not {other:?}"),
        }
    }

    /// All frames up to the one that ends a check.
    pub async fn until_finished(&mut self) -> Vec<ServerFrame> {
        let mut frames = Vec::new();
        loop {
            frames.push(self.frame().await);
            if let Some(ServerFrame::Finished { .. } | ServerFrame::Refused { .. }) = frames.last()
            {
                return frames;
            }
        }
    }

    async fn next(&mut self) -> Message {
        tokio::time::timeout(PATIENCE, self.0.next())
            .await
            .expect("the relay says something in time")
            .expect("the socket is open")
            .unwrap()
    }
}

/// The first frame, with a ticket of its own.
pub async fn opening(relay: &Relay) -> Value {
    let config = get(relay.address, "/api/v1/config").await.body;
    let config: PublicConfig = serde_json::from_str(&config).unwrap();
    let origin = relay.origin();
    let ours = [
        ("Origin", origin.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let answer = send(relay.address, "POST", "/api/v1/ticket", &ours).await;
    let Ticket { ticket } = serde_json::from_str(&answer.body).unwrap();
    json!({"open": {"ticket": ticket, "build": config.build}})
}

/// A check of this mailbox.
pub fn check(mailbox: &str) -> Value {
    json!({"check": {"request": {
        "provider": "example", "issuer": "https://login.example.test", "mailbox": mailbox,
        "protocols": ["imap"], "token": TOKEN,
    }}})
}

/// A check that differs from a good one in this.
pub fn check_with(field: &str, value: Value) -> Value {
    let mut frame = check("anna@example.test");
    frame["check"]["request"][field] = value;
    frame
}
