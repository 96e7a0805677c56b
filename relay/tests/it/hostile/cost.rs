//! What a check costs while a server plays an attack: octets, memory and time of the thread that runs it.
//!
//! TLS is real and the pipe below it is in memory, so that each octet that is read can be counted. The server has its own
//! thread.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use allocation_counter::measure;
use relay::probe::tls::{Trust, handshake};
use relay::transcript::Transcript;
use rustix::time::{ClockId, clock_gettime};
use shared::token::Token;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio_rustls::TlsAcceptor;

use super::attack::Attack;
use crate::certificates::{self, HOST};
use crate::dialogue::walk::{Step, TOKEN, Way, walk_with};

/// What one check cost.
#[derive(Debug)]
pub struct Cost {
    /// What came over the wire, handshake and all.
    pub octets: usize,
    /// The time of the thread after the handshake.
    #[allow(dead_code, reason = "the benchmark tells it")]
    pub time: Duration,
    /// The most memory held at once, handshake and all.
    pub peak: usize,
    /// What was seen.
    pub steps: Vec<Step>,
}

/// Checks a server that plays this.
pub fn of_a_check(attack: Attack) -> Cost {
    let lab = Lab::new();
    let (theirs, server) = tokio::io::duplex(PIPE);
    let serving = lab.serve(server, attack);
    let runtime = runtime();
    let mut told = (0, Duration::ZERO, Vec::new());
    let allocated = measure(|| {
        told = runtime.block_on(check(theirs, &lab.trust, attack));
    });
    let _ = serving.join();
    Cost {
        octets: told.0,
        time: told.1,
        peak: usize::try_from(allocated.bytes_max).unwrap_or(usize::MAX),
        steps: told.2,
    }
}

async fn check(
    stream: DuplexStream,
    trust: &Trust,
    attack: Attack,
) -> (usize, Duration, Vec<Step>) {
    let (stream, came) = Counted::new(stream);
    let transcript = Transcript::new(&Token::new(TOKEN.to_owned()));
    let host = HOST.parse().unwrap();
    let shaken = handshake(stream, &host, trust, &transcript, Duration::from_secs(20)).await;
    let began = thread_time();
    let stream = shaken.next.expect("the certificate is good");
    let steps = walk_with(Way::Encrypted(attack.protocol), TOKEN, stream).await;
    (
        came.load(Ordering::Relaxed),
        thread_time().saturating_sub(began),
        steps,
    )
}

/// The octets that a pipe holds: about as many as a socket.
pub const PIPE: usize = 64 * 1024;

/// One thread for one side.
pub fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

/// How long this thread has worked.
pub fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanos) = (u64::try_from(now.tv_sec), u32::try_from(now.tv_nsec));
    Duration::new(seconds.unwrap_or(0), nanos.unwrap_or(0))
}

/// A server's certificate, and who trusts it.
pub struct Lab {
    pub acceptor: TlsAcceptor,
    pub trust: Trust,
    /// Of the authority.
    #[allow(dead_code, reason = "the benchmark's other client trusts it")]
    pub root: rustls::pki_types::CertificateDer<'static>,
}

impl Lab {
    pub fn new() -> Self {
        let issuer = certificates::authority("Lab");
        let key = rcgen::KeyPair::generate().unwrap();
        let own = certificates::leaf().signed_by(&key, &issuer).unwrap();
        let config = certificates::config(vec![own.into()], &key, &rustls::version::TLS13);
        let root = issuer.der().clone();
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            trust: Trust::new(vec![(HOST.parse().unwrap(), vec![root.clone()])]).unwrap(),
            root,
        }
    }

    /// Plays the attack from a thread of its own.
    pub fn serve(&self, stream: DuplexStream, attack: Attack) -> std::thread::JoinHandle<()> {
        let acceptor = self.acceptor.clone();
        std::thread::spawn(move || {
            runtime().block_on(async {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    attack.play(&mut stream).await;
                }
            });
        })
    }
}

/// A stream whose incoming octets are counted.
struct Counted {
    inner: DuplexStream,
    came: Arc<AtomicUsize>,
}

impl Counted {
    fn new(inner: DuplexStream) -> (Self, Arc<AtomicUsize>) {
        let came = Arc::<AtomicUsize>::default();
        let counted = Self {
            inner,
            came: Arc::clone(&came),
        };
        (counted, came)
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.inner).poll_read(cx, buf))?;
        this.came
            .fetch_add(buf.filled().len() - before, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Counted {
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
