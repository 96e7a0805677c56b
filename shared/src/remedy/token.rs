//! The token, and the way it is presented.

use super::{Fix, Instruction, names};
use crate::case::Case;
use crate::cause::Actor;
use crate::provider::Family;

const APP_REGISTRATIONS: &str =
    "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade";

/// A fresh token is needed.
pub fn expired(case: &Case, expired_at: Option<i64>) -> Fix {
    let person = names::person(case, case.signed_in_as());
    let title = match expired_at {
        Some(_) => format!("{} access token has expired", owner(&person)),
        None => format!(
            "{} access token has expired or been withdrawn",
            owner(&person)
        ),
    };
    Fix {
        title,
        actor: Actor::User,
        who: "you; for the application, whoever administers it".to_owned(),
        steps: vec![
            Instruction::new(
                "Sign in and check again: that gives a new token, good for about an hour.",
            ),
            Instruction::new(
                "In the application, authorise the mail connection again, and see that it asks for a refresh token (scope offline_access at Microsoft), so that it renews access tokens by itself.",
            ),
            Instruction::new(
                "If a new token is refused as expired too, compare the clocks of the machines with the true time.",
            ),
        ],
        verify: "The next check passes “Sign in to IMAP”. This takes effect at once.".to_owned(),
    }
}

/// A token for the mail service is needed.
pub fn wrong_audience(case: &Case, audience: &str) -> Fix {
    let person = names::person(case, case.signed_in_as());
    let graph = audience
        .to_ascii_lowercase()
        .contains("graph.microsoft.com")
        || audience.contains("00000003-0000-0000-c000-000000000000");
    let title = if graph {
        format!(
            "{} token is for Microsoft Graph, not for mail over IMAP",
            owner(&person)
        )
    } else {
        format!(
            "{} token is for {}, not for this mail server",
            owner(&person),
            names::shown(audience)
        )
    };
    Fix {
        title,
        actor: Actor::ApplicationAdmin,
        who: names::APPLICATION_ADMIN.to_owned(),
        steps: vec![
            Instruction::new(format!(
                "In the application’s OAuth settings, replace the scopes with {}.",
                wanted(case)
            )),
            Instruction::new(
                "Take out every scope of another service, such as User.Read or https://graph.microsoft.com/…: one token is for one service.",
            ),
            Instruction::new(
                "Authorise the application again: a stored token keeps its old service.",
            ),
        ],
        verify:
            "Sign in and check again: the token is for the mail server, and INBOX opens. This takes effect at once."
                .to_owned(),
    }
}

/// The IMAP permission is needed.
pub fn missing_scope(case: &Case, needed: &[String]) -> Fix {
    let person = names::person(case, case.signed_in_as());
    let family = case.provider.family;
    let grant = match family {
        Family::Microsoft => Instruction::new(
            "In the Entra admin centre open App registrations › the application › API permissions › Add a permission › APIs my organization uses › Office 365 Exchange Online › Delegated permissions, add IMAP.AccessAsUser.All, and grant admin consent if your organisation requires it.",
        )
        .at(APP_REGISTRATIONS),
        Family::Google => Instruction::new(
            "In the Google Cloud console add https://mail.google.com/ to the application’s scopes (Data Access). In Workspace, see that the application is trusted: Security › API controls › App access control.",
        ),
        Family::Other => Instruction::new(format!(
            "At the identity provider, allow the application the scope {}.",
            names::list(needed)
        )),
    };
    Fix {
        title: format!(
            "{} token lacks the permission to use IMAP",
            owner(&person)
        ),
        actor: Actor::IdentityAdmin,
        who: names::identity_admin(family).to_owned(),
        steps: vec![
            grant,
            Instruction::new(format!(
                "In the application’s OAuth settings, ask for the scope {}.",
                wanted(case)
            )),
            Instruction::new(
                "Sign in again, and allow the access to mail on the consent page.",
            ),
        ],
        verify: "Sign in and check again: INBOX opens. A new permission is in the next token that is issued.".to_owned(),
    }
}

/// A server that takes tokens is needed.
pub fn no_mechanism(case: &Case) -> Fix {
    let host = case
        .attempts
        .last()
        .and_then(|attempt| attempt.plan.routes.first())
        .map_or("The mail server", |route| route.host.as_str());
    Fix {
        title: format!("{host} offers no sign-in with OAuth over IMAP"),
        actor: Actor::MailServerAdmin,
        who: names::mailbox_admin(case.provider.family).to_owned(),
        steps: vec![
            Instruction::new(
                "Compare the host name with the one that the provider’s documentation gives for IMAP: an older or an on-premises server may stand behind this one.",
            ),
            Instruction::new(
                "If the server is yours, enable XOAUTH2 or OAUTHBEARER in its authentication settings (in Dovecot: auth_mechanisms, with an oauth2 passdb).",
            ),
            Instruction::new(
                "If neither is possible, the application cannot use OAuth with this server.",
            ),
        ],
        verify: "The server’s capabilities list AUTH=XOAUTH2 or AUTH=OAUTHBEARER; the next check passes “Sign in to IMAP”.".to_owned(),
    }
}

fn owner(person: &str) -> String {
    names::capital(&names::of(person))
}

/// The scopes to ask for, as the provider's entry has them.
fn wanted(case: &Case) -> String {
    names::list(&case.provider.imap_scopes)
}
