//! A good server whose connection fails in the middle.

use std::future::pending;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

use crate::good::{Good, Turn, follows_at_once, hear, say};
use crate::route::Lab;

/// How.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// RST.
    Reset,
    /// FIN, and what comes later is answered with RST; over TLS without its goodbye.
    Gone,
    /// FIN, and what comes later is still read; over TLS without its goodbye.
    HalfClosed,
    /// TLS's goodbye, and then FIN.
    Goodbye,
    /// Nothing.
    Silence,
}

/// Before which octet.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// In plain text.
    pub plain: bool,
    pub turn: usize,
    pub octet: usize,
}

impl Place {
    fn turns(self, good: Good) -> &'static [Turn] {
        if self.plain {
            good.plain
        } else {
            good.over_tls()
        }
    }

    /// The turn in the middle of which it is.
    pub fn turn(self, good: Good) -> Turn {
        self.turns(good)[self.turn]
    }
}

/// Plays up to the place, and then stays as long as somebody waits.
pub async fn play(lab: &Lab, good: Good, place: Place, manner: Manner) {
    let (mut stream, _) = lab.listener.accept().await.unwrap();
    stream.set_nodelay(true).unwrap();
    if place.plain {
        until(&mut stream, good, place).await;
        return fail(stream, manner).await;
    }
    say(&mut stream, good.plain).await.unwrap();
    let mut stream = lab.acceptor.accept(stream).await.unwrap();
    if !good.plain.is_empty() {
        hear(&mut stream).await.unwrap();
    }
    until(&mut stream, good, place).await;
    if manner == Manner::Goodbye {
        stream.shutdown().await.unwrap();
    }
    fail(stream.into_inner().0, manner).await;
}

async fn until<S>(stream: &mut S, good: Good, place: Place)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let turns = place.turns(good);
    let turn = place.turn(good);
    say(stream, &turns[..place.turn]).await.unwrap();
    if place.turn > 0 && !follows_at_once(turn, turns[place.turn - 1]) {
        hear(stream).await.unwrap();
    }
    let said = &turn.said.as_bytes()[..place.octet];
    stream.write_all(said).await.unwrap();
    stream.flush().await.unwrap();
}

async fn fail(mut stream: TcpStream, manner: Manner) {
    match manner {
        Manner::Reset => {
            stream.set_zero_linger().unwrap();
            drop(stream);
        }
        Manner::Gone => drop(stream),
        Manner::HalfClosed | Manner::Goodbye => {
            stream.shutdown().await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
        Manner::Silence => drop(stream.read_to_end(&mut Vec::new()).await),
    }
    pending::<()>().await;
}

/// Says so many octets of its side of the handshake.
pub async fn shake(lab: &Lab, octets: usize, manner: Manner) {
    let (stream, _) = lab.listener.accept().await.unwrap();
    stream.set_nodelay(true).unwrap();
    if manner == Manner::Reset {
        stream.set_zero_linger().unwrap();
    }
    let stream = Short {
        stream,
        left: octets,
        waits: manner == Manner::Silence,
    };
    // Kept, when it was long enough, until nobody waits.
    let _shaken = lab.acceptor.accept(stream).await;
    pending::<()>().await;
}

/// A stream that carries only so much.
struct Short {
    stream: TcpStream,
    left: usize,
    waits: bool,
}

impl AsyncWrite for Short {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.left == 0 && this.waits {
            return Poll::Pending;
        }
        if this.left == 0 {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let end = octets.len().min(this.left);
        let written = Pin::new(&mut this.stream).poll_write(cx, &octets[..end]);
        if let Poll::Ready(Ok(written)) = written {
            this.left -= written;
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Short {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

/// Says these an octet at a time, and waits for a command between them.
pub async fn slowly<S>(stream: &mut S, turns: &[Turn])
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    for (at, turn) in turns.iter().enumerate() {
        if at > 0 && !follows_at_once(*turn, turns[at - 1]) {
            hear(stream).await.unwrap();
        }
        for octet in turn.said.bytes() {
            stream.write_all(&[octet]).await.unwrap();
            stream.flush().await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }
}
