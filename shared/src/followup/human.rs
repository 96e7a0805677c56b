//! The human control for Exchange Online: one read-only block, and what its answer means.

use crate::case::Case;
use crate::cause::Cause;
use crate::evidence::signin::Flow;
use crate::plan::Protocol;
use crate::remedy::quote_powershell;
use crate::request::MailboxKind;

/// What to run, and what each line of the answer says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Block {
    /// Exchange Online PowerShell. It reads, and changes nothing.
    pub commands: String,
    /// "If you see … it is …", in the order of the answer.
    pub meanings: Vec<Meaning>,
}

/// One line of the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Meaning {
    /// As it is printed.
    pub seen: &'static str,
    /// The code of the cause that it shows.
    pub code: &'static str,
}

const fn meaning(seen: &'static str, code: &'static str) -> Meaning {
    Meaning { seen, code }
}

/// What stands for a value that is not known.
const MAILBOX: &str = "'<mailbox>'";
const ACCOUNT: &str = "'<account>'";
const OBJECT_ID: &str = "'<object-id>'";

/// The block for a case; `None` where a value cannot be quoted.
pub fn block(case: &Case, causes: &[&Cause]) -> Option<Block> {
    let mailbox = match &case.ask.mailbox {
        Some(mailbox) => quote_powershell(mailbox.as_str())?,
        None => MAILBOX.to_owned(),
    };
    let protocol = case.protocol();
    let mut commands = vec![
        format!("$m = {mailbox}"),
        "Get-Recipient -Identity $m | Format-List RecipientTypeDetails, PrimarySmtpAddress".to_owned(),
        "Get-CASMailbox -Identity $m | Format-List ImapEnabled, PopEnabled, SmtpClientAuthenticationDisabled"
            .to_owned(),
    ];
    let mut meanings = vec![
        meaning("couldn’t be found", "mailbox-not-found"),
        meaning(
            "RecipientTypeDetails with Group, Contact or List in it",
            "mailbox-not-found",
        ),
        meaning("RecipientTypeDetails : MailUser", "mailbox-not-provisioned"),
        meaning(
            "another PrimarySmtpAddress than the one asked about",
            "username-case-or-alias",
        ),
    ];
    switches(protocol, &mut commands, &mut meanings);
    if causes
        .iter()
        .any(|cause| matches!(cause, Cause::NoLicense { .. }))
    {
        commands.push("Get-Mailbox -Identity $m | Format-List SkuAssigned, MailboxPlan".to_owned());
        meanings.push(meaning(
            "SkuAssigned : False, for a UserMailbox",
            "no-license",
        ));
        meanings.push(meaning(
            "MailboxPlan : ExchangeOnlineDeskless…",
            "no-license",
        ));
    }
    rights(case, &mut commands, &mut meanings)?;
    Some(Block {
        commands: commands.join("\n"),
        meanings,
    })
}

fn switches(protocol: Protocol, commands: &mut Vec<String>, meanings: &mut Vec<Meaning>) {
    match protocol {
        Protocol::Imap | Protocol::Pop => {
            let (property, on) = match protocol {
                Protocol::Pop => ("PopEnabled", "PopEnabled : False"),
                _ => ("ImapEnabled", "ImapEnabled : False"),
            };
            // The plan for frontline workers has IMAP off everywhere, so one that is off says nothing.
            commands.push(format!(
                "\"PlansWithIt : \" + @(Get-CASMailboxPlan -ErrorAction Stop | Where-Object {property}).Count"
            ));
            meanings.push(meaning(on, "imap-disabled-mailbox"));
            meanings.push(meaning(
                "the same with PlansWithIt : 0",
                "imap-disabled-tenant",
            ));
        }
        Protocol::Smtp => {
            commands.push(
                "\"TenantSmtpClientAuthenticationDisabled : \" + (Get-TransportConfig).SmtpClientAuthenticationDisabled"
                    .to_owned(),
            );
            meanings.push(meaning(
                "SmtpClientAuthenticationDisabled : True",
                "smtp-auth-disabled-mailbox",
            ));
            meanings.push(meaning(
                "TenantSmtpClientAuthenticationDisabled : True, and nothing for the mailbox",
                "smtp-auth-disabled-tenant",
            ));
        }
    }
}

/// Who may open it; not asked where the mailbox is the account's own. `None` when a value cannot be quoted.
fn rights(case: &Case, commands: &mut Vec<String>, meanings: &mut Vec<Meaning>) -> Option<()> {
    let facts = case.token_facts.as_ref();
    let app = case.flow == Flow::App || facts.is_some_and(|facts| facts.app_only);
    let (who, code) = if app {
        let id = match facts.and_then(|facts| facts.object_id.as_deref()) {
            Some(id) => quote_powershell(id)?,
            None => OBJECT_ID.to_owned(),
        };
        commands.push(format!(
            "\"ServicePrincipal : \" + [bool](Get-ServicePrincipal -ErrorAction Stop | Where-Object ObjectId -eq {id})"
        ));
        meanings.push(meaning(
            "ServicePrincipal : False",
            "service-principal-missing",
        ));
        (id, "service-principal-no-mailbox-permission")
    } else {
        let mailbox = case.ask.mailbox.as_ref();
        let account = case.signed_in_as();
        let own = case.ask.kind.is_own()
            || mailbox.is_some_and(|m| account.is_some_and(|account| m.same_as(account)));
        if own {
            return Some(());
        }
        let code = match case.ask.kind {
            MailboxKind::Shared => "no-full-access-shared",
            _ => "no-full-access-other-user",
        };
        let account = match account {
            Some(account) => quote_powershell(account)?,
            None => ACCOUNT.to_owned(),
        };
        (account, code)
    };
    // A command that fails prints nothing, and nothing says nothing.
    commands.push(
        "$p = Get-MailboxPermission -Identity $m -ErrorAction Stop | Where-Object { $_.AccessRights -contains 'FullAccess' -and -not $_.Deny -and -not $_.IsInherited -and $_.User -notlike 'NT AUTHORITY*' }"
            .to_owned(),
    );
    commands.push(format!(
        "\"FullAccess : \" + [bool](Get-MailboxPermission -Identity $m -User {who} -ErrorAction Stop | Where-Object {{ $_.AccessRights -contains 'FullAccess' -and -not $_.Deny }})"
    ));
    // The account may be in a group that has it: PowerShell does not look into groups.
    commands.push("\"AllWithFullAccess : \" + @($p).Count".to_owned());
    meanings.push(meaning("FullAccess : False", code));
    Some(())
}
