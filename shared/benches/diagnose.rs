//! How long one diagnosis takes, beside a peer that does something well known with the same case: `serde_json`, which
//! writes and reads it. The page diagnoses after every event of a check.
//!
//! `cargo bench --package shared`

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a benchmark stops at the first surprise"
)]

use divan::{Bencher, black_box};
use shared::case::Case;
use shared::diagnose::diagnose;
use shared::paste;

fn main() {
    divan::main();
}

/// A report with every step, refused at the mailbox: fifteen suspects to weigh.
fn refused() -> Case {
    let report = include_str!("../tests/golden/report-no-full-access-shared.json");
    serde_json::from_str(report).expect("a report")
}

/// The same with three controls after it, each of which takes something away.
fn after_controls() -> Case {
    use shared::control::Control;
    use shared::plan::Mechanism;
    let mut case = refused();
    for control in [
        Control::Retry,
        Control::Mechanism(Mechanism::OAuthBearer),
        Control::Ipv4,
    ] {
        let mut attempt = case.attempts[0].clone();
        attempt.plan.control = Some(control);
        case.attempts.push(attempt);
    }
    case
}

fn time_of(case: &Case) -> i64 {
    case.attempts[0].relay_time
}

#[divan::bench]
fn diagnose_a_refused_mailbox(bencher: Bencher) {
    let case = refused();
    bencher.bench(|| diagnose(black_box(&case), time_of(&case)));
}

#[divan::bench]
fn diagnose_after_three_controls(bencher: Bencher) {
    let case = after_controls();
    bencher.bench(|| diagnose(black_box(&case), time_of(&case)));
}

#[divan::bench]
fn peer_serde_json_writes_and_reads_the_same_case(bencher: Bencher) {
    let case = refused();
    bencher.bench(|| {
        let text = serde_json::to_string(black_box(&case)).expect("a report");
        serde_json::from_str::<Case>(&text).expect("a report")
    });
}

#[divan::bench]
fn read_a_pasted_stack_trace(bencher: Bencher) {
    let trace = "2026-11-25 02:10:11,123 ERROR [c.a.j.p.jirafilter] JIRA couldn't open the folder 'inbox'\n\
                 Caused by: com.sun.mail.iap.BadCommandException: A3 BAD User is authenticated but not connected.\n"
        .to_owned()
        + &"\tat com.sun.mail.imap.IMAPFolder.open(IMAPFolder.java:1099)\n".repeat(60);
    bencher.bench(|| paste::read(black_box(&trace)));
}
