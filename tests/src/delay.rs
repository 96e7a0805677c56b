//! A proxy that makes loopback as slow as a real network, and counts how often its clients wait.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::proxy::Proxy;

/// A running proxy.
#[derive(Debug)]
pub struct Delay {
    waits: Arc<AtomicUsize>,
    _proxy: Proxy,
}

impl Delay {
    /// Carries every connection to `port` on to `target`, and every chunk of bytes `each_way` later than it came. The
    /// connection itself is accepted at once, so a round trip below TLS costs nothing.
    pub fn start(port: u16, target: SocketAddr, each_way: Duration) -> Self {
        let waits = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&waits);
        let proxy = Proxy::start(port, target, move |client, server| {
            carry(client, server, each_way, Arc::clone(&count))
        });
        Self {
            waits,
            _proxy: proxy,
        }
    }

    /// How often, on all connections so far, a client spoke and the server answered: the round trips that the dialogue
    /// needs, whatever the machine's load does to their time.
    pub fn waits(&self) -> usize {
        self.waits.load(Ordering::SeqCst)
    }
}

async fn carry(client: TcpStream, server: TcpStream, each_way: Duration, waits: Arc<AtomicUsize>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let asked = AtomicBool::new(false);
    let ask = || asked.store(true, Ordering::SeqCst);
    let answer = || {
        if asked.swap(false, Ordering::SeqCst) {
            waits.fetch_add(1, Ordering::SeqCst);
        }
    };
    tokio::join!(
        pass(from_client, to_server, each_way, ask),
        pass(from_server, to_client, each_way, answer),
    );
}

/// Each chunk leaves `later` after it came, however many are on the way: latency, not bandwidth.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    later: Duration,
    seen: impl Fn(),
) {
    let (sender, mut queue) = mpsc::unbounded_channel();
    let read = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            seen();
            let chunk = (Instant::now() + later, buffer[..length].to_vec());
            if sender.send(chunk).is_err() {
                break;
            }
        }
    };
    let write = async move {
        while let Some((due, chunk)) = queue.recv().await {
            tokio::time::sleep_until(due.into()).await;
            if to.write_all(&chunk).await.is_err() {
                break;
            }
        }
        // The other side may have closed already.
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
