//! Who may open the mailbox, and whether it is there and switched on.

use super::fix::{Fix, Wait};
use super::names::{self, capital, over, shown};
use crate::case::Case;
use crate::cause::Actor;
use crate::plan::Protocol;
use crate::provider::Family;
use crate::request::MailboxKind;

pub const EXCHANGE_ADMIN: &str = "https://admin.exchange.microsoft.com/#/mailboxes";
const M365_USERS: &str = "https://admin.microsoft.com/#/users";
const EXCHANGE_ROLE: &str = "Exchange Administrator, or Recipient Management in Exchange";
pub const OPENS: &str = "The next check opens the mailbox.";

/// The signed-in account needs Full Access.
pub fn no_full_access(case: &Case, account: Option<&str>) -> Fix {
    let person = names::person(case, account);
    let mailbox = names::mailbox(case);
    let whose = match (case.ask.kind, &case.ask.mailbox) {
        (MailboxKind::Shared, Some(_)) => format!("the shared mailbox {mailbox}"),
        (MailboxKind::Shared, None) => "the shared mailbox".to_owned(),
        (MailboxKind::OtherUser, Some(_)) => format!("{mailbox}, the mailbox of another person"),
        (MailboxKind::OtherUser, None) => "another person’s mailbox".to_owned(),
        (_, Some(_)) => format!("the mailbox {mailbox}"),
        (_, None) => mailbox.clone(),
    };
    let title = format!("{} has no Full Access to {whose}", capital(&person));
    let fix = Fix::new(case, title, Actor::MailboxAdmin);
    let fix = match case.provider.family {
        Family::Microsoft | Family::OutlookCom => full_access_steps(case, fix, &mailbox),
        Family::Google | Family::Other => fix
            .step(format!(
                "Give {person} the right to read {mailbox}, as its access list or delegation allows."
            ))
            .step(format!(
                "Where the server knows no such right, sign in as {mailbox} itself, in this page and in the application."
            )),
    };
    let wait = match case.provider.family {
        Family::Microsoft | Family::OutlookCom => Wait::Exchange,
        Family::Google | Family::Other => Wait::AtOnce,
    };
    fix.proof(OPENS, wait)
}

fn full_access_steps(case: &Case, fix: Fix, mailbox: &str) -> Fix {
    let account = case.signed_in_as().map(shown);
    let account = account.or_else(|| Some(case.ask.account.as_ref()?.to_string()));
    let who = account.unwrap_or_else(|| "the account that signs in".to_owned());
    let older = match case.ask.kind {
        MailboxKind::Shared => "Recipients › Shared › Edit › Mailbox delegation › Full Access",
        _ => "Recipients › Mailboxes › Edit › Mailbox delegation › Full Access",
    };
    fix.role(EXCHANGE_ROLE)
        .look(
            "Look first, without changing anything (Exchange Online PowerShell). If the answer lists FullAccess with Deny False, the permission is there, and the next things to look at are whether the protocol is switched on and whether the mailbox is hidden from address lists: a hidden one opens for nobody else.",
            "Get-MailboxPermission -Identity '<mailbox>' -User '<account>'",
        )
        .step(format!(
            "In the Exchange admin centre (admin.exchange.microsoft.com) open Recipients › Mailboxes › {mailbox} › Delegation › Read and manage (Full Access). Older texts call it {older}."
        ))
        .at(EXCHANGE_ADMIN)
        .step(format!("Choose Edit, add {who} and save."))
        .run(
            "Or run this line in Exchange Online PowerShell instead; it does the same as the two steps before.",
            "Add-MailboxPermission -Identity '<mailbox>' -User '<account>' -AccessRights FullAccess -AutoMapping $false",
        )
        .undo("Remove-MailboxPermission -Identity '<mailbox>' -User '<account>' -AccessRights FullAccess")
}

/// The switch of the mailbox.
pub fn switched_off(case: &Case, protocol: Protocol) -> Fix {
    let (mailbox, word) = (names::mailbox(case), over(protocol));
    let fix = Fix::new(
        case,
        format!("{word} is switched off for {mailbox}"),
        Actor::MailboxAdmin,
    );
    match case.provider.family {
        Family::Microsoft => exchange_switch(fix, &mailbox, protocol).proof(OPENS, Wait::Exchange),
        Family::OutlookCom => {
            fix.by(Actor::User).step("Sign in to outlook.com on the web and open Settings › Mail › Forwarding and IMAP (in older layouts: Sync email).")
                .at("https://outlook.live.com/mail/0/options/mail/forwardingAndIMAP")
                .step(format!("Under “{word}”, let devices and apps use {word}, and save."))
                .proof(OPENS, Wait::Exchange)
        }
        Family::Google | Family::Other => fix
            .step(format!(
                "Switch {word} on for {mailbox} in the mail server’s administration, or in the settings of its web mail."
            ))
            .proof(OPENS, Wait::AtOnce),
    }
}

fn exchange_switch(fix: Fix, mailbox: &str, protocol: Protocol) -> Fix {
    let (word, look, on, off) = match protocol {
        Protocol::Pop => (
            "PopEnabled",
            "Get-CASMailbox -Identity '<mailbox>' | Format-List PopEnabled",
            "Set-CASMailbox -Identity '<mailbox>' -PopEnabled $true",
            "Set-CASMailbox -Identity '<mailbox>' -PopEnabled $false",
        ),
        Protocol::Imap | Protocol::Smtp => (
            "ImapEnabled",
            "Get-CASMailbox -Identity '<mailbox>' | Format-List ImapEnabled",
            "Set-CASMailbox -Identity '<mailbox>' -ImapEnabled $true",
            "Set-CASMailbox -Identity '<mailbox>' -ImapEnabled $false",
        ),
    };
    let name = over(protocol);
    fix.role(EXCHANGE_ROLE)
        .look(
            format!("Look first, without changing anything (Exchange Online PowerShell). {word} : True means that {name} is on, and that the reason is another one."),
            look,
        )
        .step(format!(
            "In the Exchange admin centre (admin.exchange.microsoft.com) open Recipients › Mailboxes › {mailbox} › General › Manage email apps settings. In the Microsoft 365 admin centre the same switch is at Users › Active users › Mail › Manage email apps; for a shared mailbox at Teams & groups › Shared mailboxes › Email apps."
        ))
        .at(EXCHANGE_ADMIN)
        .step(format!("Switch {name} on and save."))
        .run(
            "Or run this line in Exchange Online PowerShell instead; it does the same as the two steps before.",
            on,
        )
        .undo(off)
}

/// The switch of the organisation.
pub fn tenant_off(case: &Case, protocol: Protocol) -> Fix {
    let (word, mailbox) = (over(protocol), names::mailbox(case));
    let (look, on, off, one, one_off) = match protocol {
        Protocol::Pop => (
            "Get-CASMailboxPlan | Format-Table Name, PopEnabled",
            "Set-CASMailboxPlan -Identity (Get-Mailbox -Identity '<mailbox>').MailboxPlan -PopEnabled $true",
            "Set-CASMailboxPlan -Identity (Get-Mailbox -Identity '<mailbox>').MailboxPlan -PopEnabled $false",
            "Set-CASMailbox -Identity '<mailbox>' -PopEnabled $true",
            "Set-CASMailbox -Identity '<mailbox>' -PopEnabled $false",
        ),
        Protocol::Imap | Protocol::Smtp => (
            "Get-CASMailboxPlan | Format-Table Name, ImapEnabled",
            "Set-CASMailboxPlan -Identity (Get-Mailbox -Identity '<mailbox>').MailboxPlan -ImapEnabled $true",
            "Set-CASMailboxPlan -Identity (Get-Mailbox -Identity '<mailbox>').MailboxPlan -ImapEnabled $false",
            "Set-CASMailbox -Identity '<mailbox>' -ImapEnabled $true",
            "Set-CASMailbox -Identity '<mailbox>' -ImapEnabled $false",
        ),
    };
    let title = format!("{word} is switched off for the whole organisation");
    let fix = Fix::new(case, title, Actor::MailboxAdmin);
    match case.provider.family {
        Family::Microsoft | Family::OutlookCom => fix
            .role("Exchange Administrator")
            .look(
                "Look first, without changing anything (Exchange Online PowerShell): the mailbox plans decide what new mailboxes get.",
                look,
            )
            .run(
                format!("Switch it on for {mailbox} itself: a plan changes no mailbox that exists."),
                one,
            )
            .run(
                "Switch it on in the plan of this mailbox, for mailboxes that are made from it from now on. Note the old value first; plans for frontline workers leave out IMAP and keep POP.",
                on,
            )
            .undo(one_off)
            .undo(off)
            .proof(OPENS, Wait::Exchange),
        Family::Google | Family::Other => fix
            .step(format!("Switch {word} on for the organisation in the mail server’s administration."))
            .proof(OPENS, Wait::AtOnce),
    }
}

/// The address leads to no mailbox.
pub fn not_found(case: &Case) -> Fix {
    let mailbox = names::mailbox(case);
    let title = format!("{} is no mailbox of this organisation", capital(&mailbox));
    let fix = Fix::new(case, title, Actor::User).who("you; then whoever administers the mailboxes");
    let fix = fix.step(format!(
        "Compare {mailbox} with the address in the address book, letter by letter."
    ));
    let fix = match case.provider.family {
        Family::Microsoft | Family::OutlookCom => fix
            .role("View-Only Recipients in Exchange")
            .look(
                "Let an Exchange administrator look what the address is. Groups, distribution lists, contacts and public folders have no mailbox that a mail protocol can open.",
                "Get-Recipient -Identity '<mailbox>' | Format-List RecipientTypeDetails, PrimarySmtpAddress",
            )
            .step("A Microsoft 365 group is found only with -RecipientTypeDetails GroupMailbox. If it is a group or a distribution list, let its mail go to a shared mailbox as well, and let the application read that one."),
        Family::Google | Family::Other => fix.step(
            "If it is a group or a list, let the application read a mailbox that receives its mail.",
        ),
    };
    fix.proof(
        "The next check opens the mailbox of the right address.",
        Wait::AtOnce,
    )
}

/// The mailbox is somewhere else.
pub fn not_provisioned(case: &Case) -> Fix {
    let mailbox = names::mailbox(case);
    let title = format!("{} has no mailbox in this cloud", capital(&mailbox));
    let fix = Fix::new(case, title, Actor::MailboxAdmin);
    match case.provider.family {
        Family::Microsoft | Family::OutlookCom => fix
            .role(EXCHANGE_ROLE)
            .look(
                "Look what the address is (Exchange Online PowerShell). MailUser means that its mailbox is not in Exchange Online: it may be on your own Exchange servers.",
                "Get-Recipient -Identity '<mailbox>' | Format-List RecipientTypeDetails, PrimarySmtpAddress, ExternalEmailAddress",
            )
            .look(
                "Look whether it was deleted and can be restored.",
                "Get-Mailbox -SoftDeletedMailbox -Identity '<mailbox>' | Format-List Name, WhenSoftDeleted",
            )
            .step("If it is on your own servers, let the application connect to those servers, or move the mailbox to Exchange Online.")
            .step("If it is new, wait until it appears under Recipients › Mailboxes: a licence makes a mailbox within the hour, sometimes later.")
            .at(EXCHANGE_ADMIN)
            .proof(OPENS, Wait::Exchange),
        Family::Google | Family::Other => fix
            .step(format!("Create the mailbox {mailbox}, or restore it if it was deleted."))
            .proof(OPENS, Wait::AtOnce),
    }
}

/// The licence is missing, or leaves out the protocol.
pub fn no_license(case: &Case) -> Fix {
    let mailbox = names::mailbox(case);
    let title = format!(
        "{} has no licence for Exchange Online that includes the protocol",
        capital(&mailbox)
    );
    Fix::new(case, title, Actor::MailboxAdmin)
        .who("whoever assigns licences: a licence or user administrator")
        .role("License Administrator, or User Administrator")
        .look(
            "Look first, without changing anything (Exchange Online PowerShell). SkuAssigned : True means that there is a licence; False is usual for a shared mailbox.",
            "Get-Mailbox -Identity '<mailbox>' | Format-List SkuAssigned, RecipientTypeDetails",
        )
        .step(format!(
            "In the Microsoft 365 admin centre open Users › Active users › {mailbox} › Licenses and apps."
        ))
        .at(M365_USERS)
        .step("Assign a plan with Exchange Online (Plan 1, Plan 2 or a suite). Plans for frontline workers (F1, F3) leave out IMAP; F1 has no mailbox.")
        .step("A shared mailbox below 50 GB needs no licence of its own; the account that opens it does.")
        .proof(OPENS, Wait::Exchange)
}

/// The application is not registered in Exchange.
pub fn principal_missing(case: &Case) -> Fix {
    Fix::new(
        case,
        "Exchange Online does not know the application that signed in",
        Actor::MailboxAdmin,
    )
    .role("Exchange Administrator")
    .look(
        "Look first, without changing anything (Exchange Online PowerShell). No line, or another ObjectId, confirms it.",
        "Get-ServicePrincipal | Where-Object AppId -eq '<app-id>' | Format-List DisplayName, AppId, ObjectId",
    )
    .step("Take the object id from Entra › Enterprise applications › the application › Object ID. The one under App registrations is another, and the usual mistake.")
    .at("https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview")
    .run(
        "If it is registered with another object id, remove that first.",
        "Remove-ServicePrincipal -Identity '<app-id>'",
    )
    .run(
        "Register it.",
        "New-ServicePrincipal -AppId '<app-id>' -ObjectId '<object-id>'",
    )
    .run(
        "Give it the mailbox.",
        "Add-MailboxPermission -Identity '<mailbox>' -User '<object-id>' -AccessRights FullAccess",
    )
    .undo("Remove-MailboxPermission -Identity '<mailbox>' -User '<object-id>' -AccessRights FullAccess")
    .undo("Remove-ServicePrincipal -Identity '<app-id>'")
    .proof(OPENS, Wait::Exchange)
}

/// The application is registered and may not open this mailbox.
pub fn principal_without_right(case: &Case) -> Fix {
    let mailbox = names::mailbox(case);
    Fix::new(
        case,
        format!("The application has no right on {mailbox}"),
        Actor::MailboxAdmin,
    )
    .role(EXCHANGE_ROLE)
    .look(
        "Look first, without changing anything (Exchange Online PowerShell). No line with FullAccess confirms it.",
        "Get-MailboxPermission -Identity '<mailbox>' -User '<object-id>'",
    )
    .run(
        "Give it the mailbox. The id is that of the enterprise application, not of the registration.",
        "Add-MailboxPermission -Identity '<mailbox>' -User '<object-id>' -AccessRights FullAccess",
    )
    .undo("Remove-MailboxPermission -Identity '<mailbox>' -User '<object-id>' -AccessRights FullAccess")
    .proof(OPENS, Wait::Exchange)
}

/// Somebody else has to sign in.
pub fn wrong_user(case: &Case, signed_in: Option<&str>, meant: Option<&str>) -> Fix {
    let person = capital(&names::person(case, signed_in));
    let (title, right) = match meant {
        Some(meant) => (
            format!("{person} signed in, not {}", shown(meant)),
            shown(meant),
        ),
        None => (
            format!("{person} may not be the account that was meant to sign in"),
            "the account that is meant to open the mailbox".to_owned(),
        ),
    };
    Fix::new(case, title, Actor::User)
        .who("you, or whoever can sign in as that account")
        .step(format!(
            "Open a private window, so that no earlier sign-in is used, and check again there as {right}."
        ))
        .step(format!(
            "When that opens the mailbox, authorise the application again in the same way. In Jira: open the incoming mail server, choose Authorise, and sign in as {right}."
        ))
        .proof(
            format!("The page says “Signed in as” with the name of {right}, and the mailbox opens."),
            Wait::AtOnce,
        )
}
