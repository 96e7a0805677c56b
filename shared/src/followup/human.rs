//! The human control for Exchange Online: one read-only block, and what its answer means.

use crate::case::Case;
use crate::cause::Cause;
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
        commands.push("Get-Mailbox -Identity $m | Format-List SkuAssigned".to_owned());
        meanings.push(meaning(
            "SkuAssigned : False, for a UserMailbox",
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
            commands.push(format!(
                "\"PlansImapEnabled : \" + (-not (Get-CASMailboxPlan | Where-Object {{ -not $_.{property} }}))"
            ));
            meanings.push(meaning(on, "imap-disabled-mailbox"));
            meanings.push(meaning(
                "the same with PlansImapEnabled : False",
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
    let app = facts.filter(|facts| facts.app_only);
    let (who, code) = if let Some(facts) = app {
        let id = quote_powershell(facts.object_id.as_deref()?)?;
        commands.push(format!(
            "\"ServicePrincipal : \" + [bool](Get-ServicePrincipal | Where-Object ObjectId -eq {id})"
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
    commands.push(format!(
        "\"FullAccess : \" + [bool](Get-MailboxPermission -Identity $m -User {who} | Where-Object {{ $_.AccessRights -contains 'FullAccess' -and -not $_.Deny }})"
    ));
    meanings.push(meaning("FullAccess : False", code));
    Some(())
}
