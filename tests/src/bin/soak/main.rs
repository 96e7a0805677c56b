//! The relay for some minutes under what a public page has to bear: honest checks alone first, then the same beside idle
//! sockets, silent connections, floods of messages, and checks of hostile mail servers, and honest ones ten times as often
//! in the end. Prints how the honest fare, and what the relay holds of the machine's memory and descriptors.
//!
//! ```text
//! cargo xtask soak --minutes 10
//! ```

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool of the tests, and built like them"
)]

mod crowd;
mod figures;
mod servers;

use std::env;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use end_to_end::client::Client;
use end_to_end::lab::Lab;
use shared::evidence::{Observation, Outcome};
use shared::plan::Step;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval};
use url::Url;

use crate::crowd::Crowd;
use crate::figures::{Held, Times};

/// The mailbox of honest checks, at a real server.
const MAILBOX: &str = "alex@lab.test";

/// How often an honest check begins.
const EVERY: Duration = Duration::from_millis(200);

/// Ten times as often: what each leaves behind in a day is seen in hours, and in an hour in minutes.
const TENFOLD: Duration = Duration::from_millis(20);

/// For all to come, and for what is set aside once.
const SETTLING: Duration = Duration::from_mins(1);

/// Longer than a hostile check goes on after its page has gone.
const AFTER: Duration = Duration::from_secs(30);

/// Room for the crowd, all of which is on one machine.
const LIMITS: &str = "\n[limits]\nsockets = 2800\nconnections = 4000\n\
                      checks_per_minute_in_all = 10000\nchecks_per_minute_of_a_host = 10000\n";

#[tokio::main]
async fn main() {
    let minutes: u64 = env::args()
        .nth(1)
        .and_then(|minutes| minutes.parse().ok())
        .expect("the minutes are the one argument");
    let whole = Duration::from_secs(60 * minutes);
    let lab = Arc::new(Lab::start_with(LIMITS));
    servers::start(lab.closed_port, lab.directory.path()).await;
    let port = Url::parse(&lab.url).expect("an address").port();

    let alone = honest(&lab, whole / 4, EVERY).await;
    let crowd = Crowd::gather(&lab.url, port.expect("a port"));
    let settling = honest(&lab, SETTLING, EVERY).await;
    let beside = honest(&lab, whole / 2, EVERY).await;
    println!("{}\n", crowd.told());
    drop(crowd);
    let after = honest(&lab, AFTER, EVERY).await;
    let often = honest(&lab, whole / 4, TENFOLD).await;

    println!("{}", Times::HEADING);
    let all = [
        ("alone", &alone),
        ("while the crowd gathers", &settling),
        ("beside the crowd", &beside),
        ("after it", &after),
        ("ten times as often", &often),
    ];
    for (name, run) in all {
        println!("{}", run.times.row(name));
    }
    let ratio = beside.times.p95().as_secs_f64() / alone.times.p95().as_secs_f64();
    println!("p95 beside the crowd is {ratio:.2} of that alone\n");
    for (name, run) in all {
        println!("{}", run.held.told(name));
        println!("  MiB by the minute: {}", run.held.by_the_minute());
        println!("  /healthz: {}", run.times.health_told());
    }
    let each = often.held.slope() * TENFOLD.as_secs_f64();
    println!("ten times as often: {each:.0} octets of growth for each check");
    let failed: usize = all.iter().map(|(_, run)| run.times.failed).sum();
    assert_eq!(failed, 0, "an honest check did not open its mailbox");
}

/// What was seen in one part of the time.
#[derive(Default)]
struct Run {
    times: Times,
    held: Held,
}

/// Honest checks, each on a socket of its own, for so long.
async fn honest(lab: &Arc<Lab>, long: Duration, every: Duration) -> Run {
    // Tokens of the lab are good for ten minutes.
    let mut token = lab.openid.token(MAILBOX);
    let mut fresh = Instant::now();
    let times = Arc::new(Mutex::new(Times::default()));
    let mut held = Held::default();
    let (mut checks, start) = (JoinSet::new(), Instant::now());
    let (mut turns, mut each_second) = (interval(every), interval(Duration::from_secs(1)));
    while start.elapsed() < long {
        tokio::select! {
            _ = turns.tick() => {
                let (lab, token, times) = (Arc::clone(lab), token.clone(), Arc::clone(&times));
                checks.spawn(async move {
                    let took = check(&lab.url, &token).await;
                    let mut times = times.lock().expect("nobody panics with it");
                    match took {
                        Some(took) => times.check(took),
                        None => times.failed += 1,
                    }
                });
            }
            _ = each_second.tick() => {
                held.sample(start.elapsed(), lab.relay.resident(), lab.relay.descriptors());
                let asked = Instant::now();
                let answer = ureq::get(format!("{}/healthz", lab.url)).call();
                answer.expect("the relay is well");
                times.lock().expect("nobody panics with it").health(asked.elapsed());
                if fresh.elapsed() > Duration::from_mins(5) {
                    (token, fresh) = (lab.openid.token(MAILBOX), Instant::now());
                }
            }
        }
        while checks.try_join_next().is_some() {}
    }
    while checks.join_next().await.is_some() {}
    let times = std::mem::take(&mut *times.lock().expect("nobody panics with it"));
    Run { times, held }
}

/// How long a check took; `None` when the mailbox did not open.
async fn check(relay: &str, token: &str) -> Option<Duration> {
    let mut client = Client::open(relay).await;
    let asked = Instant::now();
    let run = client.check(MAILBOX, token).await;
    let took = asked.elapsed();
    let opened = |seen: &Observation| {
        let succeeded = seen.evidence.outcome() == Outcome::Passed;
        seen.step == Step::Examine && succeeded
    };
    run.observed().any(opened).then_some(took)
}
