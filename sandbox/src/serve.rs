//! The connections of the mail servers: a port for each protocol, and the name that the client asks for in TLS (SNI)
//! decides who answers.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use shared::plan::Protocol;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::clock;
use crate::door::Door;
use crate::imap::dialogue::Dialogue as Imap;
use crate::permissions::Permissions;
use crate::pop::Pop;
use crate::servers;
use crate::smtp::{self, Smtp};
use crate::tokens::Tokens;
use crate::turn::{Dialogue, Then};

/// The longest line read from a client: a 16 KiB token in base64 with room to spare.
const MAX_LINE: u64 = 32 * 1024;
/// The longest wait for a client's line, and for the client to read.
const PATIENCE: Duration = Duration::from_mins(1);
/// How much "without end" is, in octets, should nobody hang up.
const FLOOD: usize = 64 * 1024 * 1024;

/// What every connection needs.
#[derive(Clone)]
pub struct Behind {
    /// The certificates.
    pub tls: Arc<ServerConfig>,
    /// Who knows tokens.
    pub tokens: Arc<Tokens>,
    /// Who knows permissions.
    pub permissions: Arc<Permissions>,
}

/// Serves all mail hosts over one protocol on one listener until it is dropped.
pub async fn serve(listener: TcpListener, protocol: Protocol, behind: Behind) {
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
        let behind = behind.clone();
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection(stream, protocol, &behind).await {
                tracing::debug!(%error, "mail connection ended");
            }
        });
    }
}

async fn connection(stream: TcpStream, protocol: Protocol, behind: &Behind) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let over_ipv6 = stream.local_addr()?.is_ipv6();
    let stream = match protocol {
        Protocol::Imap | Protocol::Pop => Some(stream),
        Protocol::Smtp => starttls(stream).await?,
    };
    let Some(stream) = stream else {
        return Ok(());
    };
    let acceptor = TlsAcceptor::from(Arc::clone(&behind.tls));
    let mut stream = timeout(PATIENCE, acceptor.accept(stream)).await??;
    let name = stream.get_ref().1.server_name().map(str::to_owned);
    if let Some(server) = name.as_deref().and_then(servers::by_host) {
        let door = Door {
            server,
            protocol,
            tokens: &behind.tokens,
            permissions: &behind.permissions,
        };
        match protocol {
            Protocol::Pop => speak(&mut stream, Pop::new(door)).await?,
            Protocol::Smtp => speak(&mut stream, Smtp::new(door)).await?,
            Protocol::Imap => {
                if let Some(imap) =
                    Imap::new(server, &behind.tokens, &behind.permissions, over_ipv6)
                {
                    speak(&mut stream, imap).await?;
                }
            }
        }
    }
    timeout(PATIENCE, stream.shutdown()).await?
}

/// The exchange in plain text; `None` when it ends without TLS.
async fn starttls(stream: TcpStream) -> io::Result<Option<TcpStream>> {
    let mut stream = BufReader::new(stream);
    send(&mut stream, &[smtp::GREETING.to_owned()]).await?;
    while let Some(line) = timeout(PATIENCE, line(&mut stream)).await?? {
        let command = line
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let lines = match command.as_str() {
            "EHLO" => smtp::PLAIN.map(str::to_owned).to_vec(),
            "STARTTLS" => vec![smtp::BEGIN.to_owned()],
            "QUIT" => vec![smtp::GOODBYE.to_owned()],
            _ => vec![smtp::ENCRYPT_FIRST.to_owned()],
        };
        send(&mut stream, &lines).await?;
        match command.as_str() {
            // Nothing may stand behind the command (RFC 3207 §4).
            "STARTTLS" if stream.buffer().is_empty() => return Ok(Some(stream.into_inner())),
            "STARTTLS" | "QUIT" => return Ok(None),
            _ => {}
        }
    }
    Ok(None)
}

/// Speaks until one side has had enough.
async fn speak<S>(stream: S, mut dialogue: impl Dialogue) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    send(&mut stream, &dialogue.greeting()).await?;
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
