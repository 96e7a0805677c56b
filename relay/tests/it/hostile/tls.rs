//! Servers that are hostile below the dialogue: in the handshake, and in the records after it.

use rustls::pki_types::CertificateDer;
use shared::event::ServerFrame;
use shared::evidence::tls::Tls;
use shared::evidence::{Break, Evidence, Outcome};
use shared::plan::{Protocol, Step};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::{WITHIN_MS, broken, evidence, fits};
use crate::certificates;
use crate::good::{Good, say};
use crate::route::{Lab, told};

const PROTOCOLS: [Protocol; 3] = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];

///
#[tokio::test]
async fn a_handshake_without_end_ends() {
    // A certificate of 16 MB, announced, and then an octet a record or as much as a record holds; or nothing but changes
    // of the cipher; or warnings.
    let announced = [11, 0xff, 0xff, 0xff];
    let full = [&[22, 3, 3, 0x40, 0][..], &announced, &[0; 0x4000 - 4]].concat();
    for (first, again) in [
        (
            [&[22, 3, 3, 0, 4][..], &announced].concat(),
            vec![22, 3, 3, 0, 1, 0],
        ),
        (Vec::new(), full),
        (Vec::new(), vec![20, 3, 3, 0, 1, 1]),
        (Vec::new(), vec![21, 3, 3, 0, 2, 1, 90]),
    ] {
        let lab = Lab::start().await;
        let plan = Good::of(Protocol::Imap).plan(lab.plan(), WITHIN_MS);
        let server = async {
            let (mut stream, _) = lab.listener.accept().await.unwrap();
            let _ = stream.write_all(&first).await;
            let some = again.repeat(1 + 16 * 1024 / again.len());
            // Without an end of the client's the test has none.
            while stream.write_all(&some).await.is_ok() {}
            let _ = stream.read_to_end(&mut Vec::new()).await;
        };
        let (frames, ()) = tokio::join!(lab.run(&plan), server);
        let (step, outcome) = told(&frames)[2];
        assert_eq!((step, outcome), (Step::Tls, Outcome::Failed));
        ended_in_the_handshake(&frames);
    }
}

/// The handshake was too much, or none.
fn ended_in_the_handshake(frames: &[ServerFrame]) {
    let tls = evidence(frames).nth(2);
    let is_one = matches!(
        tls,
        Some(Evidence::Tls(Tls::Broken(
            Break::TooMuch | Break::Malformed
        )))
    );
    assert!(is_one, "{tls:?}");
    fits(frames);
}

///
#[tokio::test]
async fn a_chain_of_16_mb_is_not_read_to_its_end() {
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let lab = Lab::start_with(|mut chain, key| {
            let large = CertificateDer::from(vec![0x30; 1 << 20]);
            chain.extend(std::iter::repeat_n(large, 15));
            certificates::config(chain, key, version)
        })
        .await;
        let plan = Good::of(Protocol::Imap).plan(lab.plan(), WITHIN_MS);
        let server = async {
            let (stream, _) = lab.listener.accept().await.unwrap();
            assert!(lab.acceptor.accept(stream).await.is_err());
        };
        let (frames, ()) = tokio::join!(lab.run(&plan), server);
        ended_in_the_handshake(&frames);
    }
}

/// the library refuses a flood of nothing but changes; with an octet between them each looks like progress.
#[tokio::test]
async fn changes_of_keys_without_end_end() {
    for protocol in PROTOCOLS {
        for (carried, ends) in [("", Break::Malformed), ("x", Break::TooMuch)] {
            let lab = Lab::start().await;
            let plan = Good::of(protocol).plan(lab.plan(), WITHIN_MS);
            let server = async {
                let mut stream = lab.accept().await;
                let changed = change_keys(&mut stream, carried).await;
                assert!(changed < 50_000, "{changed} changes were read");
            };
            let (frames, ()) = tokio::join!(lab.run(&plan), server);
            assert_eq!(told(&frames)[3], (Step::Greeting, Outcome::Failed));
            assert_eq!(broken(&frames), Some(ends), "{protocol:?}: {frames:?}");
        }
    }
}

/// How many changes were sent before the client went.
async fn change_keys(stream: &mut TlsStream<TcpStream>, carried: &str) -> usize {
    for count in 0..100_000 {
        stream.get_mut().1.refresh_traffic_keys().unwrap();
        let sent = stream.write_all(carried.as_bytes()).await;
        if sent.and(stream.flush().await).is_err() {
            return count;
        }
    }
    100_000
}

/// a server that closes the connection and not TLS has said all that it had to say.
#[tokio::test]
async fn an_end_without_the_goodbye_of_tls_takes_nothing_back() {
    for protocol in PROTOCOLS {
        let lab = Lab::start().await;
        let good = Good::of(protocol);
        let plan = good.plan(lab.plan(), WITHIN_MS);
        let server = async {
            let mut stream = lab.accept().await;
            say(&mut stream, good.encrypted).await.unwrap();
            drop(stream.into_inner());
        };
        let (frames, ()) = tokio::join!(lab.run(&plan), server);
        let passed = told(&frames).iter().all(|(_, how)| *how == Outcome::Passed);
        assert!(passed, "{frames:?}");
    }
}
