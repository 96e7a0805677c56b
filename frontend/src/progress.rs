//! The steps of a route as they stand: planned, running, passed, failed or never reached.

use shared::case::Attempt;
use shared::evidence::{Observation, Outcome};
use shared::plan::Step;

use crate::state::Running;

/// How far a step is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// Its turn has not come.
    Pending,
    /// Now.
    Running,
    /// It did what it was for.
    Passed,
    /// It did not.
    Failed,
    /// It never ran.
    NotReached,
}

impl Mark {
    /// The page's `data-state`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotReached => "not-reached",
        }
    }
}

/// One row of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The step.
    pub step: Step,
    /// How far it is.
    pub mark: Mark,
    /// The most time it may take, in milliseconds.
    pub deadline_ms: u32,
    /// What it showed, once it has ended.
    pub seen: Option<Observation>,
    /// Milliseconds from the route's beginning to this step's.
    pub begins_ms: u32,
}

/// The rows of a route, in the plan's order. `running` is absent once the check has ended, well or badly.
pub fn rows(attempt: &Attempt, route: usize, running: Option<&Running>) -> Vec<Row> {
    let planned = attempt.plan.routes.get(route).map(|route| &route.steps);
    let mut begins_ms: u32 = 0;
    planned
        .into_iter()
        .flatten()
        .map(|planned| {
            let seen = attempt.observed(route, planned.step).cloned();
            let row = Row {
                step: planned.step,
                mark: mark(seen.as_ref(), (route, planned.step), running),
                deadline_ms: planned.deadline_ms,
                begins_ms,
                seen,
            };
            begins_ms = begins_ms.saturating_add(row.seen.as_ref().map_or(0, |seen| seen.ms));
            row
        })
        .collect()
}

fn mark(seen: Option<&Observation>, at: (usize, Step), running: Option<&Running>) -> Mark {
    match (seen.map(|seen| seen.evidence.outcome()), running) {
        (Some(Outcome::Passed), _) => Mark::Passed,
        (Some(Outcome::Failed), _) => Mark::Failed,
        (Some(Outcome::NotReached), _) | (None, None) => Mark::NotReached,
        (None, Some(running)) if running.at == Some(at) => Mark::Running,
        (None, Some(_)) => Mark::Pending,
    }
}

/// Where the bar of a row begins and how wide it is, in thousandths of the whole. While the route runs the whole is a
/// second, or longer if it takes longer: so a quick check does not redraw its bars with every answer.
pub fn bar(row: &Row, rows: &[Row]) -> Option<(u32, u32)> {
    let took = row.seen.as_ref()?.ms;
    let whole: u64 = rows
        .iter()
        .filter_map(|row| row.seen.as_ref())
        .map(|seen| u64::from(seen.ms))
        .sum();
    let runs = rows
        .iter()
        .any(|row| matches!(row.mark, Mark::Pending | Mark::Running));
    let whole = whole.max(if runs { 1000 } else { 1 });
    let part = |ms: u32| u32::try_from(u64::from(ms) * 1000 / whole).unwrap_or(1000);
    Some((part(row.begins_ms).min(994), part(took).max(6)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ExampleId, example};

    fn attempt() -> Attempt {
        example(ExampleId::NoFullAccess).unwrap().attempts.remove(0)
    }

    fn marks(attempt: &Attempt, running: Option<&Running>) -> Vec<Mark> {
        rows(attempt, 0, running)
            .iter()
            .map(|row| row.mark)
            .collect()
    }

    #[test]
    fn an_ended_check_has_no_open_ends() {
        use Mark::{Failed, NotReached, Passed};
        let all = marks(&attempt(), None);
        assert_eq!(
            all,
            [
                Passed, Passed, Passed, Passed, Passed, Passed, Failed, NotReached, NotReached
            ]
        );
    }

    #[test]
    fn a_running_check_shows_where_it_is() {
        use Mark::{Passed, Pending, Running as Now};
        let mut attempt = attempt();
        attempt.observations.truncate(2);
        let running = Running {
            run: 1,
            why: crate::state::Why::Asked,
            attempt: Some(0),
            at: Some((0, Step::Tls)),
        };
        assert_eq!(
            marks(&attempt, Some(&running))[..4],
            [Passed, Passed, Now, Pending]
        );
    }

    #[test]
    fn a_check_that_was_cut_off_has_steps_that_were_not_reached() {
        let mut attempt = attempt();
        attempt.observations.truncate(2);
        assert_eq!(marks(&attempt, None)[2..4], [Mark::NotReached; 2]);
    }

    #[test]
    fn bars_follow_each_other_and_stay_inside() {
        let attempt = attempt();
        let rows = rows(&attempt, 0, None);
        let bars: Vec<_> = rows.iter().filter_map(|row| bar(row, &rows)).collect();
        for pair in bars.windows(2) {
            assert!(pair[0].0 <= pair[1].0, "{bars:?}");
        }
        assert!(bars.iter().all(|(x, width)| *x <= 994 && *width >= 6));
    }

    #[test]
    fn a_route_that_was_never_planned_has_no_rows() {
        assert_eq!(rows(&attempt(), 7, None), []);
    }
}
