//! How often a healthy check waits for the mail server, next to `curl --oauth2-bearer` on the same mailbox; and what
//! three protocols cost side by side, next to the slowest of them alone.

use std::io::Write;
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use end_to_end::client::Client;
use end_to_end::lab::{EACH_WAY, HOST, Lab};
use end_to_end::places;
use shared::evidence::{Observation, Outcome};
use shared::plan::{Protocol, Step};

use crate::running;

/// Odd, so that the median is a measurement.
const ROUNDS: usize = 7;
const MAILBOX: &str = "alex@slow.lab.test";
const ALL: [Protocol; 3] = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];

/// One after the other: the proxy counts whoever comes through.
#[tokio::test]
async fn a_check_waits_no_more_often_than_curl_and_for_nobody_else() {
    let lab = running::lab();
    for at in 0..ALL.len() {
        println!("{}", next_to_curl(&lab, at).await);
    }
    println!("{}", side_by_side(&lab).await);
}

/// Both go through a proxy that adds 50 ms to each round trip and counts them, in turns. The count decides, since it
/// does not depend on how busy the machine is. The times are for people: what is left of one (the processes, TLS, the
/// provider's answer to Dovecot) is measured in the same way without the proxy, and taken off. The proxy accepts a
/// connection at once, so neither includes the round trip of TCP.
async fn next_to_curl(lab: &Lab, at: usize) -> String {
    let protocol = ALL[at];
    let token = lab.openid.token(MAILBOX);
    let direct_token = lab.openid.token("alex@lab.test");
    let fast = [
        lab.dovecot.port,
        lab.dovecot.ports.pop3s,
        lab.dovecot.ports.submissions,
    ];
    let mut times = [const { Vec::new() }; 4];
    let mut waits = [0; 2];
    for _ in 0..ROUNDS {
        // A socket of its own each time: a relay may limit the checks of one.
        let mut client = Client::open(&lab.url).await;
        let before = lab.slow[at].waits();
        times[0].push(ours(&mut client, &[protocol], MAILBOX, &token).await);
        let between = lab.slow[at].waits();
        times[1].push(curl(lab, protocol, lab.slow_ports[at], MAILBOX, &token));
        waits = [between - before, lab.slow[at].waits() - between];
        times[2].push(ours(&mut client, &[protocol], "alex@lab.test", &direct_token).await);
        times[3].push(curl(
            lab,
            protocol,
            fast[at],
            "alex@lab.test",
            &direct_token,
        ));
    }
    let [slow, curl_slow, direct, curl_direct] = times.map(median);
    let round_trips = |slow: Duration, direct| {
        slow.saturating_sub(direct).as_secs_f64() / (2 * EACH_WAY).as_secs_f64()
    };
    let [check, curl] = waits;
    let told = format!(
        "{}: round trips after TCP: check {check}, curl {curl}; by the clock, median of {ROUNDS}: \
         check {:.2} ({slow:.0?}, {direct:.0?} direct), curl {:.2} ({curl_slow:.0?}, {curl_direct:.0?} direct)",
        protocol.name(),
        round_trips(slow, direct),
        round_trips(curl_slow, curl_direct),
    );
    assert!(check <= curl, "{told}");
    told
}

/// In turns, through the proxy: the three together, and each alone. The ratio is for people to read.
async fn side_by_side(lab: &Lab) -> String {
    let token = lab.openid.token(MAILBOX);
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        let mut client = Client::open(&lab.url).await;
        times[0].push(ours(&mut client, &ALL, MAILBOX, &token).await);
        for (at, protocol) in ALL.into_iter().enumerate() {
            times[at + 1].push(ours(&mut client, &[protocol], MAILBOX, &token).await);
        }
    }
    let [together, imap, pop, smtp] = times.map(median);
    let slowest = imap.max(pop).max(smtp);
    let told = format!(
        "side by side {together:.0?}, alone IMAP {imap:.0?}, POP3 {pop:.0?}, SMTP {smtp:.0?}: {:.2} of the slowest",
        together.as_secs_f64() / slowest.as_secs_f64()
    );
    // What decides: none waits for another.
    let mut client = Client::open(&lab.url).await;
    let run = client.check_over(&ALL, MAILBOX, &token).await;
    let at = |wanted: Step, of: usize| {
        let is_it = |seen: &Observation| seen.step == wanted && seen.route == of;
        run.observed().position(is_it).expect("every step is seen")
    };
    let connected = (0..ALL.len()).map(|route| at(Step::Tls, route)).max();
    let left = (0..ALL.len()).map(|route| at(Step::Logout, route)).min();
    assert!(connected < left, "one had left before another had begun");
    told
}

async fn ours(client: &mut Client, protocols: &[Protocol], mailbox: &str, token: &str) -> Duration {
    let start = Instant::now();
    let run = client.check_over(protocols, mailbox, token).await;
    let time = start.elapsed();
    for route in 0..protocols.len() {
        let goodbye = run.evidence_of(route, Step::Logout);
        let failed = run
            .observed()
            .find(|seen| seen.evidence.outcome() == Outcome::Failed);
        assert_eq!(goodbye.outcome(), Outcome::Passed, "{failed:?}");
    }
    time
}

/// What a person with a token in hand would try: the first message, the list of the maildrop, a command after the sign-in.
fn curl(lab: &Lab, protocol: Protocol, port: u16, mailbox: &str, token: &str) -> Duration {
    let mut command = Command::new(places::system("curl", "curl"));
    command
        .args(["--silent", "--show-error", "--config", "-", "--cacert"])
        .arg(lab.directory.path().join("authority.pem"))
        .args([
            "--resolve",
            &format!("{HOST}:{port}:{}", Ipv4Addr::LOCALHOST),
        ]);
    match protocol {
        Protocol::Imap => command.arg(format!("imaps://{HOST}:{port}/INBOX;MAILINDEX=1")),
        Protocol::Pop => command.arg(format!("pop3s://{HOST}:{port}/")),
        Protocol::Smtp => command
            .args(["--request", "RSET"])
            .arg(format!("smtps://{HOST}:{port}")),
    };
    command
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
