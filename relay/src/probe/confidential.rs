//! Which streams a token may be written to.

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};

use crate::probe::tls::Encrypted;

/// A stream that nobody else reads: encrypted to a host whose certificate was found good, or within this process. There
/// is no third kind, and no other module can add one.
///
/// ```
/// fn presents_a_token(_: impl relay::probe::confidential::Confidential) {}
/// fn encrypted(stream: relay::probe::tls::Encrypted<tokio::net::TcpStream>) { presents_a_token(stream); }
/// ```
///
/// R-041: the same does not compile with a stream in plain text:
///
/// ```compile_fail
/// fn presents_a_token(_: impl relay::probe::confidential::Confidential) {}
/// fn in_the_open(stream: tokio::net::TcpStream) { presents_a_token(stream); }
/// ```
///
/// Neither does what comes out of the handshake's own library suffice, since that says nothing about the certificate:
///
/// ```compile_fail
/// fn presents_a_token(_: impl relay::probe::confidential::Confidential) {}
/// fn unverified(stream: tokio_rustls::client::TlsStream<tokio::net::TcpStream>) { presents_a_token(stream); }
/// ```
pub trait Confidential: AsyncRead + AsyncWrite + Unpin + Send + sealed::Sealed {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Confidential for Encrypted<S> {}

/// Two ends in the memory of one process: how tests play a server.
impl Confidential for DuplexStream {}

mod sealed {
    pub trait Sealed {}
    impl<S> Sealed for crate::probe::tls::Encrypted<S> {}
    impl Sealed for tokio::io::DuplexStream {}
}
