//! Shakes hands with a server whose certificate has to be refused, and listens to what is sent.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedIssuer, KeyPair};
use relay::probe::Seen;
use relay::probe::tls::{Trust, handshake};
use relay::transcript::Transcript;
use rustls::pki_types::CertificateDer;
use shared::diagnose::chain::{Flaw, flaw};
use shared::evidence::Evidence;
use shared::evidence::tls::{CertificateVerdict, Tls};
use shared::token::Token;
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use crate::certificates::{HOST, config};

const CANARY: &str = "canary-canary-canary";

/// What a server shows.
pub struct Shown {
    /// Its own certificate first.
    pub chain: Vec<CertificateDer<'static>>,
    /// Of its own certificate.
    pub key: KeyPair,
}

/// The flaw of a chain that is refused with this verdict over either version of TLS, and nothing sent.
pub async fn refused_everywhere(
    root: &CertifiedIssuer<'static, KeyPair>,
    shown: Shown,
    verdict: CertificateVerdict,
) -> Flaw {
    let mut flaws = Vec::new();
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let config = Arc::new(config(shown.chain.clone(), &shown.key, version));
        let (theirs, server) = tokio::io::duplex(256 * 1024);
        let serving = tokio::spawn(async move {
            // The server never sees the end of the handshake, so it cannot have read anything.
            assert!(TlsAcceptor::from(config).accept(server).await.is_err());
        });
        let tls = met(root.der(), theirs).await;
        serving.await.unwrap();
        flaws.push(flaw_of(&tls, verdict));
    }
    assert_eq!(flaws[0], flaws[1]);
    flaws.swap_remove(0)
}

/// The flaw of a refusal with this verdict.
pub fn flaw_of(tls: &Tls, expected: CertificateVerdict) -> Flaw {
    let Tls::Untrusted { verdict, chain } = tls else {
        panic!("{tls:?}");
    };
    assert_eq!(*verdict, expected, "{chain:#?}");
    flaw(*verdict, chain, OffsetDateTime::now_utc().unix_timestamp())
}

/// Shakes hands over this stream, which must fail, and checks each record that was sent.
pub async fn met(
    root: &CertificateDer<'static>,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
) -> Tls {
    let trust = Trust::new(vec![(HOST.parse().unwrap(), vec![root.clone()])]).unwrap();
    let transcript = Transcript::new(&Token::new(CANARY.into()));
    let (ours, mut tap) = tokio::io::duplex(256 * 1024);
    let client = async {
        let host = HOST.parse().unwrap();
        let within = Duration::from_secs(8);
        let Seen { evidence, next, .. } = handshake(ours, &host, &trust, &transcript, within).await;
        assert!(next.is_none(), "there is a stream to send a token over");
        let Evidence::Tls(tls) = evidence else {
            panic!("{evidence:?}");
        };
        tls
    };
    let (tls, sent) = tokio::join!(client, copied(&mut tap, &mut server));
    nothing_but_a_handshake(&sent);
    tls
}

/// Passes octets on until the client has gone, and keeps what it sent.
async fn copied(
    client: &mut (impl AsyncRead + AsyncWrite + Unpin),
    server: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> Vec<u8> {
    let (mut sent, mut up, mut down) = (Vec::new(), [0; 4096], [0; 4096]);
    let mut answers = true;
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let octets = &up[..read.unwrap_or(0)];
                if octets.is_empty() {
                    let _ = server.shutdown().await;
                    return sent;
                }
                sent.extend_from_slice(octets);
                let _ = server.write_all(octets).await;
            }
            read = server.read(&mut down), if answers => {
                let octets = &down[..read.unwrap_or(0)];
                answers = !octets.is_empty();
                if answers {
                    let _ = client.write_all(octets).await;
                } else {
                    let _ = client.shutdown().await;
                }
            }
        }
    }
}

/// Every record is of the handshake or an alert. Behind TLS 1.3's first flight an alert is encrypted and goes as
/// application data; its two octets, the type and the tag are 19, and a command with a token is longer.
fn nothing_but_a_handshake(mut sent: &[u8]) {
    assert_eq!(sent.first(), Some(&22), "there was no handshake");
    assert!(!sent.windows(6).any(|octets| octets == b"canary"));
    while let [kind, _, _, high, low, rest @ ..] = sent {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        match kind {
            20..=22 => {}
            23 => assert_eq!(length, 19, "more than an alert"),
            other => panic!("a record of type {other}"),
        }
        sent = rest.get(length..).unwrap_or_default();
    }
}
