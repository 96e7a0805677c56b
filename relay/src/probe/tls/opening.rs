//! A stream that keeps the first octets of the other side and caps what a handshake may send.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// All that a server may send before the handshake is over, in octets. Long public chains are near 10 KiB.
const MAX_HANDSHAKE: usize = 64 * 1024;

/// How many octets tell what speaks.
const TELLING: usize = 16;

/// The stream below TLS.
#[derive(Debug)]
pub struct Opening<S> {
    inner: S,
    first: First,
    left: Option<usize>,
}

/// The first octets that came, readable when the handshake has failed and the stream is gone.
#[derive(Clone, Debug, Default)]
pub struct First(Arc<Mutex<Vec<u8>>>);

/// The handshake sent more than [`MAX_HANDSHAKE`].
#[derive(Debug)]
struct TooMuch;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handshake is too long")
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
            left: Some(MAX_HANDSHAKE),
        }
    }

    /// The first octets, as they come.
    pub fn first(&self) -> First {
        self.first.clone()
    }

    /// Lifts the cap; from here on the guard counts.
    pub fn handshake_is_over(&mut self) {
        self.left = None;
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
        if let Some(left) = this.left {
            this.left = Some(
                left.checked_sub(came.len())
                    .ok_or_else(|| io::Error::other(TooMuch))?,
            );
            let mut first = this.first.0.lock().unwrap_or_else(PoisonError::into_inner);
            let room = TELLING.saturating_sub(first.len()).min(came.len());
            first.extend_from_slice(&came[..room]);
        }
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
