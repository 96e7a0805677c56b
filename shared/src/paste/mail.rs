//! What a mail server said, somewhere in a text.

use super::hints::Hints;
use super::{is_telling, observation, refused};
use crate::evidence::smtp::Sent;
use crate::evidence::{Answer, Evidence, Observation, Reply, Status};
use crate::plan::{Protocol, Step};
use crate::words::{Says, Words, reply};

/// What a Java library writes in the place of a server's line.
const NOT_A_SERVER: [&str; 2] = ["Jakarta Mail Exception", "JavaMail Exception"];

/// The lines that tell something, as the step that they answer.
pub fn said(text: &str, hints: Hints) -> Option<Observation> {
    let lines: Vec<&str> = text
        .lines()
        .map(bare)
        .filter(|line| !NOT_A_SERVER.iter().any(|phrase| line.contains(phrase)))
        .filter(|line| is_telling(&Words::of(line)))
        .collect();
    let answer = lines.iter().map(|line| reply::read(line)).rev();
    let answer = answer.max_by_key(|reply| rank(reply.status))?;
    let words = Words::of(&lines.join("\n"));
    let challenge = lines.iter().find_map(|line| line.strip_prefix("+ "));
    let (step, mut evidence) = at(&words, hints, answer);
    if let Evidence::Auth(sasl) = &mut evidence {
        sasl.challenge = challenge.map(str::to_owned);
    }
    Some(observation(lines.into_iter(), step, evidence))
}

/// Without what a tool writes before a server's line.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let prefixes = ["S: ", "<= ", "<-- b'", "< ", "<<< "];
    let bare = prefixes
        .iter()
        .find_map(|prefix| line.strip_prefix(prefix))
        .unwrap_or(line);
    bare.trim_end_matches(['\'', '"'])
}

/// A refusal says more than a farewell, and either more than words without a condition.
const fn rank(status: Status) -> u8 {
    match status {
        Status::No | Status::Bad | Status::Err | Status::Code(_) => 2,
        Status::Bye => 1,
        Status::Ok | Status::Unsaid => 0,
    }
}

/// Which step such words answer.
fn at(words: &Words, hints: Hints, reply: Reply) -> (Step, Evidence) {
    let sending = [Says::SendAsRefused, Says::NeverAuthenticated];
    if hints.protocol == Some(Protocol::Smtp) && sending.into_iter().any(|says| words.say(says)) {
        return (Step::Send, Evidence::Send(Answer::<Sent>::Refused(reply)));
    }
    let opening = [Says::AuthenticatedNotConnected, Says::MailboxLogonFailed];
    let opens = hints.mechanism.is_none() && opening.into_iter().any(|says| words.say(says));
    match hints.protocol {
        Some(Protocol::Pop) if opens => (Step::Stat, Evidence::Stat(Answer::Refused(reply))),
        Some(Protocol::Imap) | None if opens => {
            (Step::Examine, Evidence::Examine(Answer::Refused(reply)))
        }
        _ => (Step::Auth, refused(hints.mechanism, reply)),
    }
}
