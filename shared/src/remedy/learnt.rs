//! What a second look, or a person's answer, showed.

use super::names::{self, of, shown};
use crate::case::Case;
use crate::control::Control;
use crate::diagnose::Clue;
use crate::plan::Protocol;
use crate::told::exchange::{ExchangeAnswer, Recipient};
use crate::told::{Graph, Told};

/// The sentence. What it excludes is gone from the list; what it does not exclude is there.
pub fn sentence(clue: &Clue, case: &Case, person: &str) -> String {
    match clue {
        Clue::Control {
            control,
            over,
            opened,
        } => control_sentence(*control, *over, *opened, case, person),
        Clue::Told(told) => told_sentence(told, case, person),
    }
}

fn control_sentence(
    control: Control,
    over: Protocol,
    opened: bool,
    case: &Case,
    person: &str,
) -> String {
    let mailbox = names::mailbox(case);
    match (control, opened) {
        (Control::OwnMailbox, true) => format!(
            "{} own mailbox {} a moment later with the same token, so the token, the account and {} in general are fine.",
            names::capital(&of(person)),
            if over == Protocol::Smtp { "was let in" } else { "opened" },
            over.name()
        ),
        (Control::OwnMailbox, false) => format!(
            "{} own mailbox did not open with this token either; not every account has one.",
            names::capital(&of(person))
        ),
        (Control::Ipv4, true) => {
            format!("Over IPv4, {mailbox} opened: only the way over IPv6 fails.")
        }
        (Control::Ipv4, false) => "Over IPv4 it failed in the same way.".to_owned(),
        (Control::Ipv6, true) => {
            format!("Over IPv6, {mailbox} opened: only the way over IPv4 fails.")
        }
        (Control::Ipv6, false) => "Over IPv6 it failed in the same way.".to_owned(),
        (Control::Mechanism(mechanism), true) => {
            format!("With {mechanism} in its place, {mailbox} opened.")
        }
        (Control::Mechanism(mechanism), false) => {
            format!("With {mechanism} it failed in the same way.")
        }
        (Control::Protocol(Protocol::Smtp), true) => {
            "The submission server (SMTP) took the same token, so the token and the account are in order.".to_owned()
        }
        (Control::Protocol(protocol), true) => format!(
            "{} opened {mailbox} with the same token, so the permission and the mailbox are there.",
            protocol.name()
        ),
        (Control::Protocol(protocol), false) => format!("{} refused it as well.", protocol.name()),
        (Control::Retry, true) => {
            "The same check passed when it was repeated after a pause, with nothing changed."
                .to_owned()
        }
        (Control::Retry, false) => "Repeated after a pause, it failed in the same way.".to_owned(),
    }
}

fn told_sentence(told: &Told, case: &Case, person: &str) -> String {
    match told {
        Told::AccountWasMeant(true) => {
            format!("You said that {person} is the account that was meant.")
        }
        Told::AccountWasMeant(false) => {
            format!("You said that another account than {person} was meant.")
        }
        Told::WebMail(true) => "You said that web mail opens this mailbox.".to_owned(),
        Told::WebMail(false) => "You said that web mail does not open this mailbox.".to_owned(),
        Told::Switch(true) => "You said that the switch is on.".to_owned(),
        Told::Switch(false) => "You said that the switch is off.".to_owned(),
        Told::OtherMailboxes(true) => "The same application opens other mailboxes.".to_owned(),
        Told::OtherMailboxes(false) => {
            "The same application opens no other mailbox either.".to_owned()
        }
        Told::OthersToo => "Others report the same failure now.".to_owned(),
        Told::MadeUpAddressSame(true) => {
            "An address that does not exist is refused in the same words.".to_owned()
        }
        Told::MadeUpAddressSame(false) => {
            "An address that does not exist is refused in other words.".to_owned()
        }
        Told::Graph(Graph::Ok) => {
            "Microsoft Graph shows this mailbox to the same account.".to_owned()
        }
        Told::Graph(Graph::Denied) => {
            "Microsoft Graph refuses this mailbox to the same account.".to_owned()
        }
        Told::Graph(Graph::NoMailbox) => "Microsoft Graph finds no mailbox there.".to_owned(),
        Told::Exchange(answer) => format!("Exchange’s answer: {}.", exchange(answer, case)),
    }
}

fn exchange(answer: &ExchangeAnswer, case: &Case) -> String {
    let mailbox = names::mailbox(case);
    let mut seen: Vec<String> = Vec::new();
    match answer.recipient {
        Some(Recipient::NotFound) => seen.push(format!("nothing has the address {mailbox}")),
        Some(Recipient::NoMailbox) => {
            seen.push(format!("{mailbox} is a group, a list or a contact"));
        }
        Some(Recipient::NotHere) => seen.push("the mailbox is not in Exchange Online".to_owned()),
        Some(Recipient::UserMailbox) => seen.push(format!("{mailbox} is a person’s mailbox")),
        Some(Recipient::SharedMailbox) => seen.push(format!("{mailbox} is a shared mailbox")),
        None => {}
    }
    if let Some(primary) = &answer.primary_address {
        seen.push(format!("its primary address is {}", shown(primary)));
    }
    let mut say = |value: Option<bool>, yes: &str, no: &str| {
        if let Some(value) = value {
            seen.push(if value { yes } else { no }.to_owned());
        }
    };
    say(answer.imap, "IMAP is on", "IMAP is off");
    say(answer.pop, "POP is on", "POP is off");
    say(
        answer.in_a_plan,
        "new mailboxes have it on",
        "every mailbox plan has it off",
    );
    say(answer.licensed, "it has a licence", "it has no licence");
    say(
        answer.frontline.filter(|frontline| *frontline),
        "it has the plan for frontline workers",
        "",
    );
    say(
        answer.full_access,
        "the account has Full Access",
        "the account itself has no Full Access",
    );
    say(
        answer
            .anybody_has_access
            .filter(|_| answer.full_access == Some(false)),
        "others have it, and a group may be among them",
        "nobody has it",
    );
    say(
        answer.service_principal,
        "the application is registered",
        "the application is not registered with this object id",
    );
    say(
        answer.smtp_auth_disabled,
        "authenticated SMTP is off for it",
        "authenticated SMTP is on for it",
    );
    say(
        answer.tenant_smtp_auth_disabled,
        "authenticated SMTP is off for the organisation",
        "authenticated SMTP is on for the organisation",
    );
    seen.join(", ")
}
