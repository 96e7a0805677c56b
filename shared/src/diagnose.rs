//! From evidence to causes: a pure function, run after every event over everything seen so far.
//!
//! ```text
//! case ─▶ scene ─▶ rules ─▶ suspects ─▶ weigh (what controls and people said) ─▶ findings
//! ```
//!
//! Rules stand by stage, one module each; a route is judged by the first step that failed on it, so only root causes
//! are found. A rule gives suspects: causes that fit, each with a weight, which is how often it turns out to be this one
//! where the public reports show the same face. A line that names its reason outright gives that one alone. Controls
//! and people's answers then take away what they exclude. [`Fact`]s say in typed form why a finding stands; sentences
//! are made of them in [`crate::remedy`].

pub(crate) mod clue;
pub(crate) mod place;
pub(crate) mod suspect;
pub(crate) mod weigh;

mod access;
mod fact;
mod filled;
mod mailbox;
mod network;
mod said;
mod sasl;
mod scene;
mod signin;
mod stated;
mod submission;
mod tls;
mod token;

use serde::Serialize;

pub use self::clue::Clue;
pub use self::fact::Fact;
use self::scene::Scene;
use self::suspect::Suspect;
use crate::case::{Attempt, Case, Pasted};
use crate::cause::Cause;
use crate::evidence::{Answer, Break, Evidence, Reply};
use crate::followup::{self, FollowUp, Question};
use crate::plan::Step;

/// What the evidence says so far.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Diagnosis {
    /// Root causes, most likely first. Empty while nothing has failed and not everything has passed.
    pub findings: Vec<Finding>,
    /// The cheapest control that would tell them apart; absent when there is none, or no need of one.
    pub next: Option<FollowUp>,
    /// What a person could find out instead, for whoever cannot or will not run a control.
    pub ask: Option<Question>,
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

impl Reason {
    pub(crate) fn pro(fact: Fact) -> Self {
        Self {
            supports: true,
            fact,
        }
    }

    pub(crate) fn con(fact: Fact) -> Self {
        Self {
            supports: false,
            fact,
        }
    }
}

/// Reads a case. `now` is the reader's clock, seconds since 1970.
///
/// The latest check decides, with the controls that followed it: an earlier one was made before something was changed.
/// A failed sign-in is judged when no check followed it. A check without an end has no verdict unless a step of it
/// failed.
pub fn diagnose(case: &Case, now: i64) -> Diagnosis {
    let clues = clue::all(case);
    let suspects = weigh::weigh(suspects(case, now), &clues, case.protocol());
    let next = followup::next(case, &suspects, &clues);
    let ask = followup::question(case, &suspects, &clues);
    Diagnosis {
        findings: suspect::rank(suspects),
        next,
        ask,
    }
}

pub(crate) fn suspects(case: &Case, now: i64) -> Vec<Suspect> {
    if let Some(attempt) = case.series().first() {
        return routes(case, attempt, now);
    }
    if let Some(pasted) = &case.pasted {
        return of_pasted(case, pasted, now);
    }
    signin::suspects(case)
}

fn routes(case: &Case, attempt: &Attempt, now: i64) -> Vec<Suspect> {
    let mut all: Vec<Suspect> = Vec::new();
    for (index, _) in attempt.plan.routes.iter().enumerate() {
        for suspect in of_route(case, attempt, index, now) {
            if !all.iter().any(|known| known.cause == suspect.cause) {
                all.push(suspect);
            }
        }
    }
    if all.iter().any(|suspect| suspect.cause != Cause::Healthy) {
        all.retain(|suspect| suspect.cause != Cause::Healthy);
    }
    all
}

fn of_route(case: &Case, attempt: &Attempt, index: usize, now: i64) -> Vec<Suspect> {
    if let Some(opened) = attempt.opened(index) {
        return if attempt.finished {
            vec![mailbox::healthy(case, attempt, index, opened)]
        } else {
            Vec::new()
        };
    }
    match Scene::of_route(case, attempt, index, now) {
        Some(scene) => judge(&scene),
        None => Vec::new(),
    }
}

fn of_pasted(case: &Case, pasted: &Pasted, now: i64) -> Vec<Suspect> {
    judge(&Scene::of_pasted(case, pasted, now))
}

/// The first thing that failed, judged by the rules of its stage.
fn judge(scene: &Scene) -> Vec<Suspect> {
    let step = scene.observation.step;
    match &scene.observation.evidence {
        Evidence::Dns(dns) => network::dns(scene, dns),
        Evidence::Tcp(tcp) => network::tcp(scene, tcp),
        Evidence::Tls(tls) => tls::suspects(scene, tls),
        Evidence::Greeting(greeting) => network::greeting(scene, greeting),
        Evidence::Auth(sasl) => sasl::suspects(scene, sasl),
        Evidence::Examine(answer) => opening(scene, answer),
        Evidence::Stat(answer) => opening(scene, answer),
        Evidence::Fetch(answer) => opening(scene, answer),
        Evidence::List(answer) => opening(scene, answer),
        Evidence::ListLast(answer) => opening(scene, answer),
        Evidence::Send(answer) => opening(scene, answer),
        Evidence::Starttls(answer) => network::starttls(scene, answer),
        Evidence::Capability(answer) => unanswered(scene, step, answer),
        Evidence::Rset(answer) | Evidence::Logout(answer) => unanswered(scene, step, answer),
        Evidence::Application(complaint) => stated::suspects(scene, *complaint),
        Evidence::NotReached => Vec::new(),
    }
}

fn opening<T>(scene: &Scene, answer: &Answer<T>) -> Vec<Suspect> {
    match answer {
        Answer::Refused(reply) => mailbox::refused(scene, reply),
        answer => unanswered(scene, scene.observation.step, answer),
    }
}

/// A command that met no answer that a rule of its own knows; its words may name a reason all the same.
fn unanswered<T>(scene: &Scene, step: Step, answer: &Answer<T>) -> Vec<Suspect> {
    match answer {
        Answer::Refused(reply) => {
            let named = said::suspects(scene, &reply.text);
            named.unwrap_or_else(|| vec![unrecognised_reply(step, reply)])
        }
        Answer::Broken(how) => vec![unrecognised_break(step, *how)],
        // Not a failure, so no caller has one; said here rather than left to panic.
        Answer::Done(_) => vec![unrecognised(Some(step), None, Vec::new())],
    }
}

fn unrecognised_reply(step: Step, reply: &Reply) -> Suspect {
    let said = reply.text.clone();
    unrecognised(
        Some(step),
        Some(said.clone()),
        vec![Reason::pro(Fact::ServerSaid { step, said })],
    )
}

fn unrecognised_break(step: Step, how: Break) -> Suspect {
    unrecognised(
        Some(step),
        None,
        vec![Reason::pro(Fact::DialogueBroke { step, how })],
    )
}

pub(crate) fn unrecognised(
    step: Option<Step>,
    said: Option<String>,
    reasons: Vec<Reason>,
) -> Suspect {
    Suspect::guess(Cause::Unrecognised { step, said }, 1, reasons).at_most(Confidence::Possible)
}
