//! What will be done, in full, before the first byte is sent.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::address::{Address, HostName};
use crate::control::Control;

/// Everything that one attempt will do. It leaves no choice to execution: only the addresses wait for DNS.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Why this attempt is made, when an earlier one left a doubt; absent for the check itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// One route a protocol.
    pub routes: Vec<Route>,
    /// The whole attempt ends after this many milliseconds, whatever happens.
    pub deadline_ms: u32,
}

/// The way to one mailbox over one protocol.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The mail protocol.
    pub protocol: Protocol,
    /// The host that is dialled and whose name the certificate must carry.
    pub host: HostName,
    /// The TCP port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: TlsMode,
    /// Which of the host's addresses are dialled.
    #[serde(default, skip_serializing_if = "AddressFamily::is_any")]
    pub addresses: AddressFamily,
    /// The user name presented with the token.
    pub user: Address,
    /// The SASL mechanisms, best first: the first that the server offers is used.
    pub mechanisms: Vec<Mechanism>,
    /// True for a host that the operator's own file names, addresses and all.
    pub internal: bool,
    /// The steps in order; each needs all before it.
    pub steps: Vec<PlannedStep>,
}

/// One step and the time it may take.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedStep {
    /// What is done.
    pub step: Step,
    /// Milliseconds from its start to its forced end.
    pub deadline_ms: u32,
}

/// A mail access protocol.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// IMAP4rev1 (RFC 3501).
    Imap,
    /// POP3 (RFC 1939).
    Pop,
    /// Message submission (RFC 6409).
    Smtp,
}

impl Protocol {
    /// The name as written in running text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Imap => "IMAP",
            Self::Pop => "POP3",
            Self::Smtp => "SMTP",
        }
    }

    /// The code used on the wire and in the page's `data-protocol`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Imap => "imap",
            Self::Pop => "pop",
            Self::Smtp => "smtp",
        }
    }
}

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// TLS from the first byte (RFC 8314 §3).
    Implicit,
    /// Plain text first, then a change to TLS (STARTTLS, in POP3 STLS).
    Starttls,
}

/// Which addresses of a host are dialled.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressFamily {
    /// All of them, in the resolver's order.
    #[default]
    Any,
    /// A records only.
    V4,
    /// AAAA records only.
    V6,
}

impl AddressFamily {
    /// Whether nothing was said about it.
    pub fn is_any(&self) -> bool {
        *self == Self::Any
    }
}

/// A step of a check, in the order in which they run. A plan holds those that its protocol has.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Resolve the host name.
    Dns,
    /// Open the TCP connection.
    Tcp,
    /// TLS handshake and certificate check.
    Tls,
    /// Read the server's greeting.
    Greeting,
    /// Change to TLS; the handshake is the step after it.
    Starttls,
    /// Learn the capabilities (CAPABILITY, CAPA, EHLO).
    Capability,
    /// Authenticate with the token.
    Auth,
    /// Open INBOX read-only.
    Examine,
    /// Count the messages of the maildrop (POP3).
    Stat,
    /// List the folders, or the last message of the maildrop.
    List,
    /// Read a message. No check does; an application's log may stop here.
    Fetch,
    /// Send a message. No check does; an application's log may stop here.
    Send,
    /// Leave nothing begun (SMTP).
    Rset,
    /// Say goodbye (LOGOUT, QUIT).
    Logout,
}

impl Step {
    /// The code used on the wire and in the page's `data-step`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Starttls => "starttls",
            Self::Capability => "capability",
            Self::Auth => "auth",
            Self::Examine => "examine",
            Self::Stat => "stat",
            Self::List => "list",
            Self::Fetch => "fetch",
            Self::Send => "send",
            Self::Rset => "rset",
            Self::Logout => "logout",
        }
    }
}

/// A SASL mechanism that carries an OAuth access token. Others are never attempted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Mechanism {
    /// RFC 7628.
    #[serde(rename = "OAUTHBEARER")]
    OAuthBearer,
    /// Google's and Microsoft's forerunner of it.
    #[serde(rename = "XOAUTH2")]
    XOAuth2,
}

impl Mechanism {
    /// The registered name, as in `AUTH=…`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
