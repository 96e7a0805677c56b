//! The errors of sign-in that the page promises to explain: each is read, has a cause with a page, and a place.

use std::path::Path;

use shared::case::Case;
use shared::cause::{Actor, Cause};
use shared::diagnose::diagnose;
use shared::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use shared::provider::{Family, Redeem};
use shared::remedy::{Advice, advise};
use shared::words::whereabouts;

use crate::baseline::*;
use table::{DEVICE, GOOGLE, MICROSOFT, OAUTH};

mod table;

const APP: &str = "5720dabf-3065-4076-abc3-7479ad24ec9f";

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
fn explained(case: &Case, expected: &str, what: &str) {
    assert_eq!(first(case), expected, "{what}");
    let page = format!("catalogue/en/{expected}.md");
    assert!(
        Path::new(env!("CARGO_MANIFEST_DIR")).join(page).exists(),
        "{expected}"
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
    assert_eq!(links(&case), std::slice::from_ref(&link));
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
    let found = &diagnosis.first().unwrap().cause;
    assert!(matches!(
        found,
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
