//! What only a person can find out.

use shared::case::Case;
use shared::evidence::signin::Saw;
use shared::plan::Protocol;
use shared::provider::Family;

use crate::text::{mailbox, person};

/// Above every question.
pub const HEADING: &str = "One thing only you can find out";
/// An answer.
pub const YES: &str = "Yes";
/// An answer.
pub const NO: &str = "No";
/// Takes answers back.
pub const UNTELL: &str = "Take my answers back";

/// Whether the right account signed in.
pub fn account_was_meant(case: &Case) -> String {
    format!(
        "Is {} the account that your application should sign in with?",
        person(case)
    )
}

/// Whether the switch is on, and where it is.
pub fn switch(case: &Case) -> (String, &'static str) {
    let protocol = match case.protocol() {
        Protocol::Imap => "IMAP",
        Protocol::Pop => "POP",
        Protocol::Smtp => "authenticated SMTP",
    };
    let question = format!("Is {protocol} switched on for {}?", mailbox(case));
    let place = match case.provider.family {
        Family::OutlookCom => "Look on outlook.com at Settings › Mail › Forwarding and IMAP.",
        Family::Google => {
            "Look in Gmail at Settings › Forwarding and POP/IMAP; in an organisation, the Google Admin console has a switch of its own."
        }
        Family::Microsoft | Family::Other => "Look in the mail server’s settings for this mailbox.",
    };
    (question, place)
}

/// Whether web mail opens.
pub fn web_mail(case: &Case) -> (String, &'static str) {
    (
        format!(
            "Does {} open in web mail, for the same account?",
            mailbox(case)
        ),
        "Open it in a private window, so that no other sign-in is used.",
    )
}

/// What to run.
pub const EXCHANGE: &str = "No check from outside can tell the causes that are left apart. Let an Exchange administrator run this block in Exchange Online PowerShell. It reads, and changes nothing.";
/// What the block cannot tell.
pub const FRESH: &str = "Full Access that was given within the last hour is printed as True, and may not act yet. Then wait for it before you paste the answer.";
/// Above the meanings.
pub const MEANINGS: &str = "What the answer means";
/// Before a line of the answer.
pub const IF_YOU_SEE: &str = "If you see";
/// After it.
pub const IT_IS: &str = ", it is:";
/// The answer.
pub const PASTE: &str = "Paste the answer here";
/// What becomes of it.
pub const PASTE_HINT: &str =
    "It is read in this window and sent nowhere. Lines that are not known are ignored.";
/// Reads it.
pub const READ: &str = "Read the answer";
/// There was nothing in it.
pub const UNREAD: &str =
    "No line of this is known here. Paste what the block printed, such as “ImapEnabled : True”.";

/// What a page of the provider's showed.
pub const fn saw(saw: Saw) -> &'static str {
    match saw {
        Saw::ApprovalNeeded => "An administrator has to approve",
        Saw::AppBlocked => "The application is blocked",
        Saw::NoPassword => "A password that I do not have",
        Saw::WrongAccounts => "Only the wrong accounts",
        Saw::NoPage => "Nothing: the page did not open",
    }
}

/// None of these.
pub const SAW_NOTHING: &str = "None of these: I came back by myself";
