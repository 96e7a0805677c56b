//! What a cause decides about its remedy, put together step by step.

use super::names;
use super::values::Values;
use crate::case::Case;
use crate::cause::Actor;

/// One action.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Instruction {
    /// In the imperative, one action.
    pub text: String,
    /// A command to copy, quoted for its shell.
    pub command: Option<String>,
    /// Where to do it.
    pub link: Option<String>,
    /// What it does.
    pub kind: Kind,
}

/// What an action does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// It looks, and changes nothing.
    Look,
    /// It changes something.
    Change,
    /// It takes a change back. It stands in a letter, not among the steps.
    Undo,
}

/// How long a change takes to act.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wait {
    /// With the next attempt.
    AtOnce,
    /// With the next sign-in, or the next token.
    NextToken,
    /// As Exchange Online spreads it.
    Exchange,
    /// As Entra spreads it.
    Entra,
    /// As name servers forget an old record.
    Dns,
    /// As Google spreads it in Workspace.
    Google,
    /// As Google spreads it in the Cloud console.
    GoogleConsole,
    /// By itself.
    ByItself,
}

impl Wait {
    /// A sentence of it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AtOnce => "This takes effect at once.",
            Self::NextToken => {
                "This takes effect with the next sign-in: a token that was issued before keeps what it has."
            }
            Self::Exchange => "Exchange may take up to 60 minutes to apply the change.",
            Self::Entra => {
                "Entra usually applies the change within minutes, and may take up to an hour."
            }
            Self::Dns => {
                "A changed record may take as long as its old time to live, often up to an hour."
            }
            Self::Google => "Google may take up to 24 hours to apply the change.",
            Self::GoogleConsole => "Google applies the change within five minutes to a few hours.",
            Self::ByItself => "It passes by itself; how long that takes is not ours to say.",
        }
    }

    /// The longest it may take, in minutes; absent where nobody can say.
    pub const fn minutes(self) -> Option<u32> {
        match self {
            Self::AtOnce | Self::NextToken => Some(0),
            Self::Exchange | Self::Entra | Self::Dns => Some(60),
            Self::Google => Some(24 * 60),
            Self::GoogleConsole => Some(5 * 60),
            Self::ByItself => None,
        }
    }
}

/// What a cause alone decides.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fix {
    pub(super) title: String,
    pub(super) actor: Actor,
    pub(super) who: String,
    pub(super) role: Option<&'static str>,
    pub(super) instructions: Vec<Instruction>,
    pub(super) proof: String,
    pub(super) wait: Wait,
    values: Values,
}

impl Fix {
    /// A remedy without steps yet. `title` says what happened, to whom.
    pub fn new(case: &Case, title: impl Into<String>, actor: Actor) -> Self {
        Self {
            title: title.into(),
            actor,
            who: names::actor(actor, case.provider.family).to_owned(),
            role: None,
            instructions: Vec::new(),
            proof: String::new(),
            wait: Wait::AtOnce,
            values: Values::of(case),
        }
    }

    /// Somebody else acts than is usual.
    pub const fn by(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// Says more exactly who acts.
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = who.into();
        self
    }

    /// The role that the commands need.
    pub const fn role(mut self, role: &'static str) -> Self {
        self.role = Some(role);
        self
    }

    /// One action in the imperative.
    pub fn step(self, text: impl Into<String>) -> Self {
        self.add(Kind::Change, text, None)
    }

    /// Where the last step is done.
    pub fn at(mut self, link: &str) -> Self {
        if let Some(last) = self.instructions.last_mut() {
            last.link = Some(link.to_owned());
        }
        self
    }

    /// A command that looks and changes nothing. It does not appear when a value cannot be quoted.
    pub fn look(self, text: impl Into<String>, command: &str) -> Self {
        self.running(Kind::Look, text, command)
    }

    /// A command that changes something.
    pub fn run(self, text: impl Into<String>, command: &str) -> Self {
        self.running(Kind::Change, text, command)
    }

    /// The command that takes the change back.
    pub fn undo(self, command: &str) -> Self {
        self.running(Kind::Undo, "To undo it:", command)
    }

    /// How to know that it worked, and how long it takes.
    pub fn proof(mut self, proof: impl Into<String>, wait: Wait) -> Self {
        self.proof = proof.into();
        self.wait = wait;
        self
    }

    /// The steps to show: without what only a letter holds.
    pub fn steps(&self) -> impl Iterator<Item = &Instruction> {
        self.instructions
            .iter()
            .filter(|instruction| instruction.kind != Kind::Undo)
    }

    fn running(self, kind: Kind, text: impl Into<String>, command: &str) -> Self {
        match self.values.command(command) {
            Some(command) => self.add(kind, text, Some(command)),
            None => self,
        }
    }

    fn add(mut self, kind: Kind, text: impl Into<String>, command: Option<String>) -> Self {
        self.instructions.push(Instruction {
            text: text.into(),
            command,
            link: None,
            kind,
        });
        self
    }
}
