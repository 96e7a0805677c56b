//! Where the provider sends the answer: the redirect URI, and the platform type that says who redeems the code.

use super::fix::{Fix, Wait};
use super::names::shown;
use super::registration::{GOOGLE_CLIENTS, PASSES};
use super::token::APP_REGISTRATIONS;
use crate::case::Case;
use crate::cause::Actor;
use crate::path::SignInPath;
use crate::provider::{Family, Redeem};

/// Longer than any redirect URI that is shown whole; it has to be copied letter by letter.
const LONGEST: usize = 300;

/// The redirect URI is not registered.
pub fn not_registered(case: &Case, sent: Option<&str>) -> Fix {
    let sent = sent.filter(|sent| sent.len() <= LONGEST);
    let title = match sent {
        Some(sent) => format!("The redirect URI {} is not registered", shown(sent)),
        None => "The redirect URI that was sent is not registered".to_owned(),
    };
    let exactly = sent.map_or_else(
        || "exactly as the application shows it".to_owned(),
        |sent| format!("exactly {}", whole(sent)),
    );
    // This page's own address is what its operator set. Any other comes out of words that anybody may have written.
    let own = sent.is_some() && case.redirect_uri.as_deref() == sent;
    let only = if sent.is_none() || own {
        ""
    } else {
        " Add it only if it is an address of your own application."
    };
    let fix = Fix::new(case, title, Actor::IdentityAdmin)
        .who("whoever registered the application, with its administrator");
    let fix = match case.provider.family {
        Family::Google => fix
            .step(format!("In Google Cloud console › Clients › the client › Authorized redirect URIs, add it {exactly}.{only}"))
            .at(GOOGLE_CLIENTS),
        Family::Microsoft | Family::OutlookCom => fix
            .role("owner of the app registration, or Application Administrator")
            .step(format!("In the Entra admin centre open App registrations › the application › Authentication and add it, {exactly}: scheme, host, path and the slash at the end count.{only}"))
            .at(APP_REGISTRATIONS)
            .step(match own_platform(case) {
                Some(platform) => format!("Choose the platform {platform}: with this address it is the one that fits who redeems the code."),
                None => "Choose the platform Web for an application with a secret on a server, such as Jira; Single-page application for a page that redeems the code itself.".to_owned(),
            }),
        Family::Other => fix.step(format!("In the application’s registration at the identity provider, add it {exactly}: scheme, host, path and the slash at the end count.{only}")),
    };
    let wait = match case.provider.family {
        Family::Google => Wait::GoogleConsole,
        _ => Wait::AtOnce,
    };
    let fix = if own {
        fix.step(
            "Take it out again when the check is over, if the application is not this page’s own.",
        )
    } else {
        fix.step("If it begins with http, or with an inner host name, mend the application’s base URL instead: behind a proxy it has to know its public https address.")
    };
    fix.proof(PASSES, wait)
}

/// The platform type does not fit.
pub fn platform(case: &Case, redeemed_by: Option<Redeem>) -> Fix {
    let (title, wrong, right) = match redeemed_by {
        Some(Redeem::Browser) => (
            "The redirect URI is not registered as that of a page in the browser",
            "the platform Web",
            "Single-page application",
        ),
        Some(Redeem::Relay) => (
            "The redirect URI is registered as that of a page, and a server redeems the code",
            "Single-page application (or Mobile and desktop)",
            "Web. A server needs a secret besides",
        ),
        None => (
            "The redirect URI’s platform type does not fit who redeems the code",
            "",
            "",
        ),
    };
    let uri = case
        .redirect_uri
        .as_deref()
        .filter(|sent| sent.len() <= LONGEST)
        .map_or_else(String::new, |sent| format!(" {}", whole(sent)));
    let step = if right.is_empty() {
        "Open App registrations › the application › Authentication. For a server with a secret, such as Jira, the redirect URI belongs under Web; for a page in the browser under Single-page application.".to_owned()
    } else {
        format!(
            "Open App registrations › the application › Authentication, remove the redirect URI{uri} from {wrong} and add it under {right}."
        )
    };
    Fix::new(case, title, Actor::IdentityAdmin)
        .who("whoever registered the application")
        .role("owner of the app registration, or Application Administrator")
        .step(step)
        .at(APP_REGISTRATIONS)
        .step("Do not register one address under both: each attempt then fails for one of the two.")
        .step("Authorise the application again: a code or a refresh token from before the change keeps its kind.")
        .proof(PASSES, Wait::Entra)
}

/// The platform type that this page's own sign-in needs, in the provider's words; `None` where another application
/// failed.
fn own_platform(case: &Case) -> Option<String> {
    case.redirect_uri.as_ref()?;
    let own = case.provider.own_app.as_ref();
    let named = own.filter(|_| case.ask.path == SignInPath::OwnApp);
    Some(match named {
        Some(own) => shown(&own.platform),
        None if case.provider.redeem == Redeem::Browser => "Single-page application".to_owned(),
        None => "Web".to_owned(),
    })
}

/// Not shortened: somebody copies it.
fn whole(uri: &str) -> String {
    uri.chars().filter(char::is_ascii_graphic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Protocol;
    use crate::provider::Provider;
    use crate::request::{Ask, MailboxKind};

    /// Words that name an address may be anybody's, and whoever has an address registered gets the codes.
    #[test]
    fn an_address_that_is_not_this_pages_is_added_only_by_whoever_knows_it() {
        const ONLY: &str = "Add it only if it is an address of your own application.";
        let (ours, theirs) = (
            "https://check.test/oauth/callback",
            "https://jira.test/oauth",
        );
        for family in [Family::Microsoft, Family::Google, Family::Other] {
            let ask = Ask {
                provider: "demo".parse().unwrap(),
                mailbox: None,
                kind: MailboxKind::Unknown,
                account: None,
                protocols: vec![Protocol::Imap],
                path: SignInPath::Operator,
                app: None,
                will_last: false,
                spare_own_mailbox: false,
            };
            let mut case = Case::new(ask, Provider::unlisted(family, "Demo Mail"));
            case.redirect_uri = Some(ours.into());
            let says = |sent| {
                let steps = format!("{:?}", not_registered(&case, sent));
                steps.contains(ONLY)
            };
            assert!(says(Some(theirs)), "{family:?}");
            assert!(!says(Some(ours)), "{family:?}");
            assert!(!says(None), "{family:?}");
        }
    }
}
