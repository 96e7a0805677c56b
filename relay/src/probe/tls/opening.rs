//! A stream that keeps the first octets of the other side and caps what TLS may send for itself.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// All that a server may send before the handshake is over, in octets. Long public chains are near 10 KiB.
const MAX_HANDSHAKE: usize = 64 * 1024;

/// All that it may send afterwards beside what its records carry, in octets. A record has some 22, and an honest answer
/// has few records; one octet a record, or a record that only changes keys, costs more to read than it brings.
const MAX_BESIDE: usize = 32 * 1024;

/// How many octets tell what speaks.
const TELLING: usize = 16;

/// The stream below TLS.
#[derive(Debug)]
pub struct Opening<S> {
    inner: S,
    first: First,
    left: usize,
}

/// The first octets that came, readable when the handshake has failed and the stream is gone.
#[derive(Clone, Debug, Default)]
pub struct First(Arc<Mutex<Vec<u8>>>);

/// TLS sent more for itself than [`MAX_HANDSHAKE`], or [`MAX_BESIDE`] later.
#[derive(Debug)]
struct TooMuch;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TLS sends too much for itself")
    }
}

impl std::error::Error for TooMuch {}

/// Whether a read failed because of the cap.
pub fn is_too_much(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooMuch>)
}

impl First {
    /// At most the first few octets.
    pub fn octets(&self) -> Vec<u8> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl<S> Opening<S> {
    /// Around a stream that was just connected.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            first: First::default(),
            left: MAX_HANDSHAKE,
        }
    }

    /// The first octets, as they come.
    pub fn first(&self) -> First {
        self.first.clone()
    }

    /// From here on what is carried is for the guard to count.
    pub fn handshake_is_over(&mut self) {
        self.left = MAX_BESIDE;
    }

    /// So many octets of what came were carried for the dialogue.
    pub fn carried(&mut self, octets: usize) {
        self.left = self.left.saturating_add(octets).min(MAX_BESIDE);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Opening<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.inner).poll_read(cx, buf))?;
        let came = &buf.filled()[before..];
        let left = this.left.checked_sub(came.len());
        this.left = left.ok_or_else(|| io::Error::other(TooMuch))?;
        let mut first = this.first.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = TELLING.saturating_sub(first.len()).min(came.len());
        first.extend_from_slice(&came[..room]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Opening<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, octets)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}
