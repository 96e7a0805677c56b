//! The guard around a stream: the only place where the token is put into what is written.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use shared::evidence::Break;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use zeroize::{Zeroize, Zeroizing};

use super::{Entry, Guard};
use crate::probe::tls::ended_by;
use crate::transcript::REMOVED;

/// What the IMAP library is given in the token's place: it logs what it writes.
pub const PLACEHOLDER: &[u8] = b"greencheck-token";

/// The same as the library writes it, in base64.
pub const ENCODED_PLACEHOLDER: &str = "Z3JlZW5jaGVjay10b2tlbg==";

/// The guard of one connection, shared by the stream, which the IMAP library owns, and the probes, which read the
/// record even when a deadline took the library's work away.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<Watched>>);

#[derive(Default)]
struct Watched {
    guard: Guard,
    message: Option<Zeroizing<String>>,
    holds: bool,
}

impl Watch {
    /// For a connection whose greeting came before this guard.
    pub fn greeted() -> Self {
        let watch = Self::default();
        watch.lock().guard = Guard::greeted();
        watch
    }

    /// From now on the placeholder is written as this SASL message.
    pub fn arm(&self, message: Zeroizing<String>) {
        self.lock().message = Some(message);
    }

    /// Drops the SASL message; whether it was written before.
    pub fn disarm(&self) -> bool {
        self.lock().message.take().is_none()
    }

    /// While it holds, a flush writes nothing: so two commands go out in one write.
    pub fn hold(&self, holds: bool) {
        self.lock().holds = holds;
    }

    /// Notes how the connection ended, unless that is known.
    pub fn end(&self, how: Break) {
        self.lock().guard.end(how);
    }

    /// How the connection ended, if it did.
    pub fn ended(&self) -> Option<Break> {
        self.lock().guard.ended()
    }

    /// What was exchanged since the last call.
    pub fn take_record(&self) -> Vec<Entry> {
        self.lock().guard.take_record()
    }

    /// The same, up to the answer to the command with this tag, if it is there.
    pub fn take_record_until(&self, tag: &str) -> Vec<Entry> {
        self.lock().guard.take_record_until(tag)
    }

    /// Whether the server has answered the command with this tag.
    pub fn has_answer(&self, tag: &str) -> bool {
        self.lock().guard.has_answer(tag)
    }

    fn lock(&self) -> MutexGuard<'_, Watched> {
        // A panic of the parser cannot leave the record half-written: it never holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that releases vetted responses only, and writes whole commands only.
pub struct Guarded<S> {
    inner: S,
    watch: Watch,
    released: Vec<u8>,
    read: usize,
    outgoing: Zeroizing<Vec<u8>>,
    written: usize,
    spliced: bool,
}

impl<S> Guarded<S> {
    /// Puts the guard around a stream.
    pub fn new(inner: S, watch: Watch) -> Self {
        let outgoing = Zeroizing::new(Vec::new());
        Self {
            inner,
            watch,
            released: Vec::new(),
            read: 0,
            outgoing,
            written: 0,
            spliced: false,
        }
    }
}

impl<S> fmt::Debug for Guarded<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guarded")
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.read < this.released.len() {
                let piece = &this.released[this.read..];
                let piece = &piece[..piece.len().min(buf.remaining())];
                buf.put_slice(piece);
                this.read += piece.len();
                return Poll::Ready(Ok(()));
            }
            this.released.clear();
            this.read = 0;
            if this.watch.ended().is_some() {
                return Poll::Ready(Ok(()));
            }
            let mut octets = [0; 4096];
            let mut piece = ReadBuf::new(&mut octets);
            let outcome = ready!(Pin::new(&mut this.inner).poll_read(cx, &mut piece));
            let guard = &mut this.watch.lock().guard;
            match outcome {
                Ok(()) if piece.filled().is_empty() => guard.end(Break::Closed),
                Ok(()) => guard.take_in(piece.filled(), &mut this.released),
                Err(error) => guard.end(ended_by(&error)),
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.get_mut().outgoing.extend_from_slice(octets);
        Poll::Ready(Ok(octets.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.spliced {
            let watched = &mut *this.watch.lock();
            if watched.holds {
                return Poll::Ready(Ok(()));
            }
            splice(&mut this.outgoing, watched);
            this.spliced = true;
        }
        while this.written < this.outgoing.len() {
            let written =
                ready!(Pin::new(&mut this.inner).poll_write(cx, &this.outgoing[this.written..]));
            match written {
                Ok(0) | Err(_) => {
                    this.watch.end(Break::Reset);
                    return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
                }
                Ok(written) => this.written += written,
            }
        }
        this.outgoing.zeroize();
        this.written = 0;
        this.spliced = false;
        Pin::new(&mut this.inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

/// Notes each command as it may be shown, and puts the SASL message where the placeholder stands.
fn splice(outgoing: &mut Zeroizing<Vec<u8>>, watched: &mut Watched) {
    let commands = std::mem::take(&mut **outgoing);
    // One allocation: a buffer that grew would leave the token behind in the old one.
    let room = watched.message.as_ref().map_or(0, |message| message.len());
    outgoing.reserve_exact(commands.len() + room);
    for line in commands.split_inclusive(|octet| *octet == b'\n') {
        let shown = line.strip_suffix(b"\r\n").unwrap_or(line);
        let place = find(line, ENCODED_PLACEHOLDER.as_bytes());
        // The message alone continues a command. One that is answered already, whatever the library has read of that, asks
        // for none.
        if place == Some(0) && !watched.guard.awaits_answer() {
            watched.guard.end(Break::Malformed);
            return;
        }
        let message = place.and_then(|_| watched.message.take());
        if let (Some(place), Some(message)) = (place, message) {
            outgoing.extend_from_slice(&line[..place]);
            outgoing.extend_from_slice(message.as_bytes());
            outgoing.extend_from_slice(&line[place + ENCODED_PLACEHOLDER.len()..]);
            watched
                .guard
                .note_sent(&[&shown[..place], REMOVED.as_bytes()].concat());
        } else {
            outgoing.extend_from_slice(line);
            watched.guard.note_sent(shown);
        }
    }
}

fn find(octets: &[u8], wanted: &[u8]) -> Option<usize> {
    octets
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use shared::evidence::Side;

    #[tokio::test]
    async fn the_token_is_written_and_never_recorded() {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        let watch = Watch::default();
        watch.arm(Zeroizing::new("c2VjcmV0".into()));
        let mut stream = Guarded::new(ours, watch.clone());
        for piece in [
            "A1",
            " ",
            "AUTHENTICATE XOAUTH2 ",
            ENCODED_PLACEHOLDER,
            "\r\n",
        ] {
            stream.write_all(piece.as_bytes()).await.unwrap();
        }
        stream.flush().await.unwrap();
        let mut written = [0; 64];
        let length = theirs.read(&mut written).await.unwrap();
        assert_eq!(&written[..length], b"A1 AUTHENTICATE XOAUTH2 c2VjcmV0\r\n");
        assert_eq!(
            watch.take_record(),
            [Entry {
                from: Side::Client,
                octets: b"A1 AUTHENTICATE XOAUTH2 [token removed]".to_vec(),
                whole: true,
            }]
        );
    }

    #[tokio::test]
    async fn held_commands_go_out_in_one_write() {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        let watch = Watch::default();
        let mut stream = Guarded::new(ours, watch.clone());
        watch.hold(true);
        stream.write_all(b"A1 LIST\r\n").await.unwrap();
        stream.flush().await.unwrap();
        watch.hold(false);
        stream.write_all(b"A2 LOGOUT\r\n").await.unwrap();
        stream.flush().await.unwrap();
        let mut written = [0; 64];
        let length = theirs.read(&mut written).await.unwrap();
        assert_eq!(&written[..length], b"A1 LIST\r\nA2 LOGOUT\r\n");
        assert_eq!(watch.take_record().len(), 2);
    }

    #[tokio::test]
    async fn a_closed_stream_is_noted() {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        let watch = Watch::default();
        let mut stream = Guarded::new(ours, watch.clone());
        theirs.write_all(b"* OK ready\r\n* BY").await.unwrap();
        drop(theirs);
        let mut read = String::new();
        stream.read_to_string(&mut read).await.unwrap();
        assert_eq!(
            (read.as_str(), watch.ended()),
            ("* OK\r\n", Some(Break::Closed))
        );
        assert_eq!(watch.take_record().len(), 2);
    }

    #[test]
    fn the_placeholder_is_what_the_library_writes_for_it() {
        use base64::Engine;
        assert_eq!(
            base64::engine::general_purpose::STANDARD.encode(PLACEHOLDER),
            ENCODED_PLACEHOLDER
        );
    }
}
