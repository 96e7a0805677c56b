//! Mail servers that are no good: each connection is one of four kinds, in turns.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// Longer than any check.
const LONG: Duration = Duration::from_mins(2);

/// Listens for as long as the program runs, with the certificate of the lab's mail host.
pub async fn start(port: u16, lab: &Path) {
    let certificate = CertificateDer::from_pem_file(lab.join("trusted.pem"));
    let key = PrivateKeyDer::from_pem_file(lab.join("trusted.key"));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.expect("the lab wrote it")],
            key.expect("the lab wrote it"),
        )
        .expect("they belong together");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = listener.expect("the port is free");
    let turn = AtomicUsize::new(0);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let kind = turn.fetch_add(1, Ordering::Relaxed) % 5;
            tokio::spawn(serve(acceptor.clone(), stream, kind));
        }
    });
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, kind: usize) {
    if kind == 4 {
        // Connected, and never a word of TLS.
        sleep(LONG).await;
        return;
    }
    // A relay that has gone is what ends each of them.
    let Ok(mut stream) = acceptor.accept(stream).await else {
        return;
    };
    match kind {
        0 => drip(&mut stream).await,
        1 => flood(&mut stream).await,
        2 => bomb(&mut stream).await,
        _ => silent(&mut stream).await,
    }
}

/// A greeting that never ends, an octet at a time.
async fn drip(stream: &mut TlsStream<TcpStream>) {
    let begun = stream.write_all(b"* OK ").await;
    let mut going = begun.is_ok();
    while going {
        sleep(Duration::from_millis(200)).await;
        going = stream.write_all(b"x").await.is_ok() && stream.flush().await.is_ok();
    }
}

/// Untagged responses without an end.
async fn flood(stream: &mut TlsStream<TcpStream>) {
    let many = b"* 1 EXISTS\r\n".repeat(1_000);
    let mut going = stream.write_all(b"* OK ready\r\n").await.is_ok();
    while going {
        going = stream.write_all(&many).await.is_ok();
    }
}

/// A literal that is said to be huge, and begins to come.
async fn bomb(stream: &mut TlsStream<TcpStream>) {
    let said = stream.write_all(b"* OK {500000000}\r\n").await;
    let part = b"x".repeat(16 * 1024);
    let mut going = said.is_ok();
    while going {
        going = stream.write_all(&part).await.is_ok();
    }
}

/// A greeting, and then nothing.
async fn silent(stream: &mut TlsStream<TcpStream>) {
    if stream.write_all(b"* OK ready\r\n").await.is_ok() {
        // Whatever is asked is read, and never answered.
        let mut nothing = [0; 1024];
        while matches!(stream.read(&mut nothing).await, Ok(read) if read > 0) {}
    }
}
