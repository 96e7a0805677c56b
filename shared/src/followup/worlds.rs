//! Simulated worlds: for each cause as the truth, and against every set of rivals, the loop of looks ends where it can.
//!
//! A world answers probes and questions as the mail system would in which that one thing is wrong. It is written down
//! here once more, from the facts and without a look at the table of weighing, so that each checks the other. What a
//! cause leaves open (whether the account has a mailbox of its own, whether POP is off as well, whether a fault has passed by the second
//! look) makes several worlds of it, and all of them are tried.

mod alike;
mod loops;
mod situations;
mod world;

use alike::different;
use loops::Loops;
use situations::{situations, with_pop};
use world::{POP, World};

use crate::case::Case;
use crate::diagnose::suspect::Suspect;

/// Suspects of one situation, a bit for each.
type Set = u32;

#[test]
fn every_truth_against_every_set_of_rivals() {
    let mut tally = Tally::default();
    for (name, case) in situations() {
        let suspects = suspects(&case);
        assert!(suspects.len() > 1, "{name}");
        let sets = sets(suspects.len());
        let mut loops = Loops::new(name, &suspects, worlds(&suspects, &case, |_| true));
        for set in &sets {
            loops.run(case.clone(), *set, &mut tally);
        }
        for opens in [true, false] {
            let beside = with_pop(&case, opens);
            let answering_so = |world: &World| world.opens(POP, 1) == opens;
            let worlds = worlds(&suspects, &beside, answering_so);
            let mut loops = Loops::new(name, &suspects, worlds);
            let few = |set: &&Set| set.count_ones() <= 2 || **set == whole(suspects.len());
            for set in sets.iter().filter(few) {
                loops.run(beside.clone(), *set, &mut tally);
            }
        }
    }
    println!("{tally}");
}

/// The suspects of a situation, before any second look. What is not about the mailbox at all has no world here.
fn suspects(case: &Case) -> Vec<Suspect> {
    let mut all = crate::diagnose::suspects(case, 0);
    // What the loop does not look at only costs time here.
    for suspect in &mut all {
        suspect.reasons.clear();
    }
    all
}

/// The worlds of a case that can show different things, each with the place of its truth among the suspects.
fn worlds<'s>(
    suspects: &'s [Suspect],
    case: &Case,
    among: impl Fn(&World) -> bool,
) -> Vec<(usize, World<'s>)> {
    let truths = suspects.iter().enumerate();
    truths
        .flat_map(|(truth, suspect)| {
            let mut all = World::all(suspect.cause.code(), case);
            all.retain(&among);
            let all = different(all, case).into_iter();
            all.map(move |world| (truth, world))
        })
        .collect()
}

/// `cargo xtask test --full` asks for every set of any size.
const fn every_set() -> bool {
    cfg!(feature = "every-set")
}

const fn whole(count: usize) -> Set {
    (1 << count) - 1
}

/// Sets of suspects: every one of them for a few suspects; for many, those of up to three, the whole, and the whole
/// without one.
fn sets(count: usize) -> Vec<Set> {
    let enough = |set: &Set| {
        let size = set.count_ones() as usize;
        every_set() || count <= 6 || size <= 3 || size + 1 >= count
    };
    (1..=whole(count)).filter(enough).collect()
}

/// What the loops came to.
#[derive(Default)]
struct Tally {
    runs: u64,
    looks: u64,
    questions: u64,
    first: u64,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let average = |sum: u64| {
            #[expect(clippy::cast_precision_loss, reason = "an average for people")]
            let average = sum as f64 / self.runs as f64;
            average
        };
        write!(
            f,
            "{} loops: {:.2} follow-ups and {:.2} questions on average; the truth first in {:.1} %",
            self.runs,
            average(self.looks),
            average(self.questions),
            average(self.first * 100)
        )
    }
}
