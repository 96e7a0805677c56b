//! The answer of Exchange Online PowerShell to the read-only block of [`crate::followup::human`], as pasted.
//!
//! ```text
//! RecipientTypeDetails : SharedMailbox
//! PrimarySmtpAddress   : support@contoso.com
//! ImapEnabled          : False
//! FullAccess           : True
//! ```
//!
//! Each line is read by itself, so that a part of the answer is worth what it says. What is not there is no information.

use serde::{Deserialize, Serialize};

/// The longest text that is read, in octets.
const LONGEST: usize = 64 * 1024;

/// What the answer says.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExchangeAnswer {
    /// What the address is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
    /// `PrimarySmtpAddress`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_address: Option<String>,
    /// Whether that is the address that was asked about; absent when either is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_asked: Option<bool>,
    /// `ImapEnabled` of the mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imap: Option<bool>,
    /// `PopEnabled` of the mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pop: Option<bool>,
    /// Whether any mailbox plan has the protocol on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_a_plan: Option<bool>,
    /// `SmtpClientAuthenticationDisabled` of the mailbox, where it does not follow the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_auth_disabled: Option<bool>,
    /// `SmtpClientAuthenticationDisabled` of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_smtp_auth_disabled: Option<bool>,
    /// `SkuAssigned`: whether the mailbox has a licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licensed: Option<bool>,
    /// Whether the mailbox has the plan for frontline workers, which holds no IMAP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontline: Option<bool>,
    /// Whether the account itself has Full Access that nothing denies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_access: Option<bool>,
    /// Whether anybody has: a group may be among them, and the account in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anybody_has_access: Option<bool>,
    /// Whether the application's service principal is registered with this object id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_principal: Option<bool>,
}

/// What an address is to Exchange Online.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// Nothing has this address.
    NotFound,
    /// A person's mailbox.
    UserMailbox,
    /// A shared mailbox, or one of a room or a piece of equipment.
    SharedMailbox,
    /// A mailbox on the organisation's own servers, or none yet.
    NotHere,
    /// A group, a distribution list, a contact.
    NoMailbox,
}

impl ExchangeAnswer {
    /// Reads what was printed about the address `asked`; `None` when no line of it is known.
    pub fn read(text: &str, asked: Option<&str>) -> Option<Self> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let mut answer = Self::default();
        for line in text.lines() {
            answer.line(line);
        }
        let primary = answer.primary_address.as_deref();
        answer.primary_asked = primary
            .zip(asked)
            .map(|(primary, asked)| primary.eq_ignore_ascii_case(asked));
        // A shared mailbox has no licence of its own and needs none.
        if answer.recipient == Some(Recipient::SharedMailbox) {
            answer.licensed = answer.licensed.filter(|licensed| *licensed);
        }
        // Nobody has a right on what is no mailbox.
        if let Some(Recipient::NotFound | Recipient::NotHere | Recipient::NoMailbox) =
            answer.recipient
        {
            answer.full_access = None;
            answer.anybody_has_access = None;
        }
        (answer != Self::default()).then_some(answer)
    }

    fn line(&mut self, line: &str) {
        if line.contains("couldn't be found") || line.contains("ManagementObjectNotFoundException")
        {
            // The first command asks for the recipient; later ones fail after it in the same words.
            self.recipient.get_or_insert(Recipient::NotFound);
            return;
        }
        let Some((name, value)) = line.split_once(':') else {
            return;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "recipienttypedetails" => self.recipient = recipient(value).or(self.recipient),
            "primarysmtpaddress" if value.contains('@') => {
                self.primary_address = Some(value.to_owned());
            }
            "imapenabled" => self.imap = boolean(value).or(self.imap),
            "popenabled" => self.pop = boolean(value).or(self.pop),
            "planswithit" => self.in_a_plan = more_than_none(value).or(self.in_a_plan),
            "smtpclientauthenticationdisabled" => {
                self.smtp_auth_disabled = boolean(value).or(self.smtp_auth_disabled);
            }
            "tenantsmtpclientauthenticationdisabled" => {
                self.tenant_smtp_auth_disabled = boolean(value).or(self.tenant_smtp_auth_disabled);
            }
            "skuassigned" => self.licensed = boolean(value).or(self.licensed),
            "mailboxplan" if !value.is_empty() => {
                self.frontline = Some(value.contains("Deskless"));
            }
            "fullaccess" => self.full_access = boolean(value).or(self.full_access),
            "allwithfullaccess" => {
                self.anybody_has_access = more_than_none(value).or(self.anybody_has_access);
            }
            "serviceprincipal" => {
                self.service_principal = boolean(value).or(self.service_principal);
            }
            _ => {}
        }
    }
}

fn boolean(value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("true") {
        Some(true)
    } else if value.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

fn more_than_none(value: &str) -> Option<bool> {
    value.parse::<u32>().ok().map(|count| count > 0)
}

/// `RecipientTypeDetails`, as Exchange Online prints it.
fn recipient(value: &str) -> Option<Recipient> {
    Some(match value {
        "UserMailbox" | "LegacyMailbox" | "LinkedMailbox" => Recipient::UserMailbox,
        "SharedMailbox" | "RoomMailbox" | "EquipmentMailbox" | "SchedulingMailbox"
        | "TeamMailbox" => Recipient::SharedMailbox,
        // Types that begin with `Remote` are printed by an organisation's own servers, of mailboxes that are in the cloud.
        "MailUser" | "User" | "DisabledUser" | "GuestMailUser" => Recipient::NotHere,
        "MailContact"
        | "MailUniversalDistributionGroup"
        | "MailUniversalSecurityGroup"
        | "DynamicDistributionGroup"
        | "GroupMailbox"
        | "RoomList"
        | "PublicFolder" => Recipient::NoMailbox,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_line_by_line() {
        let answer = ExchangeAnswer::read(
            "PS C:\\> …\n\nRecipientTypeDetails : SharedMailbox\nPrimarySmtpAddress   : support@contoso.com\r\n\
             ImapEnabled : True\nPopEnabled : False\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\nSkuAssigned :\nMailboxPlan : ExchangeOnlineDeskless-1\n",
            Some("help@contoso.com"),
        )
        .unwrap();
        assert_eq!(answer.primary_asked, Some(false));
        assert_eq!(answer.recipient, Some(Recipient::SharedMailbox));
        assert_eq!(
            answer.primary_address.as_deref(),
            Some("support@contoso.com")
        );
        assert_eq!((answer.imap, answer.pop), (Some(true), Some(false)));
        assert_eq!((answer.full_access, answer.licensed), (Some(false), None));
        assert_eq!(answer.anybody_has_access, Some(false));
        assert_eq!(
            (answer.in_a_plan, answer.frontline),
            (Some(true), Some(true))
        );
    }

    #[test]
    fn what_is_no_mailbox_has_no_permissions() {
        for what in [
            "RecipientTypeDetails : MailUser",
            "object 'x' couldn't be found on 'DB1'.",
        ] {
            let text = format!("{what}\nFullAccess : False\nAllWithFullAccess : 0");
            let answer = ExchangeAnswer::read(&text, None).unwrap();
            assert_eq!(
                (answer.full_access, answer.anybody_has_access),
                (None, None)
            );
        }
    }

    #[test]
    fn an_address_that_is_nothing_says_so() {
        let text = "Get-Recipient: Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The \
                    operation couldn't be performed because object 'x@contoso.com' couldn't be found on 'DB1.PROD.OUTLOOK.COM'.";
        assert_eq!(
            ExchangeAnswer::read(text, None).unwrap().recipient,
            Some(Recipient::NotFound)
        );
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for text in [
            "",
            ":",
            "ImapEnabled",
            "ImapEnabled : maybe",
            "Password : hunter2",
            "a:b:c\n\u{202e}:\0",
        ] {
            assert_eq!(ExchangeAnswer::read(text, None), None, "{text}");
        }
    }
}
