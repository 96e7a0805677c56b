//! Everything known about one question: what the report holds and what diagnosis reads.

use serde::{Deserialize, Serialize};

use crate::event::ServerFrame;
use crate::evidence::signin::SignIn;
use crate::evidence::{Evidence, Observation, Outcome};
use crate::plan::{Plan, Step};
use crate::provider::Provider;
use crate::request::Ask;
use crate::token::TokenFacts;

/// The version of the report format.
pub const FORMAT: u32 = 1;

/// One question and all that was seen about it. There is no token in it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// [`FORMAT`] when it was written.
    pub format: u32,
    /// The form.
    pub ask: Ask,
    /// The provider's entry at that time, so that the report can be judged without the relay.
    pub provider: Provider,
    /// The sign-in; absent before it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
    /// What the token says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_facts: Option<TokenFacts>,
    /// The checks, oldest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}

/// One run of a plan.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// What was to be done.
    pub plan: Plan,
    /// The relay's clock at its start, seconds since 1970.
    pub relay_time: i64,
    /// What was seen, in order.
    pub observations: Vec<Observation>,
    /// True when every route ended.
    pub finished: bool,
}

impl Case {
    /// A question that nothing is known about yet.
    pub fn new(ask: Ask, provider: Provider) -> Self {
        Self {
            format: FORMAT,
            ask,
            provider,
            sign_in: None,
            token_facts: None,
            attempts: Vec::new(),
        }
    }

    /// Takes in what the relay says of the attempt that runs; whoever feeds it drops frames of an earlier one.
    pub fn take(&mut self, frame: &ServerFrame) {
        let current = self.attempts.len().checked_sub(1);
        match frame {
            ServerFrame::Planned {
                plan, relay_time, ..
            } => self.attempts.push(Attempt {
                plan: plan.clone(),
                relay_time: *relay_time,
                observations: Vec::new(),
                finished: false,
            }),
            ServerFrame::Observed { observation, .. } => {
                if let Some(index) = current {
                    self.attempts[index].observations.push(observation.clone());
                }
            }
            ServerFrame::Finished { .. } => {
                if let Some(index) = current {
                    self.attempts[index].finished = true;
                }
            }
            ServerFrame::Started { .. } | ServerFrame::Refused { .. } => {}
        }
    }

    /// The account that signed in: as the provider named it, else as the token does.
    pub fn signed_in_as(&self) -> Option<&str> {
        let named = match &self.sign_in {
            Some(SignIn::SignedIn { account, .. }) => account.as_deref(),
            _ => None,
        };
        named.or_else(|| self.token_facts.as_ref()?.account.as_deref())
    }
}

impl Attempt {
    /// What a step of a route showed, if it has ended.
    pub fn observed(&self, route: usize, step: Step) -> Option<&Observation> {
        self.observations
            .iter()
            .find(|o| o.route == route && o.step == step)
    }

    /// The evidence of a step of a route, if it has ended.
    pub fn evidence(&self, route: usize, step: Step) -> Option<&Evidence> {
        self.observed(route, step).map(|o| &o.evidence)
    }

    /// The first step of a route that failed.
    pub fn failure(&self, route: usize) -> Option<&Observation> {
        self.observations
            .iter()
            .find(|o| o.route == route && o.evidence.outcome() == Outcome::Failed)
    }

    /// Whether every planned step of a route passed.
    pub fn passed(&self, route: usize) -> bool {
        self.plan.routes.get(route).is_some_and(|planned| {
            planned.steps.iter().all(|p| {
                self.evidence(route, p.step)
                    .is_some_and(|evidence| evidence.outcome() == Outcome::Passed)
            })
        })
    }
}
