//! The service itself: its faults, its limits, its set-up.

use super::fix::{Fix, Wait};
use super::names::{self, capital};
use crate::case::Case;
use crate::cause::{Actor, Server};
use crate::provider::Family;

/// It has a fault.
pub fn outage(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The mail service has a fault that passes by itself",
        Actor::Provider,
    );
    match case.provider.family {
        Family::Microsoft => fix
            .step("Look at Service health in the Microsoft 365 admin centre, under Exchange Online.")
            .at("https://admin.microsoft.com/#/servicehealth"),
        Family::OutlookCom => fix
            .step("Look at the service status page for Outlook.com.")
            .at("https://portal.office.com/servicestatus"),
        Family::Google => fix
            .step("Look at the Google Workspace status page, under Gmail.")
            .at("https://www.google.com/appsstatus/dashboard/"),
        Family::Other => fix.step("Ask whoever runs the mail server whether it is down, or busy."),
    }
    .step("Check another mailbox of the same organisation. If that opens, the fault is this mailbox’s, and its administrator should look at it.")
    .step("Change nothing in the application meanwhile: what is changed during a fault is wrong after it.")
    .proof("The same check passes later, with nothing changed.", Wait::ByItself)
}

/// It holds back.
pub fn throttled(case: &Case, backoff_ms: Option<u64>) -> Fix {
    let wait = match backoff_ms {
        Some(ms) => format!(
            "Wait for {} before the next attempt: the server asks for that.",
            minutes(ms)
        ),
        None => {
            "Wait for 15 minutes before the next attempt, and let the application wait as well."
                .to_owned()
        }
    };
    Fix::new(
        case,
        "The server holds this account back: too many requests in too short a time",
        Actor::ApplicationAdmin,
    )
    .step(wait)
    .step("Let the application ask less often: every few minutes, one mailbox at a time, and without opening a new connection for each message.")
    .step("See whether another program reads the same mailbox.")
    .proof("After the wait, the next check passes.", Wait::ByItself)
}

/// Too many connections.
pub fn too_many(case: &Case) -> Fix {
    let limit = match case.provider.family {
        Family::Google => "Gmail allows 15 IMAP connections for each account.",
        Family::Microsoft | Family::OutlookCom => {
            "Exchange Online limits the connections of each user, and allows 3 for sending."
        }
        Family::Other => "In Dovecot the limit is mail_max_userip_connections, 10 unless set.",
    };
    Fix::new(
        case,
        "The account holds as many connections as the server allows",
        Actor::ApplicationAdmin,
    )
    .step(format!("Close other programs and devices that read this mailbox, and let the application use fewer connections. {limit}"))
    .step("Restart the application once: connections that it has lost count until the server drops them.")
    .proof("The next check passes, within about ten minutes.", Wait::ByItself)
}

/// Outlook.com's own fault.
pub fn consumer_regression(case: &Case) -> Fix {
    Fix::new(
        case,
        "Outlook.com’s IMAP service has a known fault with personal accounts",
        Actor::Provider,
    )
    .step("Let the application connect over IPv4 only, if it can: one report saw the fault over IPv6 alone.")
    .step("See in outlook.com › Settings › Mail › Forwarding and IMAP that IMAP is on: the server’s words are the same when it is off.")
    .at("https://outlook.live.com/mail/0/options/mail/forwardingAndIMAP")
    .step("If both are right, wait, and check once a day: nobody but Microsoft can mend it. An application that can use Microsoft Graph instead is not affected.")
    .proof("The same check passes later, with nothing changed.", Wait::ByItself)
}

/// The server was not told about these tokens.
pub fn oauth_not_configured(case: &Case, server: &Server) -> Fix {
    let host = names::server(server);
    Fix::new(
        case,
        format!("{} is not set up to take this provider’s tokens", capital(&host)),
        Actor::MailServerAdmin,
    )
    .step("In Dovecot: see that auth_mechanisms has xoauth2 and oauthbearer, and that its OAuth 2.0 settings name the provider’s introspection endpoint or keys, with credentials that work. Up to version 2.3 they belong to an oauth2 passdb; since 2.4 they are settings whose names begin with oauth2_.")
    .step("See that the claim in username_attribute (since 2.4: oauth2_username_attribute) is in the provider’s answer, and equals the user name that clients send.")
    .step("Read the server’s own log for the time of this check: it says which of these failed, and tells clients nothing.")
    .step("On-premises Exchange takes no tokens of Exchange Online over IMAP and POP: use another connection, or move the mailbox.")
    .proof("The next check passes “Sign in to mail”.", Wait::AtOnce)
}

fn minutes(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    if seconds <= 90 {
        format!("{seconds} seconds")
    } else {
        format!("{} minutes", seconds.div_ceil(60))
    }
}
