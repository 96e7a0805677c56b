//! A page of the catalogue as the browser gets it: text and its structure, and no markup, so that drawing it needs no
//! trust in it.

use serde::{Deserialize, Serialize};

/// What is written about one cause.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The code of the cause.
    pub code: String,
    /// The heading.
    pub title: String,
    /// What stands below it.
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// The heading of a section.
    Section(String),
    /// The heading of what one actor does.
    Actor(String),
    /// A paragraph.
    Text(Vec<Inline>),
    /// Numbered steps.
    Steps(Vec<Vec<Inline>>),
    /// A list without an order.
    Points(Vec<Vec<Inline>>),
}

/// A run of text.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline {
    /// Words.
    Words(String),
    /// A command, a name or a server's words. It may hold places: `'<mailbox>'`.
    Code(String),
    /// An address on the web.
    Link(String),
}
