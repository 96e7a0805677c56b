//! From evidence to causes: a pure function, run after every event over everything seen so far.

use serde::Serialize;

use crate::case::Case;
use crate::cause::Cause;

/// What the evidence says so far.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Diagnosis {
    /// Root causes, most likely first. Empty while nothing has failed and not everything has passed.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    /// The finding that heads the page.
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }
}

/// A cause, how sure it is, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// The cause with its facts.
    pub cause: Cause,
    /// How sure it is.
    pub confidence: Confidence,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The evidence fits, and fits others as well or better.
    Possible,
    /// The evidence fits this best, and does not exclude others.
    Likely,
    /// The evidence excludes everything else that is known.
    Certain,
}

/// One piece of evidence and the way it points.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Reason {
    /// False when it speaks against the cause.
    pub supports: bool,
    /// What was seen.
    pub fact: Fact,
}

/// What was seen, in a form that a sentence can be made of in any language.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The mailbox opened.
    MailboxOpened,
}

/// Reads a case. `now` is the reader's clock, seconds since 1970.
pub fn diagnose(case: &Case, now: i64) -> Diagnosis {
    let _ = (case, now);
    Diagnosis {
        findings: Vec::new(),
    }
}
