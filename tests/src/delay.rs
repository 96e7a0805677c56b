//! A proxy that makes loopback as slow as a real network.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

/// A running proxy.
#[derive(Debug)]
pub struct Delay {
    _stop: oneshot::Sender<()>,
}

impl Delay {
    /// Carries every connection to `port` on to `target`, and every chunk of bytes `each_way` later than it came. The
    /// connection itself is accepted at once, so a round trip below TCP costs nothing.
    pub fn start(port: u16, target: SocketAddr, each_way: Duration) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (listening, ready) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
                    .await
                    .expect("a free port");
                listening.send(()).expect("start waits for it");
                let accept = async {
                    while let Ok((client, _)) = listener.accept().await {
                        tokio::spawn(carry(client, target, each_way));
                    }
                };
                tokio::select! {
                    () = accept => {}
                    _ = stopped => {}
                }
            });
        });
        ready.recv().expect("the proxy listens");
        Self { _stop: stop }
    }
}

async fn carry(client: TcpStream, target: SocketAddr, each_way: Duration) {
    let Ok(server) = TcpStream::connect(target).await else {
        return;
    };
    for side in [&client, &server] {
        // Otherwise Nagle's algorithm would add delays of its own.
        let _ = side.set_nodelay(true);
    }
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
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
