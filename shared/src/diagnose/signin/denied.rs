//! What an identity provider states, and the causes that fit: one table.

use super::super::suspect::Suspect;
use super::Failure;
use crate::cause::{Cause, ClientFault};
use crate::evidence::signin::Flow;
use crate::provider::{Family, Redeem};
use crate::words::Denial;

impl Failure<'_> {
    /// The causes of a denial.
    #[expect(clippy::too_many_lines, reason = "one table, a row for each denial")]
    pub(super) fn denied(&self, denial: Denial) -> Vec<Suspect> {
        let (flow, family) = (self.case.flow, self.case.provider.family);
        let google = family == Family::Google;
        let microsoft = family == Family::Microsoft;
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
            Denial::ClientNotAllowed if google => vec![
                self.guess(Cause::AppNotFound { app }, 46),
                // A refresh token that another client obtained.
                self.guess(refresh, 26),
                self.guess(client(ClientFault::Request), 20),
            ],
            Denial::ClientNotAllowed => vec![
                self.guess(Cause::AppNotFound { app }, 58),
                self.guess(Cause::WrongAuthorityEndpoint, 18),
                self.guess(Cause::GuestOrWrongTenant { account }, 12),
                self.guess(client(ClientFault::Request), 12),
            ],
            // The device code ran out before anybody had finished.
            Denial::CodeSpoilt if flow == Flow::Device => self.named(client(ClientFault::Lapsed)),
            Denial::CodeSpoilt => vec![
                self.guess(client(ClientFault::Code), 78),
                self.guess(refresh, if flow == Flow::Refresh { 60 } else { 14 }),
            ],
            Denial::ConditionalAccess => self.named(Cause::ConditionalAccessBlock),
            Denial::ConsentDeclined if google => vec![
                self.guess(Cause::ConsentMissingUser, 50),
                self.guess(Cause::GoogleAppBlocked, 45),
            ],
            // The way back from the page that asks for an administrator's approval looks the same as a person's no.
            Denial::ConsentDeclined if microsoft && self.turned_back() => vec![
                self.guess(Cause::ConsentMissingAdmin { app }, 50),
                self.guess(Cause::ConsentMissingUser, 44),
                self.guess(Cause::UserNotAssigned { account }, 6),
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
            // Nobody has finished on the other device yet; a policy against device codes is told there, and not here.
            Denial::Pending => vec![
                self.guess(client(ClientFault::Lapsed), 60),
                self.guess(Cause::ConsentMissingUser, 20),
                self.guess(Cause::ConditionalAccessBlock, 14),
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
            // RFC 8628 §3.5: it asks for the token too often.
            Denial::Throttled if flow == Flow::Device => vec![
                self.guess(client(ClientFault::Request), 60),
                self.guess(Cause::Throttled { backoff_ms: None }, 30),
            ],
            Denial::Throttled => self.named(Cause::Throttled { backoff_ms: None }),
            Denial::WrongAuthority => self.named(Cause::WrongAuthorityEndpoint),
        }
    }
}
