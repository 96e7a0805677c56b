//! What the framed page and the portal around it say to each other (`postMessage`), version 1.
//!
//! `docs/embedding.md` tells portals of it, and `docs/embed.v1.schema.json` says the same to a machine. Nothing of a
//! sign-in crosses: no token, no code, no verifier. A result is the report that the person can download as well.

mod script;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::script::EmbedScript;
use crate::case::Case;
use crate::diagnose::Confidence;
use crate::evidence::Outcome;
use crate::plan::{Protocol, Step};

/// The version that is spoken. A message of another one is dropped.
pub const VERSION: u32 = 1;

/// The longest command that is read, in octets of JSON.
pub const MOST: usize = 8 * 1024;

/// From the portal to the frame: `{"greencheck": 1, "command": "start", "detail": {"mailbox": "…"}}`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Inbound {
    greencheck: u32,
    /// What is wanted.
    pub command: Command,
    /// With what: what a link may fill in, for [`Command::Start`]; how it should look, for [`Command::SetTheme`].
    #[serde(default)]
    pub detail: BTreeMap<String, String>,
}

/// What a portal may want.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// To be known: the frame learns from it whose page it stands in, where its browser does not say.
    Hello,
    /// Fill in the form and go to it. Nothing is started: that is for the person.
    Start,
    /// End the check that runs.
    Cancel,
    /// Look otherwise.
    SetTheme,
    /// Say the result again.
    GetReport,
}

impl Inbound {
    /// Reads a message. What is none of this version is nothing.
    pub fn read(json: &str) -> Option<Self> {
        // The reader would take `[1, "hello"]` too: the fields in their order.
        if json.len() > MOST || !json.trim_ascii_start().starts_with('{') {
            return None;
        }
        let message: Self = serde_json::from_str(json).ok()?;
        let detailed = matches!(message.command, Command::Start | Command::SetTheme);
        let fits = message.greencheck == VERSION && (detailed || message.detail.is_empty());
        fits.then_some(message)
    }
}

/// From the frame to the portal: `{"greencheck": 1, "event": "resize", "detail": {"height": 640}}`.
#[derive(Debug, Serialize)]
pub struct Outbound<'a> {
    greencheck: u32,
    /// What happened.
    #[serde(flatten)]
    pub event: Event<'a>,
}

impl<'a> From<Event<'a>> for Outbound<'a> {
    fn from(event: Event<'a>) -> Self {
        Self {
            greencheck: VERSION,
            event,
        }
    }
}

/// What a portal is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event", content = "detail")]
pub enum Event<'a> {
    /// The form is there.
    Ready {
        /// The build of the page.
        build: String,
    },
    /// How far the sign-in is.
    Signin {
        /// Its state.
        state: SigninState,
    },
    /// A step of a check began or ended.
    Step {
        /// Which check: 0 is the first one, those after it are second looks.
        attempt: usize,
        /// Of which protocol.
        protocol: Protocol,
        /// The step.
        step: Step,
        /// How far it is.
        outcome: StepOutcome,
        /// Its length in milliseconds, once it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        ms: Option<u32>,
    },
    /// A check ended, or a sign-in that failed named its cause.
    Result(Box<Verdict<'a>>),
    /// Something stands in the way that is not the mailbox.
    Error {
        /// The stable code.
        code: String,
        /// One sentence for a person.
        message: String,
    },
    /// The content has another height now.
    Resize {
        /// In CSS pixels.
        height: u32,
    },
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SigninState {
    /// The window for it was opened.
    Window,
    /// Somebody signed in.
    SignedIn,
    /// The sign-in gave no token.
    Failed,
    /// The window was closed, or the check goes on where no portal hears of it.
    Closed,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepOutcome {
    /// It began.
    Started,
    /// It did what it should.
    Passed,
    /// It did not.
    Failed,
    /// A step before it failed.
    NotReached,
}

impl From<Outcome> for StepOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::Passed,
            Outcome::Failed => Self::Failed,
            Outcome::NotReached => Self::NotReached,
        }
    }
}

/// A result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict<'a> {
    /// Whether the mailbox opened.
    pub verdict: Passed,
    /// The causes, the most likely first.
    pub causes: Vec<Named>,
    /// What was asked and seen: the file that the person can download.
    pub report: &'a Case,
}

/// Whether a mailbox opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    /// It did.
    Passed,
    /// It did not.
    Failed,
}

/// A cause by its code.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Named {
    /// The stable code; `/causes/<code>` tells more.
    pub code: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
    /// The protocols over which it was found.
    pub over: Vec<Protocol>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_command_is_read() {
        let read = |json: serde_json::Value| Inbound::read(&json.to_string());
        let start =
            json!({"greencheck": 1, "command": "start", "detail": {"mailbox": "a@b.example"}});
        let start = read(start).unwrap();
        assert_eq!(start.command, Command::Start);
        assert_eq!(start.detail["mailbox"], "a@b.example");
        let hello = read(json!({"greencheck": 1, "command": "hello"})).unwrap();
        assert_eq!(hello.command, Command::Hello);
    }

    /// R-118: what is no command of this version changes nothing.
    #[test]
    fn everything_else_is_nothing() {
        let long = "x".repeat(MOST);
        for json in [
            json!(null),
            json!("start"),
            json!(["start"]),
            json!([1, "hello"]),
            json!({}),
            json!({"command": "start"}),
            json!({"greencheck": 2, "command": "start"}),
            json!({"greencheck": "1", "command": "start"}),
            json!({"greencheck": 1, "command": "sign-in"}),
            json!({"greencheck": 1, "command": "Start"}),
            json!({"greencheck": 1, "command": "start", "more": 1}),
            json!({"greencheck": 1, "command": "start", "__proto__": {}}),
            json!({"greencheck": 1, "command": "start", "detail": {"mailbox": 1}}),
            json!({"greencheck": 1, "command": "start", "detail": {"mailbox": {"a": "b"}}}),
            json!({"greencheck": 1, "command": "start", "detail": []}),
            json!({"greencheck": 1, "command": "cancel", "detail": {"mailbox": "a"}}),
            json!({"greencheck": 1, "command": "start", "detail": {"mailbox": long}}),
        ] {
            assert_eq!(Inbound::read(&json.to_string()), None, "{json:.80}");
        }
        let twice = r#"{"greencheck": 1, "command": "cancel", "command": "hello"}"#;
        assert_eq!(Inbound::read(twice), None);
    }

    #[test]
    fn an_event_is_flat() {
        let event = Outbound::from(Event::Resize { height: 640 });
        assert_eq!(
            serde_json::to_value(event).unwrap(),
            json!({"greencheck": 1, "event": "resize", "detail": {"height": 640}})
        );
        let event = Outbound::from(Event::Signin {
            state: SigninState::SignedIn,
        });
        assert_eq!(
            serde_json::to_value(event).unwrap(),
            json!({"greencheck": 1, "event": "signin", "detail": {"state": "signed-in"}})
        );
    }
}
