//! What time does to a socket, on a clock that the tests turn.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Sink, Stream};
use relay::service::Service;
use relay::session::{self, Broken};
use serde_json::{Value, json};
use shared::event::ServerFrame;
use shared::refusal::Refusal;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use super::relay::{PAGE, config, provider, write};
use super::socket::check_with;

/// The relay's end of a socket made of two channels.
struct Line {
    heard: UnboundedReceiver<Message>,
    said: UnboundedSender<Message>,
    /// The page has stopped reading.
    blocked: bool,
}

impl Stream for Line {
    type Item = Result<Message, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.heard.poll_recv(context).map(|message| message.map(Ok))
    }
}

impl Sink<Message> for Line {
    type Error = mpsc::error::SendError<Message>;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if self.blocked {
            Poll::Pending
        } else {
            Poll::Ready(Ok(()))
        }
    }

    fn start_send(self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        self.said.send(message)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }
}

/// The page's end, and the session at the other.
struct Session {
    say: UnboundedSender<Message>,
    hear: UnboundedReceiver<Message>,
    ended: tokio::task::JoinHandle<()>,
    began: Instant,
    opening: Value,
    _page: TempDir,
}

impl Session {
    fn start(blocked: bool) -> Self {
        let page = TempDir::with_prefix("page-").unwrap();
        write(page.path(), "index.html", PAGE);
        let provider = provider("example", "greencheck", true, "imap.example.test:993:tls");
        let settings = format!("[dns]\nnameservers = [\"127.0.0.1:9\"]\n{provider}");
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let service = Service::new(config(listen, page.path(), &settings)).unwrap();
        let ticket = service
            .tickets
            .issue(None, std::time::Instant::now())
            .unwrap();
        let opening = json!({"open": {"ticket": ticket, "build": service.build()}});
        let (say, heard) = mpsc::unbounded_channel();
        let (said, hear) = mpsc::unbounded_channel();
        let ended = tokio::spawn(async move {
            session::serve(
                Line {
                    heard,
                    said,
                    blocked,
                },
                &service,
                None,
            )
            .await;
        });
        Self {
            say,
            hear,
            ended,
            began: Instant::now(),
            opening,
            _page: page,
        }
    }

    fn open(&self) {
        self.send(&self.opening);
    }

    fn send(&self, frame: &Value) {
        self.say.send(Message::text(frame.to_string())).unwrap();
    }

    /// Why the session ends.
    async fn refused(&mut self) -> Refusal {
        let Message::Text(text) = self.next().await else {
            panic!("a frame was expected")
        };
        match serde_json::from_str(&text).unwrap() {
            ServerFrame::Refused { refusal, .. } => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The next thing said that is no heart-beat.
    async fn next(&mut self) -> Message {
        loop {
            match self.hear.recv().await.unwrap() {
                Message::Ping(_) => {}
                message => return message,
            }
        }
    }

    /// The session ends with this refusal; after how long.
    async fn expires(mut self) -> Duration {
        let expired = ServerFrame::Refused {
            refusal: Refusal::SessionExpired,
            retry_after: None,
            limit: None,
        };
        let Message::Text(text) = self.next().await else {
            panic!("a frame was expected")
        };
        assert_eq!(serde_json::from_str::<ServerFrame>(&text).unwrap(), expired);
        let after = self.began.elapsed();
        assert!(matches!(self.next().await, Message::Close(Some(_))));
        self.ended.await.unwrap();
        after
    }
}

fn seconds(from: u64) -> std::ops::Range<Duration> {
    Duration::from_secs(from)..Duration::from_secs(from + 1)
}

///
#[tokio::test(start_paused = true)]
async fn a_socket_that_never_opens_is_closed_after_ten_seconds() {
    let session = Session::start(false);
    assert!(seconds(10).contains(&session.expires().await));
}

///
#[tokio::test(start_paused = true)]
async fn a_socket_that_falls_silent_is_closed_after_ninety_seconds() {
    let session = Session::start(false);
    session.open();
    assert!(seconds(90).contains(&session.expires().await));
}

///
#[tokio::test(start_paused = true)]
async fn no_socket_lives_longer_than_five_minutes() {
    let mut session = Session::start(false);
    session.open();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_mins(1)).await;
        session.send(&check_with("mailbox", json!("anna")));
        assert!(matches!(session.next().await, Message::Text(_)));
    }
    assert!(seconds(300).contains(&session.expires().await));
}

///
#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_read_is_left_after_ten_seconds() {
    let session = Session::start(true);
    session.open();
    session.send(&check_with("mailbox", json!("anna")));
    session.ended.await.unwrap();
    assert!(seconds(10).contains(&session.began.elapsed()));
}

///
#[tokio::test(start_paused = true)]
async fn an_open_socket_has_a_heart_beat() {
    let mut session = Session::start(false);
    session.open();
    let Some(Message::Ping(_)) = session.hear.recv().await else {
        panic!("a ping was expected")
    };
    assert!(session.began.elapsed() <= Duration::from_secs(30));
}

/// nor is anything waited for behind frames that need no answer.
#[tokio::test(start_paused = true)]
async fn a_flood_of_pongs_before_the_first_message_ends_the_socket() {
    let mut session = Session::start(false);
    for _ in 0..16 {
        session.say.send(Message::Pong(Vec::new().into())).unwrap();
    }
    assert_eq!(session.refused().await, Refusal::TooMany);
    session.ended.await.unwrap();
}

///
#[tokio::test(start_paused = true)]
async fn a_flood_of_messages_ends_the_socket() {
    let mut session = Session::start(false);
    session.open();
    for _ in 0..1_000 {
        session.send(&json!({"cancel": {}}));
    }
    assert_eq!(session.refused().await, Refusal::TooMany);
    session.ended.await.unwrap();
}
