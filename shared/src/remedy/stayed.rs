//! The sign-in ended on the provider's page, because whoever stood before it was not the right person there.

use super::fix::{Fix, Wait};
use super::names::{self, shown};
use crate::case::Case;
use crate::cause::Actor;
use crate::evidence::signin::{Saw, SignIn, SignInFailure};
use crate::provider::Family;
use crate::request::MailboxKind;

/// What the person saw there, if that is how the sign-in ended.
pub fn saw(case: &Case) -> Option<Saw> {
    match case.sign_in {
        Some(SignIn::Failed(SignInFailure::Stayed { saw })) => Some(saw),
        _ => None,
    }
}

/// Somebody else has to sign in. `None` where the page showed something else.
pub fn another_account(case: &Case, meant: Option<&str>) -> Option<Fix> {
    match saw(case)? {
        Saw::NoPassword => Some(no_password(case, meant)),
        Saw::WrongAccounts | Saw::ApprovalNeeded => Some(wrong_accounts(case, meant)),
        Saw::AppBlocked | Saw::NoPage => None,
    }
}

fn no_password(case: &Case, meant: Option<&str>) -> Fix {
    let mailbox = names::mailbox(case);
    let shared = case.ask.kind == MailboxKind::Shared;
    let title = match meant {
        _ if shared => format!("Nobody signs in as the shared mailbox {mailbox}"),
        Some(meant) => format!(
            "{} has to sign in, and the password is not at hand",
            shown(meant)
        ),
        None => format!("Whoever can open {mailbox} has to sign in"),
    };
    let fix = Fix::new(case, title, Actor::User)
        .who("whoever knows the password of an account that opens the mailbox");
    let fix = if shared {
        fix.step(shared_mailbox(case.provider.family, &mailbox))
    } else {
        fix
    };
    fix.step("Choose “Copy link for the person who can sign in” and send it to that person: it fills in this form, and starts nothing.")
        .step("Do not ask for the password, and do not type another person’s: the sign-in belongs to its owner, and so does the second factor.")
        .step("If it is your own account and the password is forgotten, reset it on the provider’s page, or let an administrator do so.")
        .proof(SIGNED_IN, Wait::AtOnce)
}

const SIGNED_IN: &str =
    "The page says “Signed in as” with the right name, and the check goes on by itself.";

fn shared_mailbox(family: Family, mailbox: &str) -> String {
    match family {
        Family::Microsoft | Family::OutlookCom => format!(
            "Sign in as a person who has Full Access to {mailbox}, and leave {mailbox} as the mailbox to open: a shared mailbox has an account without a password that anybody knows, and that one is meant to stay blocked."
        ),
        Family::Google => format!(
            "Sign in as {mailbox} itself, if it is an account: Gmail opens a mailbox over IMAP to its own account alone. A group’s address is no mailbox."
        ),
        Family::Other => format!(
            "Sign in as a person who may open {mailbox}, and leave {mailbox} as the mailbox to open."
        ),
    }
}

fn wrong_accounts(case: &Case, meant: Option<&str>) -> Fix {
    let right = meant.map_or_else(|| "the account that opens the mailbox".to_owned(), shown);
    let fix = Fix::new(
        case,
        format!("The provider’s page went ahead with other accounts than {right}"),
        Actor::User,
    )
    .who("you, or whoever can sign in as that account")
    .step(format!("Open this page in a private window and sign in there as {right}: no earlier sign-in is used in it."))
    .step("Or choose “Use another account” on the provider’s page, and type the whole address.");
    let fix = if meant.is_none() {
        fix.step("Fill in the account that should sign in, in the form: the provider’s page then begins with it (login hint).")
    } else {
        fix
    };
    let fix = match case.provider.family {
        Family::Microsoft => fix.step("On a device that an organisation manages, the page may sign in its owner without a question. Use another browser profile, or another device."),
        Family::OutlookCom => fix.step("Choose the personal account, where one address has a personal and a work account."),
        Family::Google | Family::Other => fix,
    };
    fix.step("If the account is somebody else’s, choose “Copy link for the person who can sign in” and send it there.")
        .proof(SIGNED_IN, Wait::AtOnce)
}
