//! No token, so no check: what the identity provider said.

mod denied;
mod stayed;

use super::Confidence::Possible;
use super::suspect::Suspect;
use super::{Fact, Reason, chain, unrecognised};
use crate::case::Case;
use crate::cause::{Cause, ClientFault, Server};
use crate::evidence::signin::{Endpoint, SignIn, SignInFailure};
use crate::evidence::tls::Tls;
use crate::provider::Redeem;
use crate::words::network::{self, Fault};
use crate::words::{Denial, aadsts};

/// Judges a case without a check.
pub fn suspects(case: &Case) -> Vec<Suspect> {
    let Some(SignIn::Failed(how)) = &case.sign_in else {
        return Vec::new();
    };
    let reasons = vec![Reason::pro(Fact::SignInFailed { how: how.clone() })];
    let failure = Failure {
        case,
        how,
        reasons: &reasons,
    };
    match how {
        SignInFailure::Provider {
            code, description, ..
        } => {
            let denial = Denial::of(code.as_deref(), description.as_deref());
            let denied = denial.map(|denial| failure.denied(denial));
            denied
                .or_else(|| failure.on_the_way(description.as_deref()?))
                .unwrap_or_else(|| vec![failure.unrecognised()])
        }
        SignInFailure::UnknownState => vec![Suspect::named(
            Cause::ClientSideProblem {
                fault: ClientFault::Lost,
            },
            reasons.clone(),
        )],
        SignInFailure::Unreachable => vec![
            failure.guess(Failure::no_way_to(&case.provider.token_url), 50),
            // A browser hides an answer that does not allow its origin.
            failure.guess(
                Cause::SpaRedirectTypeNeeded {
                    redeemed_by: Some(case.provider.redeem),
                },
                30,
            ),
        ],
        // The relay's own client: no origin is asked about, and no person can mend it at the desk.
        SignInFailure::UnreachableForRelay => vec![
            failure.guess(Failure::no_way_to(&case.provider.token_url), 62),
            failure.guess(Cause::ServiceOutageOrBackend, 24),
        ],
        SignInFailure::Stayed { saw } => failure.stayed(*saw),
        SignInFailure::NoCode
        | SignInFailure::WrongIssuer
        | SignInFailure::WrongIdentity
        | SignInFailure::Unreadable => vec![failure.unrecognised()],
    }
}

struct Failure<'a> {
    case: &'a Case,
    how: &'a SignInFailure,
    reasons: &'a [Reason],
}

impl Failure<'_> {
    fn guess(&self, cause: Cause, weight: u32) -> Suspect {
        Suspect::guess(cause, weight, self.reasons.to_vec())
    }

    fn named(&self, cause: Cause) -> Vec<Suspect> {
        vec![Suspect::named(cause, self.reasons.to_vec())]
    }

    /// Nothing answers at the host of this address, or something on the way cuts it.
    fn no_way_to(url: &str) -> Cause {
        Cause::FirewallPortBlocked {
            server: Server::of_url(url),
        }
    }

    /// The token request did not arrive: the application's machine says what stopped it.
    fn on_the_way(&self, text: &str) -> Option<Vec<Suspect>> {
        let server = Server {
            host: network::host(text),
            port: None,
        };
        let cause = match network::fault(text)? {
            Fault::Tls(Tls::Untrusted { verdict, .. }) => {
                return Some(self.named(Cause::TlsUntrustedCert {
                    server,
                    flaw: chain::flaw(verdict, &[], 0),
                }));
            }
            Fault::Name(answer) => Cause::DnsFailure { server, answer },
            Fault::Tls(_)
            | Fault::Refused
            | Fault::Unreachable
            | Fault::ConnectTimedOut
            | Fault::ReadTimedOut
            | Fault::Broken(_) => Cause::FirewallPortBlocked { server },
        };
        Some(vec![
            self.guess(cause, 70),
            self.guess(Cause::ServiceOutageOrBackend, 15),
        ])
    }

    fn unrecognised(&self) -> Suspect {
        unrecognised(None, self.said(), self.reasons.to_vec()).at_most(Possible)
    }

    /// The provider's own words, where it had any.
    fn said(&self) -> Option<String> {
        let SignInFailure::Provider {
            code, description, ..
        } = self.how
        else {
            return None;
        };
        match (code, description) {
            (Some(code), Some(description)) => Some(format!("{code}: {description}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        }
    }

    fn text(&self) -> &str {
        match self.how {
            SignInFailure::Provider {
                description: Some(description),
                ..
            } => description,
            _ => "",
        }
    }

    /// Whether the answer came by the redirect, and says only that nothing was allowed.
    fn turned_back(&self) -> bool {
        let by_redirect = matches!(
            self.how,
            SignInFailure::Provider {
                at: Endpoint::Authorize,
                ..
            }
        );
        by_redirect && aadsts::numbers(&self.text().to_ascii_lowercase()).is_empty()
    }

    fn redeemed_by(&self) -> Option<Redeem> {
        match self.how {
            SignInFailure::Provider { redeemed_by, .. } => *redeemed_by,
            _ => None,
        }
    }

    /// The account that the provider names, else the one that was meant.
    fn account(&self) -> Option<String> {
        aadsts::account(self.text())
            .or_else(|| self.case.ask.account.as_ref().map(ToString::to_string))
    }

    /// The mail permission that the registration or the request lacks.
    fn permission(&self) -> Cause {
        let protocol = self.case.protocol();
        Cause::MissingImapScope {
            protocol,
            granted: Vec::new(),
            needed: self.case.provider.mail_scopes(protocol).to_vec(),
        }
    }

    fn meant(&self) -> Option<String> {
        self.case.ask.account.as_ref().map(ToString::to_string)
    }

    fn app(&self) -> Option<String> {
        aadsts::application(self.text()).or_else(|| self.case.provider.client_id.clone())
    }

    /// The redirect URI that the words name, else the one that this page sent.
    fn sent(&self) -> Option<String> {
        aadsts::redirect_uri(self.text()).or_else(|| self.case.redirect_uri.clone())
    }
}
