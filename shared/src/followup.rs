//! The next look: the cheapest control that would tell the remaining causes apart.
//!
//! A control is worth running when one of the answers that it can give would take away some of the suspects and leave
//! others. What an answer takes away is the table of [`crate::diagnose`]'s weighing, so that the two cannot disagree.
//! Probes come first, in the order of their cost; when none of them can separate the rest, people are asked.

pub mod human;
#[cfg(test)]
mod worlds;

use serde::Serialize;

use crate::address::Address;
use crate::case::{Attempt, Case};
use crate::control::Control;
use crate::diagnose::Clue;
use crate::diagnose::place::{Place, place};
use crate::diagnose::suspect::Suspect;
use crate::diagnose::weigh::{Effect, effect};
use crate::evidence::dns::Dns;
use crate::evidence::tcp::DialOutcome;
use crate::evidence::{Answer, Evidence};
use crate::plan::{Mechanism, Protocol, Step};
use crate::provider::Family;
use crate::request::MailboxKind;
use crate::told::Told;
use crate::told::exchange::{ExchangeAnswer, Recipient};

/// The most controls after one check.
pub const MOST: usize = 4;

/// The most sign-ins in [`WINDOW_S`] seconds, the check itself among them.
pub const MOST_IN_WINDOW: usize = 3;

/// The length of that window, in seconds.
pub const WINDOW_S: i64 = 60;

/// How long a repetition waits, in seconds.
pub const PAUSE_S: i64 = 20;

/// What would separate the causes that remain.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUp {
    /// The relay can find out.
    Probe(Control),
    /// Only a person can.
    Ask(Question),
}

/// A question to a person. None of them changes anything.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Whether the account that signed in is the one that was meant.
    AccountWasMeant,
    /// Whether the protocol's switch is on.
    Switch,
    /// Whether web mail opens.
    WebMail,
    /// What Exchange Online PowerShell prints for a read-only block.
    Exchange,
}

/// The next look; `None` when nothing is left to separate, or nothing could.
pub(crate) fn next(case: &Case, suspects: &[Suspect], clues: &[Clue]) -> Option<FollowUp> {
    let probe = other_family(case).or_else(|| probe(case, suspects));
    probe
        .map(FollowUp::Probe)
        .or_else(|| question(case, suspects, clues).map(FollowUp::Ask))
}

/// The other address family, where both exist and one alone was used: an application may take the other. It is asked
/// when all is well, and when the way to the server is the trouble; what is refused later seldom depends on it.
fn other_family(case: &Case) -> Option<Control> {
    let series = case.series();
    let base = series.first()?;
    let route = case.question();
    let on_the_way = match base.failure(route).map(|failed| failed.step) {
        None => base.let_in(route),
        Some(step) => matches!(
            step,
            Step::Tls | Step::Greeting | Step::Starttls | Step::Capability
        ),
    };
    let ended = series.iter().all(|attempt| attempt.finished) && series.len() <= MOST;
    if !(on_the_way && ended) {
        return None;
    }
    let Some(Evidence::Dns(Dns::Resolved { addresses })) = base.evidence(route, Step::Dns) else {
        return None;
    };
    let Some(Evidence::Tcp(tcp)) = base.evidence(route, Step::Tcp) else {
        return None;
    };
    let (v6, control) = if tcp.connected()?.is_ipv6() {
        (false, Control::Ipv4)
    } else {
        (true, Control::Ipv6)
    };
    let exists = addresses.iter().any(|address| address.is_ipv6() == v6);
    // One that did not answer is asked again by itself; to one that no network leads to there is no way from here.
    let away = tcp
        .dials
        .iter()
        .any(|dial| dial.to.is_ipv6() == v6 && dial.outcome == DialOutcome::Unreachable);
    (exists && !away && may_run(control, series)).then_some(control)
}

/// The cheapest control that the relay can run.
fn probe(case: &Case, suspects: &[Suspect]) -> Option<Control> {
    let controls = case.series();
    let base = controls.first()?;
    if !is_open(case, suspects) || controls.len() > MOST {
        return None;
    }
    let separates = |answer: &Clue| splits(suspects, answer, case.protocol());
    probes(case, base)
        .into_iter()
        .filter(|control| may_run(*control, controls) && concerns(*control, suspects))
        .find(|control| outcomes(*control, case.protocol()).iter().any(separates))
}

/// The easiest question to a person, whether a control could be run or not.
pub(crate) fn question(case: &Case, suspects: &[Suspect], clues: &[Clue]) -> Option<Question> {
    if !is_open(case, suspects) {
        return None;
    }
    let separates = |answer: &Clue| splits(suspects, answer, case.protocol());
    questions(case)
        .into_iter()
        .filter(|question| !is_answered(*question, clues))
        .find(|question| answers(*question).iter().any(separates))
}

/// Whether there is a doubt to settle, and nothing runs that may settle it.
fn is_open(case: &Case, suspects: &[Suspect]) -> bool {
    let settled = suspects.len() < 2 || suspects.iter().any(|suspect| suspect.settled);
    !settled && case.series().iter().all(|attempt| attempt.finished)
}

/// Whether a clue would take away some of the suspects and leave others.
fn splits(suspects: &[Suspect], clue: &Clue, protocol: Protocol) -> bool {
    let gone = suspects
        .iter()
        .filter(|suspect| effect(&suspect.cause, clue, protocol) == Effect::Excludes)
        .count();
    0 < gone && gone < suspects.len()
}

/// The controls that this case allows, cheapest first.
fn probes(case: &Case, base: &Attempt) -> Vec<Control> {
    let mut all = Vec::new();
    if own_mailbox(case).is_some() {
        all.push(Control::OwnMailbox);
    }
    let route = case.question();
    if went_over_ipv6(base, route) {
        all.push(Control::Ipv4);
    }
    all.extend(another_mechanism(base, route).map(Control::Mechanism));
    all.extend(other_protocols(case, base).map(Control::Protocol));
    all.push(Control::Retry);
    all
}

/// The mailbox of the account that signed in, when it may be opened and is another than the one in question.
pub fn own_mailbox(case: &Case) -> Option<Address> {
    if case.ask.spare_own_mailbox || case.token_facts.as_ref().is_some_and(|f| f.app_only) {
        return None;
    }
    let own: Address = case.signed_in_as()?.parse().ok()?;
    let other = !case.ask.mailbox.as_ref()?.same_as(own.as_str());
    other.then_some(own)
}

fn went_over_ipv6(base: &Attempt, route: usize) -> bool {
    match base.evidence(route, Step::Tcp) {
        Some(Evidence::Tcp(tcp)) => tcp.connected().is_some_and(|to| to.is_ipv6()),
        _ => false,
    }
}

/// A mechanism of the plan that the server offers too and that was not used.
fn another_mechanism(base: &Attempt, route: usize) -> Option<Mechanism> {
    let Some(Evidence::Auth(sasl)) = base.evidence(route, Step::Auth) else {
        return None;
    };
    let Some(Evidence::Capability(Answer::Done(capabilities))) =
        base.evidence(route, Step::Capability)
    else {
        return None;
    };
    let used = sasl.mechanism?;
    let mut offered = capabilities.mechanisms();
    let spare = |m: &&Mechanism| used.name() != m.name();
    let planned = base.plan.routes.get(route)?;
    let spare: Vec<&Mechanism> = planned.mechanisms.iter().filter(spare).collect();
    let found = offered.find_map(|name| spare.iter().find(|m| m.name().eq_ignore_ascii_case(name)));
    found.map(|mechanism| **mechanism)
}

/// Protocols that a check can use here, that the token has the scope for and that were not tried beside it.
fn other_protocols<'c>(case: &'c Case, base: &'c Attempt) -> impl Iterator<Item = Protocol> {
    let tried = |protocol: Protocol| base.plan.routes.iter().any(|r| r.protocol == protocol);
    let protocols = case.provider.protocols.iter().copied();
    protocols.filter(move |protocol| !tried(*protocol) && case.has_scope_for(*protocol))
}

/// A control that changes one thing is for the causes that sit in that thing: for all others it is a repetition, and the
/// looks are few.
fn concerns(control: Control, suspects: &[Suspect]) -> bool {
    let sits = |at: Place| suspects.iter().any(|suspect| place(&suspect.cause) == at);
    match control {
        Control::Ipv4 | Control::Ipv6 => sits(Place::Path),
        Control::Mechanism(_) => sits(Place::Mechanism),
        Control::OwnMailbox | Control::Protocol(_) | Control::Retry => true,
    }
}

fn may_run(control: Control, controls: &[Attempt]) -> bool {
    let ran = controls
        .iter()
        .filter(|attempt| attempt.plan.control == Some(control))
        .count();
    // What comes and goes may need more than one repetition to be seen.
    ran < if control == Control::Retry { 2 } else { 1 }
}

fn outcomes(control: Control, protocol: Protocol) -> [Clue; 2] {
    let over = match control {
        Control::Protocol(other) => other,
        _ => protocol,
    };
    [true, false].map(|opened| Clue::Control {
        control,
        over,
        opened,
    })
}

/// The questions that make sense for this case, the easiest first.
fn questions(case: &Case) -> Vec<Question> {
    let mut all = Vec::new();
    let named = case.ask.account.is_some() || case.ask.kind == MailboxKind::Own;
    // Whoever pasted words named the account along with them.
    if case.signed_in_as().is_some() && !named && case.pasted.is_none() {
        all.push(Question::AccountWasMeant);
    }
    match case.provider.family {
        Family::Microsoft => all.push(Question::Exchange),
        Family::OutlookCom => all.extend([Question::Switch, Question::WebMail]),
        Family::Google | Family::Other => all.push(Question::Switch),
    }
    all
}

fn is_answered(question: Question, clues: &[Clue]) -> bool {
    clues.iter().any(|clue| {
        matches!(
            (question, clue),
            (
                Question::AccountWasMeant,
                Clue::Told(Told::AccountWasMeant(_))
            ) | (Question::Switch, Clue::Told(Told::Switch(_)))
                | (Question::WebMail, Clue::Told(Told::WebMail(_)))
                | (Question::Exchange, Clue::Told(Told::Exchange(_)))
        )
    })
}

/// The answers that a question can get, as far as they differ in what they take away.
fn answers(question: Question) -> Vec<Clue> {
    let told = |told: [Told; 2]| told.map(Clue::Told).to_vec();
    match question {
        Question::AccountWasMeant => told([true, false].map(Told::AccountWasMeant)),
        Question::Switch => told([true, false].map(Told::Switch)),
        Question::WebMail => told([true, false].map(Told::WebMail)),
        Question::Exchange => exchange_answers()
            .into_iter()
            .map(|answer| Clue::Told(Told::Exchange(answer)))
            .collect(),
    }
}

/// One answer for each line of the block, good and bad.
fn exchange_answers() -> Vec<ExchangeAnswer> {
    let none = ExchangeAnswer::default;
    let mut all = Vec::new();
    for good in [true, false] {
        let is = Some(good);
        all.push(ExchangeAnswer {
            imap: is,
            pop: is,
            ..none()
        });
        all.push(ExchangeAnswer {
            imap: Some(false),
            pop: Some(false),
            in_a_plan: is,
            ..none()
        });
        all.push(ExchangeAnswer {
            primary_asked: is,
            ..none()
        });
        all.push(ExchangeAnswer {
            full_access: is,
            anybody_has_access: is,
            ..none()
        });
        all.push(ExchangeAnswer {
            licensed: is,
            ..none()
        });
        all.push(ExchangeAnswer {
            service_principal: is,
            ..none()
        });
        all.push(ExchangeAnswer {
            smtp_auth_disabled: is,
            tenant_smtp_auth_disabled: is,
            ..none()
        });
    }
    let recipients = [
        Recipient::NotFound,
        Recipient::NotHere,
        Recipient::SharedMailbox,
        Recipient::UserMailbox,
    ];
    all.extend(recipients.map(|recipient| ExchangeAnswer {
        recipient: Some(recipient),
        ..none()
    }));
    all
}
