//! No token, so no check: what the identity provider said.

use super::Confidence::Possible;
use super::suspect::Suspect;
use super::{Fact, Reason, chain, unrecognised};
use crate::case::Case;
use crate::cause::{Cause, ClientFault, Server};
use crate::evidence::signin::{Flow, Saw, SignIn, SignInFailure};
use crate::evidence::tls::Tls;
use crate::provider::{Family, Redeem};
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
            failure.guess(
                Cause::FirewallPortBlocked {
                    server: Server::default(),
                },
                50,
            ),
            // A browser hides an answer that does not allow its origin.
            failure.guess(
                Cause::SpaRedirectTypeNeeded {
                    redeemed_by: Some(case.provider.redeem),
                },
                30,
            ),
        ],
        SignInFailure::UnreachableForRelay => vec![failure.guess(
            Cause::FirewallPortBlocked {
                server: Server::default(),
            },
            50,
        )],
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

    /// What a page that sends nobody back means.
    fn stayed(&self, saw: Saw) -> Vec<Suspect> {
        match saw {
            Saw::ApprovalNeeded => self.denied(Denial::AdminConsentNeeded),
            Saw::AppBlocked => self.denied(Denial::AppBlocked),
            Saw::WrongAccounts | Saw::NoPassword => self.denied(Denial::OtherPerson),
            Saw::NoPage => vec![self.unrecognised()],
        }
    }

    #[expect(clippy::too_many_lines, reason = "one table, a row for each denial")]
    fn denied(&self, denial: Denial) -> Vec<Suspect> {
        let (flow, family) = (self.case.flow, self.case.provider.family);
        let google = family == Family::Google;
        let account = self.account();
        let app = self.app();
        let refresh = Cause::RefreshTokenExpiredOrRevoked;
        let client = |fault| Cause::ClientSideProblem { fault };
        match denial {
            Denial::AccountHeld => self.named(Cause::AccountLockedOrAbuse { account }),
            Denial::AccountUnknown => {
                let typed = flow == Flow::Password;
                vec![
                    self.guess(
                        Cause::GuestOrWrongTenant {
                            account: account.clone(),
                        },
                        if typed { 30 } else { 56 },
                    ),
                    self.guess(
                        Cause::UsernameCaseOrAlias { presented: account },
                        if typed { 50 } else { 20 },
                    ),
                    self.guess(Cause::WrongAuthorityEndpoint, 14),
                    self.guess(
                        Cause::MailboxNotFound {
                            mailbox: self.case.ask.mailbox.clone(),
                        },
                        10,
                    ),
                ]
            }
            Denial::AdminConsentNeeded => self.named(Cause::ConsentMissingAdmin { app }),
            Denial::AppBlocked => self.named(Cause::GoogleAppBlocked),
            Denial::AppUnknown if google => self.named(Cause::AppNotFound { app }),
            Denial::AppUnknown => vec![
                self.guess(Cause::AppNotFound { app }, 66),
                self.guess(Cause::WrongAuthorityEndpoint, 18),
                self.guess(Cause::GuestOrWrongTenant { account }, 16),
            ],
            Denial::ClientTypeMismatch => self.named(Cause::SpaRedirectTypeNeeded {
                redeemed_by: self.redeemed_by(),
            }),
            Denial::CodeSpoilt => vec![
                self.guess(client(ClientFault::Code), 78),
                self.guess(refresh, if flow == Flow::Refresh { 60 } else { 14 }),
            ],
            Denial::ConditionalAccess => self.named(Cause::ConditionalAccessBlock),
            Denial::ConsentDeclined if google => vec![
                self.guess(Cause::ConsentMissingUser, 50),
                self.guess(Cause::GoogleAppBlocked, 45),
            ],
            Denial::ConsentDeclined => vec![
                self.guess(Cause::ConsentMissingUser, 60),
                self.guess(Cause::ConsentMissingAdmin { app }, 30),
                self.guess(Cause::UserNotAssigned { account }, 6),
            ],
            Denial::ConsentNeeded if flow == Flow::App => {
                self.named(Cause::ConsentMissingAdmin { app })
            }
            Denial::ConsentNeeded => vec![
                self.guess(Cause::ConsentMissingUser, 52),
                self.guess(Cause::ConsentMissingAdmin { app }, 44),
            ],
            Denial::GrantExpired if google => vec![
                self.guess(refresh, 56),
                self.guess(Cause::GoogleTestingMode7day, 44),
            ],
            Denial::GrantExpired => self.named(refresh),
            Denial::GrantInvalid => {
                let again = matches!(flow, Flow::Refresh | Flow::Pasted);
                let testing = google.then(|| self.guess(Cause::GoogleTestingMode7day, 20));
                let (old, code) = if again { (60, 25) } else { (32, 60) };
                [
                    self.guess(refresh, old),
                    self.guess(client(ClientFault::Code), code),
                ]
                .into_iter()
                .chain(testing)
                .collect()
            }
            Denial::GrantExpiredAfterWeek => self.named(Cause::GoogleTestingMode7day),
            Denial::NameMalformed => vec![
                self.guess(
                    Cause::UsernameCaseOrAlias {
                        presented: self.meant(),
                    },
                    60,
                ),
                self.guess(Cause::GuestOrWrongTenant { account }, 25),
                self.guess(
                    Cause::MailboxNotFound {
                        mailbox: self.case.ask.mailbox.clone(),
                    },
                    10,
                ),
            ],
            Denial::OfflineAccessMissing => vec![
                self.guess(refresh, 50),
                self.guess(Cause::ScopeResourceMismatch, 45),
            ],
            Denial::OtherPerson => vec![
                self.guess(
                    Cause::WrongUserSignedIn {
                        signed_in: account.clone(),
                        meant: self.meant(),
                    },
                    60,
                ),
                self.guess(Cause::GuestOrWrongTenant { account }, 30),
            ],
            Denial::PermissionNotListed => vec![
                self.guess(self.permission(), 60),
                self.guess(Cause::ScopeResourceMismatch, 26),
                self.guess(Cause::ConsentMissingAdmin { app }, 12),
            ],
            Denial::SilentOnly => vec![
                self.guess(client(ClientFault::Request), 54),
                self.guess(refresh, if flow == Flow::Refresh { 60 } else { 20 }),
                self.guess(
                    Cause::WrongUserSignedIn {
                        signed_in: account,
                        meant: self.meant(),
                    },
                    14,
                ),
            ],
            Denial::InteractionNeeded => vec![
                self.guess(refresh, 44),
                self.guess(Cause::MfaRequired { account }, 28),
                self.guess(Cause::ConsentMissingUser, 22),
            ],
            Denial::MalformedRequest => vec![
                self.guess(client(ClientFault::Request), 74),
                self.guess(refresh, 12),
                self.guess(Cause::ScopeResourceMismatch, 10),
            ],
            Denial::MfaNeeded => self.named(Cause::MfaRequired { account }),
            Denial::NotAssigned => self.named(Cause::UserNotAssigned { account }),
            Denial::NotSubscribed => self.named(Cause::NoLicense {
                mailbox: self.case.ask.mailbox.clone(),
            }),
            Denial::OtherTenant => vec![
                self.guess(
                    Cause::GuestOrWrongTenant {
                        account: account.clone(),
                    },
                    66,
                ),
                self.guess(
                    Cause::WrongUserSignedIn {
                        signed_in: account,
                        meant: self.meant(),
                    },
                    18,
                ),
                self.guess(Cause::WrongAuthorityEndpoint, 16),
            ],
            Denial::RedirectUri => self.named(Cause::RedirectUriMismatch { sent: self.sent() }),
            Denial::ScopeInvalid if google => vec![
                self.guess(Cause::ScopeResourceMismatch, 52),
                self.guess(
                    Cause::GoogleScopeWrong {
                        granted: Vec::new(),
                    },
                    46,
                ),
            ],
            Denial::ScopeInvalid => vec![
                self.guess(Cause::ScopeResourceMismatch, 74),
                self.guess(Cause::ConsentMissingUser, 14),
                self.guess(self.permission(), 10),
            ],
            Denial::SecretExpired => self.named(Cause::ClientSecretExpired { app }),
            Denial::SecretInvalid if google => vec![
                self.guess(Cause::ClientSecretInvalid { app: app.clone() }, 60),
                self.guess(Cause::AppNotFound { app }, 36),
            ],
            Denial::SecretInvalid => self.named(Cause::ClientSecretInvalid { app }),
            // A browser has no secret to send: its redirect URI stands under the wrong platform.
            Denial::SecretNeeded if self.redeemed_by() == Some(Redeem::Browser) && !google => vec![
                self.guess(
                    Cause::SpaRedirectTypeNeeded {
                        redeemed_by: self.redeemed_by(),
                    },
                    66,
                ),
                self.guess(Cause::ClientSecretRequired, 34),
            ],
            Denial::SecretNeeded => self.named(Cause::ClientSecretRequired),
            Denial::SecurityDefaults => self.named(Cause::SecurityDefaults),
            Denial::ServerFault => vec![
                self.guess(Cause::ServiceOutageOrBackend, 74),
                self.guess(client(ClientFault::Request), 22),
            ],
            Denial::Throttled => self.named(Cause::Throttled { backoff_ms: None }),
            Denial::WrongAuthority => self.named(Cause::WrongAuthorityEndpoint),
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

    fn sent(&self) -> Option<String> {
        aadsts::redirect_uri(self.text())
    }
}
