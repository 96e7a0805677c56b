//! The provider's page sent nobody back: what the person saw there, and the causes that fit.

use super::super::suspect::Suspect;
use super::Failure;
use crate::cause::Cause;
use crate::evidence::signin::Saw;
use crate::provider::Family;
use crate::request::MailboxKind;

impl Failure<'_> {
    /// What it means.
    pub(super) fn stayed(&self, saw: Saw) -> Vec<Suspect> {
        match saw {
            Saw::ApprovalNeeded => self.approval(),
            Saw::AppBlocked => self.blocked(),
            Saw::NoPassword => self.no_password(),
            Saw::WrongAccounts => vec![
                self.guess(self.another_account(), 68),
                self.guess(self.foreign(), 24),
            ],
            Saw::NoPage => vec![
                self.guess(Self::no_way_to(&self.case.provider.authorize_url), 46),
                self.guess(Cause::ServiceOutageOrBackend, 16),
                self.unrecognised(),
            ],
        }
    }

    /// The page names its reason, and who has to act.
    fn approval(&self) -> Vec<Suspect> {
        let app = self.app();
        match self.case.provider.family {
            // Workspace: an administrator has to review the application.
            Family::Google => self.named(Cause::GoogleAppBlocked),
            // A personal account has no administrator: a work account went ahead.
            Family::OutlookCom => vec![
                self.guess(self.another_account(), 56),
                self.guess(Cause::ConsentMissingAdmin { app }, 30),
            ],
            Family::Microsoft | Family::Other => self.named(Cause::ConsentMissingAdmin { app }),
        }
    }

    fn blocked(&self) -> Vec<Suspect> {
        let (app, account) = (self.app(), self.account());
        match self.case.provider.family {
            Family::Google => self.named(Cause::GoogleAppBlocked),
            // Consent settings and policies block an application with much the same words; which it was, its page says.
            Family::Microsoft => vec![
                self.guess(Cause::ConsentMissingAdmin { app: app.clone() }, 38),
                self.guess(Cause::ConditionalAccessBlock, 30),
                self.guess(Cause::UserNotAssigned { account }, 16),
                self.guess(Cause::AppNotFound { app }, 14),
            ],
            Family::OutlookCom | Family::Other => vec![
                self.guess(Cause::AppNotFound { app }, 44),
                self.guess(Cause::ConsentMissingUser, 26),
                self.guess(Cause::UserNotAssigned { account }, 20),
            ],
        }
    }

    /// A shared mailbox has no password that anybody knows, and another person's is not asked for. One's own is.
    fn no_password(&self) -> Vec<Suspect> {
        let account = self.account();
        let (other, held) = match self.case.ask.kind {
            kind if kind.is_own() => (24, 62),
            MailboxKind::Shared => (86, 10),
            _ => (66, 26),
        };
        vec![
            self.guess(self.another_account(), other),
            self.guess(Cause::AccountLockedOrAbuse { account }, held),
        ]
    }

    fn another_account(&self) -> Cause {
        Cause::WrongUserSignedIn {
            signed_in: None,
            meant: self.meant(),
        }
    }

    fn foreign(&self) -> Cause {
        Cause::GuestOrWrongTenant {
            account: self.account(),
        }
    }
}
