//! What the person asks, and the part of it that the relay is told.

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::control::Control;
use crate::path::{App, SignInPath};
use crate::plan::Protocol;
use crate::provider::ProviderId;
use crate::token::Token;

/// The filled-in form. It holds no secret: it is kept across the sign-in and stands in every report.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Where the mailbox lives.
    pub provider: ProviderId,
    /// The mailbox that the application should read; absent only where words were pasted without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<Address>,
    /// Whose mailbox it is, as far as the person knows.
    pub kind: MailboxKind,
    /// The account that should sign in; absent when the person does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Address>,
    /// The protocols to try, in the order of the form.
    pub protocols: Vec<Protocol>,
    /// How the token is obtained.
    #[serde(default, skip_serializing_if = "SignInPath::is_operator")]
    pub path: SignInPath,
    /// The application that the asker names, on a path that takes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<App>,
    /// True when the sign-in is to be tried for its length, with offline access.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub will_last: bool,
    /// True when the mailbox of the account that signs in must not be opened, not even to compare.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spare_own_mailbox: bool,
}

/// Whose mailbox it is. This separates the two scenarios of a missing Full Access permission.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailboxKind {
    /// The mailbox of the account that signs in.
    Own,
    /// A mailbox that belongs to another person.
    OtherUser,
    /// A shared mailbox: nobody signs in as it.
    Shared,
    /// Another address of the mailbox of the account that signs in.
    Alias,
    /// The person does not know.
    #[default]
    Unknown,
}

impl MailboxKind {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Shared,
        Self::Own,
        Self::OtherUser,
        Self::Alias,
        Self::Unknown,
    ];

    /// The stable name, as in reports, links and the form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::OtherUser => "other-user",
            Self::Shared => "shared",
            Self::Alias => "alias",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the account that signs in is the mailbox's own.
    pub const fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::Alias)
    }
}

/// What the relay is told: enough to dial and to sign in, and nothing about the person.
///
/// The fields are as received: planning parses them, and has a refusal of its own for each that is wrong.
/// Not `Clone`, and kept out of [`crate::case::Case`], so that the token has one owner and no report can hold it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The provider whose hosts may be dialled.
    pub provider: String,
    /// The issuer that the page recorded when the sign-in began; it must be the provider's.
    pub issuer: String,
    /// The user name to present: the mailbox to open.
    pub mailbox: String,
    /// The protocols to try.
    pub protocols: Vec<Protocol>,
    /// What this check does differently from the one before; absent for the check itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// The access token.
    pub token: Token,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One name each, wherever it is written: a link from today is read tomorrow.
    #[test]
    fn a_kind_has_the_name_that_reports_use() {
        for kind in MailboxKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
