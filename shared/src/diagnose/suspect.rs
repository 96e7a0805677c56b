//! Causes under suspicion, and how they become findings.

use super::{Confidence, Fact, Finding, Reason};
use crate::cause::Cause;
use crate::plan::Protocol;

/// The weight of a cause that a line names outright.
const NAMED: u32 = 1_000;

/// A cause that fits, with its weight against the others that fit.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// The cause.
    pub cause: Cause,
    /// How often, among a hundred cases with this face, it is this one; a thousand when it is named.
    pub weight: u32,
    /// A line names it outright, or everything else was excluded.
    pub settled: bool,
    /// The most that can be said of it.
    pub ceiling: Confidence,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

impl Suspect {
    /// A cause that fits among others.
    pub fn guess(cause: Cause, weight: u32, reasons: Vec<Reason>) -> Self {
        Self {
            cause,
            weight,
            settled: false,
            ceiling: Confidence::Certain,
            reasons,
        }
    }

    /// A cause that is said outright.
    pub fn named(cause: Cause, reasons: Vec<Reason>) -> Self {
        Self {
            settled: true,
            ..Self::guess(cause, NAMED, reasons)
        }
    }

    /// The same, and never surer than this.
    pub fn at_most(mut self, ceiling: Confidence) -> Self {
        self.ceiling = ceiling;
        self
    }

    /// One more reason, unless it is known.
    pub fn add(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// One more reason for it.
    pub fn because(mut self, fact: Fact) -> Self {
        self.reasons.push(Reason::pro(fact));
        self
    }

    /// One more reason against it.
    pub fn although(mut self, fact: Fact) -> Self {
        self.reasons.push(Reason::con(fact));
        self
    }
}

/// Findings over these protocols, most likely first. Stable: among equals the rules' own order stands.
pub fn rank(mut suspects: Vec<Suspect>, over: &[Protocol]) -> Vec<Finding> {
    suspects.sort_by_key(|suspect| std::cmp::Reverse(suspect.weight));
    let total: u64 = suspects.iter().map(|s| u64::from(s.weight)).sum();
    let alone = suspects.iter().filter(|s| s.settled).count() == 1;
    let mut findings: Vec<Finding> = suspects
        .into_iter()
        .map(|suspect| {
            let sure = if suspect.settled && alone {
                Confidence::Certain
            } else if u64::from(suspect.weight) * 2 >= total {
                Confidence::Likely
            } else {
                Confidence::Possible
            };
            Finding {
                confidence: sure.min(suspect.ceiling),
                over: over.to_vec(),
                cause: suspect.cause,
                reasons: suspect.reasons,
            }
        })
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.confidence));
    findings
}

#[cfg(test)]
mod tests {
    use super::Confidence::{Certain, Likely, Possible};
    use super::*;

    fn sure(suspects: Vec<Suspect>) -> Vec<Confidence> {
        rank(suspects, &[Protocol::Imap])
            .iter()
            .map(|f| f.confidence)
            .collect()
    }

    #[test]
    fn half_of_the_cases_make_a_cause_likely() {
        let guess = |weight| Suspect::guess(Cause::Healthy, weight, Vec::new());
        assert_eq!(
            sure(vec![guess(20), guess(50), guess(30)]),
            [Likely, Possible, Possible]
        );
        assert_eq!(sure(vec![guess(40), guess(35), guess(25)]), [Possible; 3]);
        assert_eq!(sure(vec![guess(1)]), [Likely]);
    }

    #[test]
    fn only_one_can_be_certain() {
        let named = || Suspect::named(Cause::Healthy, Vec::new());
        assert_eq!(sure(vec![named()]), [Certain]);
        assert_eq!(sure(vec![named(), named()]), [Likely, Likely]);
        assert_eq!(sure(vec![named().at_most(Possible)]), [Possible]);
    }
}
