//! The token: its time, its service, its permission.

use super::fix::{Fix, Wait};
use super::names::{self, capital, of, shown};
use crate::case::Case;
use crate::cause::Actor;
use crate::plan::Protocol;
use crate::provider::Family;

pub const APP_REGISTRATIONS: &str =
    "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade";

/// A fresh token is needed.
pub fn expired(case: &Case, expired_at: Option<i64>) -> Fix {
    let whose = owner(case);
    let title = match expired_at {
        Some(_) => format!("{whose} access token has expired"),
        None => format!("{whose} access token has expired or been withdrawn"),
    };
    Fix::new(case, title, Actor::User)
        .who("you; for the application, whoever administers it")
        .step("Sign in and check again: that gives a new token, good for about an hour.")
        .step("In the application, authorise the mail connection again, and see that it asks for a refresh token (scope offline_access at Microsoft), so that it renews access tokens by itself.")
        .step("If a new token is refused as expired too, compare the clocks of the machines with the true time.")
        .proof("The next check passes “Sign in to mail”.", Wait::AtOnce)
}

/// The stored sign-in no longer gives tokens.
pub fn grant_over(case: &Case) -> Fix {
    Fix::new(
        case,
        "The stored sign-in has ended: it gives no more tokens",
        Actor::User,
    )
    .who("whoever can sign in as the account that the application uses, with its administrator")
    .step("In the application, authorise the mail connection again, in a private window, as the account that opens the mailbox. In Jira: open the incoming mail server, choose Authorise.")
    .step("See that the application asks for a refresh token: scope offline_access at Microsoft, access_type=offline at Google.")
    .step("If it ends again after days, ask what ends it: a password that an administrator reset (at Google also one that its owner changed), sessions that were revoked, 90 days without use at Microsoft and six months at Google, or an application that does not store the renewed token.")
    .proof("The application connects, and still does tomorrow.", Wait::AtOnce)
}

/// A token for the mail service is needed.
pub fn wrong_audience(case: &Case, protocol: Protocol, audience: Option<&str>) -> Fix {
    let whose = owner(case);
    let graph = audience.is_some_and(|audience| {
        audience
            .to_ascii_lowercase()
            .contains("graph.microsoft.com")
            || audience.contains("00000003-0000-0000-c000-000000000000")
    });
    let title = match audience {
        Some(_) if graph => {
            format!("{whose} token is for Microsoft Graph, not for the mail server")
        }
        Some(audience) => format!(
            "{whose} token is for {}, not for this mail server",
            shown(audience)
        ),
        None => format!("{whose} token is for another service than the mail server"),
    };
    Fix::new(case, title, Actor::ApplicationAdmin)
        .step(format!(
            "In the application’s OAuth settings, replace the scopes with {}.",
            wanted(case, protocol)
        ))
        .step("Take out every scope of another service, such as User.Read or https://graph.microsoft.com/…: one token is for one service.")
        .step("Authorise the application again: a stored token keeps its old service.")
        .proof(
            "Sign in and check again: the token is for the mail server, and the mailbox opens.",
            Wait::AtOnce,
        )
}

/// The permission for the protocol is needed.
pub fn missing_scope(case: &Case, protocol: Protocol, needed: &[String]) -> Fix {
    let whose = owner(case);
    let name = protocol.name();
    let app = case
        .token_facts
        .as_ref()
        .is_some_and(|facts| facts.app_only);
    let title = format!("{whose} token lacks the permission to use {name}");
    let fix = Fix::new(case, title, Actor::IdentityAdmin);
    let fix = match case.provider.family {
        Family::Microsoft | Family::OutlookCom => {
            let (kind, permission) = match (app, protocol) {
                (true, Protocol::Imap) => ("Application", "IMAP.AccessAsApp"),
                (true, Protocol::Pop) => ("Application", "POP.AccessAsApp"),
                (true, Protocol::Smtp) => ("Application", "SMTP.SendAsApp"),
                (false, Protocol::Imap) => ("Delegated", "IMAP.AccessAsUser.All"),
                (false, Protocol::Pop) => ("Delegated", "POP.AccessAsUser.All"),
                (false, Protocol::Smtp) => ("Delegated", "SMTP.Send"),
            };
            let elsewhere = if app {
                ""
            } else {
                "Where it is not listed there, it is under Microsoft Graph › Delegated permissions."
            };
            fix.role("Application Administrator, or Cloud Application Administrator")
                .step(format!(
                    "In the Entra admin centre open App registrations › the application › API permissions › Add a permission › APIs my organization uses › Office 365 Exchange Online › {kind} permissions, add {permission}, and grant admin consent if your organisation requires it. {elsewhere}"
                ).trim_end())
                .at(APP_REGISTRATIONS)
        }
        Family::Google | Family::Other => fix.step(format!(
            "At the identity provider, allow the application the scope {}.",
            names::list(needed)
        )),
    };
    let fix = if app {
        fix.step("Choose “Grant admin consent” there: nobody else can allow an application’s permissions.")
            .step("In the application, ask for the scope that ends in /.default. It stands for everything that was granted.")
    } else {
        let scopes = if needed.is_empty() {
            wanted(case, protocol)
        } else {
            names::list(needed)
        };
        fix.step(format!(
            "In the application’s OAuth settings, ask for the scope {scopes}."
        ))
        .step("Sign in again, and allow the access to mail on the consent page.")
    };
    fix.proof(
        "Sign in and check again: the mailbox opens.",
        Wait::NextToken,
    )
}

/// `Alex’s`, with a capital.
pub fn owner(case: &Case) -> String {
    let app = case
        .token_facts
        .as_ref()
        .is_some_and(|facts| facts.app_only);
    if app {
        return "The application’s".to_owned();
    }
    capital(&of(&names::person(case, case.signed_in_as())))
}

/// The scopes to ask for, as the provider's entry has them.
fn wanted(case: &Case, protocol: Protocol) -> String {
    let scopes = case.provider.mail_scopes(protocol);
    if scopes.is_empty() {
        "those of the mail service".to_owned()
    } else {
        names::list(scopes)
    }
}
