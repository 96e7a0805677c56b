//! Every word that the page says, in English.
//!
//! Functions and constants are named after what is meant, and matches are exhaustive: a second language is a second
//! table with the same names. What a cause means stands in [`shared::remedy`].

pub mod ask;
pub mod cause;
pub mod certificate;
pub mod embed;
pub mod evidence;
pub mod look;
pub mod marks;
pub mod matrix;
pub mod paste;
pub mod path;
pub mod pause;
pub mod question;
pub mod setup;
pub mod spoken;
pub mod steps;
pub mod summary;
pub mod token;
pub mod triangle;
pub mod trouble;
pub mod verdict;
pub mod watch;

use shared::address::Address;
use shared::case::Case;
use shared::evidence::signin::{Flow, SignIn};
use shared::plan::Protocol;
use shared::remedy::shown;

use crate::report::ReadError;
use crate::state::{Copied, Notice};

/// The name of the product.
pub const PRODUCT: &str = "Greencheck";

/// The first stop of the keyboard.
pub const SKIP: &str = "Skip to the content";

/// While the relay's settings are on their way.
pub const LOADING: &str = "Opening …";

/// When they take long.
pub const LOADING_SLOWLY: &str =
    "The relay takes longer than usual to answer. This page keeps waiting.";

/// Said of a link that leaves the page.
pub const NEW_TAB: &str = "(opens a new tab)";

/// Said after copying, beside the button that did it.
pub const CLOSE: &str = "Close";

/// The last line of the page.
pub const FOOTER: &str = "A check opens the inbox read-only. It reads no message, changes nothing, and the relay keeps nothing.";

/// For whoever has to approve the page.
pub const ABOUT_DATA: &str = "What happens to data here";

/// Whose page this is.
pub fn run_by(operator: &str) -> String {
    format!("Run by {operator}")
}

/// On the way to the provider.
pub fn leaving(provider: &str) -> String {
    format!("Going to {provider} to sign in …")
}

/// When the provider's page takes long to come.
pub const LEAVING_SLOWLY: &str = "The provider’s sign-in page takes longer than usual to open. To stay here, stop the page in your browser.";

/// Back from the provider.
pub const RETURNING: &str = "Finishing the sign-in …";

/// When the provider takes long to hand over the token.
pub const RETURNING_SLOWLY: &str =
    "The provider takes longer than usual to confirm the sign-in. This page keeps waiting.";

/// Who signed in, by name and by account.
pub fn person(case: &Case) -> String {
    match (display_name(case), case.signed_in_as()) {
        (Some(name), Some(account)) if name != account => {
            format!("{} ({})", shown(name), shown(account))
        }
        (Some(known), _) | (None, Some(known)) => shown(known),
        (None, None) => nameless(case).to_owned(),
    }
}

/// The same in as few words as there are.
pub fn person_in_short(case: &Case) -> String {
    display_name(case)
        .or_else(|| case.signed_in_as())
        .map_or_else(|| nameless(case).to_owned(), shown)
}

/// The protocols of the latest check, or those that were asked for.
pub fn protocols(case: &Case) -> Vec<Protocol> {
    match case.series().first() {
        Some(check) => check
            .plan
            .routes
            .iter()
            .map(|route| route.protocol)
            .collect(),
        None => case.ask.protocols.clone(),
    }
}

/// The mailbox that the question is about.
pub fn mailbox(case: &Case) -> &str {
    case.ask
        .mailbox
        .as_ref()
        .map_or("a mailbox", Address::as_str)
}

/// Whoever has no name here: an application that signs in as itself, or an account of which nothing tells.
fn nameless(case: &Case) -> &'static str {
    if case.flow == Flow::App {
        "the application"
    } else {
        "an account without a name"
    }
}

fn display_name(case: &Case) -> Option<&str> {
    match &case.sign_in {
        Some(SignIn::SignedIn { name, .. }) => {
            name.as_deref().filter(|name| !name.trim().is_empty())
        }
        Some(SignIn::Failed(_)) | None => None,
    }
}

/// A passing remark.
pub fn notice(notice: Notice) -> &'static str {
    match notice {
        Notice::Copied(Copied::Text) => "Copied.",
        Notice::Copied(Copied::Report) => "The report is on the clipboard.",
        Notice::Copied(Copied::Public) => {
            "The report is on the clipboard, with other names. Read it once more before you post it."
        }
        Notice::CopyFailed => {
            "The browser did not allow copying. Select the text and copy it by hand, or download the report."
        }
        Notice::Cancelled => "The check was stopped. Nothing was changed.",
        Notice::ReportRefused(ReadError::TooLarge) => {
            "This file is larger than 1 MiB, and no report is that large."
        }
        Notice::ReportRefused(ReadError::NotAReport) => {
            "This file is not a Greencheck report. Choose the .json file that “Download report” saved."
        }
        Notice::ReportRefused(ReadError::OtherFormat(_)) => {
            "This report was written by another version of Greencheck, and this one cannot read it."
        }
        Notice::ReportRefused(ReadError::Unreadable) => {
            "The browser could not read this file. It may have been moved or changed."
        }
    }
}
