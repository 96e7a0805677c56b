//! From evidence to causes: a pure function, run after every event over everything seen so far.
//!
//! Rules stand by stage, one module each; a route is judged by the first step that failed on it, so only root causes
//! are found. [`Fact`]s say in typed form why a finding stands; sentences are made of them in [`crate::remedy`].

mod fact;
mod mailbox;
mod network;
mod sasl;
mod signin;
mod tls;
mod token;

use serde::Serialize;

pub use self::fact::Fact;
use crate::case::{Attempt, Case};
use crate::cause::Cause;
use crate::evidence::{Answer, Break, Evidence, Reply};
use crate::plan::{Route, Step};

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

impl Finding {
    fn new(cause: Cause, confidence: Confidence, reasons: Vec<Reason>) -> Self {
        Self {
            cause,
            confidence,
            reasons,
        }
    }
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

impl Reason {
    fn pro(fact: Fact) -> Self {
        Self {
            supports: true,
            fact,
        }
    }

    fn con(fact: Fact) -> Self {
        Self {
            supports: false,
            fact,
        }
    }
}

/// Reads a case. `now` is the reader's clock, seconds since 1970.
///
/// The latest attempt decides: an earlier one was made before something was changed. A failed sign-in is judged when
/// no attempt followed it. An attempt without an end has no verdict unless a step of it failed.
pub fn diagnose(case: &Case, now: i64) -> Diagnosis {
    let mut findings = match case.attempts.last() {
        Some(attempt) => routes(case, attempt, now),
        None => signin::findings(case),
    };
    // Stable: among equals the rules' own order stands.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.confidence));
    Diagnosis { findings }
}

/// One route of one attempt, with the question around it.
struct Seen<'a> {
    case: &'a Case,
    attempt: &'a Attempt,
    index: usize,
    route: &'a Route,
    now: i64,
}

impl Seen<'_> {
    fn evidence(&self, step: Step) -> Option<&Evidence> {
        self.attempt.evidence(self.index, step)
    }
}

fn routes(case: &Case, attempt: &Attempt, now: i64) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (index, route) in attempt.plan.routes.iter().enumerate() {
        let seen = Seen {
            case,
            attempt,
            index,
            route,
            now,
        };
        for finding in route_findings(&seen) {
            if !findings.iter().any(|known| known.cause == finding.cause) {
                findings.push(finding);
            }
        }
    }
    let failed = findings.iter().any(|f| f.cause != Cause::Healthy);
    if failed {
        findings.retain(|finding| finding.cause != Cause::Healthy);
    }
    findings
}

fn route_findings(seen: &Seen) -> Vec<Finding> {
    if let Some(Evidence::Examine(Answer::Done(opened))) = seen.evidence(Step::Examine) {
        return if seen.attempt.finished {
            vec![mailbox::healthy(seen, *opened)]
        } else {
            Vec::new()
        };
    }
    let Some(failure) = seen.attempt.failure(seen.index) else {
        return Vec::new();
    };
    match &failure.evidence {
        Evidence::Dns(dns) => network::dns(seen, dns),
        Evidence::Tcp(tcp) => network::tcp(seen, tcp),
        Evidence::Tls(tls) => tls::findings(seen, tls),
        Evidence::Greeting(greeting) => network::greeting(seen, greeting),
        Evidence::Auth(sasl) => sasl::findings(seen, sasl),
        Evidence::Examine(Answer::Refused(reply)) => mailbox::refused(seen, reply),
        Evidence::Examine(answer) => vec![unanswered(failure.step, answer)],
        Evidence::Capability(answer) => vec![unanswered(failure.step, answer)],
        Evidence::List(answer) => vec![unanswered(failure.step, answer)],
        Evidence::Logout(answer) => vec![unanswered(failure.step, answer)],
        Evidence::NotReached => Vec::new(),
    }
}

/// A command that met no answer that a rule knows.
fn unanswered<T>(step: Step, answer: &Answer<T>) -> Finding {
    match answer {
        Answer::Refused(reply) => unrecognised_reply(step, reply),
        Answer::Broken(how) => unrecognised_break(step, *how),
        // Not a failure, so no caller has one; said here rather than left to panic.
        Answer::Done(_) => unrecognised(Some(step), None, Vec::new()),
    }
}

fn unrecognised_reply(step: Step, reply: &Reply) -> Finding {
    let said = reply.text.clone();
    unrecognised(
        Some(step),
        Some(said.clone()),
        vec![Reason::pro(Fact::ServerSaid { step, said })],
    )
}

fn unrecognised_break(step: Step, how: Break) -> Finding {
    unrecognised(
        Some(step),
        None,
        vec![Reason::pro(Fact::DialogueBroke { step, how })],
    )
}

fn unrecognised(step: Option<Step>, said: Option<String>, reasons: Vec<Reason>) -> Finding {
    Finding::new(
        Cause::Unrecognised { step, said },
        Confidence::Possible,
        reasons,
    )
}
