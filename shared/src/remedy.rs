//! From a finding to what is said and done about it, with the person's own values filled in.
//!
//! Short sentences stand here, in exhaustive matches: a new cause or fact does not compile without its words. The
//! longer story of each cause is its page in `catalogue/`.

mod because;
mod healthy;
mod mailbox;
mod names;
mod network;
mod powershell;
mod token;
mod unrecognised;

pub use self::names::shown;
pub use self::powershell::quote_powershell;
use crate::case::Case;
use crate::cause::{Actor, Cause};
use crate::diagnose::Finding;

/// What the verdict card shows for one finding. Plain text throughout: nothing here is markup.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Advice {
    /// What happened, to whom: the heading.
    pub title: String,
    /// What was seen and what it rules out, a sentence each. The confidence has its own word on the page.
    pub because: Vec<String>,
    /// Who has to act.
    pub actor: Actor,
    /// The same in words, such as `an Exchange administrator`.
    pub who: String,
    /// What to do, in order.
    pub steps: Vec<Instruction>,
    /// How to know that it worked, and how long it takes to act.
    pub verify: String,
}

/// One action.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Instruction {
    /// In the imperative, one action.
    pub text: String,
    /// A command to copy, quoted for its shell.
    pub command: Option<String>,
    /// Where to do it.
    pub link: Option<String>,
}

impl Instruction {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            command: None,
            link: None,
        }
    }

    fn at(mut self, link: &str) -> Self {
        self.link = Some(link.to_owned());
        self
    }

    /// A step that is nothing without its command does not appear when a value cannot be quoted.
    fn running(text: impl Into<String>, command: Option<String>) -> Option<Self> {
        Some(Self {
            text: text.into(),
            command: Some(command?),
            link: None,
        })
    }
}

/// What a cause alone decides; [`advise`] adds why.
struct Fix {
    title: String,
    actor: Actor,
    who: String,
    steps: Vec<Instruction>,
    verify: String,
}

/// What to say and do about a finding.
pub fn advise(finding: &Finding, case: &Case) -> Advice {
    let fix = fix(finding, case);
    Advice {
        title: fix.title,
        because: because::sentences(finding, case),
        actor: fix.actor,
        who: fix.who,
        steps: fix.steps,
        verify: fix.verify,
    }
}

fn fix(finding: &Finding, case: &Case) -> Fix {
    match &finding.cause {
        Cause::Healthy => healthy::fix(case),
        Cause::FirewallPortBlocked { host, port } => network::blocked(finding, host, *port),
        Cause::DnsFailure { host, answer } => network::dns(host, answer),
        Cause::ImapDisabledMailbox { mailbox } => mailbox::imap_off(case, mailbox),
        Cause::MissingImapScope { granted: _, needed } => token::missing_scope(case, needed),
        Cause::NoFullAccessOtherUser { account, mailbox }
        | Cause::NoFullAccessShared { account, mailbox } => {
            mailbox::no_full_access(case, account.as_deref(), mailbox)
        }
        Cause::SaslMechanismMismatch { offered: _ } => token::no_mechanism(case),
        Cause::TlsUntrustedCert {
            host,
            verdict,
            issuer,
        } => network::untrusted(host, *verdict, issuer.as_deref()),
        Cause::TokenExpired { expired_at } => token::expired(case, *expired_at),
        Cause::WrongAudienceGraphToken { audience } => token::wrong_audience(case, audience),
        Cause::WrongHostPortOrTlsMode { host, port, speaks } => {
            network::wrong_place(host, *port, *speaks)
        }
        Cause::WrongUserSignedIn { signed_in, meant } => {
            mailbox::wrong_user(case, signed_in, meant.as_deref())
        }
        Cause::Unrecognised { step, said: _ } => unrecognised::fix(case, *step),
    }
}
