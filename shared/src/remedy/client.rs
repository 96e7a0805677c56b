//! What the application does, and the way it presents itself to the mail server.

use super::fix::{Fix, Wait};
use super::names::{self, over, shown};
use crate::case::Case;
use crate::cause::{Actor, ClientFault};
use crate::plan::Protocol;
use crate::provider::Family;

/// A password was sent.
pub fn basic_auth(case: &Case, protocol: Option<Protocol>) -> Fix {
    let word = protocol.map_or("mail", over);
    let fix = Fix::new(
        case,
        format!("The application sent a password over {word}, and only OAuth is taken there"),
        Actor::ApplicationAdmin,
    )
    .step("In the application’s mail settings, change the authentication from a password to OAuth 2.0. In Jira: open the mail server, and choose the OAuth link under authentication method.")
    .step("Authorise it, signed in as the account that opens the mailbox.");
    match case.provider.family {
        Family::Microsoft | Family::OutlookCom => fix
            .step("If the application knows no OAuth, put a proxy that does between the two, or use another application. An app password is refused as well. For IMAP and POP no switch brings passwords back; for SMTP Microsoft ends them from December 2026."),
        Family::Google => fix.step("If the application knows no OAuth, an app password of a personal account with two-step verification still works; an ordinary password does not."),
        Family::Other => fix.step("If the server should take passwords, ask whoever runs it."),
    }
    .proof("The application’s log names XOAUTH2 or OAUTHBEARER, and the mailbox opens.", Wait::AtOnce)
}

/// The message is not what the mechanism asks for.
pub fn sasl_format(case: &Case, protocol: Protocol) -> Fix {
    let fix = Fix::new(
        case,
        "What the application sends to authenticate is not a token in the form that the server reads",
        Actor::ApplicationAdmin,
    )
    .step("See that the application sends the access token itself: not its file name, not the refresh token, not an id, and nothing cut off.")
    .step("For XOAUTH2 the message is base64 of user=<address>, a byte 1, auth=Bearer <token>, and two bytes 1, without line breaks. For OAUTHBEARER it begins with n,a=<address>, and a comma in place of user=<address>.");
    let fix = if protocol == Protocol::Pop {
        fix.step(
            "Over POP3 Exchange Online wants AUTH XOAUTH2 on one line and the message on the next.",
        )
    } else {
        fix
    };
    fix.step("Update the application or its mail library: old versions build the message wrongly.")
        .proof(
            "The server answers the next attempt with another line than this one.",
            Wait::AtOnce,
        )
}

/// No mechanism fits.
pub fn mechanism(case: &Case, protocol: Protocol, offered: &[String]) -> Fix {
    let takes_tokens = offered.iter().any(|name| {
        name.eq_ignore_ascii_case("XOAUTH2") || name.eq_ignore_ascii_case("OAUTHBEARER")
    });
    let host = case
        .series()
        .first()
        .and_then(|attempt| attempt.plan.routes.iter().find(|r| r.protocol == protocol))
        .map_or_else(
            || "The mail server".to_owned(),
            |route| route.host.to_string(),
        );
    let checked = case.pasted.is_none();
    let title = if takes_tokens {
        "The application uses another sign-in method than the ones that take a token".to_owned()
    } else if checked {
        format!(
            "{host} offers no sign-in with OAuth over {}",
            protocol.name()
        )
    } else {
        "The application and the server share no sign-in method that takes a token".to_owned()
    };
    Fix::new(case, title, Actor::MailServerAdmin)
        .who(if takes_tokens || !checked {
            names::APPLICATION_ADMIN
        } else {
            names::actor(Actor::MailServerAdmin, case.provider.family)
        })
        .step("Compare the host name with the one that the provider’s documentation gives: an older or an on-premises server may stand behind this one.")
        .step("In the application, choose OAuth 2.0 (XOAUTH2 or OAUTHBEARER) and not a password; update it if it knows neither.")
        .step("If the server is yours, enable XOAUTH2 or OAUTHBEARER in its authentication settings (in Dovecot: auth_mechanisms, with the OAuth 2.0 settings that it needs).")
        .step("If neither is possible, the application cannot use OAuth with this server.")
        .proof(
            "The server’s capabilities list AUTH=XOAUTH2 or AUTH=OAUTHBEARER; the next check passes “Sign in to mail”.",
            Wait::AtOnce,
        )
}

/// The name that stands for the mailbox.
pub fn user_name(case: &Case, presented: Option<&str>) -> Fix {
    let title = match presented {
        Some(presented) => format!(
            "The server does not take {} as the name of the mailbox",
            shown(presented)
        ),
        None => "The user name is not the one by which the server knows the mailbox".to_owned(),
    };
    let fix = Fix::new(case, title, Actor::ApplicationAdmin)
        .who("whoever fills in the user name in the application: its administrator, or you");
    let fix = match case.provider.family {
        Family::Microsoft | Family::OutlookCom => fix
            .look(
                "Let an Exchange administrator look up the mailbox’s own names.",
                "Get-Mailbox -Identity '<mailbox>' | Format-List UserPrincipalName, PrimarySmtpAddress, EmailAddresses",
            )
            .step("Use the primary address of the mailbox as the user name, whole, with its domain. Neither an alias, nor person\\mailbox, nor a short name.")
            .step("For a shared mailbox: sign in as the person, and give the shared mailbox’s address as the user name."),
        Family::Google | Family::Other => fix
            .step("Use the account’s own address as the user name, whole, with its domain, and the same account at the sign-in.")
            .step("If the server is yours, see which claim of the token it compares with the user name (in Dovecot: username_attribute)."),
    };
    fix.proof(
        "The next check with that address opens the mailbox.",
        Wait::AtOnce,
    )
}

/// The application made the mistake.
pub fn at_fault(case: &Case, fault: ClientFault) -> Fix {
    let title = match fault {
        ClientFault::Code => {
            "The application redeemed the sign-in’s code twice, too late, or not whole"
        }
        ClientFault::Request => "The application’s own request is at fault",
        ClientFault::Unfinished => "The application began to authenticate and did not finish",
        ClientFault::Lost => "The sign-in came back to a window that did not begin it, or too late",
        ClientFault::Lapsed => {
            "Nobody finished the sign-in on the other device while its code was good"
        }
        ClientFault::Silent => "The application has no usable sign-in stored, and does not say why",
    };
    let fix = Fix::new(case, title, Actor::ApplicationAdmin);
    let fix = match fault {
        ClientFault::Lost => fix.by(Actor::User)
            .who("you")
            .step("Begin the sign-in again here, and finish it in the same window within a few minutes.")
            .step("Do not open the provider’s answer a second time: neither by Back, nor from a bookmark or a message."),
        ClientFault::Lapsed => fix.by(Actor::User)
            .who("you, or whoever can sign in as the account that opens the mailbox")
            .step("Begin again for a new code, open the page that stands beside it, on any device, and type the code there within a few minutes.")
            .step("Finish every page that follows, up to the one that says that the window can be closed: until then the provider answers that it is still waiting.")
            .step("If that page refuses, read what it says: many organisations forbid device codes by Conditional Access. Then sign in in this browser instead."),
        ClientFault::Code => fix
            .step("Authorise the application once more, in one window, and wait for its answer without reloading.")
            .step("If it happens each time, see whether two nodes or a proxy send the request twice, and whether the callback address keeps the whole query."),
        ClientFault::Request | ClientFault::Unfinished => fix
            .step("Update the application and its mail library, and compare its OAuth settings with the provider’s documentation, field by field.")
            .step("Turn on its debug log for one attempt: the request stands there before the refusal."),
        ClientFault::Silent => fix
            .step("Authorise the mail connection again, signed in as the account that opens the mailbox.")
            .step("If that fails, look further up in the application’s log for the first failure: its line names the provider’s reason, and it can be pasted here."),
    };
    fix.proof(
        "The application’s next attempt passes this step.",
        Wait::AtOnce,
    )
}
