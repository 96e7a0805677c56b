//! What the relay itself declines. A failing mail server is never a refusal: that is evidence.

use serde::{Deserialize, Serialize};

/// Why the relay does not do what a frame asks. The code is the stable name; the page has the sentence.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The page belongs to another build of the relay: reload it.
    BuildMismatch,
    /// A check is already running on this socket.
    CheckRunning,
    /// The second look names something that this provider's entry does not have.
    ControlMalformed,
    /// The provider's host for this mailbox is not in the relay's table.
    HostUnknown,
    /// The host of the provider's entry is not in ASCII, which this build does not resolve.
    HostNotAscii,
    /// The application's id or tenant is none.
    AppMalformed,
    /// The relay failed in a way that is its own fault.
    Internal,
    /// The token or the page names an issuer that is not bound to this provider's hosts.
    IssuerNotBound,
    /// The mailbox is not an e-mail address.
    MailboxMalformed,
    /// The frame is no message of this protocol.
    MessageMalformed,
    /// The frame came where the protocol has no place for it.
    MessageOutOfOrder,
    /// The frame is over 24 KiB, or the body of a request over 64 KiB.
    MessageTooLarge,
    /// The port is not one that mail uses, and no operator's entry names it.
    PortNotMail,
    /// This version of the relay, or the provider's entry, has no way to check this protocol.
    ProtocolNotOffered,
    /// The operator allows no sign-in of this kind at this provider.
    PathNotOffered,
    /// No protocol was chosen, or one twice.
    ProtocolsMalformed,
    /// The operator has not set this provider up.
    ProviderNotSetUp,
    /// No such provider here.
    ProviderUnknown,
    /// Secrets are taken from the operator's settings only.
    SecretNotTaken,
    /// A code, a verifier or a secret has a character that none has, or is empty or too long.
    SecretMalformed,
    /// The socket has lived its five minutes or has been silent for too long.
    SessionExpired,
    /// The ticket is unknown, used or older than a minute.
    TicketInvalid,
    /// The token has a character no token has, or is empty or too long.
    TokenMalformed,
    /// The provider's tokens are JWTs and this is none.
    TokenOpaque,
    /// More checks than this relay allows in so short a time.
    TooMany,
}
