//! Where a cause sits: what it spoils, and so what a control would show.

use crate::cause::Cause;

/// What a cause spoils.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// Nothing that a second look could tell apart.
    Elsewhere,
    /// The token, or the way it is presented: nothing opens with it.
    Token,
    /// The token's permission for one protocol.
    Scope,
    /// The account that signs in: it opens nothing.
    Account,
    /// The right of this account to this mailbox.
    Right,
    /// The person: it is the account of somebody else.
    Person,
    /// The mailbox, for every account and protocol.
    Mailbox,
    /// The name by which the mailbox was asked for.
    Name,
    /// The mailbox's licence, which may leave out one protocol.
    Licence,
    /// The switch of one protocol for this mailbox.
    Switch,
    /// The switch of one protocol for the organisation.
    TenantSwitch,
    /// The mechanism, or how the server was set up for it.
    Mechanism,
    /// Load or a fault: it passes by itself.
    Passing,
    /// The way to the server over IPv6, and what passes by itself on it.
    Path,
}

/// The place of a cause.
pub fn place(cause: &Cause) -> Place {
    match cause {
        Cause::GoogleScopeWrong { .. }
        | Cause::SaslFormatError { .. }
        | Cause::TokenExpired { .. }
        | Cause::WrongAudienceGraphToken { .. } => Place::Token,
        Cause::MissingImapScope { .. } => Place::Scope,
        Cause::AccountLockedOrAbuse { .. }
        | Cause::BasicAuthBlocked { .. }
        | Cause::ConditionalAccessBlock
        | Cause::GuestOrWrongTenant { .. }
        | Cause::MfaRequired { .. }
        | Cause::SecurityDefaults
        | Cause::ServicePrincipalMissing { .. } => Place::Account,
        Cause::NoFullAccessOtherUser { .. }
        | Cause::NoFullAccessShared { .. }
        | Cause::ServicePrincipalNoMailboxPermission { .. } => Place::Right,
        Cause::WrongUserSignedIn { .. } => Place::Person,
        Cause::MailboxNotFound { .. } | Cause::MailboxNotProvisioned { .. } => Place::Mailbox,
        Cause::UsernameCaseOrAlias { .. } => Place::Name,
        Cause::NoLicense { .. } => Place::Licence,
        Cause::GoogleImapDisabled { .. }
        | Cause::ImapDisabledMailbox { .. }
        | Cause::SmtpAuthDisabledMailbox { .. } => Place::Switch,
        Cause::ImapDisabledTenant { .. } | Cause::SmtpAuthDisabledTenant => Place::TenantSwitch,
        Cause::SaslMechanismMismatch { .. } | Cause::ServerOauthNotConfigured { .. } => {
            Place::Mechanism
        }
        Cause::ServiceOutageOrBackend | Cause::Throttled { .. } | Cause::TooManyConnections => {
            Place::Passing
        }
        Cause::ConsumerImapRegression => Place::Path,
        Cause::Healthy
        | Cause::AppNotFound { .. }
        | Cause::ClientSecretExpired { .. }
        | Cause::ClientSecretInvalid { .. }
        | Cause::ClientSecretRequired
        | Cause::ClientSideProblem { .. }
        | Cause::ConsentMissingAdmin { .. }
        | Cause::ConsentMissingUser
        | Cause::DnsFailure { .. }
        | Cause::FirewallPortBlocked { .. }
        | Cause::GoogleAppBlocked
        | Cause::GoogleTestingMode7day
        | Cause::RedirectUriMismatch { .. }
        | Cause::RefreshTokenExpiredOrRevoked
        | Cause::ScopeResourceMismatch
        | Cause::SpaRedirectTypeNeeded { .. }
        | Cause::TlsUntrustedCert { .. }
        | Cause::UserNotAssigned { .. }
        | Cause::WrongAuthorityEndpoint
        | Cause::WrongHostPortOrTlsMode { .. }
        | Cause::Unrecognised { .. } => Place::Elsewhere,
    }
}
