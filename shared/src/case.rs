//! Everything known about one question: what the report holds and what diagnosis reads.

use serde::{Deserialize, Serialize};

use crate::event::ServerFrame;
use crate::evidence::lasting::Lasting;
use crate::evidence::signin::{Flow, SignIn};
use crate::evidence::{Evidence, Observation, Outcome};
use crate::plan::{Plan, Protocol, Step};
use crate::provider::Provider;
use crate::request::Ask;
use crate::token::{TokenFacts, same_scope};
use crate::told::Told;

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
    /// How the token is obtained.
    #[serde(default, skip_serializing_if = "Flow::is_user")]
    pub flow: Flow,
    /// Where the provider was asked to send the answer of this page's own sign-in; absent where the failure was another
    /// application's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// The sign-in; absent before it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
    /// What became of the refresh token, when the sign-in was to be tried for its length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasting: Option<Lasting>,
    /// What the token says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_facts: Option<TokenFacts>,
    /// The tenant that the mailbox's domain belongs to, when it was asked for; compared with the token's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox_tenant: Option<String>,
    /// The checks, oldest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Words that a person pasted in the place of a check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pasted: Option<Pasted>,
    /// What people said of it: answers that no probe of ours can give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
}

/// What was read out of pasted words. The words themselves are in the observation's lines.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pasted {
    /// The mail protocol, if the words tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The one thing that they tell of.
    pub observation: Observation,
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
            flow: ask.path.flow(),
            ask,
            provider,
            redirect_uri: None,
            sign_in: None,
            lasting: None,
            token_facts: None,
            mailbox_tenant: None,
            attempts: Vec::new(),
            pasted: None,
            told: Vec::new(),
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

    /// The latest check and the controls that followed it, in order.
    pub fn series(&self) -> &[Attempt] {
        let is_check = |attempt: &Attempt| attempt.plan.control.is_none();
        let begin = self.attempts.iter().rposition(is_check).unwrap_or(0);
        &self.attempts[begin..]
    }

    /// The route of the latest check that is in question: the first that was not let in, else the first.
    pub fn question(&self) -> usize {
        let check = self.series().first();
        let failed = check.and_then(|check| {
            let mut routes = 0..check.plan.routes.len();
            routes.find(|route| check.failure(*route).is_some() && !check.let_in(*route))
        });
        failed.unwrap_or(0)
    }

    /// The protocol that the question is about: the latest check's, else the pasted words', else the form's first.
    pub fn protocol(&self) -> Protocol {
        let checked = self
            .series()
            .first()
            .and_then(|attempt| attempt.plan.routes.get(self.question()));
        let pasted = self.pasted.as_ref().and_then(|pasted| pasted.protocol);
        checked
            .map(|route| route.protocol)
            .or(pasted)
            .or_else(|| self.ask.protocols.first().copied())
            .unwrap_or(Protocol::Imap)
    }

    /// Whether the token may be used over a protocol, as far as it says; a token that says nothing is not tried.
    pub fn has_scope_for(&self, protocol: Protocol) -> bool {
        let needed = self.provider.mail_scopes(protocol);
        let beside = match &self.sign_in {
            Some(SignIn::SignedIn {
                granted_scope: Some(scope),
                ..
            }) => scope.split_ascii_whitespace().collect(),
            _ => Vec::new(),
        };
        let in_token = self
            .token_facts
            .iter()
            .flat_map(|f| f.scopes.iter().map(String::as_str));
        let granted: Vec<&str> = in_token.chain(beside).collect();
        let has = |scope: &String| granted.iter().any(|g| same_scope(g, scope));
        !needed.is_empty() && needed.iter().all(has)
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

    /// How many messages there are in the mailbox that a route opened; `None` while it has opened none.
    pub fn opened(&self, route: usize) -> Option<u32> {
        self.observations
            .iter()
            .filter(|o| o.route == route)
            .find_map(|o| o.evidence.opened())
    }

    /// Whether a route did what it is for: it opened the mailbox, or, where its protocol opens none, was let in.
    pub fn let_in(&self, route: usize) -> bool {
        let submits =
            self.plan.routes.get(route).map(|route| route.protocol) == Some(Protocol::Smtp);
        let ended = |step, how: Outcome| {
            self.evidence(route, step)
                .is_some_and(|evidence| evidence.outcome() == how)
        };
        // What an application's log tells of sending belongs to it.
        let submitted =
            || ended(Step::Auth, Outcome::Passed) && !ended(Step::Send, Outcome::Failed);
        self.opened(route).is_some() || (submits && submitted())
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
