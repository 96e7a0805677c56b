//! A proxy in front of the relay that can be told to stand in the way.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::proxy::Proxy;

/// What the gate lets through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rule {
    /// Everything.
    Open,
    /// HTTP, but no WebSocket: many company proxies do this.
    NoWebSocket,
    /// The page, but nothing under `/api/`: the relay is down behind a cache.
    NoApi,
    /// Nothing; open connections end.
    Closed,
}

/// A running gate.
#[derive(Debug)]
pub struct Gate {
    rule: watch::Sender<Rule>,
    _proxy: Proxy,
}

impl Gate {
    /// Carries connections to `port` on to `target`.
    pub fn start(port: u16, target: SocketAddr) -> Self {
        let (rule, seen) = watch::channel(Rule::Open);
        let proxy = Proxy::start(port, target, move |client, server| {
            carry(client, server, seen.clone())
        });
        Self {
            rule,
            _proxy: proxy,
        }
    }

    /// From now on only this.
    pub fn rule(&self, rule: Rule) {
        self.rule.send_replace(rule);
    }
}

async fn carry(client: TcpStream, server: TcpStream, mut rule: watch::Receiver<Rule>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let current = rule.clone();
    let requests = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
            if !admits(*current.borrow(), &buffer[..length])
                || to_server.write_all(&buffer[..length]).await.is_err()
            {
                break;
            }
        }
    };
    let answers = async {
        // Either side may go first.
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    };
    tokio::select! {
        () = requests => {}
        () = answers => {}
        _ = rule.wait_for(|rule| *rule == Rule::Closed) => {}
    }
}

/// Looks at the start of what the browser sends. Its requests fit into one chunk on loopback, and frames of a
/// WebSocket are masked, so neither is taken for the other.
fn admits(rule: Rule, chunk: &[u8]) -> bool {
    let head = String::from_utf8_lossy(chunk).to_ascii_lowercase();
    match rule {
        Rule::Open => true,
        Rule::NoWebSocket => !head.contains("\r\nupgrade: websocket"),
        Rule::NoApi => !head
            .lines()
            .next()
            .is_some_and(|line| line.contains(" /api/")),
        Rule::Closed => false,
    }
}
