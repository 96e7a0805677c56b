//! What a rule looks at: the one step that failed, with the question around it.

use crate::address::Address;
use crate::case::{Attempt, Case, Pasted};
use crate::cause::Server;
use crate::evidence::sasl::{SaslOutcome, Tried, UserForm};
use crate::evidence::signin::Flow;
use crate::evidence::{Answer, Evidence, Observation, Reply};
use crate::plan::{Protocol, Step, TlsMode};
use crate::provider::Family;
use crate::request::MailboxKind;
use crate::words::{Words, network};

/// One failure.
pub struct Scene<'a> {
    /// Everything known.
    pub case: &'a Case,
    /// The reader's clock, seconds since 1970.
    pub now: i64,
    /// The clock at the check, seconds since 1970.
    pub checked: i64,
    /// The mail protocol.
    pub protocol: Protocol,
    /// The server.
    pub server: Server,
    /// How it is encrypted, if that is known.
    pub tls: Option<TlsMode>,
    /// What was presented as the user: the mailbox.
    pub mailbox: Option<&'a Address>,
    /// The step that failed.
    pub observation: &'a Observation,
    /// The SASL mechanisms that the server offers, when it said.
    pub offered: Vec<String>,
    /// What was said in that step.
    pub words: Words,
}

/// Who was meant to sign in, compared with who did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Meant<'a> {
    /// The one who did.
    As,
    /// Another one.
    NotAs(&'a Address),
    /// Nobody said.
    Unknown,
}

impl<'a> Scene<'a> {
    /// The first failure of a route; `None` when nothing failed.
    pub fn of_route(case: &'a Case, attempt: &'a Attempt, index: usize, now: i64) -> Option<Self> {
        let route = attempt.plan.routes.get(index)?;
        let observation = attempt.failure(index)?;
        let offered = match attempt.evidence(index, Step::Capability) {
            Some(Evidence::Capability(Answer::Done(capabilities))) => {
                capabilities.mechanisms().map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        Some(Self {
            case,
            now,
            checked: attempt.relay_time,
            protocol: route.protocol,
            server: Server {
                host: Some(route.host.clone()),
                port: Some(route.port),
            },
            tls: Some(route.tls),
            mailbox: Some(&route.user),
            observation,
            offered,
            words: words(observation),
        })
    }

    /// What pasted words tell.
    pub fn of_pasted(case: &'a Case, pasted: &'a Pasted, now: i64) -> Self {
        let observation = &pasted.observation;
        let host = observation
            .lines
            .iter()
            .find_map(|line| network::host(&line.text));
        Self {
            case,
            now,
            checked: now,
            protocol: pasted.protocol.unwrap_or(Protocol::Imap),
            server: Server { host, port: None },
            tls: None,
            mailbox: case.ask.mailbox.as_ref(),
            observation,
            offered: Vec::new(),
            words: words(observation),
        }
    }

    /// Whose mail system it is.
    pub fn family(&self) -> Family {
        self.case.provider.family
    }

    /// Whether it is one of Microsoft's.
    pub fn is_microsoft(&self) -> bool {
        matches!(self.family(), Family::Microsoft | Family::OutlookCom)
    }

    /// The account that signed in.
    pub fn account(&self) -> Option<&'a str> {
        self.case.signed_in_as()
    }

    /// Whether that is the mailbox's own by its address; `None` when nothing says who signed in.
    pub fn is_own(&self) -> Option<bool> {
        Some(self.mailbox?.same_as(self.account()?))
    }

    /// Whether the application itself signed in, and nobody else.
    pub fn is_app_only(&self) -> bool {
        let by_token = self.case.token_facts.as_ref().is_some_and(|f| f.app_only);
        by_token || self.case.flow == Flow::App
    }

    /// Whether a password was sent in the place of a token.
    pub fn is_password(&self) -> bool {
        match self.tried() {
            Some(tried) => tried.is_password(),
            None => self.case.flow == Flow::Password,
        }
    }

    /// How authentication was tried, if that was seen.
    pub fn tried(&self) -> Option<Tried> {
        match &self.observation.evidence {
            Evidence::Auth(sasl) => sasl.mechanism,
            _ => None,
        }
    }

    /// What kind of name was presented.
    pub fn user_form(&self) -> UserForm {
        match &self.observation.evidence {
            Evidence::Auth(sasl) => sasl.user,
            _ => UserForm::Mailbox,
        }
    }

    /// Whose mailbox it is, by the form.
    pub fn kind(&self) -> MailboxKind {
        self.case.ask.kind
    }

    /// Who was meant to sign in: as typed, else the mailbox's own account when the mailbox is the person's own.
    pub fn meant(&self) -> Meant<'a> {
        let ask = &self.case.ask;
        let own = matches!(ask.kind, MailboxKind::Own | MailboxKind::Alias);
        let named = ask
            .account
            .as_ref()
            .or(ask.mailbox.as_ref().filter(|_| own));
        match (named, self.account()) {
            (Some(named), Some(account)) if named.same_as(account) => Meant::As,
            // An alias is another address of the same person.
            (Some(_), Some(_)) if ask.account.is_none() && ask.kind == MailboxKind::Alias => {
                Meant::As
            }
            (Some(named), Some(_)) => Meant::NotAs(named),
            _ => Meant::Unknown,
        }
    }

    /// The mailbox, for a cause.
    pub fn mailbox(&self) -> Option<Address> {
        self.mailbox.cloned()
    }
}

fn words(observation: &Observation) -> Words {
    let (challenge, reply) = match &observation.evidence {
        Evidence::Auth(sasl) => match &sasl.outcome {
            SaslOutcome::Refused(reply) => (sasl.challenge.as_deref(), Some(reply)),
            _ => (sasl.challenge.as_deref(), None),
        },
        evidence => (None, evidence.refusal()),
    };
    let reply: Option<&Reply> = reply;
    Words::of_step(&observation.lines, challenge, reply)
}
