//! Servers that mean harm, over TLS: each check ends where it should, on time, with a code of ours, and costs little.

pub mod attack;
mod budget;
pub mod cost;
mod slow;
mod tls;
mod words;

use attack::{ATTACKS, Attack};
use shared::event::{MAX_MESSAGE, ServerFrame};
use shared::evidence::{Break, Evidence, Outcome};
use shared::plan::Step;

use crate::dialogue::walk::{TOKEN, broke, xoauth2};
use crate::good::Good;
use crate::route::{Lab, told};

/// Time for a machine that is busy; what is hostile ends long before it.
const WITHIN_MS: u32 = 20_000;

/// each attack against a whole check over a real socket.
#[tokio::test]
async fn each_attack_ends_its_step_with_a_code_and_no_other() {
    for attack in ATTACKS {
        plays(*attack).await;
    }
}

async fn plays(attack: Attack) {
    let lab = Lab::start().await;
    let good = Good::of(attack.protocol);
    let plan = good.plan(lab.plan(), WITHIN_MS);
    let server = async {
        let mut stream = lab.accept().await;
        attack.play(&mut stream).await
    };
    let (frames, heard) = tokio::join!(lab.run(&plan), server);
    let expected: Vec<_> = good
        .steps()
        .into_iter()
        .map(|step| (step, expected(attack, &good.steps(), step)))
        .collect();
    assert_eq!(told(&frames), expected, "{attack:?}: {frames:?}");
    assert_eq!(broken(&frames), attack.ends, "{attack:?}");
    assert!(heard.matches(&xoauth2()).count() <= 1, "{attack:?}");
    fits(&frames);
}

fn expected(attack: Attack, steps: &[Step], step: Step) -> Outcome {
    let at = |step| steps.iter().position(|planned| *planned == step);
    match at(step).cmp(&at(attack.at)) {
        _ if attack.ends.is_none() => Outcome::Passed,
        std::cmp::Ordering::Less => Outcome::Passed,
        std::cmp::Ordering::Equal => Outcome::Failed,
        std::cmp::Ordering::Greater => Outcome::NotReached,
    }
}

/// How the step that failed broke off.
pub fn broken(frames: &[ServerFrame]) -> Option<Break> {
    evidence(frames).find_map(broke)
}

/// What each step showed.
pub fn evidence(frames: &[ServerFrame]) -> impl Iterator<Item = &Evidence> {
    frames.iter().filter_map(|frame| match frame {
        ServerFrame::Observed { observation, .. } => Some(&observation.evidence),
        _ => None,
    })
}

/// Each message is one that the page takes, and none holds the token.
pub fn fits(frames: &[ServerFrame]) {
    for frame in frames {
        let message = serde_json::to_string(frame).unwrap();
        assert!(message.len() <= MAX_MESSAGE, "{}", message.len());
        assert!(!message.contains(TOKEN), "{message}");
    }
}
