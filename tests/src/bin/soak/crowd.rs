//! All who are there beside the honest: each from an address of its own group, so that they are many to the relay.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use end_to_end::client::Client;
use shared::event::ServerFrame;
use tokio::io::AsyncReadExt;
use tokio::net::TcpSocket;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

const IDLE: u8 = 1;
const HOSTILE: u8 = 2;
const SILENT: u8 = 3;
const FLOODS: u8 = 4;

/// How many of each, and from how many addresses.
const GROUPS: [(u8, u32, u32); 4] = [
    (IDLE, 2_000, 100),
    (HOSTILE, 200, 100),
    (SILENT, 500, 50),
    (FLOODS, 20, 10),
];

/// Within which they come, one after the other.
const COMING: Duration = Duration::from_secs(25);

/// A hostile check's pause, within what one socket may do.
const PAUSE: Duration = Duration::from_secs(6);

/// What they did so far.
#[derive(Default)]
struct Counts {
    idle_now: AtomicU64,
    most_idle: AtomicU64,
    hostile_checks: AtomicU64,
    refused: AtomicU64,
    silent_closed: AtomicU64,
    floods: AtomicU64,
    messages: AtomicU64,
}

/// They go with this handle.
pub struct Crowd {
    counts: Arc<Counts>,
    _all: JoinSet<()>,
}

impl Crowd {
    /// Calls them together. A token for hostile servers is one that opens nothing.
    pub fn gather(relay: &str, port: u16) -> Self {
        let counts = Arc::new(Counts::default());
        let mut all = JoinSet::new();
        for (group, many, addresses) in GROUPS {
            for n in 0..many {
                let third = u8::try_from(n % addresses / 200).unwrap_or(0);
                let fourth = u8::try_from(n % addresses % 200).unwrap_or(0) + 1;
                let source = Ipv4Addr::new(127, group, third, fourth);
                let (relay, counts) = (relay.to_owned(), Arc::clone(&counts));
                all.spawn(async move {
                    sleep(COMING * n / many).await;
                    match group {
                        IDLE => idle(source, &relay, &counts).await,
                        HOSTILE => hostile(source, &relay, &counts).await,
                        SILENT => silent(source, port, &counts).await,
                        _ => flood(source, &relay, &counts).await,
                    }
                });
            }
        }
        Self { counts, _all: all }
    }

    /// What they did.
    pub fn told(&self) -> String {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let counts = &*self.counts;
        format!(
            "the crowd: {} idle sockets at once, {} checks of hostile servers ({} refused as too many), {} connections \
             without a word, {} floods of {} messages in all",
            of(&counts.most_idle),
            of(&counts.hostile_checks),
            of(&counts.refused),
            of(&counts.silent_closed),
            of(&counts.floods),
            of(&counts.messages),
        )
    }
}

/// Opens a socket and says nothing more, and again when the relay has had enough of that.
async fn idle(source: Ipv4Addr, relay: &str, counts: &Counts) {
    loop {
        let mut client = Client::open_from(source, relay).await;
        let now = 1 + counts.idle_now.fetch_add(1, Ordering::Relaxed);
        counts.most_idle.fetch_max(now, Ordering::Relaxed);
        client.closed().await;
        counts.idle_now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One check of a hostile server after the other. A token that opens nothing does.
async fn hostile(source: Ipv4Addr, relay: &str, counts: &Counts) {
    loop {
        let mut client = Client::open_from(source, relay).await;
        let opened = Instant::now();
        // A socket lives five minutes, and the longest of these checks takes 45 seconds.
        while opened.elapsed() < Duration::from_mins(4) {
            let run = client.check("anna@closed.lab.test", "nothing").await;
            counts.hostile_checks.fetch_add(1, Ordering::Relaxed);
            if matches!(run.frames.last(), Some(ServerFrame::Refused { .. })) {
                counts.refused.fetch_add(1, Ordering::Relaxed);
            }
            sleep(PAUSE).await;
        }
    }
}

/// Connects and says nothing.
async fn silent(source: Ipv4Addr, port: u16, counts: &Counts) {
    loop {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((source, 0).into()).expect("loopback");
        let connected = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await;
        let mut stream = connected.expect("the relay listens");
        // However it ends.
        let _ = stream.read(&mut [0; 1]).await;
        counts.silent_closed.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_secs(1)).await;
    }
}

/// A thousand messages a second for as long as anybody listens.
async fn flood(source: Ipv4Addr, relay: &str, counts: &Counts) {
    loop {
        let mut client = Client::open_from(source, relay).await;
        counts.floods.fetch_add(1, Ordering::Relaxed);
        let ended = async {
            while client.say("{\"cancel\":{}}").await {
                counts.messages.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(1)).await;
            }
        };
        // The relay stops reading one that it has closed.
        let _ = timeout(Duration::from_secs(20), ended).await;
        sleep(Duration::from_secs(1)).await;
    }
}
