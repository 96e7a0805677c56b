//! What a world can show, and which others show the same.

use super::world::World;
use crate::case::Case;
use crate::control::Control;
use crate::followup::{MOST, probes, questions};
use crate::told::Told;

/// Everything that a world can show in a case: each probe once, the repetition twice, and each question.
#[derive(Eq, PartialEq)]
pub struct Shown {
    probes: Vec<bool>,
    told: Vec<Told>,
}

/// When all looks are used up, what ran is all that can be seen.
pub fn shown(world: &World, case: &Case) -> Shown {
    let base = &case.series()[0];
    let used_up = used_up(case);
    let ran = used_up.as_deref().unwrap_or_default();
    let once = probes(case, base).into_iter().filter(|control| {
        *control != Control::Retry && (used_up.is_none() || ran.contains(control))
    });
    let most = used_up.as_ref().map_or(2, |_| repeated(case));
    Shown {
        probes: once
            .map(|control| world.opens(control, 1))
            .chain((1..=most).map(|again| world.opens(Control::Retry, again)))
            .collect(),
        told: questions(case)
            .into_iter()
            .map(|question| world.answers(question))
            .collect(),
    }
}

/// The looks that ran, when no more may.
pub fn used_up(case: &Case) -> Option<Vec<Control>> {
    let looks = &case.series()[1..];
    let ran = looks.iter().filter_map(|attempt| attempt.plan.control);
    (looks.len() >= MOST).then(|| ran.collect())
}

/// How often the same was tried again.
pub fn repeated(case: &Case) -> usize {
    let series = case.series().iter();
    series
        .filter(|attempt| attempt.plan.control == Some(Control::Retry))
        .count()
}

/// Worlds that can show different things.
pub fn different<'c>(worlds: Vec<World<'c>>, case: &Case) -> Vec<World<'c>> {
    let mut seen = Vec::new();
    let new = |world: &World| {
        let shown = shown(world, case);
        let new = !seen.contains(&shown);
        if new {
            seen.push(shown);
        }
        new
    };
    worlds.into_iter().filter(new).collect()
}
