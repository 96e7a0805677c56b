//! What each protocol came to, question by question: what the rows of its steps say, in five words.

use shared::case::Attempt;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::{Evidence, Observation, Outcome};
use shared::plan::{Protocol, Step};

/// What is asked of every protocol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Question {
    /// The name leads to a server that answers.
    Reachable,
    /// The connection is encrypted, and the certificate good.
    Encrypted,
    /// The server takes tokens.
    TakesTokens,
    /// It took this one.
    SignedIn,
    /// The mailbox opened.
    Opened,
}

/// In the order in which they are answered.
pub const QUESTIONS: [Question; 5] = [
    Question::Reachable,
    Question::Encrypted,
    Question::TakesTokens,
    Question::SignedIn,
    Question::Opened,
];

/// The answer for one protocol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Yes.
    Yes,
    /// No, and what showed it.
    No(&'a Observation),
    /// Not answered yet.
    Pending,
    /// Something before it failed.
    NotReached,
    /// This protocol has no such thing.
    None,
}

/// The answer of a route to a question.
pub fn cell(attempt: &Attempt, route: usize, question: Question) -> Cell<'_> {
    let Some(planned) = attempt.plan.routes.get(route) else {
        return Cell::None;
    };
    if question == Question::Opened && planned.protocol == Protocol::Smtp {
        return Cell::None;
    }
    let seen = |step: &Step| attempt.observed(route, *step);
    let failed = |seen: &&Observation| seen.evidence.outcome() == Outcome::Failed;
    let about = steps(question);
    // That no mechanism takes a token is seen where the token would be presented.
    let refusal = about.iter().filter_map(seen).find(failed);
    let refusal = refusal.filter(|seen| is_about(question, seen));
    if let Some(refusal) = refusal {
        return Cell::No(refusal);
    }
    let decides = seen(&decisive(question, planned.protocol));
    match decides.map(|seen| (seen.evidence.outcome(), seen)) {
        Some((Outcome::Passed, _)) => Cell::Yes,
        // The token was presented, and so it could be.
        Some((Outcome::Failed, _)) if question == Question::TakesTokens => Cell::Yes,
        Some(_) => Cell::NotReached,
        None if attempt.finished => Cell::NotReached,
        None => Cell::Pending,
    }
}

const fn steps(question: Question) -> &'static [Step] {
    match question {
        Question::Reachable => &[Step::Dns, Step::Tcp, Step::Greeting],
        Question::Encrypted => &[Step::Starttls, Step::Tls],
        Question::TakesTokens => &[Step::Capability, Step::Auth],
        Question::SignedIn => &[Step::Auth],
        Question::Opened => &[Step::Examine, Step::Stat],
    }
}

/// The step whose success answers the question.
const fn decisive(question: Question, protocol: Protocol) -> Step {
    match (question, protocol) {
        (Question::Reachable, _) => Step::Tcp,
        (Question::Encrypted, _) => Step::Tls,
        (Question::TakesTokens | Question::SignedIn, _) => Step::Auth,
        (Question::Opened, Protocol::Pop) => Step::Stat,
        (Question::Opened, Protocol::Imap | Protocol::Smtp) => Step::Examine,
    }
}

fn is_about(question: Question, seen: &Observation) -> bool {
    let not_offered = match &seen.evidence {
        Evidence::Auth(sasl) => matches!(sasl.outcome, SaslOutcome::NotOffered { .. }),
        _ => seen.step != Step::Auth,
    };
    match question {
        Question::TakesTokens => not_offered,
        Question::SignedIn => !not_offered,
        Question::Reachable | Question::Encrypted | Question::Opened => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ExampleId, example};

    fn cells(attempt: &Attempt) -> Vec<&'static str> {
        let word = |question| match cell(attempt, 0, question) {
            Cell::Yes => "yes",
            Cell::No(_) => "no",
            Cell::Pending => "pending",
            Cell::NotReached => "not reached",
            Cell::None => "none",
        };
        QUESTIONS.map(word).to_vec()
    }

    #[test]
    fn the_failed_step_answers_its_question() {
        let mut attempt = example(ExampleId::NoFullAccess).unwrap().attempts.remove(0);
        assert_eq!(cells(&attempt), ["yes", "yes", "yes", "yes", "no"]);
        attempt = example(ExampleId::WrongAudience)
            .unwrap()
            .attempts
            .remove(0);
        assert_eq!(cells(&attempt), ["yes", "yes", "yes", "no", "not reached"]);
        attempt = example(ExampleId::Healthy).unwrap().attempts.remove(0);
        assert_eq!(cells(&attempt), ["yes"; 5]);
        attempt.plan.routes[0].protocol = Protocol::Smtp;
        assert_eq!(cells(&attempt)[4], "none");
    }

    #[test]
    fn a_server_without_a_mechanism_is_asked_no_further() {
        let mut attempt = example(ExampleId::WrongAudience)
            .unwrap()
            .attempts
            .remove(0);
        for seen in &mut attempt.observations {
            if let Evidence::Auth(sasl) = &mut seen.evidence {
                sasl.outcome = SaslOutcome::NotOffered {
                    offered: Vec::new(),
                };
            }
        }
        assert_eq!(
            cells(&attempt),
            ["yes", "yes", "no", "not reached", "not reached"]
        );
    }

    #[test]
    fn what_is_under_way_is_pending() {
        let mut attempt = example(ExampleId::Healthy).unwrap().attempts.remove(0);
        attempt.finished = false;
        attempt.observations.retain(|seen| seen.step <= Step::Tls);
        assert_eq!(
            cells(&attempt),
            ["yes", "yes", "pending", "pending", "pending"]
        );
        attempt.observations.clear();
        assert_eq!(cells(&attempt), ["pending"; 5]);
    }
}
