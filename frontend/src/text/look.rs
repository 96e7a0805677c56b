//! Second looks, said before, while and after they run.

use shared::case::Case;
use shared::control::Control;
use shared::followup::own_mailbox;
use shared::plan::Protocol;

use crate::state::Trouble;
use crate::text::{mailbox, trouble};

/// Above them.
pub const HEADING: &str = "A second look";
/// While one runs.
pub const RUNNING: &str = "Running now.";
/// Ends them.
pub const STOP: &str = "Stop here";
/// Leaves the person's own mailbox closed.
pub const SPARE: &str = "Do not open that mailbox";
/// After they were stopped.
pub const STOPPED: &str =
    "No second look is taken: you stopped them. What was found stands as it is.";

/// What is done, and why.
pub fn announce(control: Control, case: &Case) -> String {
    let mailbox = mailbox(case);
    match control {
        Control::OwnMailbox => {
            let own = own_mailbox(case).map_or_else(|| "its own mailbox".to_owned(), |own| own.to_string());
            match case.protocol() {
                Protocol::Smtp => format!(
                    "Next, Greencheck signs in to the submission server as {own} with the same token, and sends nothing. If that is let in, the token is in order and the reason lies with {mailbox}."
                ),
                Protocol::Imap | Protocol::Pop => format!(
                    "Next, Greencheck opens the inbox of {own} with the same token, read-only as before. If that opens, the token is in order and the reason lies with {mailbox}."
                ),
            }
        }
        Control::Ipv4 => "Next, Greencheck repeats the check over IPv4 only: the first one went over IPv6, and an application may take the other way.".to_owned(),
        Control::Ipv6 => "Next, Greencheck repeats the check over IPv6 only: the first one went over IPv4, and an application may take the other way.".to_owned(),
        Control::Mechanism(mechanism) => format!(
            "Next, Greencheck repeats the check with {mechanism}, which the server offers too. If that opens {mailbox}, the mechanism is the reason."
        ),
        Control::Protocol(Protocol::Smtp) => "Next, Greencheck signs in to the submission server (SMTP) with the same token, and sends nothing. If that works, the token and the account are in order.".to_owned(),
        Control::Protocol(protocol) => format!(
            "Next, Greencheck opens {mailbox} over {}. If that works, the permission is there and the first protocol is the reason.",
            protocol.name()
        ),
        Control::Retry => format!(
            "After a pause of 20 seconds Greencheck opens {mailbox} once more, to see whether the refusal passes by itself."
        ),
    }
}

/// One that did not come to an end.
pub fn broke(why: &Trouble) -> String {
    let words = trouble::words(why, None);
    format!(
        "The second look did not come to an end: {}. What was found stands as it is.",
        words.title
    )
}

/// What a look was, above its steps.
pub fn name(control: Control) -> &'static str {
    match control {
        Control::OwnMailbox => "Second look: the own mailbox of the account",
        Control::Ipv4 => "Second look: over IPv4 only",
        Control::Ipv6 => "Second look: over IPv6 only",
        Control::Mechanism(_) => "Second look: with another mechanism",
        Control::Protocol(_) => "Second look: over another protocol",
        Control::Retry => "Second look: the same once more",
    }
}
