//! A proxy that makes loopback as slow as a real network.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::proxy::Proxy;

/// Carries every connection to `port` on to `target`, and every chunk of bytes `each_way` later than it came. The
/// connection itself is accepted at once, so a round trip below TLS costs nothing.
pub fn start(port: u16, target: SocketAddr, each_way: Duration) -> Proxy {
    Proxy::start(port, target, move |client, server| {
        carry(client, server, each_way)
    })
}

async fn carry(client: TcpStream, server: TcpStream, each_way: Duration) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::join!(
        pass(from_client, to_server, each_way),
        pass(from_server, to_client, each_way),
    );
}

/// Each chunk leaves `later` after it came, however many are on the way: latency, not bandwidth.
async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, later: Duration) {
    let (sender, mut queue) = mpsc::unbounded_channel();
    let read = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
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
