//! What people say: answers that no probe of ours can give.

pub mod exchange;

use serde::{Deserialize, Serialize};

pub use self::exchange::ExchangeAnswer;

/// One answer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// Whether the account that signed in is the one that was meant to.
    AccountWasMeant(bool),
    /// Whether web mail opens this mailbox.
    WebMail(bool),
    /// Whether the switch for the protocol is on, in the settings that the person or the administrator sees.
    Switch(bool),
    /// Whether the same application opens other mailboxes.
    OtherMailboxes(bool),
    /// Others, elsewhere, report the same failure now.
    OthersToo,
    /// Whether a made-up address is refused in the same words.
    MadeUpAddressSame(bool),
    /// What Microsoft Graph says to the same person about the same mailbox.
    Graph(Graph),
    /// What Exchange Online PowerShell printed.
    Exchange(ExchangeAnswer),
}

/// What Microsoft Graph says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Graph {
    /// It shows the inbox.
    Ok,
    /// `ErrorAccessDenied`
    Denied,
    /// `MailboxNotEnabledForRESTAPI`, `ErrorNonExistentMailbox`
    NoMailbox,
}
