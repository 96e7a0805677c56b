//! The HTTP server around the routes.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::forwarded::client;
use crate::patient::Patient;
use crate::routes::{Peer, router};
use crate::seats::Seats;
use crate::service::Service;

/// How long a client may take to send a request's head; also how long a connection may be idle.
const HEAD: Duration = Duration::from_secs(10);

/// The longest head of a request, in octets.
const MAX_HEAD: usize = 32 * 1024;

/// How long running requests and checks may go on once the relay is told to stop.
const DRAIN: Duration = Duration::from_secs(8);

/// Serves until `stop` is ready, then lets what runs come to its end for a while.
pub async fn serve(listener: TcpListener, service: Arc<Service>, stop: impl Future<Output = ()>) {
    let seats = Seats::new(service.limits.connections);
    let router = router(Arc::clone(&service));
    let graceful = GracefulShutdown::new();
    // axum's own server knows no time for a request's head.
    let mut http = Builder::new(TokioExecutor::new()).http1_only();
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(MAX_HEAD);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // A proxy comes for everybody.
                let address = peer.ip().to_canonical();
                let counted = (!service.proxies.contains(&address)).then_some(address);
                let Some(seat) = seats.take(counted) else {
                    // A dropped stream is closed: there is no room, and no memory to say so in.
                    tracing::debug!("no seat for another connection");
                    continue;
                };
                // Without it answers are only later.
                let _ = stream.set_nodelay(true);
                let router = router.clone();
                let known = Arc::clone(&service);
                let answer = service_fn(move |mut request: http::Request<Incoming>| {
                    let client = client(peer.ip(), request.headers(), &known.proxies);
                    request.extensions_mut().insert(Peer(client));
                    router.clone().oneshot(request)
                });
                let (http, watcher, known) =
                    (http.clone(), graceful.watcher(), Arc::clone(&service));
                tokio::spawn(async move {
                    if speaks(&stream, &known).await {
                        let stream = TokioIo::new(Patient::new(stream));
                        let connection = http.serve_connection_with_upgrades(stream, answer);
                        if watcher.watch(connection.into_owned()).await.is_err() {
                            tracing::debug!("a connection ended early");
                        }
                    }
                    drop(seat);
                });
            }
            // Out of descriptors, most likely: some will be free soon.
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    service.stop();
    let ended = timeout(DRAIN, async {
        tokio::join!(graceful.shutdown(), service.sockets.all_free());
    });
    if ended.await.is_err() {
        tracing::info!("what still ran was cut off");
    }
}

/// Whether a client says anything in time. The library's clock for a head starts with the first octet of it.
async fn speaks(stream: &TcpStream, service: &Service) -> bool {
    let mut first = [0];
    tokio::select! {
        spoken = timeout(HEAD, stream.peek(&mut first)) => matches!(spoken, Ok(Ok(octets)) if octets > 0),
        () = service.stopping() => false,
    }
}
