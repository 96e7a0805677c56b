//! A message to whoever has to act: look first, change, undo, how long it takes, verify after.

use std::fmt::Write as _;

use super::fix::{Instruction, Kind};
use super::names::{self, moment};
use super::{Advice, advise, fix};
use crate::case::Case;
use crate::diagnose::Finding;
use crate::words::correlation;

/// Plain text, ready to send.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Everything else.
    pub body: String,
}

/// The letter about a finding. `seen` is when the sign-in failed, for a case without a check, in seconds since 1970;
/// absent when nobody knows. Nothing in it is secret.
pub fn letter(finding: &Finding, case: &Case, seen: Option<i64>) -> Letter {
    let advice = advise(finding, case);
    let fix = fix(finding, case);
    let of_kind = |kind: Kind| fix.instructions.iter().filter(move |i| i.kind == kind);
    let mut body = String::new();
    let out = &mut body;
    paragraph(out, &format!("{}.", advice.title));
    paragraph(out, &advice.because.join(" "));
    paragraph(out, &facts(case, seen).join("\n"));
    if let Some(role) = fix.role {
        paragraph(out, &format!("Role needed: {role}."));
    }
    numbered(out, "Verify first (read-only)", of_kind(Kind::Look));
    numbered(out, "Change", of_kind(Kind::Change));
    numbered(out, "Undo", of_kind(Kind::Undo));
    paragraph(
        out,
        &format!("How long it takes: {}", advice.wait.sentence()),
    );
    paragraph(out, &format!("How to know that it worked: {}", fix.proof));
    Letter {
        subject: subject(&advice),
        body: body.trim_end().to_owned() + "\n",
    }
}

fn subject(advice: &Advice) -> String {
    format!("Mail access: {}", advice.title)
}

/// When it was seen, and what the provider calls it.
fn facts(case: &Case, seen: Option<i64>) -> Vec<String> {
    let checked = case.series().first().map(|attempt| attempt.relay_time);
    let mut facts = Vec::new();
    if let Some(at) = checked.or(seen) {
        facts.push(format!("Seen at: {}", moment(at)));
    }
    if let Some(account) = case.signed_in_as() {
        facts.push(format!("Signed in as: {}", names::shown(account)));
    }
    if let Some(mailbox) = &case.ask.mailbox {
        facts.push(format!("Mailbox: {}", names::shown(mailbox.as_str())));
    }
    facts.extend(
        correlation::of_case(case)
            .into_iter()
            .map(|id| format!("{}: {}", id.name, id.value)),
    );
    facts
}

fn numbered<'i>(out: &mut String, heading: &str, steps: impl Iterator<Item = &'i Instruction>) {
    let steps: Vec<&Instruction> = steps.collect();
    if steps.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{heading}:");
    for (number, step) in (1..).zip(steps) {
        let more = [&step.command, &step.link].into_iter().flatten();
        // What takes a change back is a command and nothing else.
        if step.kind == Kind::Undo {
            more.for_each(|command| {
                let _ = writeln!(out, "{number}. {command}");
            });
            continue;
        }
        let _ = writeln!(out, "{number}. {}", step.text);
        for more in more {
            let _ = writeln!(out, "   {more}");
        }
    }
    out.push('\n');
}

fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}
