//! Who signed in, whose token it is, which mailbox is opened: three things, and which of the ways between them broke.

use shared::case::Case;
use shared::cause::Cause;
use shared::diagnose::Diagnosis;
use shared::evidence::Outcome;
use shared::evidence::signin::SignIn;
use shared::plan::Step;

/// How a way is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// Not tried yet, or nothing says.
    Unknown,
    /// It works.
    Good,
    /// It may not be the one that was meant.
    Doubtful,
    /// It broke.
    Broken,
}

/// The three ways.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Triangle {
    /// From the person to the token: the sign-in.
    pub sign_in: Way,
    /// From the token to the mail server: whether it is taken.
    pub taken: Way,
    /// From the person to the mailbox: whether they may open it, and it can be opened.
    pub opens: Way,
}

/// One of the ways.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    SignIn,
    Taken,
    Opens,
    None,
}

/// Of a case, with what was found; `doubtful` when somebody else signed in than was meant, by the look of the addresses.
pub fn of(case: &Case, diagnosis: Option<&Diagnosis>, doubtful: bool) -> Triangle {
    let mut triangle = Triangle {
        sign_in: match &case.sign_in {
            // Who signed in where the words come from is what somebody typed.
            Some(SignIn::SignedIn { .. }) if case.pasted.is_some() => Way::Unknown,
            Some(SignIn::SignedIn { .. }) if doubtful => Way::Doubtful,
            Some(SignIn::SignedIn { .. }) => Way::Good,
            Some(SignIn::Failed(_)) => Way::Broken,
            None => Way::Unknown,
        },
        taken: Way::Unknown,
        opens: Way::Unknown,
    };
    if let Some(attempt) = case.series().first() {
        let accepted = |route: usize| {
            attempt
                .evidence(route, Step::Auth)
                .is_some_and(|evidence| evidence.outcome() == Outcome::Passed)
        };
        let routes = 0..attempt.plan.routes.len();
        if routes.clone().any(accepted) {
            triangle.taken = Way::Good;
        }
        if routes.clone().any(|route| attempt.opened(route).is_some()) {
            triangle.opens = Way::Good;
            // What one protocol opens is not broken; which protocol does not, the matrix shows.
            return triangle;
        }
    }
    let first = diagnosis.and_then(Diagnosis::first);
    match first.map_or(Side::None, |finding| side(&finding.cause)) {
        Side::SignIn => triangle.sign_in = Way::Broken,
        Side::Taken => triangle.taken = Way::Broken,
        Side::Opens => triangle.opens = Way::Broken,
        Side::None => {}
    }
    triangle
}

/// Where a cause sits.
fn side(cause: &Cause) -> Side {
    match cause {
        Cause::AccountLockedOrAbuse { .. }
        | Cause::AppNotFound { .. }
        | Cause::ClientSecretExpired { .. }
        | Cause::ClientSecretInvalid { .. }
        | Cause::ClientSecretRequired
        | Cause::ClientSideProblem { .. }
        | Cause::ConditionalAccessBlock
        | Cause::ConsentMissingAdmin { .. }
        | Cause::ConsentMissingUser
        | Cause::GoogleAppBlocked
        | Cause::GoogleTestingMode7day
        | Cause::GuestOrWrongTenant { .. }
        | Cause::MfaRequired { .. }
        | Cause::RedirectUriMismatch { .. }
        | Cause::RefreshTokenExpiredOrRevoked
        | Cause::ScopeResourceMismatch
        | Cause::SecurityDefaults
        | Cause::SpaRedirectTypeNeeded { .. }
        | Cause::UserNotAssigned { .. }
        | Cause::WrongAuthorityEndpoint
        | Cause::WrongUserSignedIn { .. } => Side::SignIn,
        Cause::BasicAuthBlocked { .. }
        | Cause::DnsFailure { .. }
        | Cause::FirewallPortBlocked { .. }
        | Cause::GoogleScopeWrong { .. }
        | Cause::MissingImapScope { .. }
        | Cause::SaslFormatError { .. }
        | Cause::SaslMechanismMismatch { .. }
        | Cause::ServerOauthNotConfigured { .. }
        | Cause::ServicePrincipalMissing { .. }
        | Cause::SmtpAuthDisabledMailbox { .. }
        | Cause::SmtpAuthDisabledTenant
        | Cause::TlsUntrustedCert { .. }
        | Cause::TokenExpired { .. }
        | Cause::WrongAudienceGraphToken { .. }
        | Cause::WrongHostPortOrTlsMode { .. } => Side::Taken,
        Cause::ConsumerImapRegression
        | Cause::GoogleImapDisabled { .. }
        | Cause::ImapDisabledMailbox { .. }
        | Cause::ImapDisabledTenant { .. }
        | Cause::MailboxNotFound { .. }
        | Cause::MailboxNotProvisioned { .. }
        | Cause::NoFullAccessOtherUser { .. }
        | Cause::NoFullAccessShared { .. }
        | Cause::NoLicense { .. }
        | Cause::ServiceOutageOrBackend
        | Cause::ServicePrincipalNoMailboxPermission { .. }
        | Cause::Throttled { .. }
        | Cause::TooManyConnections
        | Cause::UsernameCaseOrAlias { .. } => Side::Opens,
        Cause::Healthy | Cause::Unrecognised { .. } => Side::None,
    }
}

#[cfg(test)]
mod tests {
    use shared::diagnose::diagnose;

    use super::*;
    use crate::examples::{ExampleId, example};

    fn drawn(id: ExampleId) -> Triangle {
        let case = example(id).unwrap();
        let diagnosis = diagnose(&case, case.attempts[0].relay_time);
        of(&case, Some(&diagnosis), false)
    }

    #[test]
    fn the_way_that_broke_is_marked() {
        use Way::{Broken, Good, Unknown};
        let ways = |id| {
            let Triangle {
                sign_in,
                taken,
                opens,
            } = drawn(id);
            [sign_in, taken, opens]
        };
        assert_eq!(ways(ExampleId::Healthy), [Good, Good, Good]);
        assert_eq!(ways(ExampleId::NoFullAccess), [Good, Good, Broken]);
        assert_eq!(ways(ExampleId::WrongAudience), [Good, Broken, Unknown]);
    }

    #[test]
    fn somebody_else_is_doubtful_before_anything_is_opened() {
        let mut case = example(ExampleId::Healthy).unwrap();
        case.attempts.clear();
        let drawn = of(&case, None, true);
        assert_eq!(drawn.sign_in, Way::Doubtful);
        assert_eq!((drawn.taken, drawn.opens), (Way::Unknown, Way::Unknown));
    }
}
