//! Several protocols in one check: each is judged for itself, and what the others showed is a clue.

mod said;

use shared::case::Case;
use shared::control::Control;
use shared::diagnose::{Clue, Confidence, Diagnosis, Fact, diagnose};
use shared::evidence::pop::Maildrop;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::signin::SignIn;
use shared::evidence::{Answer, Done, Evidence, Observation, Status};
use shared::plan::{Protocol, Step};
use shared::provider::Family;
use shared::remedy::advise;
use shared::request::MailboxKind;

use self::said::SAID;
use crate::baseline::*;

/// Adds a route that is well.
fn beside(case: &mut Case, protocol: Protocol) {
    let attempt = &mut case.attempts[0];
    let index = attempt.plan.routes.len();
    let mut route = attempt.plan.routes[0].clone();
    route.protocol = protocol;
    attempt.plan.routes.push(route);
    let accepted = Evidence::Auth(accepted());
    let opening = match protocol {
        Protocol::Smtp => (Step::Rset, Evidence::Rset(Answer::Done(Done {}))),
        _ => (
            Step::Stat,
            Evidence::Stat(Answer::Done(Maildrop {
                messages: 2,
                octets: 100,
            })),
        ),
    };
    for (step, evidence) in [(Step::Auth, accepted), opening] {
        attempt.observations.push(Observation {
            route: index,
            step,
            evidence,
            lines: Vec::new(),
            ms: 1,
        });
    }
    case.ask.protocols.push(protocol);
}

fn accepted() -> shared::evidence::sasl::Sasl {
    match passed(Step::Auth).evidence {
        Evidence::Auth(sasl) => sasl,
        other => panic!("{other:?}"),
    }
}

/// The route's authentication is refused, and nothing follows.
fn refused(case: &mut Case, route: usize, status: Status, text: &str) {
    let seen = &mut case.attempts[0].observations;
    seen.retain(|seen| seen.route != route || seen.step <= Step::Auth);
    let auth = seen
        .iter_mut()
        .find(|seen| seen.route == route && seen.step == Step::Auth);
    let mut sasl = accepted();
    sasl.outcome = SaslOutcome::Refused(reply(status, text));
    auth.unwrap().evidence = Evidence::Auth(sasl);
}

fn codes(diagnosis: &Diagnosis) -> Vec<&str> {
    let findings = diagnosis.findings.iter();
    findings.map(|finding| finding.cause.code()).collect()
}

#[test]
fn all_well_is_one_finding_for_all() {
    let mut case = healthy();
    beside(&mut case, Protocol::Pop);
    beside(&mut case, Protocol::Smtp);
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(codes(&diagnosis), ["healthy"]);
    let first = diagnosis.first().unwrap();
    assert_eq!(first.over, [Protocol::Imap, Protocol::Pop, Protocol::Smtp]);
    assert_eq!(
        advise(first, &case).title,
        "Alex can open alex@demo.test over IMAP and POP3, and sign in to SMTP, with OAuth"
    );
}

#[test]
fn what_pop_opens_nobody_needs_a_right_for() {
    let asked = asking(SUPPORT, MailboxKind::Shared, None);
    let alone = codes(&diagnose(&with(asked.clone(), not_connected()), NOW)).len();
    let mut case = with(asked, not_connected());
    beside(&mut case, Protocol::Pop);
    let diagnosis = diagnose(&case, NOW);
    let codes = codes(&diagnosis);
    assert_eq!(codes[0], "imap-disabled-mailbox");
    for gone in [
        "no-full-access-shared",
        "wrong-user-signed-in",
        "mailbox-not-found",
        "healthy",
    ] {
        assert!(!codes.contains(&gone), "{codes:?}");
    }
    assert!(codes.len() < alone);
    let clue = Clue::Control {
        control: Control::Protocol(Protocol::Pop),
        over: Protocol::Pop,
        opened: true,
    };
    let reasons = &diagnosis.findings[0].reasons;
    assert!(
        reasons
            .iter()
            .any(|reason| reason.fact == Fact::Learnt { clue: clue.clone() })
    );
}

#[test]
fn a_protocol_that_fails_does_not_hide_behind_one_that_does_not() {
    let mut case = healthy();
    beside(&mut case, Protocol::Smtp);
    let disabled =
        "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.";
    refused(&mut case, 1, Status::Code(535), disabled);
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(codes(&diagnosis), ["smtp-auth-disabled-tenant"]);
    let first = diagnosis.first().unwrap();
    assert_eq!(
        (first.confidence, &first.over[..]),
        (Confidence::Certain, &[Protocol::Smtp][..])
    );
}

#[test]
fn two_that_fail_differently_both_lead() {
    let mut case = with(healthy(), not_connected());
    beside(&mut case, Protocol::Smtp);
    let disabled = "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.";
    refused(&mut case, 1, Status::Code(535), disabled);
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(diagnosis.leading, 2);
    let (leading, others) = diagnosis.split();
    assert_eq!(leading[0].cause.code(), "imap-disabled-mailbox");
    assert_eq!(leading[1].cause.code(), "smtp-auth-disabled-mailbox");
    assert!(
        others
            .iter()
            .all(|finding| finding.over == [Protocol::Imap])
    );
}

#[test]
fn one_cause_behind_both_is_said_once() {
    let mut case = healthy();
    case.token_facts.as_mut().unwrap().expires_at = Some(NOW - 60);
    beside(&mut case, Protocol::Pop);
    refused(&mut case, 0, Status::No, "AUTHENTICATE failed.");
    refused(
        &mut case,
        1,
        Status::Err,
        "Authentication failure: unknown user name or bad password.",
    );
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(diagnosis.leading, 1);
    assert_eq!(diagnosis.findings[0].cause.code(), "token-expired");
    assert_eq!(diagnosis.findings[0].over, [Protocol::Imap, Protocol::Pop]);
}

#[test]
fn the_question_is_about_the_protocol_that_failed() {
    let mut case = healthy();
    beside(&mut case, Protocol::Pop);
    assert_eq!(case.protocol(), Protocol::Imap);
    refused(
        &mut case,
        1,
        Status::Err,
        "Authentication failure: unknown user name or bad password.",
    );
    assert_eq!(case.protocol(), Protocol::Pop);
    // The token says that it is for IMAP alone.
    assert_eq!(codes(&diagnose(&case, NOW))[0], "missing-imap-scope");
    let scopes = &mut case.token_facts.as_mut().unwrap().scopes;
    scopes.push("POP.AccessAsUser.All".into());
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(codes(&diagnosis)[0], "imap-disabled-mailbox");
    assert!(advise(&diagnosis.findings[0], &case).title.contains("POP"));
}

#[test]
fn each_protocol_is_read_in_its_own_words() {
    for (protocol, status, text, expected) in SAID {
        let mut case = healthy();
        let scopes = &mut case.token_facts.as_mut().unwrap().scopes;
        scopes.extend(["POP.AccessAsUser.All".into(), "SMTP.Send".into()]);
        beside(&mut case, protocol);
        refused(&mut case, 1, status, text);
        let diagnosis = diagnose(&case, NOW);
        assert_eq!(
            codes(&diagnosis)[0],
            expected,
            "{text}: {:?}",
            codes(&diagnosis)
        );
        let advice = advise(&diagnosis.findings[0], &case);
        let words = format!("{} {}", advice.title, advice.because.concat());
        let other = if protocol == Protocol::Pop {
            "SMTP"
        } else {
            "POP3"
        };
        assert!(!words.contains(other), "{words}");
    }
}

/// A client that never authenticated, which a check never is and a log may tell of.
#[test]
fn an_unauthenticated_client_is_told_from_a_refused_one() {
    let mut case = healthy();
    beside(&mut case, Protocol::Smtp);
    let attempt = &mut case.attempts[0];
    attempt
        .observations
        .retain(|seen| seen.route == 0 || seen.step == Step::Auth);
    attempt.observations.push(Observation {
        route: 1,
        step: Step::Send,
        evidence: Evidence::Send(Answer::Refused(reply(
            Status::Code(530),
            "5.7.57 Client not authenticated to send mail.",
        ))),
        lines: Vec::new(),
        ms: 1,
    });
    let diagnosis = diagnose(&case, NOW);
    let first = codes(&diagnosis)[0];
    assert!(
        ["sasl-mechanism-mismatch", "client-side-problem"].contains(&first),
        "{first}"
    );
}

/// Whatever is said of one protocol is said of no other.
#[test]
fn no_sentence_names_another_protocol() {
    use Protocol::{Imap, Pop, Smtp};
    let names = [(Imap, "IMAP"), (Pop, "POP3"), (Smtp, "SMTP")];
    let refusals = [
        (
            Pop,
            Status::Err,
            "Authentication failure: unknown user name or bad password.",
        ),
        (Smtp, Status::Code(535), "5.7.3 Authentication unsuccessful"),
        (
            Smtp,
            Status::Code(535),
            "5.7.8 Username and Password not accepted.",
        ),
        (Pop, Status::Err, "[AUTH] Authentication failed."),
    ];
    for family in [
        Family::Microsoft,
        Family::OutlookCom,
        Family::Google,
        Family::Other,
    ] {
        for (protocol, status, text) in refusals {
            for kind in [
                MailboxKind::Own,
                MailboxKind::Shared,
                MailboxKind::OtherUser,
            ] {
                let mut case = asking(ALEX, kind, None);
                case.provider.family = family;
                case.attempts[0].plan.routes[0].protocol = protocol;
                case.token_facts = None;
                if let Some(SignIn::SignedIn { granted_scope, .. }) = &mut case.sign_in {
                    *granted_scope = None;
                }
                refused(&mut case, 0, status, text);
                for finding in diagnose(&case, NOW).findings {
                    let advice = advise(&finding, &case);
                    let words = format!("{} {}", advice.title, advice.because.concat());
                    for (other, name) in names.iter().filter(|(other, _)| *other != protocol) {
                        assert!(
                            !words.contains(name),
                            "{other:?} {family:?} {text}: {words}"
                        );
                    }
                    if protocol == Smtp && family != Family::Microsoft {
                        let steps = format!("{:?}", advice.steps);
                        let exchange =
                            steps.contains("Set-CASMailbox") && family != Family::OutlookCom;
                        assert!(!exchange, "{family:?}: {steps}");
                    }
                }
            }
        }
    }
}

/// What breaks off after a mailbox has opened is not what the question is about.
#[test]
fn a_goodbye_that_fails_hides_no_question() {
    let mut case = healthy();
    let scopes = &mut case.token_facts.as_mut().unwrap().scopes;
    scopes.push("POP.AccessAsUser.All".into());
    beside(&mut case, Protocol::Pop);
    refused(
        &mut case,
        1,
        Status::Err,
        "Authentication failure: unknown user name or bad password.",
    );
    let undisturbed = diagnose(&case, NOW);
    assert!(undisturbed.next.is_some());
    let seen = &mut case.attempts[0].observations;
    let logout = seen
        .iter_mut()
        .find(|seen| seen.step == Step::Logout)
        .unwrap();
    logout.evidence = Evidence::Logout(Answer::Broken(shared::evidence::Break::Closed));
    assert_eq!(case.protocol(), Protocol::Pop);
    assert_eq!(diagnose(&case, NOW).next, undisturbed.next);
}

/// A port that is closed for one says nothing about what the other was told, and the other way round.
#[test]
fn what_never_got_there_learns_nothing_from_another() {
    let mut case = healthy();
    beside(&mut case, Protocol::Pop);
    refused(
        &mut case,
        1,
        Status::Err,
        "Authentication failure: unknown user name or bad password.",
    );
    let seen = &mut case.attempts[0].observations;
    for seen in seen
        .iter_mut()
        .filter(|seen| seen.route == 0 && seen.step > Step::Tcp)
    {
        seen.evidence = Evidence::NotReached;
    }
    let tcp = seen
        .iter_mut()
        .find(|seen| seen.route == 0 && seen.step == Step::Tcp)
        .unwrap();
    tcp.evidence = Evidence::Tcp(shared::evidence::tcp::Tcp {
        dials: vec![shared::evidence::tcp::Dial {
            to: "192.0.2.1:993".parse().unwrap(),
            outcome: shared::evidence::tcp::DialOutcome::TimedOut,
        }],
    });
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(diagnosis.findings[0].cause.code(), "firewall-port-blocked");
    let reasons = &diagnosis.findings[0].reasons;
    let learnt = reasons
        .iter()
        .any(|reason| matches!(reason.fact, Fact::Learnt { .. }));
    assert!(!learnt, "{reasons:?}");
}
