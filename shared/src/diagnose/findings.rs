//! From the lists of each route to one list of findings.

use super::{Finding, List, suspect};

/// The findings, and how many of them lead. A cause that several routes have in common is one finding.
pub fn of(lists: Vec<List>) -> (Vec<Finding>, usize) {
    let (mut leading, mut others): (Vec<Finding>, Vec<Finding>) = Default::default();
    for list in lists {
        let mut ranked = suspect::rank(list.suspects, &list.over).into_iter();
        if let Some(first) = list.leads.then(|| ranked.next()).flatten() {
            add(&mut leading, first);
        }
        ranked.for_each(|other| add(&mut others, other));
    }
    others.retain(|other| leading.iter().all(|first| first.cause != other.cause));
    let count = leading.len();
    leading.append(&mut others);
    (leading, count)
}

fn add(findings: &mut Vec<Finding>, finding: Finding) {
    match findings
        .iter_mut()
        .find(|known| known.cause == finding.cause)
    {
        Some(known) => {
            known.over.extend(finding.over);
            known.confidence = known.confidence.max(finding.confidence);
            for reason in finding.reasons {
                if !known.reasons.contains(&reason) {
                    known.reasons.push(reason);
                }
            }
        }
        None => findings.push(finding),
    }
}

#[cfg(test)]
mod tests {
    use super::super::suspect::Suspect;
    use super::*;
    use crate::cause::Cause;
    use crate::plan::Protocol;

    fn list(route: usize, protocol: Protocol, suspects: &[(Cause, u32)]) -> List {
        let guess =
            |(cause, weight): &(Cause, u32)| Suspect::guess(cause.clone(), *weight, Vec::new());
        List {
            route,
            leads: true,
            over: vec![protocol],
            clues: Vec::new(),
            suspects: suspects.iter().map(guess).collect(),
        }
    }

    #[test]
    fn each_route_leads_with_its_first() {
        let off = |protocol| Cause::ImapDisabledTenant { protocol };
        let (findings, leading) = of(vec![
            list(
                0,
                Protocol::Imap,
                &[
                    (off(Protocol::Imap), 60),
                    (Cause::ServiceOutageOrBackend, 20),
                ],
            ),
            list(
                1,
                Protocol::Smtp,
                &[
                    (Cause::ServiceOutageOrBackend, 10),
                    (Cause::SmtpAuthDisabledTenant, 40),
                ],
            ),
        ]);
        let causes: Vec<_> = findings.iter().map(|f| f.cause.code()).collect();
        assert_eq!(
            causes,
            [
                "imap-disabled-tenant",
                "smtp-auth-disabled-tenant",
                "service-outage-or-backend"
            ]
        );
        assert_eq!(leading, 2);
        assert_eq!(findings[2].over, [Protocol::Imap, Protocol::Smtp]);
    }

    #[test]
    fn a_cause_in_common_is_one_finding() {
        let (findings, leading) = of(vec![
            list(
                0,
                Protocol::Imap,
                &[
                    (Cause::ServiceOutageOrBackend, 60),
                    (Cause::TooManyConnections, 20),
                ],
            ),
            list(1, Protocol::Pop, &[(Cause::ServiceOutageOrBackend, 60)]),
        ]);
        assert_eq!((findings.len(), leading), (2, 1));
        assert_eq!(findings[0].over, [Protocol::Imap, Protocol::Pop]);
    }
}
