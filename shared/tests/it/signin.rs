//! A sign-in without a token.

use shared::case::Case;
use shared::cause::Cause;
use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::diagnose::diagnose;
use shared::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use shared::provider::{Family, Redeem};

use crate::baseline::*;

fn failed(how: SignInFailure) -> Case {
    let mut case = healthy();
    case.attempts.clear();
    case.token_facts = None;
    case.sign_in = Some(SignIn::Failed(how));
    case
}

fn refused(code: Option<&str>, description: &str) -> Case {
    failed(SignInFailure::Provider {
        at: Endpoint::Token,
        code: code.map(str::to_owned),
        description: Some(description.to_owned()),
        redeemed_by: None,
    })
}

#[test]
fn the_providers_reason_is_a_cause_like_any_other() {
    for (description, code) in [
        (
            "AADSTS50011: The redirect URI 'https://a.test/cb' specified in the request does not match",
            "redirect-uri-mismatch",
        ),
        (
            "AADSTS50076: Due to a configuration change made by your administrator",
            "mfa-required",
        ),
        (
            "AADSTS50105: Your administrator has configured the application",
            "user-not-assigned",
        ),
        (
            "AADSTS50126: Error validating credentials due to invalid username or password.",
            "account-locked-or-abuse",
        ),
        (
            "AADSTS50194: Application is not configured as a multi-tenant application.",
            "wrong-authority-endpoint",
        ),
        (
            "AADSTS53003: Access has been blocked by Conditional Access policies.",
            "conditional-access-block",
        ),
        (
            "AADSTS530035: Access has been blocked by security defaults.",
            "security-defaults",
        ),
        (
            "AADSTS65005: The application needs access to a service that your organization x has not subscribed to.",
            "no-license",
        ),
        (
            "AADSTS7000215: Invalid client secret provided.",
            "client-secret-invalid",
        ),
        (
            "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            "client-secret-required",
        ),
        (
            "AADSTS7000222: The provided client secret keys for app 'x' are expired.",
            "client-secret-expired",
        ),
        (
            "AADSTS700082: The refresh token has expired due to inactivity.",
            "refresh-token-expired-or-revoked",
        ),
        (
            "AADSTS90094: The grant requires admin permission.",
            "consent-missing-admin",
        ),
        (
            "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
            "spa-redirect-type-needed",
        ),
    ] {
        assert_eq!(
            found(&refused(Some("invalid_request"), description)),
            [(code, Certain)],
            "{description}"
        );
    }
}

#[test]
fn some_reasons_leave_a_choice() {
    for (description, first, second) in [
        (
            "AADSTS50020: User account 'a@b.test' from identity provider 'live.com' does not exist in tenant 'x'",
            "guest-or-wrong-tenant",
            "wrong-user-signed-in",
        ),
        (
            "AADSTS54005: OAuth2 Authorization code was already redeemed.",
            "client-side-problem",
            "refresh-token-expired-or-revoked",
        ),
        (
            "AADSTS65001: The user or administrator has not consented to use the application",
            "consent-missing-user",
            "consent-missing-admin",
        ),
        (
            "AADSTS700016: Application with identifier 'x' was not found in the directory 'y'.",
            "app-not-found",
            "wrong-authority-endpoint",
        ),
        (
            "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
            "scope-resource-mismatch",
            "consent-missing-user",
        ),
    ] {
        let found = found(&refused(None, description));
        assert_eq!([found[0].0, found[1].0], [first, second], "{description}");
    }
}

#[test]
fn who_redeems_decides_what_a_missing_secret_means() {
    let mut case = refused(Some("invalid_client"), "AADSTS7000218: …");
    if let Some(SignIn::Failed(SignInFailure::Provider { redeemed_by, .. })) = &mut case.sign_in {
        *redeemed_by = Some(Redeem::Browser);
    }
    assert_eq!(
        found(&case),
        [
            ("spa-redirect-type-needed", Likely),
            ("client-secret-required", Possible)
        ]
    );
}

#[test]
fn googles_words_are_read_as_googles() {
    let google = |code: &str, description: &str| {
        let mut case = refused(Some(code), description);
        case.provider.family = Family::Google;
        found(&case)
    };
    assert_eq!(
        google("invalid_grant", "Token has been expired or revoked."),
        [
            ("refresh-token-expired-or-revoked", Likely),
            ("google-testing-mode-7day", Possible)
        ]
    );
    assert_eq!(
        google("admin_policy_enforced", ""),
        [("google-app-blocked", Certain)]
    );
    assert_eq!(
        google("invalid_request", "client_secret is missing."),
        [("client-secret-required", Certain)]
    );
    assert_eq!(google("access_denied", "")[0].0, "consent-missing-user");
}

#[test]
fn an_application_has_nobody_to_consent_for_it() {
    let mut case = refused(
        None,
        "AADSTS65001: The user or administrator has not consented",
    );
    case.flow = Flow::App;
    assert_eq!(found(&case), [("consent-missing-admin", Certain)]);
}

#[test]
fn what_stops_the_token_request_on_its_way_is_named() {
    assert_eq!(
        found(&refused(
            None,
            "tls_process_server_certificate:certificate verify failed"
        )),
        [("tls-untrusted-cert", Certain)]
    );
    assert_eq!(
        leading(
            &refused(None, "getaddrinfo ENOTFOUND login.microsoftonline.com"),
            1
        ),
        [("dns-failure", Likely)]
    );
}

#[test]
fn words_that_nobody_knows_are_passed_on() {
    let case = refused(Some("moon_phase"), "Wrong, today.");
    assert_eq!(found(&case), [("unrecognised", Possible)]);
    let diagnosis = diagnose(&case, NOW);
    let Cause::Unrecognised { step, said } = &diagnosis.findings[0].cause else {
        panic!("{diagnosis:?}");
    };
    assert_eq!(*step, None);
    assert_eq!(said.as_deref(), Some("moon_phase: Wrong, today."));
}

#[test]
fn a_failure_of_the_browsers_own_has_a_cause_where_there_is_one() {
    for (how, code) in [
        (SignInFailure::UnknownState, "client-side-problem"),
        (SignInFailure::Unreachable, "firewall-port-blocked"),
        (SignInFailure::WrongIssuer, "unrecognised"),
        (SignInFailure::NoCode, "unrecognised"),
        (SignInFailure::WrongIdentity, "unrecognised"),
        (SignInFailure::Unreadable, "unrecognised"),
    ] {
        assert_eq!(found(&failed(how.clone()))[0].0, code, "{how:?}");
    }
}

#[test]
fn before_a_sign_in_there_is_nothing_to_say() {
    let mut case = healthy();
    case.attempts.clear();
    case.sign_in = None;
    assert_eq!(found(&case), []);
}
