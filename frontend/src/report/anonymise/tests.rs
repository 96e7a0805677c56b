//! The stand-ins tell the same story, and name nobody.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::diagnose::diagnose;
use shared::evidence::signin::Endpoint;
use shared::evidence::{Evidence, Line};
use shared::plan::Step;
use shared::remedy::advise;
use shared::token::CONSUMERS;
use shared::words::ErrorChallenge;

use super::*;
use crate::examples::{ExampleId, example};
use crate::report;

fn codes(case: &Case) -> Vec<&'static str> {
    let findings = diagnose(case, 1_793_610_840).findings;
    findings.iter().map(|f| f.cause.code()).collect()
}

/// Refused at AUTHENTICATE with a token for the mail server, and this done to its case.
fn refused(change: impl FnOnce(&mut Case, &mut TokenFacts)) -> Case {
    let mut case = example(ExampleId::WrongAudience).unwrap();
    let mut facts = case.token_facts.take().unwrap();
    facts.audience = case.provider.audiences.clone();
    facts.scopes = case.provider.imap_scopes.clone();
    change(&mut case, &mut facts);
    case.token_facts = Some(facts);
    case
}

/// No token: the provider refused with these words.
fn denied(code: &str, description: &str) -> Case {
    let mut case = example(ExampleId::NoFullAccess).unwrap();
    case.sign_in = Some(SignIn::Failed(SignInFailure::Provider {
        at: Endpoint::Token,
        code: Some(code.into()),
        description: Some(description.into()),
        redeemed_by: None,
    }));
    case.token_facts = None;
    case.attempts.clear();
    case
}

#[test]
fn the_stand_ins_tell_the_same_story() {
    for id in ExampleId::ALL {
        let case = example(id).unwrap();
        assert_eq!(codes(&anonymise(&case)), codes(&case));
    }
}

#[test]
fn a_foreign_account_stays_one() {
    let guest = refused(|_, facts| {
        facts.account = Some("alex_x.test#EXT#@other.test".into());
    });
    let signed_in = refused(|case, facts| {
        facts.account = None;
        case.sign_in = Some(SignIn::SignedIn {
            account: Some("alex_x.test#EXT#@other.test".into()),
            name: None,
            granted_scope: None,
        });
    });
    let personal = refused(|_, facts| facts.tenant = Some(CONSUMERS.into()));
    for case in [guest, signed_in, personal] {
        assert_eq!(codes(&case), ["guest-or-wrong-tenant"]);
        assert_eq!(codes(&anonymise(&case)), codes(&case));
    }
}

#[test]
fn a_guest_is_one_person_in_a_field_and_in_a_text() {
    let mut case = refused(|_, facts| {
        facts.account = Some("Alex_x.test#EXT#@other.test".into());
    });
    case.attempts[0].observations[0].lines = vec![Line {
        from: Side::Server,
        text: "no alex_x.test#ext#@other.test, login_hint=alex_x.test%23EXT%23%40other.test".into(),
        cut: false,
    }];
    let public = anonymise(&case);
    let account = public.token_facts.unwrap().account.unwrap();
    assert_eq!(account, "user2#EXT#@domain2.example");
    assert_eq!(
        public.attempts[0].observations[0].lines[0].text,
        "no user2#ext#@domain2.example, login_hint=user2%23EXT%23%40domain2.example"
    );
}

#[test]
fn what_a_token_is_for_is_still_named() {
    let case = refused(|_, facts| {
        facts.audience = vec!["00000003-0000-0000-c000-000000000000".into()];
    });
    for case in [&case, &anonymise(&case)] {
        let found = diagnose(case, 1_793_610_840).findings;
        let title = advise(&found[0], case).title;
        assert!(title.contains("Microsoft Graph"), "{title}");
    }
}

#[test]
fn a_resource_that_nobody_subscribed_to_stays_one() {
    let case = denied(
        "invalid_resource",
        "AADSTS500011: The resource principal named 00000002-0000-0ff1-ce00-000000000000 was not found in the tenant \
         named Zyxwork.",
    );
    assert_eq!(codes(&case), ["no-license"]);
    assert_eq!(codes(&anonymise(&case)), codes(&case));
    let text = report::to_json(&anonymise(&case)).unwrap();
    assert!(!text.contains("Zyxwork"), "{text}");
}

#[test]
fn the_application_and_the_renewal_name_nobody() {
    let mut case = example(ExampleId::Healthy).unwrap();
    case.ask.app = Some(App {
        client_id: "6b2d1d92-7018-4182-b70e-821127bec509".into(),
        tenant: Some("zyx-hospital.org".into()),
    });
    case.provider.client_id = Some("6B2D1D92-7018-4182-b70e-821127bec509".into());
    case.lasting = Some(Lasting {
        outcome: Refresh::Refused {
            code: "invalid_grant".into(),
            description: Some("AADSTS50020: not in tenant 'Zyxwork', see zyx-hospital.org".into()),
        },
        revoked: None,
    });
    let public = anonymise(&case);
    let app = public.ask.app.as_ref().unwrap();
    assert_eq!(Some(&app.client_id), public.provider.client_id.as_ref());
    let text = report::to_json(&public).unwrap().to_lowercase();
    assert!(
        !text.contains("zyx") && !text.contains("6b2d1d92"),
        "{text}"
    );
    for word in ["common", "consumers", "organizations"] {
        case.ask.app.as_mut().unwrap().tenant = Some(word.into());
        assert_eq!(
            anonymise(&case).ask.app.unwrap().tenant.as_deref(),
            Some(word)
        );
    }
}

/// R-129
#[test]
fn no_field_keeps_what_it_was() {
    let case = example(ExampleId::NoFullAccess).unwrap();
    let text = report::to_json(&anonymise(&case)).unwrap().to_lowercase();
    let ids = ["0b9c4f5e", "c1f7e0a2", "5d0e8a4c"];
    let names = ["contoso", "alex", "moreau", "52.97", "2603:1026", "qqbn"];
    for private in ids.iter().chain(&names) {
        assert!(!text.contains(private), "{private} in\n{text}");
    }
}

#[test]
fn who_called_an_smtp_server_is_replaced_wherever_it_is_repeated() {
    let mut case = example(ExampleId::NoFullAccess).unwrap();
    let line = |from, text: &str| Line {
        from,
        text: text.to_owned(),
        cut: false,
    };
    case.attempts[0].observations[0].lines = vec![
        line(Side::Client, "EHLO check.acme-ops.net"),
        line(
            Side::Server,
            "250-mx.example Hello check.acme-ops.net [IPv6:2a01:111::1]",
        ),
    ];
    let text = report::to_json(&anonymise(&case)).unwrap();
    assert!(
        !text.contains("acme") && !text.contains("2a01:111"),
        "{text}"
    );
}

#[test]
fn a_private_host_and_a_challenge_are_replaced() {
    let mut case = example(ExampleId::WrongAudience).unwrap();
    case.attempts[0].plan.routes[0].host = "mx.intern.example".parse().unwrap();
    case.attempts[0].plan.routes[0].internal = true;
    for seen in &mut case.attempts[0].observations {
        if let Evidence::Auth(sasl) = &mut seen.evidence {
            let json = r#"{"status":"400","scope":"mail","for":"alex","openid-configuration":"https://mx.intern.example"}"#;
            sasl.challenge = Some(STANDARD.encode(json));
        }
    }
    let public = anonymise(&case);
    let host = &public.attempts[0].plan.routes[0].host;
    assert_eq!(host.as_str(), "domain2.example");
    let Some(Evidence::Auth(sasl)) = public.attempts[0].evidence(0, Step::Auth) else {
        panic!("the step is there");
    };
    let challenge = sasl.challenge.as_deref().unwrap();
    assert_eq!(
        ErrorChallenge::parse(challenge).unwrap(),
        ErrorChallenge {
            status: Some("400".into()),
            scope: Some("mail".into()),
            ..ErrorChallenge::default()
        }
    );
    let decoded = String::from_utf8(STANDARD.decode(challenge).unwrap()).unwrap();
    assert!(!decoded.contains("alex") && !decoded.contains("intern"));
}
