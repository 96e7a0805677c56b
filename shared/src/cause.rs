//! The closed vocabulary of causes. Each has a stable code: wire, address of its page, file name, hook for style.

use std::fmt;

use serde::Serialize;

use crate::address::{Address, HostName};
use crate::diagnose::chain::Flaw;
use crate::evidence::Speaks;
use crate::evidence::dns::Dns;
use crate::plan::{Protocol, Step};
use crate::provider::Redeem;

/// Why the mailbox did not open, with the facts that a sentence about it needs.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It opened.
    Healthy,
    /// The account is blocked, disabled, locked, or has to be confirmed on the web; or its password is wrong.
    AccountLockedOrAbuse {
        /// The account, if anything says which.
        account: Option<String>,
    },
    /// The directory does not know the application, or has it switched off.
    AppNotFound {
        /// Its client id, if anything says it.
        app: Option<String>,
    },
    /// A password was sent where only OAuth is taken.
    BasicAuthBlocked {
        /// Over which protocol, if that is known.
        protocol: Option<Protocol>,
    },
    /// The application's secret is past its end.
    ClientSecretExpired {
        /// Its client id, if anything says it.
        app: Option<String>,
    },
    /// The application's secret is wrong.
    ClientSecretInvalid {
        /// Its client id, if anything says it.
        app: Option<String>,
    },
    /// The application sent no secret, and its registration needs one.
    ClientSecretRequired,
    /// The application itself made the mistake.
    ClientSideProblem {
        /// Which.
        fault: ClientFault,
    },
    /// Conditional Access, or another policy of the organisation, refuses.
    ConditionalAccessBlock,
    /// An administrator has to consent to the application, and none has.
    ConsentMissingAdmin {
        /// Its client id, if anything says it.
        app: Option<String>,
    },
    /// The person has not consented to the application.
    ConsentMissingUser,
    /// A known fault of Outlook.com's IMAP service.
    ConsumerImapRegression,
    /// The server's name gives no address.
    DnsFailure {
        /// The server.
        server: Server,
        /// What the name servers said.
        answer: Dns,
    },
    /// Nothing answers at the address: dropped, rejected or unreachable.
    FirewallPortBlocked {
        /// The server.
        server: Server,
    },
    /// Google, or the Workspace administrator, blocks the application.
    GoogleAppBlocked,
    /// IMAP or POP is switched off in Google Workspace.
    GoogleImapDisabled {
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
        /// Which of the two.
        protocol: Protocol,
    },
    /// The token lacks Google's scope for mail.
    GoogleScopeWrong {
        /// What it has.
        granted: Vec<String>,
    },
    /// The application is in Google's Testing status, where a sign-in ends after seven days.
    GoogleTestingMode7day,
    /// The account is a guest, a personal one, or another organisation's.
    GuestOrWrongTenant {
        /// The account, if anything says which.
        account: Option<String>,
    },
    /// IMAP or POP is switched off for this mailbox.
    ImapDisabledMailbox {
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
        /// Which of the two.
        protocol: Protocol,
    },
    /// IMAP or POP is switched off for the whole organisation.
    ImapDisabledTenant {
        /// Which of the two.
        protocol: Protocol,
    },
    /// The address is no mailbox of this organisation.
    MailboxNotFound {
        /// The address, if it is known.
        mailbox: Option<Address>,
    },
    /// The person exists, and the mailbox is on another server, deleted, or not made yet.
    MailboxNotProvisioned {
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
    },
    /// A second factor is needed, and the flow cannot ask for one.
    MfaRequired {
        /// The account, if anything says which.
        account: Option<String>,
    },
    /// The token lacks the permission for the protocol.
    MissingImapScope {
        /// The protocol.
        protocol: Protocol,
        /// What it has.
        granted: Vec<String>,
        /// What it needs.
        needed: Vec<String>,
    },
    /// The signed-in account has no Full Access to another person's mailbox.
    NoFullAccessOtherUser {
        /// Who signed in, if anything says so.
        account: Option<String>,
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
    },
    /// The signed-in account has no Full Access to a shared mailbox.
    NoFullAccessShared {
        /// Who signed in, if anything says so.
        account: Option<String>,
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
    },
    /// The account has no licence for Exchange Online, or one without the protocol.
    NoLicense {
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
    },
    /// The redirect URI is not registered.
    RedirectUriMismatch {
        /// The one that was sent, if the words name it.
        sent: Option<String>,
    },
    /// The stored sign-in is expired, withdrawn, or missing.
    RefreshTokenExpiredOrRevoked,
    /// What was sent for authentication is not an XOAUTH2 or OAUTHBEARER message with a token in it.
    SaslFormatError {
        /// Over which protocol.
        protocol: Protocol,
    },
    /// The server offers no mechanism that takes a token, or the client used none of them.
    SaslMechanismMismatch {
        /// What it offers, if that was seen.
        offered: Vec<String>,
    },
    /// The request asks for a scope that is unknown, malformed, or of another service than the rest.
    ScopeResourceMismatch,
    /// Entra's security defaults refuse.
    SecurityDefaults,
    /// The mail server is not set up to take tokens of this provider.
    ServerOauthNotConfigured {
        /// The server.
        server: Server,
    },
    /// The provider has a fault that heals by itself.
    ServiceOutageOrBackend,
    /// The application is not registered in Exchange Online, or with the wrong object id.
    ServicePrincipalMissing {
        /// Its client id.
        app: Option<String>,
        /// The object id of its enterprise application, as its token says.
        object_id: Option<String>,
    },
    /// The application is registered in Exchange Online and has no right on this mailbox.
    ServicePrincipalNoMailboxPermission {
        /// The object id of its enterprise application, as its token says.
        object_id: Option<String>,
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
    },
    /// Authenticated submission is switched off for the mailbox.
    SmtpAuthDisabledMailbox {
        /// The mailbox, if it is known.
        mailbox: Option<Address>,
    },
    /// Authenticated submission is switched off for the organisation.
    SmtpAuthDisabledTenant,
    /// The platform type of the redirect URI does not fit who redeems the code.
    SpaRedirectTypeNeeded {
        /// Who did, if it is known.
        redeemed_by: Option<Redeem>,
    },
    /// The server holds this mailbox or this application back for a while.
    Throttled {
        /// Milliseconds that the server asks for, if it says so.
        backoff_ms: Option<u64>,
    },
    /// The server's certificate is not trusted.
    TlsUntrustedCert {
        /// The server.
        server: Server,
        /// Where its chain breaks, and how.
        flaw: Flaw,
    },
    /// The token's time is over.
    TokenExpired {
        /// When it ended, seconds since 1970, if it says so.
        expired_at: Option<i64>,
    },
    /// The account holds as many connections as it may.
    TooManyConnections,
    /// The application is for assigned people, and this account is not assigned.
    UserNotAssigned {
        /// The account, if anything says which.
        account: Option<String>,
    },
    /// The user name that was presented is an alias, a short name, an old form, or not the mailbox's own.
    UsernameCaseOrAlias {
        /// What was presented, if it is known.
        presented: Option<String>,
    },
    /// The token is for another service, usually Microsoft Graph.
    WrongAudienceGraphToken {
        /// The service it is for, if the token says so.
        audience: Option<String>,
    },
    /// The sign-in went to the endpoint of another audience: /common, another tenant, another cloud.
    WrongAuthorityEndpoint,
    /// What answers there is not the mail protocol, or not encrypted as expected.
    WrongHostPortOrTlsMode {
        /// The server.
        server: Server,
        /// What it speaks.
        speaks: Speaks,
    },
    /// Somebody else signed in than was meant.
    WrongUserSignedIn {
        /// Who signed in, if anything says so.
        signed_in: Option<String>,
        /// Who was meant to, if that can be told.
        meant: Option<String>,
    },
    /// No rule fits. The words are shown as they are.
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
            Self::AccountLockedOrAbuse { .. } => "account-locked-or-abuse",
            Self::AppNotFound { .. } => "app-not-found",
            Self::BasicAuthBlocked { .. } => "basic-auth-blocked",
            Self::ClientSecretExpired { .. } => "client-secret-expired",
            Self::ClientSecretInvalid { .. } => "client-secret-invalid",
            Self::ClientSecretRequired => "client-secret-required",
            Self::ClientSideProblem { .. } => "client-side-problem",
            Self::ConditionalAccessBlock => "conditional-access-block",
            Self::ConsentMissingAdmin { .. } => "consent-missing-admin",
            Self::ConsentMissingUser => "consent-missing-user",
            Self::ConsumerImapRegression => "consumer-imap-regression",
            Self::DnsFailure { .. } => "dns-failure",
            Self::FirewallPortBlocked { .. } => "firewall-port-blocked",
            Self::GoogleAppBlocked => "google-app-blocked",
            Self::GoogleImapDisabled { .. } => "google-imap-disabled",
            Self::GoogleScopeWrong { .. } => "google-scope-wrong",
            Self::GoogleTestingMode7day => "google-testing-mode-7day",
            Self::GuestOrWrongTenant { .. } => "guest-or-wrong-tenant",
            Self::ImapDisabledMailbox { .. } => "imap-disabled-mailbox",
            Self::ImapDisabledTenant { .. } => "imap-disabled-tenant",
            Self::MailboxNotFound { .. } => "mailbox-not-found",
            Self::MailboxNotProvisioned { .. } => "mailbox-not-provisioned",
            Self::MfaRequired { .. } => "mfa-required",
            Self::MissingImapScope { .. } => "missing-imap-scope",
            Self::NoFullAccessOtherUser { .. } => "no-full-access-other-user",
            Self::NoFullAccessShared { .. } => "no-full-access-shared",
            Self::NoLicense { .. } => "no-license",
            Self::RedirectUriMismatch { .. } => "redirect-uri-mismatch",
            Self::RefreshTokenExpiredOrRevoked => "refresh-token-expired-or-revoked",
            Self::SaslFormatError { .. } => "sasl-format-error",
            Self::SaslMechanismMismatch { .. } => "sasl-mechanism-mismatch",
            Self::ScopeResourceMismatch => "scope-resource-mismatch",
            Self::SecurityDefaults => "security-defaults",
            Self::ServerOauthNotConfigured { .. } => "server-oauth-not-configured",
            Self::ServiceOutageOrBackend => "service-outage-or-backend",
            Self::ServicePrincipalMissing { .. } => "service-principal-missing",
            Self::ServicePrincipalNoMailboxPermission { .. } => {
                "service-principal-no-mailbox-permission"
            }
            Self::SmtpAuthDisabledMailbox { .. } => "smtp-auth-disabled-mailbox",
            Self::SmtpAuthDisabledTenant => "smtp-auth-disabled-tenant",
            Self::SpaRedirectTypeNeeded { .. } => "spa-redirect-type-needed",
            Self::Throttled { .. } => "throttled",
            Self::TlsUntrustedCert { .. } => "tls-untrusted-cert",
            Self::TokenExpired { .. } => "token-expired",
            Self::TooManyConnections => "too-many-connections",
            Self::UserNotAssigned { .. } => "user-not-assigned",
            Self::UsernameCaseOrAlias { .. } => "username-case-or-alias",
            Self::WrongAudienceGraphToken { .. } => "wrong-audience-graph-token",
            Self::WrongAuthorityEndpoint => "wrong-authority-endpoint",
            Self::WrongHostPortOrTlsMode { .. } => "wrong-host-port-or-tls-mode",
            Self::WrongUserSignedIn { .. } => "wrong-user-signed-in",
            Self::Unrecognised { .. } => "unrecognised",
        }
    }

    /// Every code, for whoever checks that each has its page, its rule and its case.
    pub const CODES: [&str; 52] = [
        "healthy",
        "account-locked-or-abuse",
        "app-not-found",
        "basic-auth-blocked",
        "client-secret-expired",
        "client-secret-invalid",
        "client-secret-required",
        "client-side-problem",
        "conditional-access-block",
        "consent-missing-admin",
        "consent-missing-user",
        "consumer-imap-regression",
        "dns-failure",
        "firewall-port-blocked",
        "google-app-blocked",
        "google-imap-disabled",
        "google-scope-wrong",
        "google-testing-mode-7day",
        "guest-or-wrong-tenant",
        "imap-disabled-mailbox",
        "imap-disabled-tenant",
        "mailbox-not-found",
        "mailbox-not-provisioned",
        "mfa-required",
        "missing-imap-scope",
        "no-full-access-other-user",
        "no-full-access-shared",
        "no-license",
        "redirect-uri-mismatch",
        "refresh-token-expired-or-revoked",
        "sasl-format-error",
        "sasl-mechanism-mismatch",
        "scope-resource-mismatch",
        "security-defaults",
        "server-oauth-not-configured",
        "service-outage-or-backend",
        "service-principal-missing",
        "service-principal-no-mailbox-permission",
        "smtp-auth-disabled-mailbox",
        "smtp-auth-disabled-tenant",
        "spa-redirect-type-needed",
        "throttled",
        "tls-untrusted-cert",
        "token-expired",
        "too-many-connections",
        "user-not-assigned",
        "username-case-or-alias",
        "wrong-audience-graph-token",
        "wrong-authority-endpoint",
        "wrong-host-port-or-tls-mode",
        "wrong-user-signed-in",
        "unrecognised",
    ];
}

/// A mail server, as far as it is known: pasted words may name it, or its port, or neither.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Server {
    /// Its name.
    pub host: Option<HostName>,
    /// Its port.
    pub port: Option<u16>,
}

impl Server {
    /// Who answers at an https address; nobody in particular where it is none.
    pub fn of_url(url: &str) -> Self {
        let Some((authority, _)) = url
            .strip_prefix("https://")
            .map(|rest| rest.split_once(['/', '?', '#']).unwrap_or((rest, "")))
        else {
            return Self::default();
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()),
            None => (authority, Some(443)),
        };
        let host: Option<HostName> = host.parse().ok();
        Self {
            port: host.as_ref().and(port),
            host,
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.port) {
            (Some(host), Some(port)) => write!(f, "{host}, port {port}"),
            (Some(host), None) => write!(f, "{host}"),
            (None, Some(port)) => write!(f, "the mail server, port {port}"),
            (None, None) => f.write_str("the mail server"),
        }
    }
}

/// What an application did wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientFault {
    /// It redeemed an authorization code twice, too late, or cut off.
    Code,
    /// Its request lacks something, or is malformed.
    Request,
    /// It began to authenticate at the mail server and did not finish.
    Unfinished,
    /// Its sign-in went to another window, or took too long.
    Lost,
    /// Nobody typed its device code while that was good.
    Lapsed,
    /// It says that something failed, and not what.
    Silent,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_who_answers_there() {
        let at = |url: &str| Server::of_url(url).to_string();
        let login = "login.microsoftonline.com, port 443";
        for url in [
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            "https://login.microsoftonline.com",
            "https://login.microsoftonline.com?x=/",
        ] {
            assert_eq!(at(url), login);
        }
        assert_eq!(
            at("https://login.demo.test:8443/token"),
            "login.demo.test, port 8443"
        );
        for none in [
            "",
            "http://a.test/",
            "https://",
            "https:///x",
            "https://a b/",
            "a.test",
        ] {
            assert_eq!(Server::of_url(none), Server::default(), "{none}");
        }
    }
}
