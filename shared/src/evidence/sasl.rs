//! Authentication.

use serde::{Deserialize, Serialize};

use crate::evidence::{Break, Reply};
use crate::plan::Mechanism;

/// What authentication showed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sasl {
    /// The mechanism that was used; absent when the server offers none of the plan's, or nobody wrote it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<Tried>,
    /// What was presented as the user name.
    #[serde(default, skip_serializing_if = "UserForm::is_mailbox")]
    pub user: UserForm,
    /// True when the token went in the command itself (RFC 4959), false when after the server's `+`.
    pub initial_response: bool,
    /// The server's error challenge, as sent (base64), when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// How it ended.
    pub outcome: SaslOutcome,
}

/// A way to authenticate. A check uses the first two only; pasted words tell of the others.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Tried {
    /// RFC 7628.
    #[serde(rename = "OAUTHBEARER")]
    OAuthBearer,
    /// Google's and Microsoft's forerunner of it.
    #[serde(rename = "XOAUTH2")]
    XOAuth2,
    /// A password in the SASL mechanism PLAIN (RFC 4616).
    #[serde(rename = "PLAIN")]
    Plain,
    /// A password in the LOGIN command, the LOGIN mechanism, or POP3's USER and PASS.
    #[serde(rename = "LOGIN")]
    Login,
    /// The client never began to authenticate.
    #[serde(rename = "none")]
    Nothing,
}

impl Tried {
    /// The registered name, as in `AUTH=…`; empty when nothing was tried.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Nothing => "",
        }
    }

    /// Whether it carries a password and no token.
    pub const fn is_password(self) -> bool {
        matches!(self, Self::Plain | Self::Login)
    }
}

impl From<Mechanism> for Tried {
    fn from(mechanism: Mechanism) -> Self {
        match mechanism {
            Mechanism::OAuthBearer => Self::OAuthBearer,
            Mechanism::XOAuth2 => Self::XOAuth2,
        }
    }
}

/// What kind of name was presented as the user.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserForm {
    /// The address of the mailbox. A check presents nothing else.
    #[default]
    Mailbox,
    /// The account that signed in, whichever mailbox was meant.
    Account,
    /// Another address of the mailbox than its primary one.
    Alias,
    /// `person\mailbox`, which Exchange Online no longer reads.
    LegacyShared,
    /// A name without a domain.
    ShortName,
}

impl UserForm {
    /// Whether it is the usual one.
    pub fn is_mailbox(&self) -> bool {
        *self == Self::Mailbox
    }
}

/// How authentication ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaslOutcome {
    /// The server took the token. Exchange Online says so even for a mailbox that it then refuses.
    Accepted {
        /// What follows `OK`.
        text: String,
    },
    /// The server said no.
    Refused(Reply),
    /// The server offers no mechanism that carries a token; nothing was sent.
    NotOffered {
        /// The `AUTH=` capabilities, without the prefix.
        offered: Vec<String>,
    },
    /// There was no whole answer.
    Broken(Break),
}
