//! Every kind of evidence with every kind of question: nothing panics, and what always holds holds.

use shared::case::Case;
use shared::cause::Cause;
use shared::diagnose::diagnose;
use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::signin::SignIn;
use shared::evidence::tcp::{DialOutcome, Tcp};
use shared::evidence::tls::{Certificate, CertificateVerdict, Tls};
use shared::evidence::{Answer, Break, Evidence, Speaks, Status};
use shared::provider::Family;
use shared::remedy::advise;
use shared::request::MailboxKind;
use shared::token::TokenFacts;

use crate::baseline::*;

const HOSTILE: &str = "'; \u{202e}<b>\r\n${x}\0‘’‚‛ é[\"";

fn evidence() -> Vec<Evidence> {
    let mut all = vec![
        Evidence::Dns(Dns::NoSuchName),
        Evidence::Dns(Dns::NotAllowed),
        Evidence::Tcp(Tcp { dials: Vec::new() }),
        Evidence::Tcp(Tcp {
            dials: vec![dial(DialOutcome::Refused)],
        }),
        Evidence::Tls(Tls::Untrusted {
            verdict: CertificateVerdict::Other,
            chain: Vec::new(),
        }),
        Evidence::Tls(Tls::Untrusted {
            verdict: CertificateVerdict::UnknownIssuer,
            chain: vec![Certificate {
                subject: HOSTILE.into(),
                issuer: format!("{HOSTILE} Zscaler"),
                names: vec![HOSTILE.into()],
                ..certificate()
            }],
        }),
        Evidence::Tls(Tls::NotTls {
            speaks: Speaks::Smtp,
        }),
        Evidence::Tls(Tls::Alert {
            alert: HOSTILE.into(),
        }),
        Evidence::Greeting(Greeting::PreAuth),
        Evidence::Greeting(Greeting::Bye {
            text: HOSTILE.into(),
        }),
        auth(SaslOutcome::NotOffered {
            offered: vec![HOSTILE.into()],
        }),
        challenged("eyJzdGF0dXMiOiI0MDEifQ==", HOSTILE),
        not_connected(),
        Evidence::Examine(Answer::Broken(Break::TooMuch)),
        Evidence::List(Answer::Broken(Break::Closed)),
        Evidence::NotReached,
    ];
    for words in [
        HOSTILE,
        "",
        "[",
        "]",
        "[A",
        "Error=\"",
        "AUTHENTICATE failed.",
        "[ALERT] Your account is not enabled for IMAP use",
    ] {
        all.push(auth_refused(words));
        all.push(Evidence::Examine(Answer::Refused(reply(Status::No, words))));
        all.push(Evidence::Capability(Answer::Refused(reply(
            Status::Bye,
            words,
        ))));
    }
    all
}

fn questions() -> Vec<Case> {
    let mut all = Vec::new();
    for kind in [
        MailboxKind::Own,
        MailboxKind::OtherUser,
        MailboxKind::Shared,
        MailboxKind::Unknown,
    ] {
        for meant in [None, Some(ALEX), Some(PAT)] {
            for family in [Family::Microsoft, Family::Google, Family::Other] {
                for signed_in in [None, Some(ALEX), Some(HOSTILE)] {
                    let mut case = asking(SUPPORT, kind, meant);
                    case.provider.family = family;
                    case.sign_in = Some(SignIn::SignedIn {
                        account: signed_in.map(str::to_owned),
                        name: signed_in.map(|_| HOSTILE.to_owned()),
                        granted_scope: Some(HOSTILE.into()),
                    });
                    for facts in [
                        None,
                        Some(TokenFacts::default()),
                        Some(TokenFacts {
                            expires_at: Some(i64::MIN),
                            issued_at: Some(i64::MAX),
                            audience: vec![HOSTILE.into(), String::new()],
                            ..token_facts()
                        }),
                    ] {
                        let mut case = case.clone();
                        case.token_facts = facts;
                        all.push(case);
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_question_with_every_evidence_is_judged_calmly() {
    let evidence = evidence();
    let mut judged = 0;
    for case in questions() {
        for evidence in &evidence {
            let case = with(case.clone(), evidence.clone());
            for now in [i64::MIN, 0, i64::MAX] {
                let diagnosis = diagnose(&case, now);
                check(&case, &diagnosis.findings);
                judged += 1;
            }
        }
    }
    assert!(judged > 10_000);
}

fn check(case: &Case, findings: &[shared::diagnose::Finding]) {
    assert!(findings.len() <= 16);
    assert!(findings.is_sorted_by(|a, b| a.confidence >= b.confidence));
    for (index, finding) in findings.iter().enumerate() {
        assert!(
            findings[..index].iter().all(|f| f.cause != finding.cause),
            "twice: {finding:?}"
        );
        assert!(
            findings.len() == 1 || finding.cause != Cause::Healthy,
            "healthy beside a fault"
        );
        let advice = advise(finding, case);
        assert!(!advice.title.is_empty() && !advice.who.is_empty() && !advice.verify.is_empty());
        assert!(!advice.steps.is_empty());
        let words = advice
            .because
            .iter()
            .chain([&advice.title, &advice.who, &advice.verify])
            .chain(advice.steps.iter().map(|s| &s.text));
        for text in words {
            assert!(!text.contains(['\u{202e}', '\r', '\n', '\0']), "{text:?}");
            assert!(!text.contains('!'), "{text:?}");
        }
        for command in advice.steps.iter().filter_map(|s| s.command.as_ref()) {
            assert!(!command.contains(['\u{202e}', '\r', '\n', '\0']));
            // An angle bracket opens a place that is left for the reader, and nothing else.
            assert_eq!(command.matches('<').count(), command.matches("'<").count());
        }
    }
}

#[test]
fn a_report_that_does_not_fit_together_is_judged_calmly() {
    let mut case = with(healthy(), not_connected());
    case.attempts[0].plan.routes.clear();
    assert_eq!(found(&case), []);

    let mut case = healthy();
    for observation in &mut case.attempts[0].observations {
        observation.route = usize::MAX;
    }
    assert_eq!(found(&case), []);

    // Evidence under another step's name.
    let mut case = healthy();
    case.attempts[0].observations = vec![observation(shared::plan::Step::Dns, not_connected())];
    assert!(!found(&case).is_empty());
}
