//! Results to look at without signing in: reports like any other, of people who do not exist.

use shared::case::Case;

use crate::report;

/// Which one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExampleId {
    /// Signed in, and no Full Access to the shared mailbox.
    NoFullAccess,
    /// A token for another service.
    WrongAudience,
    /// The mailbox opened.
    Healthy,
}

impl ExampleId {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::NoFullAccess, Self::WrongAudience, Self::Healthy];
}

/// The example's case. `None` cannot happen: a test reads each.
pub fn example(id: ExampleId) -> Option<Case> {
    let text = match id {
        ExampleId::NoFullAccess => include_str!("../examples/no-full-access.json"),
        ExampleId::WrongAudience => include_str!("../examples/wrong-audience.json"),
        ExampleId::Healthy => include_str!("../examples/healthy.json"),
    };
    report::read(text).ok()
}

#[cfg(test)]
mod tests {
    use shared::diagnose::diagnose;

    use super::*;

    #[test]
    fn each_example_shows_what_it_is_there_for() {
        let first = |id| {
            let case = example(id).unwrap();
            let now = case.attempts[0].relay_time;
            diagnose(&case, now)
                .first()
                .map(|finding| finding.cause.code())
        };
        assert_eq!(
            ExampleId::ALL.map(first),
            [
                Some("no-full-access-shared"),
                Some("wrong-audience-graph-token"),
                Some("healthy"),
            ]
        );
    }

    /// Read years later, an example says the same: its own clock counts, not the reader's.
    #[test]
    fn an_example_does_not_age() {
        for id in ExampleId::ALL {
            let case = example(id).unwrap();
            let at = |now| diagnose(&case, now);
            assert_eq!(at(case.attempts[0].relay_time), at(4_000_000_000));
        }
    }
}
