//! From evidence to causes: a pure function, run after every event over everything seen so far.
//!
//! ```text
//! case ─▶ scene of each route ─▶ rules ─▶ suspects ─▶ weigh (other routes, controls, people) ─▶ findings
//! ```
//!
//! Rules stand by stage, one module each; a route is judged by the first step that failed on it, so only root causes
//! are found. A rule gives suspects: causes that fit, each with a weight, which is how often it turns out to be this one
//! where the public reports show the same face. A line that names its reason outright gives that one alone. Controls
//! and people's answers then take away what they exclude. [`Fact`]s say in typed form why a finding stands; sentences
//! are made of them in [`crate::remedy`].

pub mod chain;
pub(crate) mod clue;
pub(crate) mod place;
pub(crate) mod suspect;
pub(crate) mod weigh;

mod access;
mod fact;
mod family;
mod filled;
mod findings;
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
use crate::plan::{Protocol, Step};

/// What the evidence says so far.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Diagnosis {
    /// Root causes: first the most likely one of each protocol that failed, then the others. Empty while nothing has failed
    /// and not everything has passed.
    pub findings: Vec<Finding>,
    /// How many of them lead: one for each protocol that failed, or for all that share it.
    pub leading: usize,
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

    /// The leading findings, and those that are less likely.
    pub fn split(&self) -> (&[Finding], &[Finding]) {
        self.findings
            .split_at(self.leading.min(self.findings.len()))
    }
}

/// A cause, how sure it is, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// The cause with its facts.
    pub cause: Cause,
    /// How sure it is.
    pub confidence: Confidence,
    /// The protocols over which it is found.
    pub over: Vec<Protocol>,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

impl Finding {
    /// The protocol that it is about, or the first of them.
    pub fn protocol(&self, case: &Case) -> Protocol {
        self.over
            .first()
            .copied()
            .unwrap_or_else(|| case.protocol())
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
/// Each protocol of it is judged for itself, and what the others showed is a clue. A failed sign-in is judged when no
/// check followed it. A check without an end has no verdict unless a step of it failed.
pub fn diagnose(case: &Case, now: i64) -> Diagnosis {
    let question = case.question();
    let lists = lists(case, now);
    let asked = lists.iter().find(|list| list.route == question);
    let (next, ask) = asked.map_or((None, None), |list| {
        (
            followup::next(case, &list.suspects, &list.clues),
            followup::question(case, &list.suspects, &list.clues),
        )
    });
    let (findings, leading) = findings::of(lists);
    Diagnosis {
        findings,
        leading,
        next,
        ask,
    }
}

/// The suspects of one route that failed, or of all that did not.
pub(crate) struct List {
    /// Index into the plan's routes.
    pub route: usize,
    /// Its protocol, or those of all that did not fail.
    pub over: Vec<Protocol>,
    /// False for what is said beside another verdict, and is none.
    pub leads: bool,
    /// What was learnt about it besides.
    pub clues: Vec<Clue>,
    /// What is left after what the clues exclude.
    pub suspects: Vec<Suspect>,
}

fn lists(case: &Case, now: i64) -> Vec<List> {
    let Some(check) = case.series().first() else {
        let suspects = match &case.pasted {
            Some(pasted) => of_pasted(case, pasted, now),
            None => signin::suspects(case),
        };
        let clues = clue::of(case, 0);
        return vec![List {
            route: 0,
            leads: true,
            over: vec![case.protocol()],
            suspects: weigh::weigh(suspects, &clues, case.protocol()),
            clues,
        }];
    };
    let mut failed = Vec::new();
    for (route, planned) in check.plan.routes.iter().enumerate() {
        let suspects = of_route(case, check, route, now);
        if !suspects.is_empty() {
            let clues = clue::of(case, route);
            failed.push(List {
                route,
                leads: true,
                over: vec![planned.protocol],
                suspects: weigh::weigh(suspects, &clues, planned.protocol),
                clues,
            });
        }
    }
    if failed.is_empty() {
        let healthy = mailbox::healthy(case, check);
        let other = healthy.as_ref().and_then(|_| family::other(case, now));
        failed.extend(healthy);
        failed.extend(other);
    }
    failed
}

/// Before any clue: what the simulated worlds begin with.
#[cfg(test)]
pub(crate) fn suspects(case: &Case, now: i64) -> Vec<Suspect> {
    match case.series().first() {
        Some(check) => of_route(case, check, 0, now),
        None => Vec::new(),
    }
}

fn of_route(case: &Case, attempt: &Attempt, index: usize, now: i64) -> Vec<Suspect> {
    // What fails after the mailbox has opened is told, and no verdict rests on it.
    if attempt.let_in(index) {
        return Vec::new();
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
