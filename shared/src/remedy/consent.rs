//! Consent: the address at which an administrator gives it, and who does what.

use form_urlencoded::byte_serialize;

use super::fix::{Fix, Wait};
use super::names;
use super::values::Values;
use crate::case::Case;
use crate::cause::Actor;
use crate::evidence::signin::Flow;
use crate::guid::is_guid;
use crate::path::is_tenant;
use crate::plan::Protocol;
use crate::provider::{Family, Provider};

const ENTERPRISE_APPS: &str = "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview";
const TOKEN_COMES: &str = "The next sign-in gives a token, and the check goes on by itself.";

/// Microsoft's words for many tenants.
const MANY: [&str; 2] = ["common", "organizations"];

/// What the address is made of. All of it is public.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The entry as the application signs in: its login host, its client id.
    pub provider: &'a Provider,
    /// The tenant whose administrator is asked; that of the entry's own addresses if absent.
    pub tenant: Option<&'a str>,
    /// What was to be checked: it decides the scopes.
    pub protocols: &'a [Protocol],
    /// Where Microsoft sends the administrator afterwards: it has to be registered.
    pub redirect_uri: &'a str,
}

/// The address at which an Entra administrator consents for the whole organisation (Microsoft identity platform, "Admin
/// consent"): `https://…/{tenant}/v2.0/adminconsent?client_id=…&scope=…&redirect_uri=…`.
///
/// `None` unless the provider is Microsoft for organisations, the client id is a GUID, a tenant is known, there are
/// scopes, and the redirect URI is an https address (or http on this machine). It holds nothing secret and starts nothing
/// by itself.
pub fn link(wanted: Wanted<'_>) -> Option<String> {
    let provider = wanted.provider;
    let client_id = provider.client_id.as_deref().filter(|id| is_guid(id))?;
    let (login, own) = login(provider)?;
    // A word stands for the organisation of whoever signs in there: right for an administrator, who has one.
    let tenant = wanted.tenant.filter(|t| is_tenant(t)).unwrap_or(own);
    // Identity needs no administrator.
    let scopes = provider.scopes_for_mail(wanted.protocols);
    let to = wanted.redirect_uri;
    let sent = to.starts_with("https://") || to.starts_with("http://localhost");
    if tenant == "consumers" || scopes.is_empty() || !sent {
        return None;
    }
    Some(format!(
        "{login}/{tenant}/v2.0/adminconsent?client_id={client_id}&scope={}&redirect_uri={}",
        encoded(&scopes.join(" ")),
        encoded(to)
    ))
}

/// The login host of Microsoft's entry, and the tenant in its addresses.
fn login(provider: &Provider) -> Option<(&str, &str)> {
    if provider.family != Family::Microsoft {
        return None;
    }
    let rest = provider.authorize_url.strip_prefix("https://")?;
    let (host, path) = rest.split_once('/')?;
    let (tenant, _) = path.split_once('/')?;
    let login = &provider.authorize_url[.."https://".len() + host.len()];
    (!host.is_empty() && is_tenant(tenant)).then_some((login, tenant))
}

/// Percent-encoded, a space as `%20` too: mail programs break a link at a plus sign no less than people do.
fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// The address for the application and the question of a case; the tenant is the mailbox's own, else the token's, else
/// that of the entry.
pub fn link_of(case: &Case) -> Option<String> {
    // An application that signs in as itself has permissions of another kind, and no redirect URI of ours.
    if case.flow == Flow::App {
        return None;
    }
    let facts = case.token_facts.as_ref();
    let tenant = case
        .mailbox_tenant
        .as_deref()
        .or_else(|| facts?.tenant.as_deref());
    link(Wanted {
        provider: &case.provider,
        tenant: tenant.filter(|tenant| !MANY.contains(tenant)),
        protocols: &case.ask.protocols,
        redirect_uri: case.redirect_uri.as_deref()?,
    })
}

/// An administrator has to consent.
pub fn by_admin(case: &Case) -> Fix {
    let fix = Fix::new(
        case,
        "The application needs an administrator’s consent, and has none",
        Actor::IdentityAdmin,
    );
    match case.provider.family {
        Family::Google => fix
            .step("In the Google Admin console open Security › Access and data control › API controls › Domain-wide delegation, and add the application’s numeric client id with the scope https://mail.google.com/.")
            .at("https://admin.google.com/ac/owl/domainwidedelegation")
            .proof(TOKEN_COMES, Wait::Google),
        Family::Microsoft | Family::OutlookCom => at_microsoft(case, fix),
        Family::Other => fix
            .step("At the identity provider, allow the application and its scopes for the people who sign in.")
            .step("Then sign in again.")
            .proof(TOKEN_COMES, Wait::NextToken),
    }
}

fn at_microsoft(case: &Case, fix: Fix) -> Fix {
    let which = Values::of(case)
        .app_id
        .or_else(|| {
            case.redirect_uri
                .as_ref()
                .and(case.provider.client_id.clone())
        })
        .map_or_else(String::new, |app| {
            format!(" (application id {})", names::shown(&app))
        });
    let fix = fix.role("Cloud Application Administrator, or Application Administrator");
    let fix = match link_of(case) {
        Some(link) => fix
            .step(format!("Open this address as such an administrator, and accept{which}. It asks for {} and nothing else, for everybody in the organisation.", names::list(&case.provider.scopes_for_mail(&case.ask.protocols))))
            .at(&link)
            .step("Or, where the application is in the list already: in the Entra admin centre open Enterprise applications › the application › Permissions and choose “Grant admin consent”.")
            .at(ENTERPRISE_APPS),
        None => fix
            .step(format!("In the Entra admin centre open Enterprise applications › the application{which} › Permissions and choose “Grant admin consent”."))
            .at(ENTERPRISE_APPS),
    };
    fix.step("If the list there lacks the mail permission, add it first under App registrations › the application › API permissions: the button grants only what is listed.")
        .step("Then sign in again.")
        .proof(TOKEN_COMES, Wait::NextToken)
}

/// The person has to consent.
pub fn by_person(case: &Case) -> Fix {
    Fix::new(
        case,
        "Nobody has allowed the application to read this mail yet",
        Actor::User,
    )
    .step("Sign in again, and choose Accept or Allow on the page that lists what the application asks for. Tick the access to mail where it has a box of its own.")
    .step("If that page never comes, let an administrator see whether people may consent at all, and consent in their place: in newer organisations only an administrator may allow access to mail over IMAP and POP.")
    .step("In the application, authorise the mail connection again in the same way.")
    .proof(TOKEN_COMES, Wait::AtOnce)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "6b2d1d92-7018-4182-b70e-821127bec509";
    const TENANT: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";
    const BACK: &str = "https://check.contoso.com/oauth/callback/microsoft-365";

    fn microsoft() -> Provider {
        Provider {
            client_id: Some(APP.into()),
            authorize_url: "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize"
                .into(),
            identity_scopes: vec!["openid".into()],
            imap_scopes: vec!["https://outlook.office.com/IMAP.AccessAsUser.All".into()],
            pop_scopes: vec!["https://outlook.office.com/POP.AccessAsUser.All".into()],
            ..Provider::unlisted(Family::Microsoft, "Microsoft 365")
        }
    }

    fn made(provider: &Provider, tenant: Option<&str>, redirect_uri: &str) -> Option<String> {
        link(Wanted {
            provider,
            tenant,
            protocols: &[Protocol::Imap],
            redirect_uri,
        })
    }

    #[test]
    fn the_address_asks_for_the_chosen_scopes_and_no_more() {
        assert_eq!(
            made(&microsoft(), Some(TENANT), BACK).as_deref(),
            Some(
                "https://login.microsoftonline.com/8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11/v2.0/adminconsent\
                 ?client_id=6b2d1d92-7018-4182-b70e-821127bec509\
                 &scope=https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All\
                 &redirect_uri=https%3A%2F%2Fcheck.contoso.com%2Foauth%2Fcallback%2Fmicrosoft-365"
            )
        );
        let provider = microsoft();
        let both = link(Wanted {
            provider: &provider,
            tenant: None,
            protocols: &[Protocol::Imap, Protocol::Pop, Protocol::Imap],
            redirect_uri: BACK,
        })
        .unwrap();
        assert!(both.starts_with("https://login.microsoftonline.com/organizations/v2.0/"));
        assert!(both.contains(
            "IMAP.AccessAsUser.All%20https%3A%2F%2Foutlook.office.com%2FPOP.AccessAsUser.All&"
        ));
        assert!(!both.contains("openid") && !both.contains('+'));
    }

    #[test]
    fn each_cloud_has_its_own_login_host() {
        let mut high = microsoft();
        high.authorize_url =
            format!("https://login.microsoftonline.us/{TENANT}/oauth2/v2.0/authorize");
        let link = made(&high, None, BACK).unwrap();
        assert!(link.starts_with(&format!("https://login.microsoftonline.us/{TENANT}/v2.0/")));
    }

    #[test]
    fn without_what_it_needs_there_is_no_address() {
        let but = |change: fn(&mut Provider)| {
            let mut provider = microsoft();
            change(&mut provider);
            made(&provider, Some(TENANT), BACK)
        };
        assert!(but(|_| {}).is_some());
        assert_eq!(but(|p| p.client_id = None), None);
        assert_eq!(but(|p| p.client_id = Some("greencheck&x=".into())), None);
        assert_eq!(but(|p| p.imap_scopes.clear()), None);
        for family in [Family::OutlookCom, Family::Google, Family::Other] {
            let mut provider = microsoft();
            provider.family = family;
            assert_eq!(made(&provider, Some(TENANT), BACK), None);
        }
        for url in [
            "",
            "https://login.test",
            "http://login.test/t/x",
            "https:///t/x",
        ] {
            let mut provider = microsoft();
            provider.authorize_url = url.into();
            assert_eq!(made(&provider, Some(TENANT), BACK), None, "{url}");
        }
        for back in ["", "javascript:alert(1)", "//evil.test", "http://evil.test"] {
            assert_eq!(made(&microsoft(), Some(TENANT), back), None, "{back}");
        }
        assert_eq!(made(&microsoft(), Some("consumers"), BACK), None);
    }

    #[test]
    fn nothing_breaks_out_of_its_place() {
        let link = made(
            &microsoft(),
            Some("x/../y?z=1"),
            "https://a.test/cb?a=b&scope=c#d e",
        )
        .unwrap();
        assert!(link.contains("/organizations/v2.0/"));
        assert_eq!(link.matches("scope=").count(), 1);
        assert!(
            link.ends_with("redirect_uri=https%3A%2F%2Fa.test%2Fcb%3Fa%3Db%26scope%3Dc%23d%20e")
        );
    }
}
