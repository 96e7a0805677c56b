//! Who signed in, whose token it is, which mailbox is opened.

use shared::case::Case;
use shared::evidence::signin::Flow;
use shared::remedy::capital;

use crate::text::{mailbox, person};
use crate::triangle::Way;

/// What the picture is called.
pub const LABEL: &str = "Who opens what";
/// Between the two.
pub const TOKEN: &str = "token";

/// The way from the person to the token.
pub fn sign_in(way: Way, case: &Case) -> String {
    let person = capital(&person(case));
    match way {
        Way::Good if case.flow == Flow::App => {
            format!("{person} signed in as itself, and the token is its own.")
        }
        Way::Good => match other_name(case) {
            Some(other) => format!("{person} signed in, and the token names {other}."),
            None => format!("{person} signed in, and the token is theirs."),
        },
        Way::Doubtful => match &case.ask.account {
            Some(meant) => format!("{person} signed in. {meant} was meant to."),
            None => format!("{person} signed in, and may not be who was meant to."),
        },
        Way::Broken if case.signed_in_as().is_some() => {
            format!("{person} signed in, and another account has to.")
        }
        Way::Broken => "The sign-in gave no token that can be used.".to_owned(),
        Way::Unknown => "Nobody has signed in here.".to_owned(),
    }
}

/// Whom the token names, where that is not who signed in.
fn other_name(case: &Case) -> Option<&str> {
    let named = case.token_facts.as_ref()?.account.as_deref()?;
    let signed_in = case.signed_in_as()?;
    (!named.eq_ignore_ascii_case(signed_in)).then_some(named)
}

/// The way from the token to the mail server.
pub fn taken(way: Way, case: &Case) -> String {
    let provider = &case.provider.name;
    match way {
        Way::Good => format!("The mail server of {provider} takes the token."),
        Way::Broken => {
            format!("The mail server of {provider} does not take the token, or was not reached.")
        }
        Way::Doubtful | Way::Unknown => {
            format!("Whether the mail server of {provider} takes it is not known yet.")
        }
    }
}

/// The way from the person to the mailbox.
pub fn opens(way: Way, case: &Case) -> String {
    let mailbox = mailbox(case);
    match way {
        Way::Good => format!("The token opens {mailbox}."),
        Way::Broken => format!("The token does not open {mailbox}."),
        Way::Doubtful | Way::Unknown => format!("Whether it opens {mailbox} is not known yet."),
    }
}

/// The same below the picture, in a word or two.
pub const fn below(way: Way) -> &'static str {
    match way {
        Way::Good => "opens",
        Way::Broken => "does not open",
        Way::Doubtful | Way::Unknown => "not known yet",
    }
}
