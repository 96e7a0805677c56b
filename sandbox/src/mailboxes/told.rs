//! What people would answer about a mailbox.

use serde::Serialize;
use shared::told::{ExchangeAnswer, Told};

/// One answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Whether the protocol's switch is on.
    Switch(bool),
    /// Whether web mail opens.
    WebMail(bool),
    /// What Exchange Online PowerShell prints for the read-only block, to be pasted.
    Exchange(&'static str),
}

impl Answer {
    /// As evidence; `None` for a text that nobody could read.
    pub fn told(&self, asked: &str) -> Option<Told> {
        match self {
            Self::Switch(on) => Some(Told::Switch(*on)),
            Self::WebMail(opens) => Some(Told::WebMail(*opens)),
            Self::Exchange(text) => ExchangeAnswer::read(text, Some(asked)).map(Told::Exchange),
        }
    }
}
