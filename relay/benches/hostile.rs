//! What hostile servers cost a check, and what they cost async-imap without the guard, in one run.
//!
//! Each check of the bare library is a process of its own, since some of these end it: its memory is limited, and it gets
//! five seconds. It has no deadline of its own: where it did not end although a flood did, it waits for words that never
//! come.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a program that measures, on what the tests are made of"
)]

#[path = "../tests/it/certificates.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod certificates;
#[path = "../tests/it/good.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod good;
#[path = "../tests/it/dialogue"]
#[allow(dead_code, reason = "the tests use the rest")]
mod dialogue {
    pub mod walk;
}
#[path = "../tests/it/hostile"]
mod hostile {
    pub mod attack;
    pub mod cost;
}

use std::process::Command;
use std::time::Duration;

use async_imap::{Authenticator, Client};
use hostile::attack::{ATTACKS, Attack};
use hostile::cost::{Lab, PIPE, of_a_check, runtime, thread_time};
use rustix::process::{Resource, Rlimit, setrlimit};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use shared::plan::Protocol;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;

/// As long as the bare library may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// As much as its process may take of the address space, in octets.
const CEILING: u64 = 2 << 30;
/// How often the check is measured; the best counts, since whatever disturbs only adds.
const TIMES: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("bare") {
        let at: usize = arguments.next().unwrap().parse().unwrap();
        return bare(ATTACKS[at]);
    }
    println!(
        "| attack | check: octets in | CPU ms | peak KiB | bare async-imap: CPU ms | peak KiB |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (at, attack) in ATTACKS.iter().enumerate() {
        let costs: Vec<_> = (0..TIMES).map(|_| of_a_check(*attack)).collect();
        let fastest = costs.iter().map(|cost| cost.time).min().unwrap();
        let octets = costs.iter().map(|cost| cost.octets).max().unwrap();
        let peak = costs.iter().map(|cost| cost.peak).max().unwrap();
        let broke = costs
            .iter()
            .all(|cost| cost.steps.last().unwrap().broke() == attack.ends);
        assert!(broke, "{attack:?}");
        println!(
            "| {}: {} | {octets} | {} | {} | {} |",
            attack.protocol.code(),
            attack.name,
            millis(fastest),
            peak / 1024,
            beside(at, attack.protocol),
        );
    }
}

/// The bare library's part of a row.
fn beside(at: usize, protocol: Protocol) -> String {
    if protocol != Protocol::Imap {
        return "speaks IMAP alone | ".to_owned();
    }
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["bare", &at.to_string()])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        told
    } else {
        format!("the process ended: {} | ", output.status)
    }
}

/// One check with the library as it is; prints what it cost.
fn bare(attack: Attack) {
    let limit = Rlimit {
        current: Some(CEILING),
        maximum: Some(CEILING),
    };
    setrlimit(Resource::As, limit).unwrap();
    let lab = Lab::new();
    let (theirs, server) = tokio::io::duplex(PIPE);
    // It is not waited for: it may never end.
    drop(lab.serve(server, attack));
    let mut roots = RootCertStore::empty();
    roots.add(lab.root.clone()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(std::sync::Arc::new(config));
    let runtime = runtime();
    let (mut time, mut ended) = (Duration::ZERO, true);
    let allocated = allocation_counter::measure(|| {
        (time, ended) = runtime.block_on(async {
            let name = ServerName::try_from(certificates::HOST).unwrap();
            let stream = connector.connect(name, theirs).await.unwrap();
            let began = thread_time();
            let ended = tokio::time::timeout(PATIENCE, signs_in(stream)).await;
            (thread_time().saturating_sub(began), ended.is_ok())
        });
    });
    let end = if ended { "" } else { ", did not end in 5 s" };
    println!("{}{end} | {}", millis(time), allocated.bytes_max / 1024);
}

/// What a check asks for, as the library's documentation does it.
async fn signs_in<S>(stream: S) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug,
{
    let mut client = Client::new(stream);
    client.read_response().await.ok()??;
    client
        .run_command_and_check_ok("CAPABILITY", None)
        .await
        .ok()?;
    let argument = format!("XOAUTH2 {}", dialogue::walk::xoauth2());
    let mut session = client.authenticate(argument, Nothing).await.ok()?;
    session.examine("INBOX").await.ok()?;
    {
        use futures_util::TryStreamExt;
        let listed = session.list(Some(""), Some("%")).await.ok()?;
        listed.try_for_each(|_| async { Ok(()) }).await.ok()?;
    }
    session.logout().await.ok()
}

/// Answers no challenge.
struct Nothing;

impl Authenticator for Nothing {
    type Response = &'static str;

    fn process(&mut self, _: &[u8]) -> Self::Response {
        ""
    }
}

fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}
