//! Words that a person pasted: a message of Jira, a piece of a log, a server's answer, an identity provider's error.
//!
//! ```text
//! text, without what is secret
//!      ─▶ identity (a sign-in that failed)
//!      ─▶ mail (what a server said)          ─▶ Reading ─▶ Case
//!      ─▶ complaint, network (what stands in its place)
//! ```
//!
//! The first that finds something counts: a number of an identity provider before a server's words, these before what
//! an application makes of them. Nothing is guessed: what a text does not say is no information.

mod complaint;
mod hints;
mod identity;
mod mail;
pub mod secret;

use crate::address::Address;
use crate::case::{Case, Pasted};
use crate::evidence::sasl::{Sasl, SaslOutcome, UserForm};
use crate::evidence::signin::{Flow, SignIn, SignInFailure};
use crate::evidence::tcp::Tcp;
use crate::evidence::tls::Tls;
use crate::evidence::{Evidence, Line, Observation, Reply, Side};
use crate::plan::{Protocol, Step};
use crate::provider::{Family, Provider};
use crate::request::Ask;
use crate::words::network::{self, Fault};
use crate::words::{Words, cut};

/// What was read out of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
    /// Whose mail system it is, if the words tell it.
    pub family: Option<Family>,
    /// The mail protocol, if they tell it.
    pub protocol: Option<Protocol>,
    /// How the token was, or would be, obtained.
    pub flow: Flow,
    /// What they tell of.
    pub found: Found,
}

/// What a text tells of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Found {
    /// A sign-in that gave no token.
    SignIn(SignInFailure),
    /// A step at the mail server.
    Step(Observation),
}

/// Reads a text, as far as texts are read ([`crate::words`]); `None` when there is nothing in it. What is kept of it holds
/// no token, no SASL message, no code and no secret.
pub fn read(text: &str) -> Option<Reading> {
    let text = secret::taken_out(cut(text.trim_start()).trim_end());
    let text = text.as_ref();
    if text.is_empty() {
        return None;
    }
    let hints = hints::of(text);
    let found = identity::named(text)
        .map(Found::SignIn)
        .or_else(|| mail::said(text, hints).map(Found::Step))
        .or_else(|| identity::told(text).map(Found::SignIn))
        .or_else(|| {
            complaint::of(text)
                .map(|complaint| step(text, Step::Auth, Evidence::Application(complaint)))
        })
        .or_else(|| network::fault(text).map(|fault| on_the_way(text, fault)))
        .unwrap_or_else(|| unknown(text));
    Some(Reading {
        family: hints.family,
        protocol: hints.protocol,
        flow: hints.flow,
        found,
    })
}

impl Reading {
    /// As a case that can be judged. `account` is who the application is authorised as, by what the person says.
    pub fn case(self, ask: Ask, provider: Provider, account: Option<&Address>) -> Case {
        let mut case = Case::new(ask, provider);
        case.flow = self.flow;
        match self.found {
            Found::SignIn(failure) => case.sign_in = Some(SignIn::Failed(failure)),
            Found::Step(observation) => {
                case.sign_in = account.map(|account| SignIn::SignedIn {
                    account: Some(account.to_string()),
                    name: None,
                    granted_scope: None,
                });
                case.pasted = Some(Pasted {
                    protocol: self.protocol,
                    observation,
                });
            }
        }
        case
    }
}

/// A step with the text as its lines.
fn step(text: &str, step: Step, evidence: Evidence) -> Found {
    Found::Step(observation(text.lines(), step, evidence))
}

fn observation<'t>(
    lines: impl Iterator<Item = &'t str>,
    step: Step,
    evidence: Evidence,
) -> Observation {
    let lines = lines.map(str::trim).filter(|line| !line.is_empty());
    Observation {
        route: 0,
        step,
        evidence,
        lines: lines.map(server).collect(),
        ms: 0,
    }
}

fn server(text: &str) -> Line {
    Line {
        from: Side::Server,
        text: text.to_owned(),
        cut: false,
    }
}

/// What an application met below the mail protocol.
fn on_the_way(text: &str, fault: Fault) -> Found {
    let (at, evidence) = match fault {
        Fault::Name(dns) => (Step::Dns, Evidence::Dns(dns)),
        Fault::Refused | Fault::Unreachable | Fault::ConnectTimedOut => {
            (Step::Tcp, Evidence::Tcp(Tcp { dials: Vec::new() }))
        }
        Fault::ReadTimedOut => (
            Step::Auth,
            Evidence::Application(crate::evidence::application::Complaint::ReadTimedOut),
        ),
        Fault::Tls(tls) => (Step::Tls, Evidence::Tls(tls)),
        Fault::Broken(how) => (Step::Tls, Evidence::Tls(Tls::Broken(how))),
    };
    step(text, at, evidence)
}

/// Words that nothing here knows are judged all the same, and found to be unknown.
fn unknown(text: &str) -> Found {
    let first = text.lines().next().unwrap_or_default();
    step(text, Step::Auth, refused(None, Reply::unsaid(first)))
}

fn refused(mechanism: Option<crate::evidence::sasl::Tried>, reply: Reply) -> Evidence {
    Evidence::Auth(Sasl {
        mechanism,
        user: UserForm::Mailbox,
        initial_response: false,
        challenge: None,
        outcome: SaslOutcome::Refused(reply),
    })
}

/// Whether a line holds something that the parsers of servers' words know.
fn is_telling(words: &Words) -> bool {
    !words.says.is_empty()
        || words.closing.is_some()
        || words.challenge.is_some()
        || words.exchange.is_some()
}
