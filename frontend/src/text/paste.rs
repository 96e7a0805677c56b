//! The second door.

use shared::provider::Family;

/// The way to it, below the form.
pub const DOOR: &str = "I can’t sign in: I have an error message";
/// The heading.
pub const HEADING: &str = "Which message do you have?";
/// What to do.
pub const LEAD: &str = "Paste what your application shows, a piece of its log, or the mail server’s answer. Greencheck names what can be behind it, how to tell these apart, and what to do.";
/// The words.
pub const TEXT: &str = "The message";
/// What becomes of them.
pub const TEXT_HINT: &str = "Everything stays in this window: nothing of it is sent or kept. Leave passwords and tokens out all the same.";
/// The mailbox.
pub const MAILBOX: &str = "Mailbox (if you know it)";
/// What for.
pub const MAILBOX_HINT: &str =
    "The address that the application reads. It is filled into the commands.";
/// The account.
pub const ACCOUNT: &str = "Account (if you know it)";
/// What for.
pub const ACCOUNT_HINT: &str = "The account that the application is authorised with.";
/// Whose system.
pub const FAMILY: &str = "Mail provider";
/// What for.
pub const FAMILY_HINT: &str =
    "Read from the message where it tells. Choose one if you know better.";
/// No choice.
pub const FAMILY_AUTO: &str = "As the message tells";
/// Reads them.
pub const READ: &str = "Name the causes";
/// Back to the form.
pub const BACK: &str = "Sign in and check instead";
/// Nothing to read.
pub const NOTHING: &str = "Paste the message first.";
/// Above the result.
pub const IS_PASTED: &str =
    "Read from the words that you pasted. Nothing was checked: signing in would narrow it down.";
/// Back to the words.
pub const CHANGE: &str = "Change the message";

/// A choice.
pub const fn family(family: Family) -> &'static str {
    match family {
        Family::Microsoft => "Microsoft 365",
        Family::OutlookCom => "Outlook.com (personal)",
        Family::Google => "Gmail or Google Workspace",
        Family::Other => "Another server",
    }
}
