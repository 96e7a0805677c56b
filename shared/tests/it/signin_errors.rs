//! The errors of sign-in that the page promises to explain: each is read, has a cause with a page, and a place.

use std::path::Path;

use shared::case::Case;
use shared::cause::{Actor, Cause};
use shared::diagnose::diagnose;
use shared::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use shared::provider::{Family, Redeem};
use shared::remedy::{Advice, advise};
use shared::words::{Whereabouts, whereabouts};

use crate::baseline::*;
use Whereabouts::{Either, Returns, Stays};

/// A code, a sentence that it comes with, where it is told, the cause with the sentence, and that of the bare code.
type Row = (
    &'static str,
    &'static str,
    Whereabouts,
    &'static str,
    &'static str,
);

const APP: &str = "5720dabf-3065-4076-abc3-7479ad24ec9f";

/// The sentences are Microsoft's, as public reports have them, with names of our own.
const MICROSOFT: [Row; 38] = [
    (
        "50011",
        "The redirect URI 'https://jira.demo.test/rest/oauth2/callback' specified in the request does not match the redirect URIs configured for the application '5720dabf-3065-4076-abc3-7479ad24ec9f'.",
        Stays,
        "redirect-uri-mismatch",
        "redirect-uri-mismatch",
    ),
    (
        "50020",
        "User account 'pat@outlook.test' from identity provider 'live.com' does not exist in tenant 'Demo' and cannot access the application.",
        Stays,
        "guest-or-wrong-tenant",
        "guest-or-wrong-tenant",
    ),
    (
        "50034",
        "The user account alex@demo.test does not exist in the Demo directory. To sign into this application, the account must be added to the directory.",
        Either,
        "guest-or-wrong-tenant",
        "guest-or-wrong-tenant",
    ),
    (
        "50055",
        "The password is expired.",
        Either,
        "account-locked-or-abuse",
        "account-locked-or-abuse",
    ),
    (
        "50057",
        "The user account is disabled.",
        Either,
        "account-locked-or-abuse",
        "account-locked-or-abuse",
    ),
    (
        "50058",
        "A silent sign-in request was sent but no user is signed in.",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "50076",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000002-0000-0ff1-ce00-000000000000'.",
        Returns,
        "mfa-required",
        "mfa-required",
    ),
    (
        "50079",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.",
        Returns,
        "mfa-required",
        "mfa-required",
    ),
    (
        "50105",
        "Your administrator has configured the application Jira to block users unless they are specifically granted ('assigned') access to the application.",
        Either,
        "user-not-assigned",
        "user-not-assigned",
    ),
    (
        "50126",
        "Error validating credentials due to invalid username or password.",
        Either,
        "account-locked-or-abuse",
        "account-locked-or-abuse",
    ),
    (
        "50158",
        "External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.",
        Returns,
        "mfa-required",
        "mfa-required",
    ),
    (
        "50173",
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
        Returns,
        "refresh-token-expired-or-revoked",
        "refresh-token-expired-or-revoked",
    ),
    (
        "50194",
        "Application '5720dabf-3065-4076-abc3-7479ad24ec9f'(Jira) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'.",
        Either,
        "wrong-authority-endpoint",
        "wrong-authority-endpoint",
    ),
    (
        "53000",
        "Device is not in required device state: compliant.",
        Either,
        "conditional-access-block",
        "conditional-access-block",
    ),
    (
        "53003",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        Either,
        "conditional-access-block",
        "conditional-access-block",
    ),
    (
        "54005",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "65001",
        "The user or administrator has not consented to use the application with ID '5720dabf-3065-4076-abc3-7479ad24ec9f' named 'Jira'. Send an interactive authorization request for this user and resource.",
        Returns,
        "consent-missing-user",
        "consent-missing-user",
    ),
    (
        "65004",
        "User declined to consent to access the app.",
        Returns,
        "consent-missing-user",
        "consent-missing-user",
    ),
    (
        "70000",
        "The user could not be authenticated or the grant is expired. The user must first sign in and if needed grant the client application access to the requested scope.",
        Returns,
        "refresh-token-expired-or-revoked",
        "refresh-token-expired-or-revoked",
    ),
    (
        "70008",
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
        Returns,
        "refresh-token-expired-or-revoked",
        "refresh-token-expired-or-revoked",
    ),
    (
        "700016",
        "Application with identifier '5720dabf-3065-4076-abc3-7479ad24ec9f' was not found in the directory 'Demo'.",
        Either,
        "app-not-found",
        "app-not-found",
    ),
    (
        "700082",
        "The refresh token has expired due to inactivity. The token was issued on 2026-01-09T00:02:02.0000000Z and was inactive for 90.00:00:00.",
        Returns,
        "refresh-token-expired-or-revoked",
        "refresh-token-expired-or-revoked",
    ),
    (
        "7000215",
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '5720dabf-3065-4076-abc3-7479ad24ec9f'.",
        Returns,
        "client-secret-invalid",
        "client-secret-invalid",
    ),
    (
        "7000218",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        Returns,
        "client-secret-required",
        "client-secret-required",
    ),
    (
        "7000222",
        "The provided client secret keys for app '5720dabf-3065-4076-abc3-7479ad24ec9f' are expired.",
        Returns,
        "client-secret-expired",
        "client-secret-expired",
    ),
    (
        "90002",
        "Tenant 'dmeo.test' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
        Either,
        "wrong-authority-endpoint",
        "wrong-authority-endpoint",
    ),
    (
        "90023",
        "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
        Either,
        "spa-redirect-type-needed",
        "client-side-problem",
    ),
    (
        "90072",
        "User account 'pat@elsewhere.test' from identity provider 'https://sts.windows.net/9b0c0000-0000-4000-8000-000000000002/' does not exist in tenant 'Demo' and cannot access the application.",
        Either,
        "guest-or-wrong-tenant",
        "guest-or-wrong-tenant",
    ),
    (
        "90094",
        "The grant requires admin permission. An administrator of Demo has set a policy that prevents you from granting Jira the permissions it is requesting.",
        Stays,
        "consent-missing-admin",
        "consent-missing-admin",
    ),
    (
        "900144",
        "The request body must contain the following parameter: 'scope'.",
        Returns,
        "scope-resource-mismatch",
        "client-side-problem",
    ),
    (
        "9002313",
        "Invalid request. Request is malformed or invalid.",
        Either,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "9002325",
        "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
        Returns,
        "spa-redirect-type-needed",
        "spa-redirect-type-needed",
    ),
    (
        "9002326",
        "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: 'https://check.demo.test'.",
        Returns,
        "spa-redirect-type-needed",
        "spa-redirect-type-needed",
    ),
    (
        "9002327",
        "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
        Returns,
        "spa-redirect-type-needed",
        "spa-redirect-type-needed",
    ),
    (
        "500011",
        "The resource principal named https://outlook.ofice.com was not found in the tenant named Demo.",
        Returns,
        "scope-resource-mismatch",
        "scope-resource-mismatch",
    ),
    (
        "500113",
        "No reply address is registered for the application.",
        Stays,
        "redirect-uri-mismatch",
        "redirect-uri-mismatch",
    ),
    (
        "500201",
        "We are unable to issue tokens from this API version for a Microsoft account. Please contact the application vendor as they need to use version 2.0 of the protocol to support this.",
        Stays,
        "wrong-authority-endpoint",
        "wrong-authority-endpoint",
    ),
    (
        "530003",
        "Your device is required to be managed to access this resource.",
        Either,
        "conditional-access-block",
        "conditional-access-block",
    ),
];

const GOOGLE: [Row; 7] = [
    (
        "redirect_uri_mismatch",
        "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. The redirect URI in the request, https://jira.demo.test/cb, does not match the ones authorized for the OAuth client.",
        Stays,
        "redirect-uri-mismatch",
        "redirect-uri-mismatch",
    ),
    (
        "access_denied",
        "The user has denied your application access.",
        Either,
        "consent-missing-user",
        "consent-missing-user",
    ),
    (
        "admin_policy_enforced",
        "Your administrator at demo.test has set a policy.",
        Stays,
        "google-app-blocked",
        "google-app-blocked",
    ),
    (
        "org_internal",
        "Jira can only be used within its organization.",
        Stays,
        "guest-or-wrong-tenant",
        "guest-or-wrong-tenant",
    ),
    (
        "invalid_grant",
        "Token has been expired or revoked.",
        Returns,
        "refresh-token-expired-or-revoked",
        "client-side-problem",
    ),
    (
        "invalid_request",
        "client_secret is missing.",
        Returns,
        "client-secret-required",
        "client-side-problem",
    ),
    (
        "unauthorized_client",
        "Unauthorized",
        Either,
        "app-not-found",
        "app-not-found",
    ),
];

const OAUTH: [Row; 10] = [
    (
        "invalid_request",
        "Missing parameter: code_challenge",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "unauthorized_client",
        "The client may not use this grant.",
        Returns,
        "app-not-found",
        "app-not-found",
    ),
    (
        "access_denied",
        "The resource owner denied the request",
        Returns,
        "consent-missing-user",
        "consent-missing-user",
    ),
    (
        "unsupported_response_type",
        "",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "invalid_scope",
        "Requested scope is unknown: mail",
        Returns,
        "scope-resource-mismatch",
        "scope-resource-mismatch",
    ),
    (
        "server_error",
        "",
        Returns,
        "service-outage-or-backend",
        "service-outage-or-backend",
    ),
    (
        "temporarily_unavailable",
        "",
        Returns,
        "service-outage-or-backend",
        "service-outage-or-backend",
    ),
    (
        "invalid_client",
        "client authentication failed",
        Either,
        "client-secret-invalid",
        "client-secret-invalid",
    ),
    (
        "invalid_grant",
        "grant request is invalid",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "unsupported_grant_type",
        "",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
];

/// RFC 8628 §3.5, in a sign-in on another device.
const DEVICE: [Row; 5] = [
    (
        "authorization_pending",
        "The user has not completed the flow",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "slow_down",
        "",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "access_denied",
        "The user declined",
        Returns,
        "consent-missing-user",
        "consent-missing-user",
    ),
    (
        "expired_token",
        "The device code has expired",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
    (
        "invalid_grant",
        "device code not found",
        Returns,
        "client-side-problem",
        "client-side-problem",
    ),
];

fn failed(family: Family, flow: Flow, code: Option<&str>, description: Option<&str>) -> Case {
    let mut case = healthy();
    case.attempts.clear();
    case.token_facts = None;
    case.provider.family = family;
    case.flow = flow;
    case.sign_in = Some(SignIn::Failed(SignInFailure::Provider {
        at: Endpoint::Token,
        code: code.map(str::to_owned),
        description: description.filter(|d| !d.is_empty()).map(str::to_owned),
        redeemed_by: None,
    }));
    case
}

fn first(case: &Case) -> &'static str {
    let found = found(case);
    found
        .first()
        .unwrap_or_else(|| panic!("{:?}", case.sign_in))
        .0
}

/// The cause, its page, and that nobody is left without a step.
fn explained(case: &Case, cause: &str, what: &str) {
    assert_eq!(first(case), cause, "{what}");
    let page = format!("catalogue/en/{cause}.md");
    assert!(
        Path::new(env!("CARGO_MANIFEST_DIR")).join(page).exists(),
        "{cause}"
    );
    let advice = advice(case);
    assert!(!advice.steps.is_empty() && !advice.who.is_empty(), "{what}");
}

fn advice(case: &Case) -> Advice {
    let diagnosis = diagnose(case, NOW);
    advise(diagnosis.first().unwrap(), case)
}

#[test]
fn each_number_of_microsofts_is_explained_and_has_its_place() {
    for (number, sentence, place, cause, bare) in MICROSOFT {
        let family = Family::Microsoft;
        let whole = format!(
            "AADSTS{number}: {sentence} Trace ID: 0a1b2c3d-0000-0000-0000-000000000000 Correlation ID: 1a1b2c3d-0000-0000-0000-000000000000 Timestamp: 2026-11-25 02:10:11Z"
        );
        for code in [None, Some("invalid_grant"), Some("invalid_request")] {
            let case = failed(family, Flow::User, code, Some(&whole));
            explained(&case, cause, &whole);
            assert_eq!(
                whereabouts::of(family, code, Some(&whole)),
                Some(place),
                "{number}"
            );
        }
        for alone in [format!("AADSTS{number}"), format!("Error code: {number}")] {
            let case = failed(family, Flow::User, None, Some(&alone));
            explained(&case, bare, &alone);
            assert_eq!(
                whereabouts::of(family, None, Some(&alone)),
                Some(place),
                "{alone}"
            );
        }
    }
}

#[test]
fn each_code_is_explained_and_has_its_place() {
    for (rows, family, flow) in [
        (&GOOGLE[..], Family::Google, Flow::User),
        (&OAUTH[..], Family::Other, Flow::User),
        (&DEVICE[..], Family::Other, Flow::Device),
    ] {
        for (code, sentence, place, cause, bare) in rows {
            let whole = failed(family, flow, Some(code), Some(sentence));
            explained(&whole, cause, code);
            assert_eq!(
                whereabouts::of(family, Some(code), Some(sentence)),
                Some(*place),
                "{code}"
            );
            explained(&failed(family, flow, Some(code), None), bare, code);
            let read_out = format!("Error 400: {code}");
            explained(
                &failed(family, flow, None, Some(&read_out)),
                bare,
                &read_out,
            );
        }
    }
}

fn of_number(number: &str) -> Case {
    let (_, sentence, ..) = MICROSOFT.into_iter().find(|row| row.0 == number).unwrap();
    let whole = format!("AADSTS{number}: {sentence}");
    failed(Family::Microsoft, Flow::User, None, Some(&whole))
}

#[test]
fn the_right_person_is_told_the_decisive_thing() {
    for (number, actor, who, step) in [
        (
            "50011",
            Actor::IdentityAdmin,
            "registered the application",
            "exactly https://jira.demo.test/rest/oauth2/callback",
        ),
        (
            "500113",
            Actor::IdentityAdmin,
            "registered the application",
            "Authentication and add it",
        ),
        (
            "90094",
            Actor::IdentityAdmin,
            "Entra administrator",
            "Grant admin consent",
        ),
        (
            "7000215",
            Actor::ApplicationAdmin,
            "administrator of the application",
            "The Value belongs into the application; the Secret ID",
        ),
        (
            "7000222",
            Actor::IdentityAdmin,
            "registered the application",
            "New client secret",
        ),
        (
            "7000218",
            Actor::ApplicationAdmin,
            "administrator of the application",
            "Single-page application",
        ),
        (
            "50105",
            Actor::IdentityAdmin,
            "Entra administrator",
            "Users and groups",
        ),
        (
            "53003",
            Actor::IdentityAdmin,
            "Entra administrator",
            "tab Conditional Access",
        ),
        (
            "53000",
            Actor::IdentityAdmin,
            "Entra administrator",
            "managed device",
        ),
        (
            "700016",
            Actor::IdentityAdmin,
            "Entra administrator",
            "Application (client) ID",
        ),
        (
            "90002",
            Actor::ApplicationAdmin,
            "administrator of the application",
            "tenant",
        ),
        (
            "9002326",
            Actor::IdentityAdmin,
            "registered the application",
            "Single-page application",
        ),
        (
            "9002327",
            Actor::IdentityAdmin,
            "registered the application",
            "under Web",
        ),
        ("50076", Actor::User, "you", "second factor"),
        (
            "50173",
            Actor::User,
            "whoever can sign in",
            "authorise the mail connection again",
        ),
    ] {
        let advice = advice(&of_number(number));
        assert_eq!(advice.actor, actor, "{number}");
        assert!(advice.who.contains(who), "{number}: {}", advice.who);
        let said = advice.steps.iter().any(|s| s.text.contains(step));
        assert!(said, "{number}: {:#?}", advice.steps);
    }
}

/// The page's own sign-in: what is to be registered is known letter by letter, and so is its platform.
#[test]
fn a_redirect_uri_of_our_own_is_named_with_its_platform() {
    const OWN: &str = "https://check.demo.test/oauth/callback/microsoft-365";
    for (number, redeem, platform) in [
        ("500113", Redeem::Browser, "Single-page application"),
        ("500113", Redeem::Relay, "the platform Web:"),
    ] {
        let mut case = of_number(number);
        case.redirect_uri = Some(OWN.into());
        case.provider.redeem = redeem;
        let steps: Vec<String> = advice(&case).steps.into_iter().map(|s| s.text).collect();
        assert!(
            steps.iter().any(|s| s.contains(&format!("exactly {OWN}:"))),
            "{steps:#?}"
        );
        assert!(steps.iter().any(|s| s.contains(platform)), "{steps:#?}");
        assert!(!steps.iter().any(|s| s.contains("base URL")), "{steps:#?}");
    }
    let mut case = of_number("9002326");
    case.redirect_uri = Some(OWN.into());
    if let Some(SignIn::Failed(SignInFailure::Provider { redeemed_by, .. })) = &mut case.sign_in {
        *redeemed_by = Some(Redeem::Browser);
    }
    let step = advice(&case).steps.remove(0).text;
    assert!(
        step.contains(&format!(
            "remove the redirect URI {OWN} from the platform Web"
        )),
        "{step}"
    );
}

#[test]
fn the_entra_administrator_gets_a_link_and_a_letter() {
    let mut case = of_number("90094");
    let links = |case: &Case| -> Vec<String> {
        let links = advice(case).steps.into_iter().filter_map(|s| s.link);
        links.filter(|l| l.contains("adminconsent")).collect()
    };
    assert!(links(&case).is_empty(), "no ids are known");
    case.provider.client_id = Some(APP.into());
    case.provider.authorize_url =
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize".into();
    case.mailbox_tenant = Some("8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11".into());
    assert!(links(&case).is_empty(), "another application failed");
    case.redirect_uri = Some("https://check.demo.test/oauth/callback/microsoft-365".into());
    let link = format!(
        "https://login.microsoftonline.com/8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11/v2.0/adminconsent?client_id={APP}\
         &scope=https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All\
         &redirect_uri=https%3A%2F%2Fcheck.demo.test%2Foauth%2Fcallback%2Fmicrosoft-365"
    );
    assert_eq!(links(&case), [link.clone()]);
    let diagnosis = diagnose(&case, NOW);
    let letter = shared::remedy::letter::letter(diagnosis.first().unwrap(), &case, Some(NOW));
    for part in [
        link.as_str(),
        APP,
        "Cloud Application Administrator",
        "IMAP.AccessAsUser.All",
    ] {
        assert!(letter.body.contains(part), "{part} in {}", letter.body);
    }
    case.provider.family = Family::Google;
    assert!(links(&case).is_empty());
}

/// Who goes back from the page that asks for approval comes with `access_denied` and no number.
#[test]
fn a_bare_no_from_microsofts_page_may_be_a_missing_approval() {
    let mut case = failed(Family::Microsoft, Flow::User, Some("access_denied"), None);
    assert_eq!(first(&case), "consent-missing-user");
    if let Some(SignIn::Failed(SignInFailure::Provider { at, .. })) = &mut case.sign_in {
        *at = Endpoint::Authorize;
    }
    let found = found(&case);
    assert_eq!(
        [found[0].0, found[1].0],
        ["consent-missing-admin", "consent-missing-user"]
    );
}

#[test]
fn a_device_code_that_ran_out_is_begun_again_by_the_person() {
    let case = failed(Family::Microsoft, Flow::Device, Some("expired_token"), None);
    let diagnosis = diagnose(&case, NOW);
    let cause = &diagnosis.first().unwrap().cause;
    assert!(matches!(
        cause,
        Cause::ClientSideProblem {
            fault: shared::cause::ClientFault::Lapsed
        }
    ));
    assert_eq!(advice(&case).actor, Actor::User);
    // Elsewhere the same word is about something that was redeemed too late.
    let case = failed(Family::Microsoft, Flow::User, Some("expired_token"), None);
    assert_eq!(advice(&case).actor, Actor::ApplicationAdmin);
}

/// Nobody is sent to the console of a provider that is not theirs.
#[test]
fn each_provider_has_its_own_words() {
    for (code, description) in OAUTH.iter().map(|row| (row.0, row.1)).chain([
        ("invalid_client", "the client secret has expired"),
        ("invalid_client", "client_secret is missing"),
        (
            "access_denied",
            "the user is not assigned to the application",
        ),
        ("access_denied", "administrator approval is needed"),
        ("invalid_request", "Invalid parameter: redirect_uri"),
    ]) {
        let case = failed(Family::Other, Flow::User, Some(code), Some(description));
        for finding in diagnose(&case, NOW).findings {
            let words = format!("{:?}", advise(&finding, &case).steps);
            for foreign in [
                "App registrations",
                "entra.microsoft",
                "google.com",
                "login.microsoftonline",
            ] {
                assert!(
                    !words.contains(foreign),
                    "{code}: {}: {words}",
                    finding.cause.code()
                );
            }
        }
    }
}

#[test]
fn the_scopes_to_ask_for_are_those_of_the_cloud() {
    let steps = |flow, scope: &str| {
        let sentence =
            Some("AADSTS70011: The provided value for the input parameter 'scope' is not valid.");
        let mut case = failed(Family::Microsoft, flow, None, sentence);
        case.provider.imap_scopes = vec![scope.into()];
        format!("{:?}", advice(&case).steps)
    };
    let high = "https://outlook.office365.us/IMAP.AccessAsUser.All";
    assert!(steps(Flow::User, high).contains(&format!("{high} offline_access")));
    assert!(steps(Flow::App, high).contains("https://outlook.office365.us/.default"));
    let world = "https://outlook.office.com/IMAP.AccessAsUser.All";
    assert!(steps(Flow::App, world).contains("https://outlook.office365.com/.default"));
}
