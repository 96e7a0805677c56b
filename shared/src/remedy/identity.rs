//! The account and the rules of its organisation.

use super::fix::{Fix, Wait};
use super::names::{capital, shown};
use crate::case::Case;
use crate::cause::Actor;
use crate::provider::Family;

const SIGN_IN_LOGS: &str =
    "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/SignInEventsV3Blade";
const ENTERPRISE_APPS: &str = "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview";
const TOKEN_COMES: &str = "The next sign-in gives a token, and the check goes on by itself.";

fn account_or(account: Option<&str>, otherwise: &str) -> String {
    account.map_or_else(|| otherwise.to_owned(), shown)
}

/// The account is held back.
pub fn account_held(case: &Case, account: Option<&str>) -> Fix {
    let account = account_or(account, "the account");
    let title = format!(
        "{} is blocked or locked, or its password is wrong",
        capital(&account)
    );
    let fix = Fix::new(case, title, Actor::User);
    match case.provider.family {
        Family::Microsoft => fix
            .who("you; then whoever administers the accounts")
            .step(format!("Sign in as {account} at https://outlook.office.com. If that works, the account is fine, and the application sends an old password or token."))
            .at("https://outlook.office.com")
            .step(format!("If it does not: in the Microsoft 365 admin centre open Users › Active users › {account} and see whether sign-in is blocked; unblock it or reset the password."))
            .at("https://admin.microsoft.com/#/users")
            .step("A shared mailbox has its own account, and that one is meant to stay blocked: sign in as a person with Full Access instead.")
            .step("After a new password, authorise the application again.")
            .proof("Web mail opens, and so does the next check.", Wait::Entra),
        Family::OutlookCom => fix
            .who("you, the owner of the account")
            .step("Sign in at https://outlook.live.com in a browser and finish every page that asks for a confirmation.")
            .at("https://outlook.live.com")
            .step("Wait ten minutes, then authorise the application again.")
            .proof("Web mail opens, and so does the next check.", Wait::AtOnce),
        Family::Google => fix
            .who("you, the owner of the account")
            .step("Sign in at https://mail.google.com in a browser and confirm that it was you.")
            .at("https://mail.google.com")
            .step("In Workspace, an administrator sees under Directory › Users whether the account is suspended.")
            .step("Authorise the application again.")
            .proof("Web mail opens, and so does the next check.", Wait::AtOnce),
        Family::Other => fix
            .who("you; then the administrator of the mail server")
            .step("Sign in to web mail with the same account. If that fails too, let the administrator unlock it or set a new password.")
            .proof("Web mail opens, and so does the next check.", Wait::AtOnce),
    }
}

/// Conditional Access refuses.
pub fn conditional_access(case: &Case) -> Fix {
    Fix::new(
        case,
        "A policy of the organisation refuses this sign-in (Conditional Access)",
        Actor::IdentityAdmin,
    )
    .role("Security Reader to look, Conditional Access Administrator to change")
    .step("In the Entra admin centre open Monitoring & health › Sign-in logs, find this sign-in by its time or correlation id, and read the tab Conditional Access: it names the policy.")
    .at(SIGN_IN_LOGS)
    .step("Satisfy the policy if that can be done: a managed device, an allowed network, a second factor.")
    .step("Where an application signs in unattended, let the policy leave out that account, for the addresses that it comes from. To leave out the application helps little: the policy is judged for Exchange Online, the service that the token is for.")
    .step("Policies are judged again when a token is renewed: what works at the desk may fail from the server’s address.")
    .proof("The sign-in log shows Success for the next sign-in.", Wait::Entra)
}

/// Security defaults refuse.
pub fn security_defaults(case: &Case) -> Fix {
    Fix::new(
        case,
        "Security defaults refuse this sign-in method",
        Actor::ApplicationAdmin,
    )
    .who("the administrator of the application, then an Entra administrator")
    .role("Conditional Access Administrator, or Security Administrator")
    .step("Change the application from a password to OAuth 2.0: security defaults refuse passwords over mail protocols, and let tokens read mail. For sending, check again afterwards: Microsoft’s page says that authenticated SMTP is off while they are on.")
    .step("Leave security defaults on. If one account truly needs an exception, replace them with Conditional Access policies that protect everybody else.")
    .at("https://entra.microsoft.com/#view/Microsoft_AAD_IAM/TenantOverview.ReactView")
    .proof("The application signs in with XOAUTH2.", Wait::Entra)
}

/// A second factor is needed.
pub fn mfa(case: &Case, account: Option<&str>) -> Fix {
    let account = account_or(account, "the account");
    Fix::new(
        case,
        format!("{} needs a second factor, and this way of signing in cannot ask for one", capital(&account)),
        Actor::User,
    )
    .who("you; where nobody can be asked, an Entra administrator")
    .step("Authorise the application in a browser window, as a person, and give the second factor there. The stored sign-in then carries it.")
    .step("If the application sends a user name and a password to the provider, change it to the authorization code flow.")
    .step("If it stops again and again, let an Entra administrator read the sign-in log: a sign-in frequency policy may ask for the factor each time.")
    .at(SIGN_IN_LOGS)
    .proof(TOKEN_COMES, Wait::AtOnce)
}

/// The account belongs elsewhere.
pub fn other_tenant(case: &Case, account: Option<&str>) -> Fix {
    let account = account_or(account, "the account");
    let title = format!(
        "{} belongs to another organisation than the application or the mailbox",
        capital(&account)
    );
    let fix =
        Fix::new(case, title, Actor::User).who("you; then whoever registered the application");
    match case.provider.family {
        Family::Google => fix
            .step("Sign in with an account of the organisation that owns the application: its consent screen is set to Internal.")
            .step("Or let whoever runs the Google Cloud project set the audience to External and publish it.")
            .at("https://console.cloud.google.com/auth/audience")
            .proof(TOKEN_COMES, Wait::AtOnce),
        Family::Other => fix
            .step("Open a private window and sign in with an account of the mailbox’s own organisation.")
            .step("If accounts of other organisations should sign in, let the administrator of the identity provider allow that for the application.")
            .proof(TOKEN_COMES, Wait::AtOnce),
        Family::Microsoft | Family::OutlookCom => fix
            .step("Open a private window and sign in with an account of the mailbox’s own organisation: neither a personal one, nor a guest.")
            .step("If the application should take accounts of other organisations or personal ones, change its supported account types: App registrations › the application › Authentication.")
            .at(super::token::APP_REGISTRATIONS)
            .step("If it is for one organisation, let the application’s endpoints name that tenant instead of common.")
            .proof(TOKEN_COMES, Wait::AtOnce),
    }
}

/// The application is for assigned people only.
pub fn not_assigned(case: &Case, account: Option<&str>) -> Fix {
    let account = account_or(account, "the account that signs in");
    let title = format!("{} is not assigned to the application", capital(&account));
    let fix = Fix::new(case, title, Actor::IdentityAdmin);
    if matches!(case.provider.family, Family::Google | Family::Other) {
        return fix
            .step(format!("At the identity provider, allow the application to {account}, or to a group that it is in."))
            .proof(TOKEN_COMES, Wait::AtOnce);
    }
    fix.role("Cloud Application Administrator, or owner of the enterprise application")
        .step(format!(
            "In the Entra admin centre open Enterprise applications › the application › Users and groups › Add user/group, choose {account} and assign."
        ))
        .at(ENTERPRISE_APPS)
        .step("Or, if everybody may use it, set Properties › Assignment required to No.")
        .proof(TOKEN_COMES, Wait::Entra)
}
