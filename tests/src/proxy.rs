//! What the proxies of the lab have in common: a listener with a thread of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// A running proxy. It ends with this handle, and all its connections with it.
#[derive(Debug)]
pub struct Proxy {
    _stop: oneshot::Sender<()>,
}

impl Proxy {
    /// Listens on loopback and gives each client to `carry`, together with a connection to `target`.
    pub fn start<F>(
        port: u16,
        target: SocketAddr,
        carry: impl Fn(TcpStream, TcpStream) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, mut stopped) = oneshot::channel::<()>();
        let (listening, ready) = std::sync::mpsc::channel();
        // Tests block their own runtimes while they start programs; this one has to go on.
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
                let mut connections = JoinSet::new();
                loop {
                    let client = tokio::select! {
                        Ok((client, _)) = listener.accept() => client,
                        _ = &mut stopped => return,
                    };
                    // A target that is down looks to the client like a connection that closes at once.
                    if let Ok(server) = TcpStream::connect(target).await {
                        for side in [&client, &server] {
                            // Otherwise Nagle's algorithm would add delays of its own.
                            let _ = side.set_nodelay(true);
                        }
                        connections.spawn(carry(client, server));
                    }
                }
            });
        });
        ready.recv().expect("the proxy listens");
        Self { _stop: stop }
    }
}
