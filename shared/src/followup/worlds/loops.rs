//! The loops of one situation. Worlds that have shown the same so far are walked through together, so that each look is
//! weighed once for all of them.

use std::collections::BTreeMap;

use super::alike::{repeated, shown, used_up};
use super::situations::second_look;
use super::world::World;
use super::{Set, Tally};
use crate::case::Case;
use crate::control::Control;
use crate::diagnose::suspect::{Suspect, rank};
use crate::diagnose::weigh::weigh;
use crate::diagnose::{Confidence, clue};
use crate::followup::{FollowUp, MOST, next};
use crate::plan::Protocol;
use crate::told::Told;

pub struct Loops<'s> {
    name: &'static str,
    suspects: &'s [Suspect],
    /// With the place of its truth among the suspects.
    worlds: Vec<(usize, World<'s>)>,
    /// For the looks that ran, and for each world: the suspects of which some world shows the same.
    alike: BTreeMap<Option<Vec<Control>>, Vec<Set>>,
}

impl<'s> Loops<'s> {
    pub const fn new(
        name: &'static str,
        suspects: &'s [Suspect],
        worlds: Vec<(usize, World<'s>)>,
    ) -> Self {
        Self {
            name,
            suspects,
            worlds,
            alike: BTreeMap::new(),
        }
    }

    /// Runs the loop with these suspects, in each world in which one of them is the truth.
    pub fn run(&mut self, mut case: Case, set: Set, tally: &mut Tally) {
        let among: Vec<Suspect> = (0..self.suspects.len())
            .filter(|index| set >> index & 1 == 1)
            .map(|index| self.suspects[index].clone())
            .collect();
        let worlds = (0..self.worlds.len())
            .filter(|world| set >> self.worlds[*world].0 & 1 == 1)
            .collect();
        self.walk(&mut case, (set, &among), worlds, tally);
    }

    fn walk(
        &mut self,
        case: &mut Case,
        (set, among): (Set, &[Suspect]),
        worlds: Vec<usize>,
        tally: &mut Tally,
    ) {
        let clues = clue::of(case, 0);
        let left = weigh(among.to_vec(), &clues, case.protocol());
        let looks = case.series().len() - 1;
        assert!(
            looks <= MOST && case.told.len() <= 4,
            "the loop does not end"
        );
        match next(case, &left, &clues) {
            None => {
                for world in worlds {
                    tally.runs += 1;
                    tally.looks += looks as u64;
                    tally.questions += case.told.len() as u64;
                    tally.first += u64::from(self.check(case, set, &left, world));
                }
            }
            Some(FollowUp::Probe(control)) => {
                let again = repeated(case) + 1;
                let opens = |world: &usize| self.worlds[*world].1.opens(control, again);
                let (open, shut): (Vec<usize>, Vec<usize>) = worlds.into_iter().partition(opens);
                for (opened, worlds) in [(true, open), (false, shut)] {
                    if !worlds.is_empty() {
                        let look = second_look(case, control, opened);
                        case.attempts.push(look);
                        self.walk(case, (set, among), worlds, tally);
                        case.attempts.pop();
                    }
                }
            }
            Some(FollowUp::Ask(question)) => {
                let mut answers: Vec<(Told, Vec<usize>)> = Vec::new();
                for world in worlds {
                    let told = self.worlds[world].1.answers(question);
                    match answers.iter_mut().find(|(known, _)| *known == told) {
                        Some((_, worlds)) => worlds.push(world),
                        None => answers.push((told, vec![world])),
                    }
                }
                for (told, worlds) in answers {
                    case.told.push(told);
                    self.walk(case, (set, among), worlds, tally);
                    case.told.pop();
                }
            }
        }
    }

    /// Whether the truth came first. Fails when the loop ended where it may not.
    fn check(&mut self, case: &Case, set: Set, left: &[Suspect], world: usize) -> bool {
        let findings = rank(left.to_vec(), &[Protocol::Imap]);
        let (truth, of) = self.worlds[world];
        let place = |suspect: &Suspect| {
            let code = suspect.cause.code();
            let mut all = self.suspects.iter();
            all.position(|one| one.cause.code() == code).unwrap()
        };
        let codes = left.iter().map(place).fold(0, |set, one| set | 1 << one);
        let context = || {
            let found = findings.iter().map(|f| (f.cause.code(), f.confidence));
            let among = self.suspects.iter().enumerate();
            let among = among.filter(|(index, _)| set >> index & 1 == 1);
            format!(
                "{}, {:?}, {of:?}: {:?} of {:?}",
                self.name,
                case.ask.kind,
                found.collect::<Vec<_>>(),
                among.map(|(_, s)| s.cause.code()).collect::<Vec<_>>()
            )
        };
        assert!(codes >> truth & 1 == 1, "the truth is gone: {}", context());
        for finding in &findings {
            let certain = finding.confidence == Confidence::Certain;
            let wrongly = certain && finding.cause.code() != of.truth;
            assert!(!wrongly, "certain of another: {}", context());
        }
        let first = findings[0].cause.code() == of.truth;
        let context = (!first).then(context);
        if let Some(context) = context {
            // No allowed probe tells these from the truth, and all others are gone.
            assert_eq!(codes, set & self.alike(case)[world], "{context}");
        }
        first
    }

    fn alike(&mut self, case: &Case) -> &[Set] {
        let worlds = &self.worlds;
        self.alike.entry(used_up(case)).or_insert_with(|| {
            let all: Vec<_> = worlds.iter().map(|(_, world)| shown(world, case)).collect();
            let with = |seen| {
                let same = all.iter().zip(worlds).filter(move |(one, _)| *one == seen);
                same.fold(0, |set, (_, (truth, _))| set | 1 << truth)
            };
            all.iter().map(with).collect()
        })
    }
}
