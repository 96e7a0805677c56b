//! The connections of the mail servers.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::clock;
use crate::imap::dialogue::{Dialogue, Then};
use crate::permissions::Permissions;
use crate::servers::{self, Server};
use crate::tokens::Tokens;

/// The longest line read from a client: a 16 KiB token in base64 with room to spare.
const MAX_LINE: u64 = 32 * 1024;
/// The longest wait for a client's line, and for the client to read.
const PATIENCE: Duration = Duration::from_mins(1);
/// How much "without end" is, in octets, should nobody hang up.
const FLOOD: usize = 64 * 1024 * 1024;

/// Serves all mail hosts on one listener until it is dropped.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    tokens: Arc<Tokens>,
    permissions: Arc<Permissions>,
) {
    let acceptor = TlsAcceptor::from(tls);
    let places = Arc::new(Semaphore::new(256));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, most likely: others will end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (acceptor, tokens) = (acceptor.clone(), Arc::clone(&tokens));
        let permissions = Arc::clone(&permissions);
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection(stream, &acceptor, &tokens, &permissions).await {
                tracing::debug!(%error, "mail connection ended");
            }
        });
    }
}

async fn connection(
    stream: TcpStream,
    acceptor: &TlsAcceptor,
    tokens: &Tokens,
    permissions: &Permissions,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = timeout(PATIENCE, acceptor.accept(stream)).await??;
    let name = stream.get_ref().1.server_name().map(str::to_owned);
    if let Some(server) = name.as_deref().and_then(servers::by_host) {
        speak(&mut stream, server, tokens, permissions).await?;
    }
    timeout(PATIENCE, stream.shutdown()).await?
}

/// Speaks as this server until one side has had enough.
async fn speak<S>(
    stream: S,
    server: &'static Server,
    tokens: &Tokens,
    permissions: &Permissions,
) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(mut dialogue) = Dialogue::new(server, tokens, permissions) else {
        return Ok(());
    };
    let mut stream = BufReader::new(stream);
    send(&mut stream, &[dialogue.greeting().to_owned()]).await?;
    while let Some(line) = timeout(PATIENCE, line(&mut stream)).await?? {
        let turn = dialogue.answer(&line, clock::now());
        send(&mut stream, &turn.lines).await?;
        match turn.then {
            Then::Wait => {}
            Then::Close => return Ok(()),
            Then::Flood => return flood(&mut stream).await,
        }
    }
    Ok(())
}

/// A line without its end; `None` when the client has gone, sent too much, or sent something that is not text.
async fn line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    stream.take(MAX_LINE).read_until(b'\n', &mut line).await?;
    if line.pop() != Some(b'\n') {
        return Ok(None);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(String::from_utf8(line).ok())
}

/// Sends the lines in one write.
async fn send<S: AsyncWrite + Unpin>(stream: &mut S, lines: &[String]) -> io::Result<()> {
    let text: Vec<_> = lines.iter().map(|line| format!("{line}\r\n")).collect();
    let text = text.concat();
    timeout(PATIENCE, async {
        stream.write_all(text.as_bytes()).await?;
        stream.flush().await
    })
    .await?
}

async fn flood<S: AsyncWrite + Unpin>(stream: &mut S) -> io::Result<()> {
    timeout(PATIENCE, async {
        stream.write_all(b"* OK ").await?;
        let chunk = [b'z'; 8192];
        for _ in 0..FLOOD / chunk.len() {
            stream.write_all(&chunk).await?;
        }
        stream.flush().await
    })
    .await?
}
