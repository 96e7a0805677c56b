//! How often a healthy check waits for the mail server, next to `curl --oauth2-bearer` on the same mailbox.

use std::io::Write;
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use end_to_end::client::Client;
use end_to_end::lab::{EACH_WAY, HOST, Lab};
use end_to_end::places;
use shared::evidence::Outcome;
use shared::plan::Step;

use crate::running;

/// Odd, so that the median is a measurement.
const ROUNDS: usize = 7;
const MAILBOX: &str = "alex@slow.lab.test";

/// Both go through a proxy that adds 50 ms to each round trip and counts them, in turns. The count decides, since it
/// does not depend on how busy the machine is. The times are for people: what is left of one (the processes, TLS, the
/// provider's answer to Dovecot) is measured in the same way without the proxy, and taken off. The proxy accepts a
/// connection at once, so neither includes the round trip of TCP.
#[tokio::test]
async fn a_check_waits_no_more_often_than_curl() {
    let lab = running::lab();
    let token = lab.openid.token(MAILBOX);
    let direct_token = lab.openid.token("alex@lab.test");

    let mut times = [const { Vec::new() }; 4];
    let mut waits = [0; 2];
    for _ in 0..ROUNDS {
        // A socket of its own each time: a relay may limit the checks of one.
        let mut client = Client::open(&lab.url).await;
        let before = lab.slow.waits();
        times[0].push(ours(&mut client, MAILBOX, &token).await);
        let between = lab.slow.waits();
        times[1].push(curl(&lab, lab.slow_port, MAILBOX, &token));
        waits = [between - before, lab.slow.waits() - between];
        times[2].push(ours(&mut client, "alex@lab.test", &direct_token).await);
        times[3].push(curl(&lab, lab.dovecot.port, "alex@lab.test", &direct_token));
    }
    let [slow, curl_slow, direct, curl_direct] = times.map(median);
    let round_trips = |slow: Duration, direct| {
        slow.saturating_sub(direct).as_secs_f64() / (2 * EACH_WAY).as_secs_f64()
    };
    let [check, curl] = waits;
    println!(
        "round trips after TCP: check {check}, curl {curl}; by the clock, median of {ROUNDS}: \
         check {:.2} ({slow:.0?}, {direct:.0?} direct), curl {:.2} ({curl_slow:.0?}, {curl_direct:.0?} direct)",
        round_trips(slow, direct),
        round_trips(curl_slow, curl_direct),
    );
    assert!(check <= curl, "{check} round trips, curl needs {curl}");
}

async fn ours(client: &mut Client, mailbox: &str, token: &str) -> Duration {
    let start = Instant::now();
    let run = client.check(mailbox, token).await;
    let time = start.elapsed();
    assert_eq!(run.evidence(Step::Logout).outcome(), Outcome::Passed);
    time
}

/// The first message, as a person with a token in hand would try it.
fn curl(lab: &Lab, port: u16, mailbox: &str, token: &str) -> Duration {
    let mut command = Command::new(places::system("curl", "curl"));
    command
        .args(["--silent", "--show-error", "--config", "-", "--cacert"])
        .arg(lab.directory.path().join("authority.pem"))
        .args([
            "--resolve",
            &format!("{HOST}:{port}:{}", Ipv4Addr::LOCALHOST),
        ])
        .arg(format!("imaps://{HOST}:{port}/INBOX;MAILINDEX=1"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().expect("curl starts");
    // On its input rather than its command line, which everybody may read.
    let secret = format!("user = \"{mailbox}\"\noauth2-bearer = \"{token}\"\n");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(secret.as_bytes())
        .expect("curl reads");
    let output = child.wait_with_output().expect("curl ends");
    let time = start.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "curl: {said}");
    time
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
