//! IPv4 and IPv6: both exist, one is used, and an application may use the other.

use std::net::{IpAddr, SocketAddr};

use shared::case::{Attempt, Case};
use shared::control::Control;
use shared::diagnose::{Confidence, Fact, diagnose};
use shared::evidence::dns::Dns;
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use shared::evidence::tls::Tls;
use shared::evidence::{Break, Evidence, Observation};
use shared::followup::FollowUp;
use shared::plan::{AddressFamily, Step};

use crate::baseline::*;

const V4: &str = "192.0.2.1";
const V6: &str = "2001:db8::1";

fn at(address: &str) -> SocketAddr {
    SocketAddr::new(address.parse::<IpAddr>().unwrap(), 993)
}

fn replace(attempt: &mut Attempt, step: Step, evidence: Evidence) {
    let seen: &mut Observation = attempt
        .observations
        .iter_mut()
        .find(|seen| seen.step == step)
        .unwrap();
    seen.evidence = evidence;
}

/// The name has both addresses, and these were dialled.
fn over(mut attempt: Attempt, dials: &[(&str, DialOutcome)]) -> Attempt {
    let addresses = [V6, V4].map(|address| address.parse().unwrap()).to_vec();
    replace(
        &mut attempt,
        Step::Dns,
        Evidence::Dns(Dns::Resolved { addresses }),
    );
    let dials = dials.iter().map(|(to, outcome)| Dial {
        to: at(to),
        outcome: *outcome,
    });
    let tcp = Tcp {
        dials: dials.collect(),
    };
    replace(&mut attempt, Step::Tcp, Evidence::Tcp(tcp));
    attempt
}

fn dialled(dials: &[(&str, DialOutcome)]) -> Case {
    let mut case = healthy();
    let attempt = case.attempts.remove(0);
    case.attempts.push(over(attempt, dials));
    case
}

/// The same check over the other family, up to a step.
fn look(case: &mut Case, control: Control, address: &str) {
    let mut attempt = over(
        healthy().attempts.remove(0),
        &[(address, DialOutcome::Connected)],
    );
    attempt.plan.control = Some(control);
    case.attempts.push(attempt);
}

fn facts(case: &Case) -> Vec<Fact> {
    let diagnosis = diagnose(case, NOW);
    let reasons = &diagnosis.first().unwrap().reasons;
    reasons.iter().map(|reason| reason.fact.clone()).collect()
}

#[test]
fn what_was_well_over_one_is_tried_over_the_other() {
    use DialOutcome::{Connected, TimedOut, Unreachable};
    let next = |case: &Case| diagnose(case, NOW).next;
    for (used, control) in [(V6, Control::Ipv4), (V4, Control::Ipv6)] {
        let mut case = dialled(&[(used, Connected)]);
        assert_eq!(next(&case), Some(FollowUp::Probe(control)));
        let other = if used == V6 { V4 } else { V6 };
        look(&mut case, control, other);
        assert_eq!(next(&case), None);
        assert_eq!(found(&case)[0].0, "healthy");
        let family = if used == V6 {
            AddressFamily::V4
        } else {
            AddressFamily::V6
        };
        assert!(facts(&case).contains(&Fact::OpensToo { family }));
    }
    // To the other one no network leads from here: there is nothing to ask.
    let case = dialled(&[(V6, Unreachable), (V4, Connected)]);
    assert_eq!(next(&case), None);
    // It did not answer: it is asked by itself.
    let case = dialled(&[(V6, TimedOut), (V4, Connected)]);
    assert_eq!(next(&case), Some(FollowUp::Probe(Control::Ipv6)));
    // There is but one.
    assert_eq!(next(&healthy()), None);
}

/// Healthy over IPv6; over IPv4 the dial came to this.
fn differing(outcome: DialOutcome) -> Case {
    let mut case = dialled(&[(V6, DialOutcome::Connected)]);
    look(&mut case, Control::Ipv4, V4);
    let attempt = &mut case.attempts[1];
    let dials = vec![Dial {
        to: at(V4),
        outcome,
    }];
    replace(attempt, Step::Tcp, Evidence::Tcp(Tcp { dials }));
    for seen in attempt
        .observations
        .iter_mut()
        .filter(|seen| seen.step > Step::Tcp)
    {
        seen.evidence = Evidence::NotReached;
    }
    case
}

#[test]
fn a_difference_between_the_two_is_said_beside_the_verdict() {
    let case = differing(DialOutcome::TimedOut);
    let diagnosis = diagnose(&case, NOW);
    assert_eq!(diagnosis.leading, 1);
    assert_eq!(found(&case)[0], ("healthy", Confidence::Certain));
    assert_eq!(found(&case)[1].0, "firewall-port-blocked");
    assert!(
        found(&case)[1..]
            .iter()
            .all(|(_, sure)| *sure == Confidence::Possible)
    );
    let family = AddressFamily::V4;
    assert!(facts(&case).contains(&Fact::FailsOver { family }));
    let opens = AddressFamily::V6;
    let reasons = &diagnosis.findings[1].reasons;
    assert!(
        reasons
            .iter()
            .any(|reason| reason.fact == Fact::OtherFamilyOpens { opens })
    );
}

#[test]
fn what_is_no_difference_is_not_called_one() {
    // The relay has no such network.
    assert_eq!(
        found(&differing(DialOutcome::Unreachable)),
        [("healthy", Confidence::Certain)]
    );
    // The server was busy.
    let mut case = dialled(&[(V6, DialOutcome::Connected)]);
    look(&mut case, Control::Ipv4, V4);
    let busy = auth_refused("[ALERT] Too many simultaneous connections. (Failure)");
    let case = with(case, busy);
    assert_eq!(found(&case), [("healthy", Confidence::Certain)]);
    // The look did not come to its end.
    let mut case = differing(DialOutcome::TimedOut);
    case.attempts[1].finished = false;
    assert_eq!(found(&case), [("healthy", Confidence::Certain)]);
}

#[test]
fn trouble_on_the_way_is_looked_at_over_the_other_too() {
    let mut case = dialled(&[(V6, DialOutcome::Connected)]);
    let attempt = &mut case.attempts[0];
    replace(attempt, Step::Tls, Evidence::Tls(Tls::Broken(Break::Reset)));
    for seen in attempt
        .observations
        .iter_mut()
        .filter(|seen| seen.step > Step::Tls)
    {
        seen.evidence = Evidence::NotReached;
    }
    let first = found(&case)[0].0;
    assert_eq!(
        diagnose(&case, NOW).next,
        Some(FollowUp::Probe(Control::Ipv4))
    );
    look(&mut case, Control::Ipv4, V4);
    assert_eq!(found(&case)[0].0, first);
    let learnt = facts(&case)
        .into_iter()
        .any(|fact| matches!(fact, Fact::Learnt { .. }));
    assert!(learnt, "{:?}", facts(&case));
    // A refusal of the token has nothing to do with the way.
    let mut refused = with(dialled(&[(V6, DialOutcome::Connected)]), not_connected());
    refused.attempts[0].finished = true;
    assert_ne!(
        diagnose(&refused, NOW).next,
        Some(FollowUp::Probe(Control::Ipv4))
    );
}
