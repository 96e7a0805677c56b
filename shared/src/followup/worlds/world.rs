//! What a mail system answers in which one thing is wrong.

use crate::address::Address;
use crate::case::Case;
use crate::control::Control;
use crate::evidence::signin::Flow;
use crate::followup::Question;
use crate::plan::Protocol;
use crate::request::MailboxKind;
use crate::told::Told;
use crate::told::exchange::{ExchangeAnswer, Recipient};

pub const POP: Control = Control::Protocol(Protocol::Pop);

/// What a cause leaves open.
#[derive(Clone, Copy, Debug)]
pub struct World<'c> {
    pub truth: &'c str,
    kind: MailboxKind,
    own: bool,
    app: bool,
    /// The account that signed in has a mailbox, and IMAP is on for it.
    account_has_mailbox: bool,
    /// What is off for IMAP is off for POP as well; what is refused over one protocol is refused over the other.
    both_protocols: bool,
    /// What a look over the other address family, with another mechanism or at the own mailbox changes makes no difference.
    same_anyway: bool,
    /// What is down for mail protocols is down on the web.
    web_too: bool,
    /// Others have Full Access: one of them may be a group, with the account in it.
    others_have_access: bool,
    /// A fault has passed by the repetition with this number; 0, by whatever comes next.
    passes_at: usize,
}

impl<'c> World<'c> {
    pub fn all(truth: &'c str, case: &Case) -> Vec<Self> {
        let mut all = Vec::new();
        for account_has_mailbox in [true, false] {
            for open in 0..16 {
                let [both_protocols, same_anyway, web_too, others_have_access] =
                    [1, 2, 4, 8].map(|bit| open & bit == 0);
                // Where it makes no difference, one of the two is enough.
                let own = case.signed_in_as() == case.ask.mailbox.as_ref().map(Address::as_str);
                let web = ["no-license", "service-outage-or-backend"].contains(&truth);
                if (own && !others_have_access) || (!web && !web_too) {
                    continue;
                }
                for passes_at in [0, 1, 2, usize::MAX] {
                    all.push(Self {
                        truth,
                        kind: case.ask.kind,
                        own,
                        app: case.flow == Flow::App,
                        account_has_mailbox,
                        both_protocols,
                        same_anyway,
                        web_too,
                        others_have_access,
                        passes_at,
                    });
                }
            }
        }
        all
    }

    fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.truth)
    }

    /// It comes and goes.
    fn passes(&self) -> bool {
        self.is(&[
            "throttled",
            "too-many-connections",
            "service-outage-or-backend",
        ])
    }

    /// It is wrong with the token or the account, so that nothing opens.
    fn spoils_everything(&self) -> bool {
        self.is(&[
            "account-locked-or-abuse",
            "basic-auth-blocked",
            "conditional-access-block",
            "google-scope-wrong",
            "guest-or-wrong-tenant",
            "mfa-required",
            "missing-imap-scope",
            "sasl-format-error",
            "security-defaults",
            "service-principal-missing",
            "token-expired",
            "wrong-audience-graph-token",
            "imap-disabled-tenant",
            "smtp-auth-disabled-tenant",
        ])
    }

    /// Whether a control opens what it tries to open; `again` counts the repetitions, this one among them.
    pub fn opens(&self, control: Control, again: usize) -> bool {
        let passed = self.passes() && self.passes_at == 0;
        match control {
            Control::OwnMailbox if self.passes() => {
                passed || (self.account_has_mailbox && !self.same_anyway)
            }
            Control::OwnMailbox => self.account_has_mailbox && !self.spoils_everything(),
            Control::Retry => {
                let comes_and_goes = self.passes() || self.is(&["consumer-imap-regression"]);
                comes_and_goes && again >= self.passes_at
            }
            Control::Ipv4 | Control::Ipv6 => {
                passed || (self.is(&["consumer-imap-regression"]) && !self.same_anyway)
            }
            Control::Mechanism(_) => {
                let of_one = ["sasl-mechanism-mismatch", "server-oauth-not-configured"];
                passed || (self.is(&of_one) && !self.same_anyway)
            }
            Control::Protocol(_) => {
                let imap_alone = [
                    "imap-disabled-mailbox",
                    "imap-disabled-tenant",
                    "google-imap-disabled",
                    "missing-imap-scope",
                    "no-license",
                    "consumer-imap-regression",
                    "sasl-mechanism-mismatch",
                    "server-oauth-not-configured",
                ];
                let one = self.passes() || self.is(&imap_alone);
                passed || (one && !self.both_protocols)
            }
        }
    }

    pub fn answers(&self, question: Question) -> Told {
        match question {
            Question::AccountWasMeant => Told::AccountWasMeant(!self.is(&["wrong-user-signed-in"])),
            Question::Switch => Told::Switch(!self.is(&[
                "imap-disabled-mailbox",
                "imap-disabled-tenant",
                "google-imap-disabled",
                "smtp-auth-disabled-mailbox",
            ])),
            Question::WebMail => {
                let gone = [
                    "account-locked-or-abuse",
                    "mailbox-not-found",
                    "mailbox-not-provisioned",
                ];
                let down = self.is(&["no-license", "service-outage-or-backend"]) && self.web_too;
                Told::WebMail(!self.is(&gone) && !down)
            }
            Question::Exchange => Told::Exchange(self.exchange()),
        }
    }

    /// What the read-only block prints.
    fn exchange(&self) -> ExchangeAnswer {
        let recipient = if self.is(&["mailbox-not-found"]) {
            Recipient::NotFound
        } else if self.is(&["mailbox-not-provisioned"]) {
            Recipient::NotHere
        } else if self.kind == MailboxKind::Shared && !self.is(&["no-license"]) {
            // One that a licence is missing for is no shared one, whatever the form says.
            Recipient::SharedMailbox
        } else {
            Recipient::UserMailbox
        };
        if matches!(recipient, Recipient::NotFound | Recipient::NotHere) {
            // The other commands fail, or print nothing.
            return ExchangeAnswer {
                recipient: Some(recipient),
                ..ExchangeAnswer::default()
            };
        }
        let off = self.is(&["imap-disabled-mailbox", "imap-disabled-tenant"]);
        let no_right = self.is(&[
            "no-full-access-shared",
            "no-full-access-other-user",
            "wrong-user-signed-in",
            "service-principal-no-mailbox-permission",
            "service-principal-missing",
        ]);
        ExchangeAnswer {
            recipient: Some(recipient),
            primary_asked: Some(!self.is(&["username-case-or-alias"])),
            imap: Some(!off),
            pop: Some(!(off && self.both_protocols)),
            in_a_plan: Some(!self.is(&["imap-disabled-tenant"])),
            licensed: (recipient == Recipient::UserMailbox).then(|| !self.is(&["no-license"])),
            frontline: Some(false),
            full_access: (!self.own).then_some(!no_right && !self.others_have_access),
            anybody_has_access: (!self.own).then_some(!no_right || self.others_have_access),
            service_principal: self.app.then(|| !self.is(&["service-principal-missing"])),
            ..ExchangeAnswer::default()
        }
    }
}
