//! A connection on which a client that does not read is waited for, and not for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How long it may take until what was written is out: the page over 64 kbit/s, twice. Whoever takes an octet now and then
/// wins no time by that.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// The connection. The server's library has a time for the head of a request, and none for its own answers.
#[derive(Debug)]
pub struct Patient<S> {
    inner: S,
    /// Since something did not fit, until all is out.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    /// Around this one.
    pub const fn new(inner: S) -> Self {
        Self {
            inner,
            waiting: None,
        }
    }

    /// What a write came to; an error once there was no end for too long.
    fn waited<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_pending() {
            let waiting = self
                .waiting
                .get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
            if waiting.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, octets);
        self.waited(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, pieces);
        self.waited(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    /// Comes after the last octet of what there was to write.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        if flushed.is_ready() {
            self.waiting = None;
        }
        self.waited(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.waited(cx, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::Instant;

    use super::*;

    /// Writes more than fits to somebody who takes an octet each `every`; how long until that ended, and how.
    async fn written(octets: usize, every: Duration) -> (Duration, io::Result<()>) {
        let (ours, mut theirs) = duplex(16);
        let reading = tokio::spawn(async move {
            loop {
                sleep(every).await;
                if theirs.read_u8().await.is_err() {
                    break;
                }
            }
        });
        let mut patient = Patient::new(ours);
        let began = Instant::now();
        let ended = async {
            patient.write_all(&vec![0; octets]).await?;
            patient.flush().await
        };
        let ended = ended.await;
        reading.abort();
        (began.elapsed(), ended)
    }

    /// whoever does not read, or an octet now and then, has as long as anybody.
    #[tokio::test(start_paused = true)]
    async fn an_octet_now_and_then_wins_no_time() {
        for every in [Duration::from_hours(1), Duration::from_secs(1)] {
            let (took, ended) = written(1_000, every).await;
            assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::TimedOut);
            assert!(took >= PATIENCE && took < PATIENCE * 2, "{took:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_message_has_its_own_time() {
        let (ours, mut theirs) = duplex(16);
        let reading = tokio::spawn(async move {
            let mut all = 0;
            while theirs.read_u8().await.is_ok() {
                all += 1;
                sleep(Duration::from_secs(1)).await;
            }
            all
        });
        let mut patient = Patient::new(ours);
        for _ in 0..5 {
            patient.write_all(&[0; 100]).await.unwrap();
            patient.flush().await.unwrap();
        }
        drop(patient);
        assert_eq!(reading.await.unwrap(), 500);
    }
}
