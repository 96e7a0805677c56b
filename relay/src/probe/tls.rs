//! The TLS handshake, with the certificate judged by webpki and the judgement recorded.

mod chain;
mod opening;
mod verifier;

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{AlertDescription, ClientConfig, PeerIncompatible, RootCertStore};
use shared::address::HostName;
use shared::evidence::tls::Tls;
use shared::evidence::{Break, Evidence, Speaks};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::probe::Seen;
use crate::transcript::Transcript;
use opening::Opening;
use verifier::Recorder;

/// Whose certificates are trusted: the public authorities for public hosts, an operator's own for the hosts it names.
#[derive(Clone, Debug)]
pub struct Trust {
    provider: Arc<CryptoProvider>,
    public: Arc<WebPkiServerVerifier>,
    internal: BTreeMap<HostName, Arc<WebPkiServerVerifier>>,
}

/// The trusted authorities cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A certificate is no certificate of an authority.
    #[error("a certificate for {0} cannot be used as an authority: {1}")]
    Certificate(HostName, rustls::Error),
    /// There is no authority to trust.
    #[error("no certificate of an authority for {0}")]
    NoAuthority(String),
}

impl Trust {
    /// `internal`: the authorities of each host that has its own; a certificate of anybody else is then refused for it.
    ///
    /// # Errors
    /// An authority's certificate cannot be used.
    pub fn new(
        internal: Vec<(HostName, Vec<CertificateDer<'static>>)>,
    ) -> Result<Self, TrustError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = |roots: RootCertStore, of: String| {
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|_| TrustError::NoAuthority(of))
        };
        let public = verifier(
            webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect(),
            "public hosts".to_owned(),
        )?;
        let mut own = BTreeMap::new();
        for (host, certificates) in internal {
            let mut roots = RootCertStore::empty();
            for certificate in certificates {
                roots
                    .add(certificate)
                    .map_err(|error| TrustError::Certificate(host.clone(), error))?;
            }
            let verifier = verifier(roots, host.to_string())?;
            own.insert(host, verifier);
        }
        Ok(Self {
            provider,
            public,
            internal: own,
        })
    }

    fn for_host(&self, host: &HostName) -> Arc<WebPkiServerVerifier> {
        Arc::clone(self.internal.get(host).unwrap_or(&self.public))
    }
}

/// A stream that is encrypted to a host whose certificate was found good for its name. Only [`handshake`] makes one.
#[derive(Debug)]
pub struct Encrypted<S>(TlsStream<Opening<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Encrypted<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut self.get_mut().0;
        let before = buf.filled().len();
        let outcome = Pin::new(&mut *this).poll_read(cx, buf);
        this.get_mut().0.carried(buf.filled().len() - before);
        outcome
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Encrypted<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, octets)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}

/// Shakes hands. The stream comes back only when the certificate is good for this host.
pub async fn handshake<S>(
    stream: S,
    host: &HostName,
    trust: &Trust,
    transcript: &Transcript,
    within: Duration,
) -> Seen<Encrypted<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let recorder = Arc::new(Recorder::new(trust.for_host(host)));
    let (Some(config), Ok(name)) = (
        config(trust, Arc::clone(&recorder)),
        ServerName::try_from(host.as_str().to_owned()),
    ) else {
        return failed(Tls::Broken(Break::Malformed));
    };
    let opening = Opening::new(stream);
    let first = opening.first();
    let shaken = tokio::time::timeout(
        within,
        TlsConnector::from(Arc::new(config)).connect(name, opening),
    )
    .await;
    let (verdict, chain) = recorder.take();
    let chain = chain::describe(&chain, transcript);
    match shaken {
        Ok(Ok(mut stream)) => {
            let (opening, session) = stream.get_mut();
            opening.handshake_is_over();
            let version = match session.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
                _ => "TLSv1.2",
            };
            let evidence = Tls::Established {
                version: version.to_owned(),
                chain,
            };
            Seen::passed(Evidence::Tls(evidence), Vec::new(), Encrypted(stream))
        }
        Ok(Err(error)) => match verdict {
            Some(verdict) => failed(Tls::Untrusted { verdict, chain }),
            None => failed(broken(&error, &first.octets())),
        },
        Err(_) => failed(Tls::Broken(Break::TimedOut)),
    }
}

/// How a connection ended whose reading failed. A peer that closes without TLS's goodbye has closed all the same.
pub fn ended_by(error: &io::Error) -> Break {
    let of_tls = <dyn std::error::Error + Send + Sync>::is::<rustls::Error>;
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Break::Closed,
        _ if opening::is_too_much(error) => Break::TooMuch,
        io::ErrorKind::InvalidData if error.get_ref().is_some_and(of_tls) => Break::Malformed,
        _ => Break::Reset,
    }
}

fn failed<T>(tls: Tls) -> Seen<T> {
    Seen::failed(Evidence::Tls(tls), Vec::new())
}

fn config(trust: &Trust, recorder: Arc<Recorder>) -> Option<ClientConfig> {
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&trust.provider))
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(recorder)
        .with_no_client_auth();
    // Each check stands for itself.
    config.resumption = rustls::client::Resumption::disabled();
    Some(config)
}

/// What a failed handshake shows, where the certificate was not the reason.
fn broken(error: &io::Error, first: &[u8]) -> Tls {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::AlertReceived(alert)) => Tls::Alert {
            alert: alert_name(*alert),
        },
        Some(rustls::Error::PeerIncompatible(why)) => Tls::Alert {
            alert: incompatible(why),
        },
        _ if opening::is_too_much(error) => Tls::Broken(Break::TooMuch),
        // A TLS record begins with its type, 20 to 24, and the version's 3.
        _ if !first.is_empty() && !matches!(first, [20..=24] | [20..=24, 3, ..]) => Tls::NotTls {
            speaks: Speaks::of(first),
        },
        Some(_) => Tls::Broken(Break::Malformed),
        None if error.kind() == io::ErrorKind::UnexpectedEof => Tls::Broken(Break::Closed),
        None => Tls::Broken(Break::Reset),
    }
}

/// The alert that a server would have sent, where it is the relay that finds that nothing suits both.
fn incompatible(why: &PeerIncompatible) -> String {
    let alert = match why {
        PeerIncompatible::ServerDoesNotSupportTls12Or13
        | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig => {
            AlertDescription::ProtocolVersion
        }
        _ => AlertDescription::HandshakeFailure,
    };
    alert_name(alert)
}

/// The alert's name as RFC 8446 §6 and RFC 6066 §3 spell it; rustls has the same words in camel case, but one.
fn alert_name(alert: AlertDescription) -> String {
    if alert == AlertDescription::UnrecognisedName {
        return "unrecognized_name".to_owned();
    }
    let mut name = String::new();
    for c in format!("{alert:?}").chars() {
        let begins = c.is_ascii_uppercase() && name.ends_with(|c: char| c.is_ascii_lowercase());
        if begins {
            name.push('_');
        }
        name.push(c);
    }
    name.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_spelled_as_in_the_standard() {
        assert_eq!(
            alert_name(AlertDescription::HandshakeFailure),
            "handshake_failure"
        );
        assert_eq!(
            alert_name(AlertDescription::ProtocolVersion),
            "protocol_version"
        );
        assert_eq!(alert_name(AlertDescription::UnknownCA), "unknown_ca");
        assert_eq!(
            alert_name(AlertDescription::UnrecognisedName),
            "unrecognized_name"
        );
    }
}
