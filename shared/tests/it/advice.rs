//! What the person reads.

use std::fmt::Write as _;

use shared::case::Case;
use shared::cause::{Actor, Cause};
use shared::diagnose::diagnose;
use shared::evidence::signin::SignIn;
use shared::provider::Family;
use shared::remedy::{Advice, advise};
use shared::request::MailboxKind;

use crate::baseline::*;
use crate::golden;
use crate::one_each::one_each;

pub fn first(case: &Case) -> Advice {
    let diagnosis = diagnose(case, NOW);
    advise(diagnosis.first().unwrap(), case)
}

fn commands(advice: &Advice) -> Vec<&str> {
    advice
        .steps
        .iter()
        .filter_map(|step| step.command.as_deref())
        .collect()
}

#[test]
fn each_cause_has_a_case_and_its_words() {
    let cases = one_each();
    for code in Cause::CODES {
        assert!(cases.iter().any(|(c, _)| *c == code), "{code} has no case");
    }
    let mut text = String::new();
    for (code, case) in &cases {
        let diagnosis = diagnose(case, NOW);
        assert_eq!(diagnosis.first().unwrap().cause.code(), *code);
        read_aloud(&mut text, code, &first(case));
    }
    golden::compare("advice.txt", &text);
}

pub fn read_aloud(text: &mut String, code: &str, advice: &Advice) {
    writeln!(text, "[{code}]\n{}", advice.title).unwrap();
    for sentence in &advice.because {
        writeln!(text, "  {sentence}").unwrap();
    }
    writeln!(text, "Who: {} ({:?})", advice.who, advice.actor).unwrap();
    for (number, step) in advice.steps.iter().enumerate() {
        writeln!(text, "  {}. {}", number + 1, step.text).unwrap();
        for more in [&step.command, &step.link].into_iter().flatten() {
            writeln!(text, "     {more}").unwrap();
        }
    }
    writeln!(text, "Then: {}\n", advice.verify).unwrap();
}

#[test]
fn the_main_case_reads_as_promised() {
    let case = with(asking(SUPPORT, MailboxKind::Shared, None), not_connected());
    let advice = first(&case);
    assert_eq!(
        advice.title,
        "Alex has no Full Access to the shared mailbox support@demo.test"
    );
    assert_eq!(advice.actor, Actor::MailboxAdmin);
    assert_eq!(advice.who, "an Exchange administrator");
    assert_eq!(
        commands(&advice),
        [
            "Get-MailboxPermission -Identity 'support@demo.test' -User 'alex@demo.test'",
            "Add-MailboxPermission -Identity 'support@demo.test' -User 'alex@demo.test' -AccessRights FullAccess -AutoMapping $false",
        ]
    );
    assert!(advice.verify.contains("60 minutes"));
}

#[test]
fn the_heading_tells_the_kinds_of_mailbox_apart() {
    let title = |kind| first(&with(asking(PAT, kind, Some(ALEX)), not_connected())).title;
    assert_eq!(
        title(MailboxKind::OtherUser),
        "Alex has no Full Access to pat@demo.test, the mailbox of another person"
    );
    assert_eq!(
        title(MailboxKind::Unknown),
        "Alex has no Full Access to the mailbox pat@demo.test"
    );
}

#[test]
fn without_a_display_name_the_account_stands_in() {
    let mut case = with(asking(SUPPORT, MailboxKind::Shared, None), not_connected());
    case.sign_in = None;
    assert!(first(&case).title.starts_with("alex@demo.test has no Full"));
    case.token_facts = None;
    let advice = first(&case);
    assert!(
        advice
            .title
            .starts_with("The account that signed in has no Full")
    );
    // Who signed in is not known, so its place is left for the reader to fill in.
    assert!(commands(&advice).iter().all(|c| c.contains("'<account>'")));
}

#[test]
fn a_quote_in_an_address_stays_inside_the_quotes() {
    let case = with(
        asking("o'brien@demo.test", MailboxKind::OtherUser, Some(ALEX)),
        not_connected(),
    );
    assert!(commands(&first(&case))[1].contains("-Identity 'o''brien@demo.test' -User"));
}

#[test]
fn an_account_that_cannot_be_quoted_makes_no_command() {
    let mut case = with(asking(SUPPORT, MailboxKind::Shared, None), not_connected());
    case.sign_in = Some(SignIn::SignedIn {
        account: Some("alex@demo.test\nRemove-Mailbox support@demo.test".into()),
        name: None,
        granted_scope: None,
    });
    let advice = first(&case);
    assert!(commands(&advice).is_empty());
    assert_eq!(advice.steps.len(), 2);
}

#[test]
fn powershell_is_for_exchange_alone() {
    for family in [Family::Google, Family::Other] {
        for evidence in [not_connected(), auth_refused("AUTHENTICATE failed.")] {
            let mut case = with(healthy(), evidence);
            case.provider.family = family;
            let advice = first(&case);
            assert!(commands(&advice).is_empty(), "{advice:?}");
            assert!(!advice.who.contains("Exchange"));
        }
    }
}

#[test]
fn what_is_judged_of_the_network_is_seen_from_this_relay() {
    for code in [
        "dns-failure",
        "firewall-port-blocked",
        "tls-untrusted-cert",
        "wrong-host-port-or-tls-mode",
    ] {
        let (_, case) = one_each().into_iter().find(|(c, _)| *c == code).unwrap();
        let advice = first(&case);
        assert!(
            advice
                .because
                .iter()
                .any(|s| s.starts_with("Seen from this relay")),
            "{code}: {advice:?}"
        );
    }
}
