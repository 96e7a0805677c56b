//! The application's registration: its id, its secret, its addresses, its scopes.

use super::fix::{Fix, Wait};
use super::names::shown;
use super::token::APP_REGISTRATIONS;
use crate::case::Case;
use crate::cause::Actor;
use crate::evidence::signin::Flow;
use crate::provider::Family;

pub const GOOGLE_CLIENTS: &str = "https://console.cloud.google.com/auth/clients";
pub const PASSES: &str = "The next sign-in goes past this error.";

/// The client id is unknown.
pub fn app_not_found(case: &Case, app: Option<&str>) -> Fix {
    let title = match app {
        Some(app) => format!("The provider knows no application {} there", shown(app)),
        None => "The provider does not know the application there".to_owned(),
    };
    let fix = Fix::new(case, title, Actor::IdentityAdmin);
    match case.provider.family {
        Family::Google => fix
            .step("Compare the client id in the application with Google Cloud console › Clients, character by character. A client that was deleted can be restored there for 30 days.")
            .at(GOOGLE_CLIENTS),
        Family::Other => fix
            .step("Compare the client id in the application with the one in the identity provider’s registration, character by character, and see that the application is switched on there.")
            .step("See that the endpoints are those of the realm, or the organisation, in which it is registered."),
        Family::Microsoft | Family::OutlookCom => fix
            .role("Application Administrator")
            .step("Compare the client id in the application with App registrations › the application › Application (client) ID. The object id, the secret’s id and the tenant id look the same and are others.")
            .at(APP_REGISTRATIONS)
            .step("See that the endpoints name the directory in which it is registered. An application of another directory has to be allowed for several organisations, and consented to here.")
            .step("See under Enterprise applications › the application › Properties that it is enabled for users to sign in."),
    }
    .proof(PASSES, Wait::AtOnce)
}

/// The secret's time is over.
pub fn secret_expired(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The application’s client secret has expired",
        Actor::IdentityAdmin,
    )
    .who("whoever registered the application, then its administrator");
    let fix = match case.provider.family {
        Family::Google | Family::Other => fix
            .step("Make a new client secret where the application is registered, and copy it at once: many providers show it only once.")
            .step("Put it into the application. In Jira: Applications › Application links › the OAuth link › edit, field Client secret."),
        Family::Microsoft | Family::OutlookCom => fix
            .role("owner of the app registration, or Application Administrator")
            .step("In the Entra admin centre open App registrations › the application › Certificates & secrets › New client secret, and copy its Value at once: it is shown only now.")
            .at(APP_REGISTRATIONS)
            .step("Put the Value into the application. In Jira: Applications › Application links › the OAuth link › edit, field Client secret."),
    };
    fix.step("Authorise every mail connection that uses this link again.")
        .step("Note the new secret’s last day where somebody will see it.")
        .proof(
            "The application renews its token, and the mailbox opens.",
            Wait::AtOnce,
        )
}

/// The secret is wrong.
pub fn secret_invalid(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The application’s client secret is wrong",
        Actor::ApplicationAdmin,
    );
    let fix = match case.provider.family {
        Family::Google => fix
            .step("Compare the end of the secret in the application with Google Cloud console › Clients › the client, which shows only that.")
            .at(GOOGLE_CLIENTS),
        Family::Microsoft | Family::OutlookCom => fix
            .step("Compare it with App registrations › the application › Certificates & secrets. The Value belongs into the application; the Secret ID beside it, which has the shape of the client id, is another.")
            .at(APP_REGISTRATIONS),
        Family::Other => fix.step("Compare client id and secret with the identity provider’s registration: a secret belongs to one client alone, and the way in which it is sent (in the body, or as HTTP Basic) has to be the one that is set there."),
    };
    fix.step(
        "The secret is shown whole only once. If nobody kept it, make a new one and put that in.",
    )
    .step("See that nothing was cut off or added when it was copied: no space, no line break.")
    .proof(PASSES, Wait::AtOnce)
}

/// A secret is expected.
pub fn secret_required(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The provider expects a client secret, and the application sent none",
        Actor::ApplicationAdmin,
    );
    let fix = match case.provider.family {
        Family::Google => fix
            .step("Create a client of the type Web application, and put its id and its secret into the application: Google redeems no code without a secret.")
            .at(GOOGLE_CLIENTS),
        Family::Microsoft | Family::OutlookCom => fix
            .step("Make a secret under App registrations › the application › Certificates & secrets, and put its Value into the application.")
            .at(APP_REGISTRATIONS)
            .step("If the application runs in a browser, or on people’s own devices, it can keep no secret: register its redirect URI under the platform Single-page application, or Mobile and desktop, instead.")
            .step("For device codes, set Authentication › Allow public client flows to Yes."),
        Family::Other => fix
            .step("Put the secret of the identity provider’s registration into the application.")
            .step("If the application runs in a browser, or on people’s own devices, it can keep no secret: let the registration be that of a public client, with PKCE."),
    };
    fix.proof(PASSES, Wait::AtOnce)
}

/// A scope is wrong.
pub fn scope(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The application asks for scopes that the provider does not accept together, or at all",
        Actor::ApplicationAdmin,
    );
    let wanted = wanted(case);
    let fix = match case.provider.family {
        Family::Other => fix.step(format!("Set the scopes to {wanted}, separated by single spaces.")),
        Family::Google | Family::Microsoft | Family::OutlookCom => fix
            .step(format!("Set the scopes to {wanted}, separated by single spaces (POP and SMTP have scopes of their own, with the same beginning)."))
            .step("Take out scopes of other services, such as Microsoft Graph’s User.Read or Mail.Read: one token is for one service.")
            .step("Write the scope with its whole beginning: a short name such as IMAP.AccessAsUser.All alone is looked for at Microsoft Graph."),
    };
    fix.step("Authorise the application again.")
        .proof(PASSES, Wait::AtOnce)
}

/// The scopes to ask for: the entry's own, since each of Microsoft's clouds has others.
fn wanted(case: &Case) -> String {
    const WORLDWIDE: &str = "https://outlook.office.com";
    let own = case.provider.mail_scopes(case.protocol());
    let service = own
        .first()
        .and_then(|scope| scope.rsplit_once('/'))
        .map(|(service, _)| service)
        .filter(|service| service.starts_with("https://") && *service != WORLDWIDE);
    match case.provider.family {
        Family::Google => "https://mail.google.com/".to_owned(),
        Family::Microsoft | Family::OutlookCom if case.flow == Flow::App => {
            // Worldwide the application's own permission goes by the older name of the service.
            format!(
                "{}/.default",
                service.map_or("https://outlook.office365.com".to_owned(), shown)
            )
        }
        Family::Microsoft | Family::OutlookCom if own.is_empty() => {
            format!("{WORLDWIDE}/IMAP.AccessAsUser.All offline_access")
        }
        Family::Microsoft | Family::OutlookCom => {
            format!("{} offline_access", spaced(own))
        }
        Family::Other if own.is_empty() => "those that the mail service documents".to_owned(),
        Family::Other => spaced(own),
    }
}

/// Each cut to a sentence's length, none left out: they are to be copied.
fn spaced(scopes: &[String]) -> String {
    let scopes: Vec<String> = scopes.iter().map(|scope| shown(scope)).collect();
    scopes.join(" ")
}

/// The endpoint is another audience's.
pub fn authority(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The sign-in went to the wrong endpoint for this application or account",
        Actor::ApplicationAdmin,
    );
    if matches!(case.provider.family, Family::Google | Family::Other) {
        return fix
            .step("Compare the authorization endpoint and the token endpoint with the provider’s own documentation, or with its discovery document (/.well-known/openid-configuration): both have to be of the same realm or organisation, in which the application and the account are.")
            .proof(PASSES, Wait::AtOnce);
    }
    fix.step("If the application is registered for one organisation, put that tenant’s id in the place of common, in the authorization endpoint and in the token endpoint: both fields, the same tenant.")
    .step("If personal accounts should sign in, use consumers or common, and register the application for them.")
    .step("For GCC High and DoD the endpoints are at login.microsoftonline.us, for China at login.partner.microsoftonline.cn. In Jira choose the provider Custom for these.")
    .step("Use the v2.0 endpoints: /oauth2/v2.0/authorize and /oauth2/v2.0/token.")
    .proof(PASSES, Wait::AtOnce)
}
