//! Servers that are slow on purpose, at each place where one can be: a step has its own end, whatever progress there is.

use std::time::Duration;

use relay::probe::Seen;
use relay::probe::tls::{Encrypted, handshake};
use relay::transcript::Transcript;
use shared::evidence::tls::Tls;
use shared::evidence::{Break, Evidence};
use shared::plan::{Protocol, Step};
use shared::token::Token;
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::time::{Instant, sleep};

use super::cost::Lab;
use crate::certificates::HOST;
use crate::dialogue::walk::{self, TOKEN, WITHIN, Way, walk_with};
use crate::good::{Good, Turn, hear, say};

/// Where the drip begins: all before it comes at once.
#[derive(Clone, Copy, Debug)]
struct Drip {
    protocol: Protocol,
    at: Step,
    first: &'static str,
    /// What is repeated for ever, an octet a second.
    again: &'static [u8],
    /// In the middle of one record of TLS, instead of a record for each octet.
    in_a_record: bool,
}

const fn drip(protocol: Protocol, at: Step, first: &'static str, again: &'static [u8]) -> Drip {
    Drip {
        protocol,
        at,
        first,
        again,
        in_a_record: false,
    }
}

const IMAP: Protocol = Protocol::Imap;
const POP: Protocol = Protocol::Pop;
const SMTP: Protocol = Protocol::Smtp;

const DRIPS: &[Drip] = &[
    drip(IMAP, Step::Greeting, "", b"* OK ready"),
    drip(IMAP, Step::Capability, "* CAPABILITY ", b"IMAP4rev1 "),
    drip(IMAP, Step::Auth, "+ ", b"eyJ9"),
    drip(IMAP, Step::Examine, "", b"* 1 EXISTS\r\n"),
    drip(IMAP, Step::List, "* LIST () \"/\" {4000}\r\n", b"x"),
    drip(IMAP, Step::List, "* LIST () \"/\" INBOX\r\n", b"A0004 OK "),
    drip(POP, Step::Greeting, "", b"+OK ready"),
    drip(POP, Step::Capability, "+OK\r\n", b"TOP\r\n"),
    drip(POP, Step::Auth, "", b"+ eyJ9"),
    drip(POP, Step::Stat, "", b"+OK 1 10"),
    drip(SMTP, Step::Greeting, "", b"220-ready\r\n"),
    drip(SMTP, Step::Capability, "", b"250-SIZE\r\n"),
    drip(SMTP, Step::Auth, "", b"334 eyJ9"),
    drip(SMTP, Step::Rset, "", b"250-reset\r\n"),
    Drip {
        in_a_record: true,
        ..drip(IMAP, Step::Greeting, "* OK", b"\0")
    },
    Drip {
        in_a_record: true,
        ..drip(IMAP, Step::List, "* LIST () \"/\" {4000}\r\n", b"\0")
    },
    Drip {
        in_a_record: true,
        ..drip(POP, Step::Capability, "+OK\r\n", b"\0")
    },
    Drip {
        in_a_record: true,
        ..drip(SMTP, Step::Auth, "", b"\0")
    },
];

///
#[tokio::test(start_paused = true)]
async fn an_octet_a_second_is_no_progress_anywhere() {
    for drip in DRIPS {
        let before = Good::of(drip.protocol).encrypted;
        let at = before.iter().position(|turn| turn.step == drip.at);
        let before = &before[..at.unwrap()];
        let (steps, took) = checked(drip.protocol, TOKEN, async |stream| {
            drip.play(stream, before).await;
        })
        .await;
        assert_eq!(
            steps.last(),
            Some(&Some(Break::TimedOut)),
            "{drip:?}: {steps:?}"
        );
        on_time(took);
    }
}

impl Drip {
    async fn play(self, mut stream: Server, before: &[Turn]) {
        say(&mut stream, before).await.unwrap();
        if !before.is_empty() {
            hear(&mut stream).await.unwrap();
        }
        stream.write_all(self.first.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        if self.in_a_record {
            let below = stream.get_mut().0;
            below.write_all(&[23, 3, 3, 0x40, 0]).await.unwrap();
        }
        for octet in self.again.iter().cycle() {
            sleep(Duration::from_secs(1)).await;
            let written = if self.in_a_record {
                stream.get_mut().0.write_all(&[*octet]).await
            } else {
                stream.write_all(&[*octet]).await.and(stream.flush().await)
            };
            if written.is_err() {
                return;
            }
        }
    }
}

///
#[tokio::test(start_paused = true)]
async fn a_handshake_of_an_octet_a_second_ends_on_time() {
    let lab = Lab::new();
    let (ours, mut theirs) = tokio::io::duplex(64 * 1024);
    let began = Instant::now();
    let peer = tokio::spawn(async move {
        theirs.write_all(&[22, 3, 3, 0x40, 0, 2]).await.unwrap();
        while theirs.write_all(&[0]).await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    let seen = shaken(&lab, ours).await;
    assert_eq!(seen.evidence, Evidence::Tls(Tls::Broken(Break::TimedOut)));
    on_time(began.elapsed());
    peer.abort();
}

/// a peer that reads nothing any more: what is written stays on the way, and a message that is longer than the way
/// is never gone.
#[tokio::test(start_paused = true)]
async fn a_closed_window_ends_on_time() {
    let token = format!("{TOKEN}{}", "t".repeat(8 * 1024));
    for (protocol, turns) in [(IMAP, 2), (POP, 3), (SMTP, 2)] {
        let before = &Good::of(protocol).encrypted[..turns];
        let (steps, took) = checked(protocol, &token, async |mut stream| {
            say(&mut stream, before).await.unwrap();
            if protocol == SMTP {
                hear(&mut stream).await.unwrap();
                stream.write_all(b"334 \r\n").await.unwrap();
            }
            sleep(WITHIN * 10).await;
        })
        .await;
        assert_eq!(steps.last(), Some(&Some(Break::TimedOut)), "{steps:?}");
        assert_eq!(steps.len(), 3, "{steps:?}");
        on_time(took);
    }
}

/// two seconds for every answer are slow, and no fault.
#[tokio::test(start_paused = true)]
async fn a_long_way_is_no_fault() {
    for protocol in [IMAP, POP, SMTP] {
        let (steps, _) = checked(protocol, TOKEN, async |mut stream| {
            for turn in Good::of(protocol).encrypted {
                sleep(Duration::from_secs(2)).await;
                say(&mut stream, &[*turn]).await.unwrap();
                if !matches!(turn.step, Step::Logout) && !turn.said.starts_with("* LIST") {
                    hear(&mut stream).await.unwrap();
                }
            }
        })
        .await;
        assert!(steps.iter().all(Option::is_none), "{protocol:?}: {steps:?}");
        assert!(steps.len() >= 5);
    }
}

type Server = tokio_rustls::server::TlsStream<DuplexStream>;

/// How each step broke off, and how long all took after the handshake.
async fn checked<F>(
    protocol: Protocol,
    token: &str,
    play: impl FnOnce(Server) -> F,
) -> (Vec<Option<Break>>, Duration)
where
    F: Future<Output = ()>,
{
    let lab = Lab::new();
    let (ours, theirs) = tokio::io::duplex(1024);
    let mut server = Box::pin(async {
        let stream = lab.acceptor.accept(theirs).await.unwrap();
        play(stream).await;
    });
    let mut client = Box::pin(async {
        let stream = shaken(&lab, ours).await.next.unwrap();
        let began = Instant::now();
        let steps = walk_with(Way::Encrypted(protocol), token, stream).await;
        let broke = steps.iter().map(walk::Step::broke).collect();
        (broke, began.elapsed())
    });
    tokio::select! {
        told = &mut client => told,
        () = &mut server => client.await,
    }
}

async fn shaken(lab: &Lab, stream: DuplexStream) -> Seen<Encrypted<DuplexStream>> {
    let transcript = Transcript::new(&Token::new(TOKEN.to_owned()));
    let host = HOST.parse().unwrap();
    handshake(stream, &host, &lab.trust, &transcript, WITHIN).await
}

fn on_time(took: Duration) {
    assert!(
        (WITHIN..WITHIN + Duration::from_millis(100)).contains(&took),
        "{took:?}"
    );
}
