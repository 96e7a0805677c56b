//! From a finding to what is said and done about it, with the person's own values filled in.

use crate::case::Case;
use crate::cause::Actor;
use crate::diagnose::Finding;

/// What the verdict card shows for one finding. Plain text throughout: nothing here is markup.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Advice {
    /// What happened, to whom: the heading.
    pub title: String,
    /// How sure this is and why, a sentence or two.
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

/// What to say and do about a finding.
pub fn advise(finding: &Finding, case: &Case) -> Advice {
    let _ = case;
    Advice {
        title: finding.cause.code().to_owned(),
        because: Vec::new(),
        actor: Actor::Nobody,
        who: String::new(),
        steps: Vec::new(),
        verify: String::new(),
    }
}
