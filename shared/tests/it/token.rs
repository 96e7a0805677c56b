//! What the token says, once the server has refused.

use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::diagnose::diagnose;
use shared::evidence::signin::SignIn;
use shared::token::TokenFacts;

use crate::baseline::*;

/// Refused at AUTHENTICATE, with this done to the token.
fn refused(change: impl FnOnce(&mut TokenFacts)) -> shared::case::Case {
    let mut case = with(healthy(), auth_refused("AUTHENTICATE failed."));
    change(case.token_facts.as_mut().unwrap());
    case
}

#[test]
fn a_token_past_its_end() {
    let case = refused(|t| t.expires_at = Some(NOW - 60));
    assert_eq!(found(&case), [("token-expired", Certain)]);
    let later = NOW + 10 * 365 * 86_400;
    assert_eq!(codes(&diagnose(&case, later)), [("token-expired", Certain)]);
}

#[test]
fn clocks_that_disagree_leave_a_doubt() {
    let case = refused(|t| t.expires_at = Some(NOW - 60));
    assert_eq!(
        codes(&diagnose(&case, NOW - 3600)),
        [("token-expired", Likely)]
    );
}

#[test]
fn a_token_for_graph() {
    for audience in [
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
        "https://ps.outlook.com",
    ] {
        let case = refused(|t| t.audience = vec![audience.into()]);
        assert_eq!(
            found(&case),
            [("wrong-audience-graph-token", Certain)],
            "{audience}"
        );
    }
}

#[test]
fn a_slash_or_a_second_audience_is_no_fault() {
    for audience in [
        vec!["https://outlook.office365.com/".to_owned()],
        vec!["x".to_owned(), "https://outlook.office.com".to_owned()],
    ] {
        let case = refused(|t| t.audience = audience);
        assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Likely)]);
    }
}

#[test]
fn any_audience_will_do_where_the_provider_names_none() {
    let mut case = refused(|t| t.audience = vec!["https://graph.microsoft.com".into()]);
    case.provider.audiences.clear();
    assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Likely)]);
}

#[test]
fn a_token_without_the_permission() {
    let case = refused(|t| t.scopes = vec!["POP.AccessAsUser.All".into(), "User.Read".into()]);
    assert_eq!(found(&case), [("missing-imap-scope", Certain)]);
}

#[test]
fn the_permissions_of_another_service_are_not_judged() {
    let case = refused(|t| {
        t.audience = vec!["https://graph.microsoft.com".into()];
        t.scopes = vec!["Mail.Read".into()];
    });
    assert_eq!(found(&case), [("wrong-audience-graph-token", Certain)]);
}

#[test]
fn of_two_defects_neither_is_certain() {
    let case = refused(|t| {
        t.expires_at = Some(NOW - 60);
        t.scopes = vec!["Mail.Read".into()];
    });
    assert_eq!(
        found(&case),
        [("token-expired", Likely), ("missing-imap-scope", Likely)]
    );
}

#[test]
fn a_defect_goes_first_when_the_mailbox_is_refused_later() {
    let mut case = with(healthy(), not_connected());
    case.token_facts.as_mut().unwrap().scopes = vec!["Mail.Read".into()];
    assert_eq!(
        leading(&case, 2),
        [
            ("missing-imap-scope", Likely),
            ("imap-disabled-mailbox", Possible)
        ]
    );
}

/// As the token response put it, beside an opaque token.
fn opaque(granted: Option<&str>) -> shared::case::Case {
    let mut case = with(healthy(), auth_refused("AUTHENTICATE failed."));
    case.token_facts = Some(TokenFacts::default());
    case.sign_in = Some(SignIn::SignedIn {
        account: Some(ALEX.into()),
        name: Some("Alex".into()),
        granted_scope: granted.map(str::to_owned),
    });
    case
}

#[test]
fn the_token_response_speaks_for_an_opaque_token() {
    assert_eq!(
        found(&opaque(Some("openid profile"))),
        [("missing-imap-scope", Certain)]
    );
    assert_eq!(
        found(&opaque(Some("https://graph.microsoft.com/User.Read"))),
        [("wrong-audience-graph-token", Certain)]
    );
}

#[test]
fn what_cannot_be_read_is_suspected_and_not_accused() {
    for granted in [None, Some("")] {
        let case = opaque(granted);
        assert_eq!(
            leading(&case, 3),
            [
                ("missing-imap-scope", Possible),
                ("imap-disabled-mailbox", Possible),
                ("wrong-audience-graph-token", Possible)
            ]
        );
    }
    let case = opaque(Some("https://outlook.office.com/IMAP.AccessAsUser.All"));
    assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Possible)]);
    assert_absent(&case, &["missing-imap-scope", "wrong-audience-graph-token"]);
}

#[test]
fn an_applications_token_needs_permissions_of_its_own() {
    let mut case = refused(|t| {
        t.app_only = true;
        t.scopes.clear();
        t.roles = vec!["Mail.ReadWrite".into()];
    });
    assert_eq!(found(&case), [("missing-imap-scope", Certain)]);
    // The usual mistake: nobody has granted it anything, and the token says nothing of permissions.
    case.token_facts.as_mut().unwrap().roles.clear();
    assert_eq!(found(&case), [("missing-imap-scope", Certain)]);
    case.token_facts.as_mut().unwrap().roles = vec!["IMAP.AccessAsApp".into()];
    assert_eq!(
        leading(&case, 2),
        [
            ("service-principal-missing", Likely),
            ("service-principal-no-mailbox-permission", Possible)
        ]
    );
    assert_absent(
        &case,
        &["no-full-access-other-user", "wrong-user-signed-in"],
    );
}

#[test]
fn a_token_of_another_directory() {
    let foreign = |change: &dyn Fn(&mut shared::case::Case)| {
        let mut case = refused(|_| {});
        change(&mut case);
        found(&case)
    };
    let expected = [("guest-or-wrong-tenant", Likely)];
    assert_eq!(
        foreign(&|case| {
            case.token_facts.as_mut().unwrap().account =
                Some("alex_demo.test#EXT#@other.test".into());
        }),
        expected
    );
    assert_eq!(
        foreign(&|case| {
            case.token_facts.as_mut().unwrap().tenant = Some(shared::token::CONSUMERS.into());
        }),
        expected
    );
    assert_eq!(
        foreign(&|case| {
            case.token_facts.as_mut().unwrap().tenant = Some("a".into());
            case.mailbox_tenant = Some("b".into());
        }),
        expected
    );
}

#[test]
fn what_is_no_token_by_its_looks() {
    let case = refused(|t| t.format = shared::token::TokenFormat::NotAToken);
    assert_eq!(found(&case), [("sasl-format-error", Certain)]);
}

#[test]
fn scopes_that_steer_the_sign_in_are_never_missed() {
    let mut case = refused(|_| {});
    case.provider
        .imap_scopes
        .extend(["offline_access".into(), "openid".into()]);
    assert_eq!(leading(&case, 1), [("imap-disabled-mailbox", Likely)]);
}
