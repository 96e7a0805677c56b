//! Every mailbox of the sandbox through the relay: the check, then whatever the diagnosis asks for next, until it asks
//! for nothing more. What is left must be the cause, and no other.

use end_to_end::client::Client;
use end_to_end::demo::{Demo, Mailbox};
use end_to_end::sign_in::sign_in;
use shared::address::Address;
use shared::case::Case;
use shared::control::Control;
use shared::diagnose::{Diagnosis, diagnose};
use shared::followup::{FollowUp, MOST, own_mailbox};
use shared::path::SignInPath;
use shared::request::Ask;

use crate::running;

/// The codes of what is found, the most likely first.
fn codes(diagnosis: &Diagnosis) -> Vec<&'static str> {
    let findings = diagnosis.findings.iter();
    findings.map(|finding| finding.cause.code()).collect()
}

/// Asks as a person at the page would, and looks on as long as the diagnosis wants to.
async fn settled(demo: &Demo, row: &Mailbox) -> Vec<&'static str> {
    let mut client = Client::open(&demo.url).await;
    let provider = client.provider(&row.provider).clone();
    let signed_in = sign_in(&provider, &row.protocols, &demo.url, &row.sign_in_as);
    let mut case = Case::new(
        Ask {
            provider: provider.id.clone(),
            mailbox: Some(row.mailbox.parse().unwrap()),
            kind: row.kind,
            account: Some(row.account.parse().unwrap()),
            protocols: row.protocols.clone(),
            path: SignInPath::Operator,
            app: None,
            will_last: false,
            spare_own_mailbox: false,
        },
        provider.clone(),
    );
    case.sign_in = Some(signed_in.sign_in);
    case.token_facts = Some(signed_in.facts);
    let mut look = None;
    loop {
        let mailbox = opened_by(&case, look);
        let over = match look {
            None => row.protocols.clone(),
            Some(Control::Protocol(other)) => vec![other],
            Some(_) => vec![case.protocol()],
        };
        let run = client
            .look(&provider, &over, mailbox.as_str(), &signed_in.token, look)
            .await;
        for frame in &run.frames {
            case.take(frame);
        }
        let now = case.attempts[0].relay_time;
        let mut diagnosis = diagnose(&case, now);
        while let Some(FollowUp::Ask(question)) = diagnosis.next {
            let answer = row.answer(question);
            let Some(answer) = answer.filter(|answer| !case.told.contains(answer)) else {
                return codes(&diagnosis);
            };
            case.told.push(answer);
            diagnosis = diagnose(&case, now);
        }
        let Some(FollowUp::Probe(control)) = diagnosis.next else {
            return codes(&diagnosis);
        };
        look = Some(control);
        assert!(case.attempts.len() <= MOST, "{}: no end", row.mailbox);
    }
}

fn opened_by(case: &Case, look: Option<Control>) -> Address {
    match look {
        Some(Control::OwnMailbox) => own_mailbox(case).unwrap(),
        _ => case.ask.mailbox.clone().unwrap(),
    }
}

#[tokio::test]
async fn every_mailbox_comes_to_its_cause_and_to_no_other() {
    let demo = running::demo();
    let mut problems = Vec::new();
    let mut checked = 0;
    for row in demo
        .mailboxes
        .iter()
        .filter(|row| !row.refused && !row.later)
    {
        let found = settled(&demo, row).await;
        checked += 1;
        let allowed = |code: &&&str| row.besides.iter().any(|other| other == **code);
        let first = found.first() == Some(&row.cause.as_str());
        let others = found.iter().skip(1).filter(|code| !allowed(code)).count();
        if !first || others > 0 {
            problems.push(format!("{}: {found:?} is not {}", row.mailbox, row.cause));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(checked >= 30, "only {checked} mailboxes were checked");
}
