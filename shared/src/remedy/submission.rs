//! Authenticated submission over SMTP, and its two switches.

use super::fix::{Fix, Wait};
use super::names;
use crate::case::Case;
use crate::cause::Actor;

const PASSES: &str = "The next check passes “Sign in to mail”.";

/// The switch of the mailbox; it overrides the organisation's.
pub fn off_for_mailbox(case: &Case) -> Fix {
    let mailbox = names::mailbox(case);
    Fix::new(
        case,
        format!("Authenticated SMTP is switched off for {mailbox}"),
        Actor::MailboxAdmin,
    )
    .role("Exchange Administrator, or Recipient Management in Exchange")
    .look(
        "Look first, without changing anything (Exchange Online PowerShell). Empty means that the mailbox follows the organisation.",
        "Get-CASMailbox -Identity '<mailbox>' | Format-List SmtpClientAuthenticationDisabled",
    )
    .step(format!(
        "In the Microsoft 365 admin centre open Users › Active users › {mailbox} › Mail › Manage email apps, tick Authenticated SMTP and save."
    ))
    .at("https://admin.microsoft.com/#/users")
    .run(
        "Or run this line in Exchange Online PowerShell instead.",
        "Set-CASMailbox -Identity '<mailbox>' -SmtpClientAuthenticationDisabled $false",
    )
    .undo("Set-CASMailbox -Identity '<mailbox>' -SmtpClientAuthenticationDisabled $true")
    .proof(PASSES, Wait::Exchange)
}

/// The switch of the organisation. One mailbox is opened rather than all of them.
pub fn off_for_tenant(case: &Case) -> Fix {
    let mailbox = names::mailbox(case);
    Fix::new(
        case,
        "Authenticated SMTP is switched off for the whole organisation",
        Actor::MailboxAdmin,
    )
    .role("Exchange Administrator")
    .look(
        "Look first, without changing anything (Exchange Online PowerShell).",
        "Get-TransportConfig | Format-List SmtpClientAuthenticationDisabled",
    )
    .run(
        format!("Allow it for {mailbox} alone and leave the organisation’s switch as it is: this is the smaller change, and it is enough."),
        "Set-CASMailbox -Identity '<mailbox>' -SmtpClientAuthenticationDisabled $false",
    )
    .run(
        "Or allow it for everybody.",
        "Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
    )
    .step("Security defaults in Entra switch it off too: expect no effect of either line while they are on.")
    .undo("Set-CASMailbox -Identity '<mailbox>' -SmtpClientAuthenticationDisabled $null")
    .undo("Set-TransportConfig -SmtpClientAuthenticationDisabled $true")
    .proof(PASSES, Wait::Exchange)
}
