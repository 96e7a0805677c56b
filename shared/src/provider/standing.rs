//! How a provider stands to applications, and how sure its entry is.

use serde::{Deserialize, Serialize};

/// Whether applications can be registered at a provider.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registration {
    /// By anybody.
    #[default]
    Open,
    /// By those whom the provider admits: it has to be asked.
    ByRequest,
    /// By nobody any more for mail: a token that somebody has can be tried.
    Closed,
    /// The provider offers no OAuth for mail protocols.
    None,
}

impl Registration {
    /// Whether it is the usual.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// How sure an entry is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// By the provider's own documents.
    #[default]
    High,
    /// By several reports, or by others' programs.
    Medium,
    /// By one report, or reports differ.
    Low,
}

impl Confidence {
    /// Whether nothing has to be said about it.
    pub fn is_high(&self) -> bool {
        *self == Self::High
    }
}
