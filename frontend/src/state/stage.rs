//! What the page shows.

use serde::{Deserialize, Serialize};
use shared::address::Address;
use shared::control::Control;
use shared::evidence::signin::SignInFailure;
use shared::limit::Limit;
use shared::plan::Step;
use shared::refusal::Refusal;

use crate::examples::ExampleId;
use crate::report::ReadError;

/// The page's own place in the flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// The form.
    #[default]
    Ask,
    /// The second door: words that somebody has, and no sign-in.
    Paste,
    /// On the way to the provider's sign-in page.
    Leaving,
    /// Back from it; the code is being exchanged.
    Returning,
    /// Something secret is asked for that the person has. It is typed now, and kept nowhere.
    Hand(Hand),
    /// A code has to be typed on another device.
    Device {
        /// The code.
        user_code: String,
        /// Where.
        verification_uri: String,
        /// When it ends, seconds since 1970.
        ends: i64,
    },
    /// The provider's answer was handed over to the window that waits for it. This one can be closed.
    HandedOver,
    /// In a frame: the person goes on in the window beside it.
    Elsewhere,
    /// Somebody else signed in than was meant, by the look of the addresses: the check waits.
    Confirm {
        /// Who signed in.
        signed_in: String,
        /// Who was meant to.
        meant: Address,
    },
    /// The relay works.
    Checking,
    /// The check ended: the case holds the answer.
    Done,
    /// The check did not come to an end. A case may still be there, with what was seen.
    Trouble(Trouble),
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Hand {
    /// An access token.
    Token,
    /// The secret of an application that signs in as itself.
    AppSecret,
    /// The secret of the application that a code was given to.
    SecretForCode,
}

/// What stands between the person and an answer. None of these is about the mailbox.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The sign-in gave no token.
    SignIn(SignInFailure),
    /// This browser cannot keep what a sign-in needs, or has no source of random numbers.
    BrowserRefuses,
    /// The provider's entry in the relay's settings cannot be used.
    ProviderEntry,
    /// The relay declines.
    Refused {
        /// Why.
        refusal: Refusal,
        /// Milliseconds after which asking again makes sense; absent when it never does.
        retry_after: Option<u32>,
        /// The operator's limit that it came up against.
        limit: Option<Limit>,
    },
    /// The page belongs to another build than the relay: it has to be loaded again. The form is kept.
    Reload,
    /// The relay does not answer.
    RelayUnreachable,
    /// The relay answers, and its WebSocket does not open: something between the two refuses it.
    WebSocketBlocked,
    /// The connection to the relay ended before the check did, or fell silent.
    ConnectionLost,
    /// What came from the relay is no message of this protocol.
    Unreadable,
}

/// The check that runs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Running {
    /// Which of the page's checks; frames of others are dropped.
    pub run: u32,
    /// Why it runs.
    pub why: Why,
    /// Index into the case's attempts, once the plan is here.
    pub attempt: Option<usize>,
    /// The step that runs: index into the plan's routes, and the step.
    pub at: Option<(usize, Step)>,
}

/// Why a check runs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The person asked.
    Asked,
    /// An earlier check left a doubt. What it showed stands on the page meanwhile.
    Doubt(Control),
    /// The person changed something, and waits for it to act. What the last check showed stands meanwhile.
    Changed,
}

impl Why {
    /// What it does differently from the check before.
    pub const fn control(self) -> Option<Control> {
        match self {
            Self::Doubt(control) => Some(control),
            Self::Asked | Self::Changed => None,
        }
    }
}

/// Where the case comes from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Source {
    /// Checked here and now.
    #[default]
    Live,
    /// One of the examples.
    Example(ExampleId),
    /// A report that somebody saved.
    Report,
    /// Words that somebody pasted.
    Pasted,
    /// Checked in the window beside this frame.
    Window,
}

/// How long the token that the page holds is good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TokenLife {
    /// Seconds since 1970.
    pub expires_at: i64,
}

impl TokenLife {
    /// Whether it is worth using, by this clock.
    pub const fn alive(self, now: i64) -> bool {
        now < self.expires_at
    }
}

/// A passing remark beside whatever the page shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Notice {
    /// This is on the clipboard now.
    Copied(Copied),
    /// The clipboard refused.
    CopyFailed,
    /// The person ended the check.
    Cancelled,
    /// The file is no report.
    ReportRefused(ReadError),
}

/// What was copied.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Copied {
    /// A command of the remedy, or any other short text.
    Text,
    /// The report.
    Report,
    /// The report for a public forum.
    Public,
}
