//! From a finding to what is said and done about it, with the person's own values filled in.
//!
//! Short sentences stand here, in exhaustive matches: a new cause or fact does not compile without its words. The
//! longer story of each cause is its page in `catalogue/`.

mod because;
mod certificate;
mod client;
pub mod consent;
mod fix;
mod google;
mod healthy;
mod identity;
pub mod lasting;
mod learnt;
pub mod letter;
mod mailbox;
mod names;
mod network;
mod powershell;
mod redirect;
mod registration;
mod said;
mod service;
mod stayed;
mod submission;
mod token;
mod unrecognised;
pub mod values;

pub use self::certificate::sentence as refused_certificate;
use self::fix::Fix;
pub use self::fix::{Instruction, Kind, Wait};
pub use self::names::{capital, moment, protocols, shown};
pub use self::powershell::quote_powershell;
use crate::case::Case;
use crate::cause::{Actor, Cause};
use crate::diagnose::Finding;

/// What the verdict card shows for one finding. Plain text throughout: nothing here is markup.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Advice {
    /// What happened, to whom: the heading.
    pub title: String,
    /// What was seen and what it rules out, a sentence each. The confidence has its own word on the page.
    pub because: Vec<String>,
    /// Who has to act.
    pub actor: Actor,
    /// The same in words, such as `an Exchange administrator`.
    pub who: String,
    /// What to do, in order.
    pub steps: Vec<Instruction>,
    /// How to know that it worked, and how long it takes to act.
    pub verify: String,
    /// How long it takes to act.
    pub wait: Wait,
}

/// What to say and do about a finding.
pub fn advise(finding: &Finding, case: &Case) -> Advice {
    let fix = fix(finding, case);
    Advice {
        because: because::sentences(finding, case),
        steps: fix.steps().cloned().collect(),
        verify: verify(&fix),
        title: fix.title,
        actor: fix.actor,
        who: fix.who,
        wait: fix.wait,
    }
}

/// How to know that it worked, and when.
fn verify(fix: &Fix) -> String {
    if fix.actor == Actor::Nobody {
        return fix.proof.clone();
    }
    format!("{} {}", fix.proof, fix.wait.sentence())
}

fn fix(finding: &Finding, case: &Case) -> Fix {
    match &finding.cause {
        Cause::Healthy => healthy::fix(case, &finding.over),
        Cause::AccountLockedOrAbuse { account } => identity::account_held(case, account.as_deref()),
        Cause::AppNotFound { app } => registration::app_not_found(case, app.as_deref()),
        Cause::BasicAuthBlocked { protocol } => client::basic_auth(case, *protocol),
        Cause::ClientSecretExpired { app: _ } => registration::secret_expired(case),
        Cause::ClientSecretInvalid { app: _ } => registration::secret_invalid(case),
        Cause::ClientSecretRequired => registration::secret_required(case),
        Cause::ClientSideProblem { fault } => client::at_fault(case, *fault),
        Cause::ConditionalAccessBlock => identity::conditional_access(case),
        Cause::ConsentMissingAdmin { app: _ } => consent::by_admin(case),
        Cause::ConsentMissingUser => consent::by_person(case),
        Cause::ConsumerImapRegression => service::consumer_regression(case),
        Cause::DnsFailure { server, answer } => network::dns(case, server, answer),
        Cause::FirewallPortBlocked { server } => network::blocked(case, finding, server),
        Cause::GoogleAppBlocked => google::app_blocked(case),
        Cause::GoogleImapDisabled { protocol, .. } => google::switched_off(case, *protocol),
        Cause::GoogleScopeWrong { granted: _ } => google::scope(case),
        Cause::GoogleTestingMode7day => google::testing(case),
        Cause::GuestOrWrongTenant { account } => identity::other_tenant(case, account.as_deref()),
        Cause::ImapDisabledMailbox { protocol, .. } => mailbox::switched_off(case, *protocol),
        Cause::ImapDisabledTenant { protocol } => mailbox::tenant_off(case, *protocol),
        Cause::MailboxNotFound { .. } => mailbox::not_found(case),
        Cause::MailboxNotProvisioned { .. } => mailbox::not_provisioned(case),
        Cause::MfaRequired { account } => identity::mfa(case, account.as_deref()),
        Cause::MissingImapScope {
            protocol,
            granted: _,
            needed,
        } => token::missing_scope(case, *protocol, needed),
        Cause::NoFullAccessOtherUser { account, .. }
        | Cause::NoFullAccessShared { account, .. } => {
            mailbox::no_full_access(case, account.as_deref())
        }
        Cause::NoLicense { .. } => mailbox::no_license(case),
        Cause::RedirectUriMismatch { sent } => redirect::not_registered(case, sent.as_deref()),
        Cause::RefreshTokenExpiredOrRevoked => token::grant_over(case),
        Cause::SaslFormatError { protocol } => client::sasl_format(case, *protocol),
        Cause::SaslMechanismMismatch { offered } => {
            client::mechanism(case, finding.protocol(case), offered)
        }
        Cause::ScopeResourceMismatch => registration::scope(case),
        Cause::SecurityDefaults => identity::security_defaults(case),
        Cause::ServerOauthNotConfigured { server } => service::oauth_not_configured(case, server),
        Cause::ServiceOutageOrBackend => service::outage(case),
        Cause::ServicePrincipalMissing { .. } => mailbox::principal_missing(case),
        Cause::ServicePrincipalNoMailboxPermission { .. } => mailbox::principal_without_right(case),
        Cause::SmtpAuthDisabledMailbox { .. } => submission::off_for_mailbox(case),
        Cause::SmtpAuthDisabledTenant => submission::off_for_tenant(case),
        Cause::SpaRedirectTypeNeeded { redeemed_by } => redirect::platform(case, *redeemed_by),
        Cause::Throttled { backoff_ms } => service::throttled(case, *backoff_ms),
        Cause::TlsUntrustedCert { server, flaw } => certificate::untrusted(case, server, flaw),
        Cause::TokenExpired { expired_at } => token::expired(case, *expired_at),
        Cause::TooManyConnections => service::too_many(case),
        Cause::UserNotAssigned { account } => identity::not_assigned(case, account.as_deref()),
        Cause::UsernameCaseOrAlias { presented } => client::user_name(case, presented.as_deref()),
        Cause::WrongAudienceGraphToken { audience } => {
            token::wrong_audience(case, finding.protocol(case), audience.as_deref())
        }
        Cause::WrongAuthorityEndpoint => registration::authority(case),
        Cause::WrongHostPortOrTlsMode { server, speaks } => {
            network::wrong_place(case, finding, server, *speaks)
        }
        Cause::WrongUserSignedIn { signed_in, meant } => {
            stayed::another_account(case, meant.as_deref()).unwrap_or_else(|| {
                mailbox::wrong_user(case, signed_in.as_deref(), meant.as_deref())
            })
        }
        Cause::Unrecognised { step, said: _ } => {
            unrecognised::fix(case, finding.protocol(case), *step)
        }
    }
}
