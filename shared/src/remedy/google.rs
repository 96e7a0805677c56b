//! Google's own ways to say no.

use super::fix::{Fix, Wait};
use super::mailbox::OPENS;
use super::names::{self, over};
use super::token::owner;
use crate::case::Case;
use crate::cause::Actor;
use crate::plan::Protocol;

const END_USER_ACCESS: &str = "https://admin.google.com/ac/apps/gmail/enduseraccess";
const APP_ACCESS: &str = "https://admin.google.com/ac/owl/list?tab=configuredApps";
const AUDIENCE: &str = "https://console.cloud.google.com/auth/audience";

/// IMAP or POP is off.
pub fn switched_off(case: &Case, protocol: Protocol) -> Fix {
    let (word, mailbox) = (over(protocol), names::mailbox(case));
    Fix::new(
        case,
        format!("{word} is switched off for {mailbox} in Google Workspace"),
        Actor::MailboxAdmin,
    )
    .role("Gmail settings administrator in Google Workspace")
    .step("In the Admin console open Apps › Google Workspace › Gmail › End User Access › POP and IMAP access.")
    .at(END_USER_ACCESS)
    .step(format!(
        "Choose the organisational unit of {mailbox}, switch {word} on for it and save. If only certain mail clients are allowed there, add the application’s client id."
    ))
    .step("For POP, the person also switches it on in Gmail › Settings › Forwarding and POP/IMAP. For IMAP a personal account has no such switch any more; where yours still shows one, choose Enable.")
    .proof(OPENS, Wait::Google)
}

/// The scope is not the mail scope.
pub fn scope(case: &Case) -> Fix {
    Fix::new(
        case,
        format!("{} token does not include Google’s scope for mail", owner(case)),
        Actor::ApplicationAdmin,
    )
    .step("Set the application’s scope to https://mail.google.com/ and nothing narrower: gmail.readonly and the like are for the API, not for IMAP, POP and SMTP.")
    .step("In the Google Cloud console add the same scope under Data Access.")
    .at("https://console.cloud.google.com/auth/scopes")
    .step("Authorise the application again, and leave the box for mail ticked on Google’s page.")
    .proof("Sign in and check again: the mailbox opens.", Wait::NextToken)
}

/// The application is blocked.
pub fn app_blocked(case: &Case) -> Fix {
    Fix::new(
        case,
        "Google blocks the application for this account",
        Actor::IdentityAdmin,
    )
    .role("Security settings administrator in Google Workspace; owner of the Google Cloud project")
    .step("For Workspace accounts: in the Admin console open Security › Access and data control › API controls › Manage third-party app access, and set the application’s client id to Trusted.")
    .at(APP_ACCESS)
    .step("For an application of your own organisation: in the Google Cloud console set the audience to Internal.")
    .at(AUDIENCE)
    .step("Otherwise add the account under Test users, or publish the application and have it verified: mail is a restricted scope.")
    .at(AUDIENCE)
    .proof("Google’s page asks for permission instead of blocking.", Wait::Google)
}

/// Testing ends sign-ins after a week.
pub fn testing(case: &Case) -> Fix {
    Fix::new(
        case,
        "The application is in Google’s Testing status, where a sign-in ends after seven days",
        Actor::IdentityAdmin,
    )
    .who("whoever runs the application’s Google Cloud project")
    .step("In the Google Cloud console open Google Auth Platform › Audience and read the publishing status.")
    .at(AUDIENCE)
    .step("Set the audience to Internal if all mailboxes are in your Workspace organisation; otherwise choose Publish app.")
    .step("Authorise the application again: sign-ins from before still end after their week.")
    .proof("The application still connects on the eighth day.", Wait::NextToken)
}
