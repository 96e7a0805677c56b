//! IPv4 and IPv6: a mailbox that opens over one and not over the other is well, and not for every application.

use super::suspect::Suspect;
use super::{Confidence, Fact, List, Reason, of_route};
use crate::case::{Attempt, Case};
use crate::control::Control;
use crate::diagnose::clue;
use crate::evidence::Evidence;
use crate::evidence::tcp::{DialOutcome, Tcp};
use crate::plan::{AddressFamily, Step};

/// The latest look over one family alone, with that family.
fn look(case: &Case) -> Option<(&Attempt, AddressFamily)> {
    let looks = case.series().iter().skip(1).rev();
    looks
        .filter(|look| look.finished)
        .find_map(|look| match look.plan.control? {
            Control::Ipv4 => Some((look, AddressFamily::V4)),
            Control::Ipv6 => Some((look, AddressFamily::V6)),
            _ => None,
        })
}

/// What it says beside a mailbox that opened.
pub fn beside(case: &Case) -> Option<Reason> {
    let (look, family) = look(case)?;
    if look.let_in(0) {
        return Some(Reason::pro(Fact::OpensToo { family }));
    }
    differs(look).then(|| Reason::con(Fact::FailsOver { family }))
}

/// What may be behind it: said beside the verdict, and no verdict itself.
pub fn other(case: &Case, now: i64) -> Option<List> {
    let (look, family) = look(case)?;
    if look.let_in(0) || !differs(look) {
        return None;
    }
    let opens = match family {
        AddressFamily::V4 => AddressFamily::V6,
        AddressFamily::V6 | AddressFamily::Any => AddressFamily::V4,
    };
    let suspects = of_route(case, look, 0, now).into_iter();
    let suspects = suspects.map(|suspect| {
        suspect
            .because(Fact::OtherFamilyOpens { opens })
            .at_most(Confidence::Possible)
    });
    Some(List {
        route: 0,
        leads: false,
        over: vec![look.plan.routes.first()?.protocol],
        clues: Vec::new(),
        suspects: suspects.collect::<Vec<Suspect>>(),
    })
}

/// Whether the failure is about the way: not about a server that is busy, nor about a relay that has no such network.
fn differs(look: &Attempt) -> bool {
    let Some(failure) = look.failure(0) else {
        return false;
    };
    match &failure.evidence {
        Evidence::Tcp(tcp) => answers_nowhere(tcp),
        _ if failure.step >= Step::Auth => clue::outcome(look, 0) == Some(false),
        _ => true,
    }
}

fn answers_nowhere(tcp: &Tcp) -> bool {
    let away = |outcome| outcome == DialOutcome::Unreachable;
    !tcp.dials.iter().all(|dial| away(dial.outcome))
}
