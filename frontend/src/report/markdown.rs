//! The report as Markdown, for an administrator or a ticket.
//!
//! Whatever a server, a provider or a file says is shown as text: in prose with Markdown's characters escaped, and
//! the dialogue as indented code with one line a line, which nothing in it can leave.

use std::fmt::Write;

use shared::address::Address;
use shared::case::{Attempt, Case};
use shared::diagnose::{Confidence, Finding, diagnose};
use shared::evidence::signin::{Endpoint, SignIn, SignInFailure};
use shared::evidence::{Observation, Outcome, Side};
use shared::plan::{Protocol, Route, Step};
use shared::remedy::advise;
use shared::request::MailboxKind;

use crate::clock;
use crate::matrix::{Cell, QUESTIONS, cell};
use crate::text::{look, matrix as words, steps as text};

/// Writes the report; `now` is the reader's clock, seconds since 1970.
pub fn write(case: &Case, now: i64) -> String {
    let mut out = String::from("# Greencheck report\n\n");
    question(&mut out, case);
    let findings = diagnose(case, now).findings;
    for (rank, finding) in findings.iter().enumerate() {
        advice(&mut out, case, finding, rank);
    }
    for (index, attempt) in case.attempts.iter().enumerate() {
        check(&mut out, attempt, index + 1);
    }
    out
}

fn question(out: &mut String, case: &Case) {
    item(
        out,
        "Mailbox",
        case.ask
            .mailbox
            .as_ref()
            .map_or("not named", Address::as_str),
    );
    let kind = match case.ask.kind {
        MailboxKind::Own => "the mailbox of the account that signs in",
        MailboxKind::OtherUser => "another person's mailbox",
        MailboxKind::Shared => "a shared mailbox",
        MailboxKind::Alias => "another address of the account that signs in",
        MailboxKind::Unknown => "not known",
    };
    item(out, "Whose it is", kind);
    item(out, "Provider", &case.provider.name);
    if let Some(account) = &case.ask.account {
        item(out, "Account that should sign in", account.as_str());
    }
    match &case.sign_in {
        Some(SignIn::SignedIn { granted_scope, .. }) => {
            item(
                out,
                "Signed in as",
                case.signed_in_as().unwrap_or("not known"),
            );
            if let Some(scope) = granted_scope {
                item(out, "Allowed", scope);
            }
        }
        Some(SignIn::Failed(failure)) => item(out, "Sign-in failed", &no_token(failure)),
        None => {}
    }
    if let Some(pasted) = &case.pasted {
        let words = pasted
            .observation
            .lines
            .iter()
            .map(|line| line.text.as_str());
        item(out, "Pasted words", &words.collect::<Vec<_>>().join(" / "));
    }
    if let Some(facts) = &case.token_facts {
        if !facts.audience.is_empty() {
            item(out, "Token is for", &facts.audience.join(" "));
        }
        if let Some(end) = facts.expires_at {
            item(out, "Token ends", &clock::utc(end));
        }
    }
}

fn no_token(failure: &SignInFailure) -> String {
    match failure {
        SignInFailure::Provider {
            at,
            code,
            description,
            redeemed_by: _,
        } => {
            let place = match at {
                Endpoint::Authorize => "the sign-in page",
                Endpoint::Token => "the token endpoint",
                Endpoint::Device => "the device endpoint",
            };
            let code = code.as_deref().unwrap_or("without a code");
            let words = description.as_deref().unwrap_or("no more words");
            format!("{place} answered {code}: {words}")
        }
        SignInFailure::UnknownState => "the answer belongs to no sign-in of that window".into(),
        SignInFailure::WrongIssuer => "the answer names another issuer".into(),
        SignInFailure::NoCode => "the answer had neither a code nor an error".into(),
        SignInFailure::WrongIdentity => "the identity token belongs to another sign-in".into(),
        SignInFailure::Unreachable => "the token endpoint could not be reached".into(),
        SignInFailure::UnreachableForRelay => "the relay could not reach the token endpoint".into(),
        SignInFailure::Stayed { saw } => {
            format!("nobody came back from the provider's page, which showed: {saw:?}")
        }
        SignInFailure::Unreadable => "the token endpoint's answer was no token response".into(),
    }
}

fn advice(out: &mut String, case: &Case, finding: &Finding, rank: usize) {
    let advice = advise(finding, case);
    let confidence = match finding.confidence {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        Confidence::Possible => "possible",
    };
    let heading = if rank == 0 {
        "##"
    } else {
        "## Also considered:"
    };
    let _ = writeln!(out, "\n{heading} {}\n", inline(&advice.title));
    let _ = writeln!(out, "Code `{}`, {confidence}.", finding.cause.code());
    for sentence in &advice.because {
        let _ = writeln!(out, "{}", inline(sentence));
    }
    if rank > 0 {
        return;
    }
    if !advice.who.is_empty() {
        let _ = writeln!(out, "\nWho acts: {}\n", inline(&advice.who));
    }
    for (index, step) in advice.steps.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", index + 1, inline(&step.text));
        if let Some(link) = &step.link {
            let _ = writeln!(out, "   <{}>", one_line(link).replace(['<', '>', ' '], ""));
        }
        if let Some(command) = &step.command {
            // Four more than the three of the list item's own indent: code, whatever is in it.
            let _ = writeln!(out, "\n       {}\n", one_line(command));
        }
    }
    if !advice.verify.is_empty() {
        let _ = writeln!(out, "\n{}", inline(&advice.verify));
    }
}

fn check(out: &mut String, attempt: &Attempt, number: usize) {
    let at = clock::utc(attempt.relay_time);
    let what = attempt.plan.control.map_or("Check", look::name);
    let _ = writeln!(out, "\n## {number}. {what}, {at}, seen from the relay");
    if !attempt.finished {
        let _ = writeln!(out, "\nIt did not come to an end.");
    }
    if attempt.plan.routes.len() > 1 {
        side_by_side(out, attempt);
    }
    for (index, route) in attempt.plan.routes.iter().enumerate() {
        let protocol = route.protocol.name();
        let _ = writeln!(out, "\n### {protocol} at {}:{}\n", route.host, route.port);
        steps(out, attempt, index, route);
        for planned in &route.steps {
            if let Some(seen) = attempt.observed(index, planned.step) {
                dialogue(out, seen, route.protocol);
            }
        }
    }
}

/// Protocols in columns, questions in rows, as on the page.
fn side_by_side(out: &mut String, attempt: &Attempt) {
    let routes = &attempt.plan.routes;
    let names = routes
        .iter()
        .map(|route| format!(" {} |", route.protocol.name()));
    let _ = writeln!(out, "\n| |{}", names.collect::<String>());
    let _ = writeln!(out, "| --- |{}", " --- |".repeat(routes.len()));
    for question in QUESTIONS {
        let cells = (0..routes.len()).map(|route| {
            let cell = cell(attempt, route, question);
            let no = if matches!(cell, Cell::No(_)) {
                "no: "
            } else {
                ""
            };
            format!(" {no}{} |", inline(&words::answer(&cell)))
        });
        let cells = cells.collect::<String>();
        let _ = writeln!(out, "| {} |{cells}", words::question(question));
    }
}

fn steps(out: &mut String, attempt: &Attempt, index: usize, route: &Route) {
    let _ = writeln!(out, "| Step | Result | Time |\n| --- | --- | ---: |");
    for planned in &route.steps {
        let (result, took) = match attempt.observed(index, planned.step) {
            None => ("not ended", String::new()),
            Some(seen) => match seen.evidence.outcome() {
                Outcome::Passed => ("passed", clock::took(seen.ms)),
                Outcome::Failed => ("failed", clock::took(seen.ms)),
                Outcome::NotReached => ("not reached", String::new()),
            },
        };
        let _ = writeln!(
            out,
            "| {} | {result} | {took} |",
            name(planned.step, route.protocol)
        );
    }
}

fn dialogue(out: &mut String, seen: &Observation, protocol: Protocol) {
    if seen.lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}:\n", name(seen.step, protocol));
    for line in &seen.lines {
        let side = match line.from {
            Side::Client => 'C',
            Side::Server => 'S',
        };
        let more = if line.cut { " …" } else { "" };
        let _ = writeln!(out, "    {side}: {}{more}", one_line(&line.text));
    }
}

fn name(step: Step, protocol: Protocol) -> String {
    format!(
        "{} ({})",
        text::name(step, protocol),
        text::word(step, protocol)
    )
}

fn item(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "- {name}: {}", inline(value));
}

/// A text in prose: one line, and what Markdown or HTML could read is escaped; no address becomes a link or a mention
/// by itself. Mail addresses stay as they are, as people copy them.
fn inline(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let read = match c {
            ':' => line[at..].starts_with("://"),
            '@' => !before.is_alphanumeric(),
            // At the start of a line these begin a list or underline a heading.
            '-' | '+' | '=' => at == 0,
            // Some readers make a link of it without a scheme (GitHub Flavored Markdown §6.9).
            '.' => at
                .checked_sub(3)
                .and_then(|from| line.as_bytes().get(from..at))
                .is_some_and(|before| before.eq_ignore_ascii_case(b"www")),
            _ => "\\`*_{}[]<>#~|&!".contains(c),
        };
        if read {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// A text on one line: whatever could end it or turn it round is shown as its escape.
fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || turns(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use shared::evidence::Line;

    use super::*;
    use crate::examples::{ExampleId, example};

    #[test]
    fn the_report_says_who_asked_what_and_what_was_seen() {
        let text = write(&example(ExampleId::NoFullAccess).unwrap(), 1_790_000_000);
        for part in [
            "- Mailbox: support@contoso.com",
            "- Signed in as: alex@contoso.com",
            "### IMAP at outlook.office365.com:993",
            "| Open the inbox (EXAMINE) | failed |",
            "    S: A2 BAD User is authenticated but not connected.",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }

    #[test]
    fn several_protocols_stand_side_by_side() {
        let mut case = example(ExampleId::NoFullAccess).unwrap();
        let mut smtp = case.attempts[0].plan.routes[0].clone();
        smtp.protocol = Protocol::Smtp;
        case.attempts[0].plan.routes.push(smtp);
        let text = write(&case, 1_790_000_000);
        for part in [
            "| | IMAP | SMTP |",
            "| Encrypted | yes | not reached |",
            "| Mailbox opened | no: “User is authenticated but not connected.” | not part of it |",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }

    /// R-083
    #[test]
    fn hostile_words_stay_words() {
        let hostile = "*x*\n# head <img src=x onerror=alert(1)> [a](javascript:b) `c` | ~ https://evil.test \u{202e}\u{7}";
        let mut case = example(ExampleId::NoFullAccess).unwrap();
        case.provider.name = hostile.into();
        case.attempts[0].observations[0].lines = vec![Line {
            from: Side::Server,
            text: format!("````\n{hostile}"),
            cut: true,
        }];
        let text = write(&case, 1_790_000_000);
        assert!(
            !text.contains("\n# head") && !text.contains('\u{202e}') && !text.contains('\u{7}')
        );
        for line in text.lines().filter(|line| line.contains("onerror")) {
            let code = line.starts_with("    ");
            let escaped =
                line.contains("\\<img") && line.contains("\\[a\\]") && line.contains("https\\://");
            assert!(code || escaped, "{line}");
        }
        assert_eq!(text.matches("onerror").count(), 2);
    }

    #[test]
    fn a_text_in_prose_is_escaped_where_it_could_be_read() {
        for (text, expected) in [
            ("- a_b", "\\- a\\_b"),
            ("=== x - y = z", "\\=== x - y = z"),
            ("1 <b>&amp;", "1 \\<b\\>\\&amp;"),
            ("https://x at 10:24", "https\\://x at 10:24"),
            ("go to Www.evil.test", "go to Www\\.evil.test"),
            ("alex@contoso.com @team", "alex@contoso.com \\@team"),
            ("a\r\nb", "a\\\\u\\{d\\}\\\\u\\{a\\}b"),
        ] {
            assert_eq!(inline(text), expected);
        }
    }
}
