//! How a clue changes the weight of a cause.
//!
//! One table serves two purposes: it takes away what a clue excludes, and it tells which control is worth running,
//! because the answers that it can give would take away some causes and leave others ([`crate::followup`]).

use super::clue::Clue;
use super::place::{Place, place};
use super::suspect::Suspect;
use super::{Fact, Reason};
use crate::cause::Cause;
use crate::control::Control;
use crate::plan::Protocol;
use crate::told::exchange::{ExchangeAnswer, Recipient};
use crate::told::{Graph, Told};

/// What a clue does to a cause.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// The two cannot be true together.
    Excludes,
    /// The cause rarely shows this.
    Against,
    /// It says nothing about the cause.
    Neutral,
    /// The cause shows just this.
    For,
}

/// Applies every clue. A clue that excludes everything contradicts what was seen before: it is noted, and changes nothing.
pub fn weigh(mut suspects: Vec<Suspect>, clues: &[Clue], protocol: Protocol) -> Vec<Suspect> {
    for clue in clues {
        let excludes = |s: &Suspect| effect(&s.cause, clue, protocol) == Effect::Excludes;
        let left = suspects.iter().filter(|s| !excludes(s)).count();
        if left == 0 {
            let fact = Fact::Learnt { clue: clue.clone() };
            for suspect in &mut suspects {
                suspect.add(Reason::con(fact.clone()));
            }
            continue;
        }
        let shrinks = left < suspects.len();
        suspects.retain(|suspect| !excludes(suspect));
        for suspect in &mut suspects {
            let (weight, fact) = (suspect.weight, Fact::Learnt { clue: clue.clone() });
            match effect(&suspect.cause, clue, protocol) {
                Effect::For => {
                    suspect.weight = weight.saturating_mul(4);
                    suspect.add(Reason::pro(fact));
                }
                Effect::Against => {
                    suspect.weight = (weight / 4).max(1);
                    suspect.add(Reason::con(fact));
                }
                Effect::Neutral if is_elsewhere(clue, protocol) => {}
                Effect::Neutral => suspect.add(Reason::pro(fact)),
                Effect::Excludes => {}
            }
        }
        if shrinks && left == 1 {
            suspects[0].settled = true;
        }
    }
    suspects
}

/// A second look that went over another protocol says nothing here.
fn is_elsewhere(clue: &Clue, protocol: Protocol) -> bool {
    match clue {
        Clue::Control {
            control: Control::Protocol(_),
            ..
        }
        | Clue::Told(_) => false,
        Clue::Control { over, .. } => *over != protocol,
    }
}

/// The table; `protocol` is the one that was refused.
pub fn effect(cause: &Cause, clue: &Clue, protocol: Protocol) -> Effect {
    let place = place(cause);
    if place == Place::Elsewhere {
        return Effect::Neutral;
    }
    match clue {
        // A mailbox may have the switch for itself, whatever the organisation's says.
        Clue::Control {
            control: Control::OwnMailbox,
            ..
        } if *cause == Cause::SmtpAuthDisabledTenant => Effect::Neutral,
        // A server that was not told whom to ask refuses every mechanism alike.
        Clue::Control {
            control: Control::Mechanism(_),
            opened: false,
            ..
        } if matches!(cause, Cause::ServerOauthNotConfigured { .. }) => Effect::Neutral,
        Clue::Control {
            control,
            over,
            opened,
        } if is_about(*control, *over, protocol, place) => of_control(place, *control, *opened),
        Clue::Control { .. } => Effect::Neutral,
        // A mailbox may have the switch for itself, whatever the organisation's says.
        Clue::Told(Told::OtherMailboxes(_)) if *cause == Cause::SmtpAuthDisabledTenant => {
            Effect::Neutral
        }
        Clue::Told(told) => of_told(cause, place, protocol, told),
    }
}

/// What sits in one protocol is not touched by a control that went over another.
fn is_about(control: Control, over: Protocol, protocol: Protocol, place: Place) -> bool {
    let of_one = matches!(
        place,
        Place::Scope
            | Place::Licence
            | Place::Switch
            | Place::TenantSwitch
            | Place::Mechanism
            | Place::Passing
            | Place::Path
    );
    over == protocol || !of_one || matches!(control, Control::Protocol(_))
}

#[expect(clippy::match_same_arms, reason = "a table is read by its rows")]
fn of_control(place: Place, control: Control, opened: bool) -> Effect {
    use Place::{
        Account, Licence, Mailbox, Mechanism, Name, Passing, Path, Person, Right, Scope, Switch,
        TenantSwitch, Token,
    };
    match (control, opened, place) {
        // Another mailbox opened with this very token, so what spoils every mailbox is out.
        (Control::OwnMailbox, true, Token | Scope | Account | TenantSwitch | Mechanism) => {
            Effect::Excludes
        }
        // Not every account has a mailbox of its own.
        (Control::OwnMailbox, false, Right | Person | Mailbox | Name | Switch | Licence) => {
            Effect::Against
        }
        // What opens the second time over a single change was spoilt by that change, or passes by itself.
        (Control::Retry | Control::Ipv4 | Control::Ipv6, true, Passing | Path)
        | (Control::Mechanism(_), true, Passing | Mechanism) => Effect::For,
        (Control::Retry | Control::Ipv4 | Control::Ipv6 | Control::Mechanism(_), true, _) => Effect::Excludes,
        (Control::Retry, false, Passing)
        | (Control::Ipv4 | Control::Ipv6, false, Path)
        | (Control::Mechanism(_), false, Mechanism) => Effect::Against,
        // The same mailbox opened to the same token over another protocol: the right and the mailbox are there.
        (
            Control::Protocol(Protocol::Imap | Protocol::Pop),
            true,
            Token | Account | Right | Person | Mailbox | Name,
        )
        // Submission opens no mailbox; it proves the token and the account.
        | (Control::Protocol(Protocol::Smtp), true, Token | Account) => Effect::Excludes,
        (Control::Protocol(_), true, Switch) => Effect::For,
        _ => Effect::Neutral,
    }
}

#[expect(clippy::match_same_arms, reason = "a table is read by its rows")]
fn of_told(cause: &Cause, place: Place, protocol: Protocol, told: &Told) -> Effect {
    use Place::{
        Account, Licence, Mailbox, Mechanism, Passing, Path, Person, Right, Scope, Switch,
        TenantSwitch, Token,
    };
    let locked = matches!(cause, Cause::AccountLockedOrAbuse { .. });
    let outage = matches!(cause, Cause::ServiceOutageOrBackend);
    match (told, place) {
        (Told::AccountWasMeant(true), Person) => Effect::Excludes,
        (Told::AccountWasMeant(false), Person) => Effect::For,
        (Told::AccountWasMeant(false), _) => Effect::Excludes,

        (Told::WebMail(true), _) if locked => Effect::Excludes,
        (Told::WebMail(true), Mailbox) => Effect::Excludes,
        (Told::WebMail(false), _) if locked => Effect::For,
        (Told::WebMail(false), Mailbox | Licence) => Effect::For,
        (Told::WebMail(false), _) if outage => Effect::Neutral,
        // Whatever spoils a protocol leaves the web as it is.
        (Told::WebMail(false), _) => Effect::Excludes,

        (Told::Switch(true), Switch | TenantSwitch) => Effect::Excludes,
        (Told::Switch(false), Switch) => Effect::For,
        (Told::Switch(false), TenantSwitch) => Effect::Neutral,
        (Told::Switch(false), _) => Effect::Excludes,

        (Told::OtherMailboxes(true), Token | Scope | TenantSwitch | Mechanism) => Effect::Excludes,
        (Told::OthersToo, _) if outage => Effect::For,
        (Told::OthersToo, Path) => Effect::For,
        (Told::OthersToo, _) => Effect::Against,
        (Told::MadeUpAddressSame(false), _) if matches!(cause, Cause::MailboxNotFound { .. }) => {
            Effect::Excludes
        }

        // Graph asks the directory alone, so it knows an application that Exchange was never told of.
        (Told::Graph(Graph::Ok), _) if is_of_application(cause) => Effect::Neutral,
        (Told::Graph(Graph::Ok), Right | Person | Mailbox | Account) => Effect::Excludes,
        (Told::Graph(Graph::Ok), Switch) => Effect::For,
        (Told::Graph(Graph::Denied), Right | Person) => Effect::For,
        (Told::Graph(Graph::Denied), Switch | TenantSwitch | Passing | Path | Scope) => {
            Effect::Excludes
        }
        (Told::Graph(Graph::NoMailbox), Mailbox | Licence) => Effect::For,
        (Told::Graph(Graph::NoMailbox), Switch | TenantSwitch | Right | Passing | Path) => {
            Effect::Excludes
        }

        (Told::Exchange(answer), place) => of_exchange(cause, place, protocol, answer),
        _ => Effect::Neutral,
    }
}

fn is_of_application(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::ServicePrincipalMissing { .. } | Cause::ServicePrincipalNoMailboxPermission { .. }
    )
}

/// What the answer shows at fault stays, and so does what it says nothing about, unless something else is at fault.
fn of_exchange(cause: &Cause, place: Place, protocol: Protocol, answer: &ExchangeAnswer) -> Effect {
    if is_of_account(cause, answer) {
        return Effect::Excludes;
    }
    if is_shown(cause, place, protocol, answer) {
        Effect::For
    } else if is_refuted(cause, place, protocol, answer) || shows_any(protocol, answer) {
        Effect::Excludes
    } else {
        Effect::Neutral
    }
}

/// It is the account's own mailbox, under another address: nobody has to permit anything.
fn is_of_account(cause: &Cause, answer: &ExchangeAnswer) -> bool {
    let (Cause::NoFullAccessShared { account, .. }
    | Cause::NoFullAccessOtherUser { account, .. }
    | Cause::WrongUserSignedIn {
        signed_in: account, ..
    }) = cause
    else {
        return false;
    };
    let names = account.as_deref().zip(answer.primary_address.as_deref());
    names.is_some_and(|(account, primary)| account.eq_ignore_ascii_case(primary))
}

/// The answer shows this cause at fault.
fn is_shown(cause: &Cause, place: Place, protocol: Protocol, answer: &ExchangeAnswer) -> bool {
    match place {
        Place::Switch => is_off(protocol, answer) && answer.in_a_plan != Some(false),
        Place::TenantSwitch if protocol == Protocol::Smtp => {
            answer.tenant_smtp_auth_disabled == Some(true) && answer.smtp_auth_disabled.is_none()
        }
        Place::TenantSwitch => is_off(protocol, answer) && answer.in_a_plan != Some(true),
        // What is not registered has no right either: the root is the registration.
        Place::Right | Place::Person => {
            answer.full_access == Some(false)
                && answer.service_principal != Some(false)
                && (has_no_right(answer) || !shows_any(protocol, answer))
        }
        Place::Licence => answer.licensed == Some(false) || answer.frontline == Some(true),
        Place::Mailbox if matches!(cause, Cause::MailboxNotFound { .. }) => {
            matches!(
                answer.recipient,
                Some(Recipient::NotFound | Recipient::NoMailbox)
            )
        }
        Place::Mailbox => answer.recipient == Some(Recipient::NotHere),
        Place::Name => answer.primary_asked == Some(false),
        Place::Account if matches!(cause, Cause::ServicePrincipalMissing { .. }) => {
            answer.service_principal == Some(false)
        }
        _ => false,
    }
}

/// The answer shows that it cannot be this cause.
fn is_refuted(cause: &Cause, place: Place, protocol: Protocol, answer: &ExchangeAnswer) -> bool {
    let is_mailbox = matches!(
        answer.recipient,
        Some(Recipient::UserMailbox | Recipient::SharedMailbox)
    );
    match place {
        Place::Switch => {
            is_on(protocol, answer) || (is_off(protocol, answer) && answer.in_a_plan == Some(false))
        }
        Place::TenantSwitch => is_on(protocol, answer) || answer.in_a_plan == Some(true),
        Place::Right | Place::Person => answer.full_access == Some(true),
        // A shared mailbox needs no licence.
        Place::Licence => {
            (answer.licensed == Some(true) && answer.frontline == Some(false))
                || answer.recipient == Some(Recipient::SharedMailbox)
        }
        Place::Mailbox => is_mailbox,
        Place::Name => answer.primary_asked == Some(true),
        Place::Account if matches!(cause, Cause::ServicePrincipalMissing { .. }) => {
            answer.service_principal == Some(true)
        }
        _ => false,
    }
}

/// The answer shows something at fault, whichever it is.
fn shows_any(protocol: Protocol, answer: &ExchangeAnswer) -> bool {
    let no_mailbox = matches!(
        answer.recipient,
        Some(Recipient::NotFound | Recipient::NoMailbox | Recipient::NotHere)
    );
    no_mailbox
        || answer.primary_asked == Some(false)
        || is_off(protocol, answer)
        || has_no_right(answer)
        || answer.licensed == Some(false)
        || answer.frontline == Some(true)
        || answer.service_principal == Some(false)
}

/// Neither by itself nor by way of a group. Where others have the right, a group may be among them.
fn has_no_right(answer: &ExchangeAnswer) -> bool {
    answer.full_access == Some(false) && answer.anybody_has_access == Some(false)
}

fn is_off(protocol: Protocol, answer: &ExchangeAnswer) -> bool {
    match protocol {
        Protocol::Imap => answer.imap == Some(false),
        Protocol::Pop => answer.pop == Some(false),
        // Empty follows the organisation.
        Protocol::Smtp => {
            answer.smtp_auth_disabled == Some(true)
                || (answer.smtp_auth_disabled.is_none()
                    && answer.tenant_smtp_auth_disabled == Some(true))
        }
    }
}

fn is_on(protocol: Protocol, answer: &ExchangeAnswer) -> bool {
    match protocol {
        Protocol::Imap => answer.imap == Some(true),
        Protocol::Pop => answer.pop == Some(true),
        Protocol::Smtp => {
            answer.smtp_auth_disabled == Some(false)
                || (answer.smtp_auth_disabled.is_none()
                    && answer.tenant_smtp_auth_disabled == Some(false))
        }
    }
}
