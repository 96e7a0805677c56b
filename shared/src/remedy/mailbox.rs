//! Who may open the mailbox, and whether IMAP is on for it.

use super::powershell::{enable_imap, grant_full_access, show_full_access, show_imap};
use super::{Fix, Instruction, names};
use crate::address::Address;
use crate::case::Case;
use crate::cause::Actor;
use crate::provider::Family;
use crate::request::MailboxKind;

const EXCHANGE_ADMIN: &str = "https://admin.exchange.microsoft.com/#/mailboxes";
const WORKSPACE_GMAIL: &str = "https://admin.google.com/ac/apps/gmail/enduseraccess";

/// The signed-in account needs Full Access.
pub fn no_full_access(case: &Case, account: Option<&str>, mailbox: &Address) -> Fix {
    let person = names::person(case, account);
    let whose = match case.ask.kind {
        MailboxKind::Shared => format!("the shared mailbox {mailbox}"),
        MailboxKind::OtherUser => format!("{mailbox}, the mailbox of another person"),
        MailboxKind::Own | MailboxKind::Unknown => format!("the mailbox {mailbox}"),
    };
    let title = format!("{} has no Full Access to {whose}", names::capital(&person));
    let family = case.provider.family;
    // The commands need the sign-in name; a display name may be anybody's.
    let account = account.or_else(|| Some(case.ask.account.as_ref()?.as_str()));
    let steps = match family {
        Family::Microsoft => exchange_steps(case, account, mailbox),
        Family::Google | Family::Other => vec![
            Instruction::new(format!(
                "Give {person} the right to read {mailbox} over IMAP, as its access list or delegation allows.",
            )),
            Instruction::new(format!(
                "Where the server knows no such right, sign in as {mailbox} itself, in this page and in the application.",
            )),
        ],
    };
    Fix {
        title,
        actor: Actor::MailboxAdmin,
        who: names::mailbox_admin(family).to_owned(),
        steps,
        verify: "Choose “Check again”: INBOX opens. Exchange may take up to 60 minutes to apply the change.".to_owned(),
    }
}

fn exchange_steps(case: &Case, account: Option<&str>, mailbox: &Address) -> Vec<Instruction> {
    let who = account.map_or_else(|| "the account".to_owned(), names::shown);
    let older = match case.ask.kind {
        MailboxKind::Shared => "Recipients › Shared › Edit › Mailbox delegation › Full Access",
        MailboxKind::Own | MailboxKind::OtherUser | MailboxKind::Unknown => {
            "Recipients › Mailboxes › Edit › Mailbox delegation › Full Access"
        }
    };
    let verify_first = account.and_then(|account| show_full_access(mailbox.as_str(), account));
    let grant = account.and_then(|account| grant_full_access(mailbox.as_str(), account));
    [
        Instruction::running(
            "Look first, without changing anything (Exchange Online PowerShell). If the answer lists FullAccess with Deny False, the permission is there and IMAP is the next thing to look at.",
            verify_first,
        ),
        Some(
            Instruction::new(format!(
                "In the Exchange admin centre (admin.exchange.microsoft.com) open Recipients › Mailboxes › {mailbox} › Delegation › Read and manage (Full Access). Older texts call it {older}."
            ))
            .at(EXCHANGE_ADMIN),
        ),
        Some(Instruction::new(format!("Choose Edit, add {who} and save."))),
        Instruction::running(
            "Or run this line in Exchange Online PowerShell instead; it does the same as the two steps before.",
            grant,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// IMAP has to be switched on.
pub fn imap_off(case: &Case, mailbox: &Address) -> Fix {
    let family = case.provider.family;
    let steps = match family {
        Family::Microsoft => exchange_imap_steps(mailbox),
        Family::Google => vec![
            Instruction::new(
                "In the Admin console open Apps › Google Workspace › Gmail › End User Access › POP and IMAP access.",
            )
            .at(WORKSPACE_GMAIL),
            Instruction::new(format!(
                "Choose the organisational unit of {mailbox}, switch IMAP on for it and save."
            )),
        ],
        Family::Other => vec![Instruction::new(format!(
            "Switch IMAP on for {mailbox} in the mail server’s administration."
        ))],
    };
    let wait = match family {
        Family::Microsoft => "Exchange may take up to 60 minutes to apply the change.",
        Family::Google => "Google may take up to 24 hours to apply the change.",
        Family::Other => "Most servers apply the change at once.",
    };
    Fix {
        title: format!("IMAP is switched off for {mailbox}"),
        actor: Actor::MailboxAdmin,
        who: names::mailbox_admin(family).to_owned(),
        steps,
        verify: format!("Choose “Check again”: INBOX opens. {wait}"),
    }
}

fn exchange_imap_steps(mailbox: &Address) -> Vec<Instruction> {
    [
        Instruction::running(
            "Look first, without changing anything (Exchange Online PowerShell). ImapEnabled : True means that IMAP is on, and that the reason is another one.",
            show_imap(mailbox.as_str()),
        ),
        Some(
            Instruction::new(format!(
                "In the Exchange admin centre (admin.exchange.microsoft.com) open Recipients › Mailboxes › {mailbox} › General › Manage email apps settings. In the Microsoft 365 admin centre the same switch is at Users › Active users › Mail › Manage email apps."
            ))
            .at(EXCHANGE_ADMIN),
        ),
        Some(Instruction::new("Switch IMAP on and save.")),
        Instruction::running(
            "Or run this line in Exchange Online PowerShell instead; it does the same as the two steps before.",
            enable_imap(mailbox.as_str()),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Somebody else has to sign in.
pub fn wrong_user(case: &Case, signed_in: &str, meant: Option<&str>) -> Fix {
    let person = names::capital(&names::person(case, Some(signed_in)));
    let (title, right) = match meant {
        Some(meant) => (
            format!("{person} signed in, not {}", names::shown(meant)),
            names::shown(meant),
        ),
        None => (
            format!("{person} may not be the account that was meant to sign in"),
            "the account that is meant to open the mailbox".to_owned(),
        ),
    };
    Fix {
        title,
        actor: Actor::User,
        who: "you, or whoever can sign in as that account".to_owned(),
        steps: vec![
            Instruction::new(format!(
                "Open a private window, so that no earlier sign-in is used, and check again there as {right}."
            )),
            Instruction::new(format!(
                "When that opens the mailbox, authorise the application again in the same way. In Jira: open the incoming mail server, choose Authorise, and sign in as {right}."
            )),
        ],
        verify: format!(
            "The page says “Signed in as” with the name of {right}, and INBOX opens. This takes effect at once."
        ),
    }
}
