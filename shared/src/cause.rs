//! The closed vocabulary of causes. Each has a stable code: wire, address of its page, file name, hook for style.

use serde::Serialize;

use crate::address::{Address, HostName};
use crate::evidence::Speaks;
use crate::evidence::dns::Dns;
use crate::evidence::tls::CertificateVerdict;
use crate::plan::Step;

/// Why the mailbox did not open, with the facts that a sentence about it needs.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It opened.
    Healthy,
    /// Nothing answers at the address: dropped, rejected or unreachable.
    FirewallPortBlocked {
        /// The server.
        host: HostName,
        /// Its port.
        port: u16,
    },
    /// The server's name gives no address.
    DnsFailure {
        /// The server.
        host: HostName,
        /// What the name servers said.
        answer: Dns,
    },
    /// IMAP is switched off for this mailbox.
    ImapDisabledMailbox {
        /// The mailbox.
        mailbox: Address,
    },
    /// The token lacks the permission to use IMAP.
    MissingImapScope {
        /// What it has.
        granted: Vec<String>,
        /// What it needs.
        needed: Vec<String>,
    },
    /// The signed-in account has no Full Access to another person's mailbox.
    NoFullAccessOtherUser {
        /// Who signed in, if anything says so.
        account: Option<String>,
        /// The mailbox.
        mailbox: Address,
    },
    /// The signed-in account has no Full Access to a shared mailbox.
    NoFullAccessShared {
        /// Who signed in, if anything says so.
        account: Option<String>,
        /// The mailbox.
        mailbox: Address,
    },
    /// The server offers no mechanism that takes a token.
    SaslMechanismMismatch {
        /// What it offers.
        offered: Vec<String>,
    },
    /// The server's certificate is not trusted.
    TlsUntrustedCert {
        /// The server.
        host: HostName,
        /// Why.
        verdict: CertificateVerdict,
        /// Who issued the certificate, if it could be read.
        issuer: Option<String>,
    },
    /// The token's time is over.
    TokenExpired {
        /// When it ended, seconds since 1970, if it says so.
        expired_at: Option<i64>,
    },
    /// The token is for another service, usually Microsoft Graph.
    WrongAudienceGraphToken {
        /// The service it is for.
        audience: String,
    },
    /// What answers there is not the mail protocol, or not encrypted as expected.
    WrongHostPortOrTlsMode {
        /// The server.
        host: HostName,
        /// Its port.
        port: u16,
        /// What it speaks.
        speaks: Speaks,
    },
    /// Somebody else signed in than was meant.
    WrongUserSignedIn {
        /// Who signed in.
        signed_in: String,
        /// Who was meant to, if that can be told.
        meant: Option<String>,
    },
    /// No rule fits. The server's words are shown as they are.
    Unrecognised {
        /// Where it stopped; absent when the sign-in did.
        step: Option<Step>,
        /// The last thing that was said.
        said: Option<String>,
    },
}

impl Cause {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::FirewallPortBlocked { .. } => "firewall-port-blocked",
            Self::DnsFailure { .. } => "dns-failure",
            Self::ImapDisabledMailbox { .. } => "imap-disabled-mailbox",
            Self::MissingImapScope { .. } => "missing-imap-scope",
            Self::NoFullAccessOtherUser { .. } => "no-full-access-other-user",
            Self::NoFullAccessShared { .. } => "no-full-access-shared",
            Self::SaslMechanismMismatch { .. } => "sasl-mechanism-mismatch",
            Self::TlsUntrustedCert { .. } => "tls-untrusted-cert",
            Self::TokenExpired { .. } => "token-expired",
            Self::WrongAudienceGraphToken { .. } => "wrong-audience-graph-token",
            Self::WrongHostPortOrTlsMode { .. } => "wrong-host-port-or-tls-mode",
            Self::WrongUserSignedIn { .. } => "wrong-user-signed-in",
            Self::Unrecognised { .. } => "unrecognised",
        }
    }

    /// Every code, for whoever checks that each has its page, its rule and its case.
    pub const CODES: [&str; 14] = [
        "healthy",
        "dns-failure",
        "firewall-port-blocked",
        "imap-disabled-mailbox",
        "missing-imap-scope",
        "no-full-access-other-user",
        "no-full-access-shared",
        "sasl-mechanism-mismatch",
        "tls-untrusted-cert",
        "token-expired",
        "wrong-audience-graph-token",
        "wrong-host-port-or-tls-mode",
        "wrong-user-signed-in",
        "unrecognised",
    ];
}

/// Who has to act.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The person who signs in.
    User,
    /// Whoever administers mailboxes: the Exchange or Google Workspace administrator.
    MailboxAdmin,
    /// Whoever administers identities and app registrations: the Entra administrator.
    IdentityAdmin,
    /// Whoever configures the application that reads the mail: the Jira administrator.
    ApplicationAdmin,
    /// Whoever runs the mail server.
    MailServerAdmin,
    /// Whoever runs the network between the two.
    NetworkAdmin,
    /// The mail provider.
    Provider,
    /// Nobody: nothing is broken.
    Nobody,
}
