//! The TLS handshake against certificates that are good in all but one point, and against what is no TLS at all.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use relay::probe::Seen;
use relay::probe::tls::{Trust, handshake};
use relay::transcript::Transcript;
use rustls::pki_types::CertificateDer;
use rustls::{ServerConfig, SupportedProtocolVersion};
use shared::evidence::tls::{Certificate, CertificateVerdict, Tls};
use shared::evidence::{Break, Evidence, Speaks};
use shared::token::Token;
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio_rustls::TlsAcceptor;

use crate::certificates::{DAY, HOST, authority, config, leaf};

#[tokio::test]
async fn a_good_certificate_passes_with_either_version() {
    let authority = authority("Lab");
    for (version, name) in [
        (&rustls::version::TLS13, "TLSv1.3"),
        (&rustls::version::TLS12, "TLSv1.2"),
    ] {
        let tls = met(&authority, &authority, version, |_| {}).await;
        let Tls::Established { version, chain } = tls else {
            panic!("{tls:?}");
        };
        assert_eq!(version, name);
        let [own, issuer] = &chain[..] else {
            panic!("{chain:?}");
        };
        let now = OffsetDateTime::now_utc().unix_timestamp();
        assert_eq!(own.names, [HOST]);
        assert_eq!(own.issuer, issuer.subject);
        assert!(own.not_before < now && now < own.not_after);
    }
}

/// no stream comes back from a handshake whose certificate was refused, so nothing secret can be written to it.
#[tokio::test]
async fn each_fault_of_a_certificate_has_its_verdict() {
    type Change = fn(&mut CertificateParams);
    let faults: [(CertificateVerdict, Change); 5] = [
        (CertificateVerdict::Expired, |params| {
            params.not_after = OffsetDateTime::now_utc() - DAY;
        }),
        (CertificateVerdict::NotYetValid, |params| {
            params.not_before = OffsetDateTime::now_utc() + DAY;
        }),
        (CertificateVerdict::WrongName, |params| {
            let other = CertificateParams::new(["other.lab.test".to_owned()]).unwrap();
            params.subject_alt_names = other.subject_alt_names;
        }),
        (CertificateVerdict::WrongName, |params| {
            let address = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
            params.subject_alt_names = address.subject_alt_names;
        }),
        (CertificateVerdict::WrongUsage, |params| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }),
    ];
    let authority = authority("Lab");
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        for (verdict, change) in faults {
            let tls = met(&authority, &authority, version, change).await;
            assert_eq!(untrusted(&tls).0, verdict, "{tls:?}");
            assert_eq!(untrusted(&tls).1.len(), 2);
        }
    }
}

#[tokio::test]
async fn only_the_hosts_own_authority_is_trusted() {
    let (trusted, other) = (authority("Lab"), authority("Northwind"));
    let tls = met(&trusted, &other, &rustls::version::TLS13, |_| {}).await;
    assert_eq!(untrusted(&tls).0, CertificateVerdict::UnknownIssuer);
}

#[tokio::test]
async fn a_public_host_is_judged_by_the_public_authorities() {
    let issuer = authority("Lab");
    let key = KeyPair::generate().unwrap();
    let chain = vec![leaf().signed_by(&key, &issuer).unwrap().into()];
    let config = config(chain, &key, &rustls::version::TLS13);
    let other = "other.lab.test".parse().unwrap();
    let trust = Trust::new(vec![(other, vec![issuer.der().clone()])]).unwrap();
    let tls = shake_with(&trust, |stream| serve(stream, config)).await;
    assert_eq!(untrusted(&tls).0, CertificateVerdict::UnknownIssuer);
}

#[test]
fn an_authority_that_is_none_is_refused_at_the_start() {
    let host = || HOST.parse().unwrap();
    let error = Trust::new(vec![(host(), Vec::new())]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no certificate of an authority for mail.lab.test"
    );
    let garbage = vec![CertificateDer::from(b"garbage".to_vec())];
    let error = Trust::new(vec![(host(), garbage)]).unwrap_err();
    assert!(error.to_string().contains("mail.lab.test"), "{error}");
}

#[tokio::test]
async fn a_self_signed_certificate_leads_to_no_root() {
    use CertificateVerdict::{AuthorityAsServer, UnknownIssuer};
    for (is_ca, verdict) in [
        (IsCa::NoCa, UnknownIssuer),
        (IsCa::ExplicitNoCa, UnknownIssuer),
        (IsCa::Ca(BasicConstraints::Unconstrained), AuthorityAsServer),
    ] {
        let mut params = leaf();
        params.is_ca = is_ca;
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let config = config(vec![certificate.into()], &key, &rustls::version::TLS13);
        let tls = shake(&authority("Lab"), |stream| serve(stream, config)).await;
        assert_eq!(untrusted(&tls).0, verdict);
    }
}

#[tokio::test]
async fn a_forged_signature_is_seen() {
    let authority = authority("Lab");
    let key = KeyPair::generate().unwrap();
    let certificate = leaf().signed_by(&key, &authority).unwrap();
    let mut forged = certificate.der().to_vec();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let chain = vec![CertificateDer::from(forged), authority.der().clone()];
    let config = config(chain, &key, &rustls::version::TLS13);
    let tls = shake(&authority, |stream| serve(stream, config)).await;
    assert_eq!(untrusted(&tls).0, CertificateVerdict::BadSignature);
}

/// A certificate with a thousand long names still fits into an event.
#[tokio::test]
async fn a_large_certificate_is_cut() {
    let authority = authority("Lab");
    let tls = met(&authority, &authority, &rustls::version::TLS13, |params| {
        let names = (0..400).map(|n| format!("{}.n{n}.lab.test", "x".repeat(60)));
        let names = CertificateParams::new(names.collect::<Vec<_>>()).unwrap();
        params.subject_alt_names.extend(names.subject_alt_names);
    })
    .await;
    assert!(serde_json::to_string(&tls).unwrap().len() < 20_000);
    assert!(matches!(tls, Tls::Established { .. }), "{tls:?}");
}

///
#[tokio::test]
async fn what_is_no_tls_is_told_by_its_first_words() {
    for (words, speaks) in [
        ("* OK IMAP ready\r\n", Speaks::Imap),
        ("+OK POP3 ready\r\n", Speaks::Pop3),
        ("220 mail.lab.test ESMTP\r\n", Speaks::Smtp),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", Speaks::Http),
        ("SSH-2.0-OpenSSH_9.2p1\r\n", Speaks::Ssh),
        ("<html>hello</html>", Speaks::Unknown),
    ] {
        let tls = shake(&authority("Lab"), |stream| say(stream, words.as_bytes())).await;
        assert_eq!(tls, Tls::NotTls { speaks }, "{words}");
    }
}

#[tokio::test]
async fn an_alert_has_its_name() {
    for (number, name) in [
        (40, "handshake_failure"),
        (70, "protocol_version"),
        (80, "internal_error"),
        (112, "unrecognized_name"),
        (120, "no_application_protocol"),
    ] {
        let alert = [21, 3, 3, 0, 2, 2, number];
        let tls = shake(&authority("Lab"), |stream| say(stream, &alert)).await;
        let expected = Tls::Alert { alert: name.into() };
        assert_eq!(tls, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_and_a_silence_are_told_apart() {
    let closed = shake(&authority("Lab"), async |stream: DuplexStream| drop(stream)).await;
    assert_eq!(closed, Tls::Broken(Break::Closed));
    let silent = shake(&authority("Lab"), async |mut stream: DuplexStream| {
        stream.read_to_end(&mut Vec::new()).await.unwrap();
    })
    .await;
    assert_eq!(silent, Tls::Broken(Break::TimedOut));
}

///
#[tokio::test]
async fn an_endless_handshake_is_cut_off() {
    // A handshake message of 16 MB in records of the largest size.
    let mut endless = Vec::new();
    for _ in 0..1_000 {
        endless.extend_from_slice(&[22, 3, 3, 0x40, 0]);
        endless.extend_from_slice(&[11, 0xff, 0xff, 0xff]);
        endless.extend_from_slice(&[0; 0x4000 - 4]);
    }
    let tls = shake(&authority("Lab"), |stream| say(stream, &endless)).await;
    let expected = [Break::TooMuch, Break::Malformed].map(Tls::Broken);
    assert!(expected.contains(&tls), "{tls:?}");
}

/// Shakes hands with a server whose certificate is good but for `change`.
async fn met(
    trusted: &CertifiedIssuer<'static, KeyPair>,
    issuer: &CertifiedIssuer<'static, KeyPair>,
    version: &'static SupportedProtocolVersion,
    change: impl FnOnce(&mut CertificateParams),
) -> Tls {
    let mut params = leaf();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let chain = vec![certificate.into(), issuer.der().clone()];
    let config = config(chain, &key, version);
    shake(trusted, |stream| serve(stream, config)).await
}

/// The evidence; a stream comes with it only when the handshake succeeded.
async fn shake<F: Future>(
    trusted: &CertifiedIssuer<'static, KeyPair>,
    server: impl FnOnce(DuplexStream) -> F,
) -> Tls {
    let trust = Trust::new(vec![(HOST.parse().unwrap(), vec![trusted.der().clone()])]).unwrap();
    shake_with(&trust, server).await
}

async fn shake_with<F: Future>(trust: &Trust, server: impl FnOnce(DuplexStream) -> F) -> Tls {
    let transcript = Transcript::new(&Token::new("canary-canary-canary".into()));
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let client = async {
        let host = HOST.parse().unwrap();
        let within = Duration::from_secs(8);
        let Seen { evidence, next, .. } = handshake(ours, &host, trust, &transcript, within).await;
        let Evidence::Tls(tls) = evidence else {
            panic!("{evidence:?}");
        };
        assert_eq!(next.is_some(), matches!(tls, Tls::Established { .. }));
        tls
    };
    tokio::join!(client, server(theirs)).0
}

/// A server of TLS. What comes after the handshake would be ours: nothing may.
async fn serve(stream: DuplexStream, config: ServerConfig) {
    if let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await {
        let mut came = Vec::new();
        let _ = stream.read_to_end(&mut came).await;
        assert_eq!(came, b"");
    }
}

async fn say(mut stream: DuplexStream, octets: &[u8]) {
    let _ = stream.write_all(octets).await;
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

fn untrusted(tls: &Tls) -> (CertificateVerdict, &[Certificate]) {
    match tls {
        Tls::Untrusted { verdict, chain } => (*verdict, chain),
        other => panic!("{other:?}"),
    }
}
