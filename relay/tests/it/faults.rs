//! Connections that fail at any octet and in any way: the step that needed the rest says how, and nothing after it ran.

mod cut;

use std::collections::BTreeSet;

use futures_util::future::join_all;
use shared::evidence::{Break, Outcome};
use shared::plan::Step;

use crate::good::{Good, SERVERS, hear};
use crate::hostile::{broken, fits};
use crate::route::{Lab, told};
use cut::{Manner, Place};

const MANNERS: [Manner; 5] = [
    Manner::Reset,
    Manner::Gone,
    Manner::HalfClosed,
    Manner::Goodbye,
    Manner::Silence,
];

/// some octets of each dialogue; the others are for when there is time.
#[tokio::test]
async fn a_connection_that_fails_at_some_octet() {
    join_all(SERVERS.map(|good| cut_at(good, false))).await;
}

/// every octet that a server says, before TLS and over it.
#[tokio::test]
async fn a_connection_that_fails_at_any_octet_at_length() {
    join_all(SERVERS.map(|good| cut_at(good, true))).await;
}

/// in the records of the handshake.
#[tokio::test]
async fn a_handshake_that_fails_at_some_octet() {
    shaken_until(Some(7)).await;
}

///
#[tokio::test]
async fn a_handshake_that_fails_at_any_octet_at_length() {
    shaken_until(None).await;
}

/// a link that carries an octet at a time is slow, and no fault.
#[tokio::test]
async fn an_octet_at_a_time_is_no_fault() {
    join_all(SERVERS.map(|good| async move {
        let lab = Lab::start().await;
        let plan = good.plan(lab.plan(), 20_000);
        let server = async {
            let (mut stream, _) = lab.listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            cut::slowly(&mut stream, good.plain).await;
            let mut stream = lab.acceptor.accept(stream).await.unwrap();
            if !good.plain.is_empty() {
                hear(&mut stream).await.unwrap();
            }
            cut::slowly(&mut stream, good.over_tls()).await;
        };
        let (frames, ()) = tokio::join!(lab.run(&plan), server);
        let passed = told(&frames).iter().all(|(_, how)| *how == Outcome::Passed);
        assert!(passed, "{good:?}: {frames:?}");
    }))
    .await;
}

///
#[tokio::test]
async fn a_refused_connection_is_told_and_nothing_else_is_reached() {
    for good in SERVERS {
        let lab = Lab::start().await;
        let plan = good.plan(lab.plan(), 5_000);
        drop(lab.listener);
        let frames = crate::route::run_with(&plan, &lab.reach).await;
        let expected = expected(good, Step::Tcp);
        assert_eq!(told(&frames), expected);
    }
}

/// Every octet in every manner; or the first ones, one within, and the last of each turn, each in one manner.
async fn cut_at(good: Good, every: bool) {
    let lab = Lab::start().await;
    let mut manners = MANNERS.iter().cycle();
    for (plain, turns) in [(true, good.plain), (false, good.over_tls())] {
        for (index, turn) in turns.iter().enumerate() {
            let length = turn.said.len();
            let octets: BTreeSet<usize> = if every {
                (0..length).collect()
            } else {
                [0, 1, 2, length / 2, length - 1].into()
            };
            for octet in octets {
                let place = Place {
                    plain,
                    turn: index,
                    octet,
                };
                for manner in manners.by_ref().take(if every { MANNERS.len() } else { 1 }) {
                    // TLS has a goodbye; plain text has not.
                    if !(plain && *manner == Manner::Goodbye) {
                        fails(&lab, good, place, *manner).await;
                    }
                }
            }
        }
    }
}

async fn fails(lab: &Lab, good: Good, place: Place, manner: Manner) {
    let step = place.turn(good).step;
    let mut plan = good.plan(lab.plan(), 20_000);
    if manner == Manner::Silence {
        for planned in &mut plan.routes[0].steps {
            if planned.step == step {
                planned.deadline_ms = 60;
            }
        }
    }
    let frames = tokio::select! {
        frames = lab.run(&plan) => frames,
        () = cut::play(lab, good, place, manner) => unreachable!("the server waits"),
    };
    let at = format!("{manner:?} at {place:?} of {good:?}: {frames:?}");
    // A BYE is goodbye enough.
    let left = place.turn(good).said.starts_with("* BYE") && place.octet >= "* BYE\r\n".len();
    if left {
        assert!(
            told(&frames).iter().all(|(_, how)| *how == Outcome::Passed),
            "{at}"
        );
        return;
    }
    // A reset can come before the connection is known to be there.
    let at_once = manner == Manner::Reset && place.plain && place.turn == 0;
    if at_once && told(&frames)[1].1 == Outcome::Failed {
        assert_eq!(told(&frames), expected(good, Step::Tcp), "{at}");
        return;
    }
    assert_eq!(told(&frames), expected(good, step), "{at}");
    let how = broken(&frames);
    let fits_manner = match manner {
        Manner::Reset => how == Some(Break::Reset),
        // What is written to somebody who has gone comes back as a reset.
        Manner::Gone => matches!(how, Some(Break::Closed | Break::Reset)),
        Manner::HalfClosed | Manner::Goodbye => how == Some(Break::Closed),
        Manner::Silence => how == Some(Break::TimedOut),
    };
    assert!(fits_manner, "{at}");
    fits(&frames);
}

/// All before this step passed, this one failed, none after it ran.
fn expected(good: Good, failed: Step) -> Vec<(Step, Outcome)> {
    let steps = good.steps();
    let at = steps.iter().position(|step| *step == failed).unwrap();
    let outcome = |index: usize| match index.cmp(&at) {
        std::cmp::Ordering::Less => Outcome::Passed,
        std::cmp::Ordering::Equal => Outcome::Failed,
        std::cmp::Ordering::Greater => Outcome::NotReached,
    };
    let steps = steps.into_iter().enumerate();
    steps.map(|(index, step)| (step, outcome(index))).collect()
}

/// Cuts the server's side of the handshake after each number of octets, or after some, until it is whole.
async fn shaken_until(some: Option<usize>) {
    join_all(
        [Manner::Reset, Manner::Gone, Manner::Silence].map(|manner| async move {
            let lab = Lab::start().await;
            let good = SERVERS[0];
            let mut plan = good.plan(lab.plan(), 20_000);
            for planned in &mut plan.routes[0].steps {
                // The greeting that never comes is waited for once, at the end.
                let silent =
                    manner == Manner::Silence && matches!(planned.step, Step::Tls | Step::Greeting);
                planned.deadline_ms = if silent { 60 } else { 20_000 };
            }
            let mut octets = 0;
            loop {
                let frames = tokio::select! {
                    frames = lab.run(&plan) => frames,
                    () = cut::shake(&lab, octets, manner) => unreachable!("the server waits"),
                };
                if told(&frames)[2].1 == Outcome::Passed {
                    break;
                }
                assert_eq!(
                    told(&frames),
                    expected(good, Step::Tls),
                    "{manner:?} after {octets}"
                );
                let how = broken(&frames);
                let fits_manner = match manner {
                    Manner::Silence => how == Some(Break::TimedOut),
                    Manner::Reset => how == Some(Break::Reset),
                    _ => matches!(how, Some(Break::Closed | Break::Reset)),
                };
                assert!(fits_manner, "{manner:?} after {octets}: {frames:?}");
                octets += match some {
                    Some(times) => (octets * (times - 1) / times).max(1),
                    None => 1,
                };
            }
            assert!(octets > 500, "{octets}");
        }),
    )
    .await;
}
