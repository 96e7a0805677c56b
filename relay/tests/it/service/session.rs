//! Checks over a socket, one at a time.

use std::time::Duration;

use serde_json::json;
use shared::event::ServerFrame;
use shared::evidence::Evidence;
use shared::evidence::tls::Tls;
use shared::plan::Step;
use shared::refusal::Refusal;
use tokio::time::timeout;

use super::mail::{Mail, is_closed_soon};
use super::socket::{Socket, check, check_with};

const MAILBOX: &str = "anna@example.test";

/// Reads up to the start of this step.
async fn until(socket: &mut Socket, wanted: Step) {
    loop {
        match socket.frame().await {
            ServerFrame::Started { step, .. } if step == wanted => return,
            ServerFrame::Finished { .. } | ServerFrame::Refused { .. } => {
                panic!("the check ended before {}", wanted.code())
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_check_says_its_plan_then_each_step_then_that_it_is_over() {
    let mail = Mail::start("").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check(MAILBOX)).await;
    // The server closes in the middle of the handshake.
    drop(mail.connection().await);
    let frames = socket.until_finished().await;

    let Some(ServerFrame::Planned {
        attempt: 0,
        plan,
        relay_time,
    }) = frames.first()
    else {
        panic!("the first frame is the plan: {frames:?}");
    };
    assert!(*relay_time > 1_700_000_000);
    assert!(plan.routes[0].internal);
    let mut told = frames[1..].iter();
    let mut reached = 0;
    for step in plan.routes[0].steps.iter().map(|planned| planned.step) {
        let next = told.next();
        let observed = match next {
            Some(ServerFrame::Started { step: started, .. }) => {
                assert_eq!(*started, step);
                reached += 1;
                told.next()
            }
            other => other,
        };
        match observed {
            Some(ServerFrame::Observed {
                attempt: 0,
                observation,
            }) => {
                assert_eq!((observation.step, observation.route), (step, 0));
                let not_reached = observation.evidence == Evidence::NotReached;
                assert_eq!(not_reached, step > Step::Tls, "{observation:?}");
                if step == Step::Tls {
                    assert!(matches!(
                        observation.evidence,
                        Evidence::Tls(Tls::Broken(_))
                    ));
                }
            }
            other => panic!("{} is observed, not {other:?}", step.code()),
        }
    }
    assert_eq!(reached, 3);
    assert_eq!(told.next(), Some(&ServerFrame::Finished { attempt: 0 }));
    assert_eq!(told.next(), None);
}

/// there are never two connections at once.
#[tokio::test]
async fn a_second_check_waits_for_its_turn_and_the_first_goes_on() {
    let mail = Mail::start("").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check(MAILBOX)).await;
    let server = mail.connection().await;
    until(&mut socket, Step::Tls).await;
    socket.send(&check("otto@example.test")).await;
    assert_eq!(socket.refusal().await, (Refusal::CheckRunning, None));
    assert!(mail.is_left_alone().await);
    drop(server);
    let frames = socket.until_finished().await;
    assert_eq!(frames.last(), Some(&ServerFrame::Finished { attempt: 0 }));

    // Now it may.
    socket.send(&check("otto@example.test")).await;
    let server = mail.connection().await;
    match socket.frame().await {
        ServerFrame::Planned {
            attempt: 1, plan, ..
        } => {
            assert_eq!(plan.routes[0].user.as_str(), "otto@example.test");
        }
        other => panic!("the second plan was expected, not {other:?}"),
    }
    drop(server);
    socket.until_finished().await;
}

/// the first connection is over before there can be a second.
#[tokio::test]
async fn a_cancelled_check_ends_at_once_on_both_sides() {
    let mail = Mail::start("").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check(MAILBOX)).await;
    let server = mail.connection().await;
    until(&mut socket, Step::Tls).await;
    socket.send(&json!({"cancel": {}})).await;
    assert_eq!(socket.frame().await, ServerFrame::Finished { attempt: 0 });
    assert!(is_closed_soon(server).await);

    // With nothing to cancel, nothing happens.
    socket.send(&json!({"cancel": {}})).await;
    socket.send(&check(MAILBOX)).await;
    assert!(matches!(
        socket.frame().await,
        ServerFrame::Planned { attempt: 1, .. }
    ));
}

///
#[tokio::test]
async fn when_the_page_leaves_the_mail_connection_ends() {
    let mail = Mail::start("").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check(MAILBOX)).await;
    let server = mail.connection().await;
    drop(socket);
    assert!(is_closed_soon(server).await);
}

#[tokio::test]
async fn a_refused_check_leaves_room_for_another() {
    let mail = Mail::start("").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check_with("mailbox", json!("anna"))).await;
    assert_eq!(socket.refusal().await, (Refusal::MailboxMalformed, None));
    socket.send(&check(MAILBOX)).await;
    drop(mail.connection().await);
    let frames = socket.until_finished().await;
    assert_eq!(frames.last(), Some(&ServerFrame::Finished { attempt: 0 }));
}

///
#[tokio::test]
async fn one_check_too_many_is_told_when_to_ask_again() {
    let mail = Mail::start("[limits]\nchecks_per_minute = 1").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check(MAILBOX)).await;
    drop(mail.connection().await);
    socket.until_finished().await;
    // Another socket from the same address is no way around it.
    let mut another = Socket::open(&mail.relay).await;
    for socket in [&mut socket, &mut another] {
        socket.send(&check(MAILBOX)).await;
        let (refusal, wait) = socket.refusal().await;
        assert_eq!(refusal, Refusal::TooMany);
        assert!(matches!(wait, Some(1..=60_000)), "{wait:?}");
    }
}

///
#[tokio::test]
async fn a_mailbox_is_signed_in_to_a_few_times_a_minute() {
    let mail = Mail::start("[limits]\nchecks_per_minute_of_a_mailbox = 1").await;
    let mut socket = Socket::open(&mail.relay).await;
    socket.send(&check(MAILBOX)).await;
    drop(mail.connection().await);
    socket.until_finished().await;
    socket.send(&check(MAILBOX)).await;
    let (refusal, wait) = socket.refusal().await;
    assert_eq!(refusal, Refusal::TooMany);
    assert!(matches!(wait, Some(1..=60_000)), "{wait:?}");
    socket.send(&check("bert@demo.test")).await;
    drop(mail.connection().await);
    socket.until_finished().await;
}

///
#[tokio::test]
async fn four_looks_follow_a_check_and_no_fifth() {
    let mail = Mail::start("[limits]\nchecks_per_minute_of_a_mailbox = 60").await;
    let mut socket = Socket::open(&mail.relay).await;
    for control in [
        None,
        Some("retry"),
        Some("retry"),
        Some("retry"),
        Some("retry"),
    ] {
        socket.send(&check_with("control", json!(control))).await;
        drop(mail.connection().await);
        socket.until_finished().await;
    }
    socket.send(&check_with("control", json!("retry"))).await;
    assert_eq!(socket.refusal().await, (Refusal::TooMany, None));
    // The next check of its own has looks of its own.
    socket.send(&check(MAILBOX)).await;
    drop(mail.connection().await);
    socket.until_finished().await;
}

///
#[tokio::test]
async fn a_relay_told_to_stop_lets_a_running_check_end_and_takes_no_other() {
    let mut mail = Mail::start("").await;
    let mut idle = Socket::open(&mail.relay).await;
    let mut busy = Socket::open(&mail.relay).await;
    busy.send(&check(MAILBOX)).await;
    let server = mail.connection().await;
    until(&mut busy, Step::Tls).await;
    mail.relay.stop();
    assert_eq!(idle.close_code().await, 1001, "going away");
    drop(server);
    let frames = busy.until_finished().await;
    assert_eq!(frames.last(), Some(&ServerFrame::Finished { attempt: 0 }));
    assert_eq!(busy.close_code().await, 1001);
}

///
#[tokio::test]
async fn a_relay_told_to_stop_waits_for_nothing_that_does_not_end() {
    let mut mail = Mail::start("").await;
    let mut busy = Socket::open(&mail.relay).await;
    busy.send(&check(MAILBOX)).await;
    // It says nothing more, and would be waited for much longer.
    let _server = mail.connection().await;
    until(&mut busy, Step::Tls).await;
    mail.relay.stop();
    let ended = timeout(Duration::from_secs(10), mail.relay.ended());
    ended.await.unwrap();
}
