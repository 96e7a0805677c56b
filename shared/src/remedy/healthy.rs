//! The mailbox opened. What that proves, and the first thing to do where the application still fails.

use super::fix::{Fix, Wait};
use super::names;
use crate::case::Case;
use crate::cause::Actor;
use crate::evidence::signin::Flow;
use crate::path::SignInPath;
use crate::plan::Protocol;

pub fn fix(case: &Case, over: &[Protocol]) -> Fix {
    let person = names::person(case, case.signed_in_as());
    let mailbox = names::mailbox(case);
    let opening = over
        .iter()
        .copied()
        .filter(|protocol| *protocol != Protocol::Smtp);
    let opening = names::protocols(&opening.collect::<Vec<_>>());
    let submits = over.contains(&Protocol::Smtp);
    let can = match (opening.is_empty(), submits) {
        (true, _) => format!("sign in to send mail as {mailbox} (SMTP)"),
        (false, false) => format!("open {mailbox} over {opening}"),
        (false, true) => format!("open {mailbox} over {opening}, and sign in to SMTP,"),
    };
    let title = format!("{} can {can} with OAuth", names::capital(&person));
    let tested = if opening.is_empty() {
        "The sign-in"
    } else {
        "The mailbox, the permission"
    };
    Fix::new(case, title, Actor::Nobody)
        .who(if opening.is_empty() {
            "nobody: the server lets the account in"
        } else {
            "nobody: the mailbox opens"
        })
        .step(if case.flow == Flow::App {
            "If the application still fails, make sure that it signs in as itself (client credentials), with this client id and secret and with the scope that ends in /.default.".to_owned()
        } else {
            format!(
                "If the application still fails, authorise it again in a private window and sign in there as {}.",
                case.signed_in_as().map_or(person, names::shown)
            )
        })
        .step("If it fails after that, compare the application’s own registration: client id, client secret, scopes and redirect URI.")
        .step("If those are right, test the network and the certificates from the machine that the application runs on.")
        .proof(
            format!("{tested} and {} were tested just now, {} and from this relay. {} were not.", names::protocols(over), with(case), not_tested(case)),
            Wait::AtOnce,
        )
}

fn with(case: &Case) -> &'static str {
    match case.flow {
        Flow::App => "as the application itself",
        Flow::Pasted => "with this token",
        _ => "with this account",
    }
}

fn not_tested(case: &Case) -> &'static str {
    match case.ask.path {
        SignInPath::AppOnly => "The application’s stored settings and its network",
        SignInPath::OwnApp => "The application’s stored token, its secret and its network",
        SignInPath::Operator | SignInPath::Device | SignInPath::Token => {
            "The application’s stored token, its registration and its network"
        }
    }
}
