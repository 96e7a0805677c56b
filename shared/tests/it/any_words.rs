//! Words of any origin: whatever a server, a provider, a file or a clipboard holds, it is judged calmly.

use proptest::collection::vec;
use proptest::prelude::*;
use shared::case::{Case, Pasted};
use shared::cause::Cause;
use shared::diagnose::{Confidence, diagnose};
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::signin::{Endpoint, SignIn, SignInFailure};
use shared::evidence::starttls::Starttls;
use shared::evidence::tls::{Certificate, Tls};
use shared::evidence::{Answer, Break, Evidence, Line, Side, Status};
use shared::followup::human;
use shared::paste;

use shared::plan::{Protocol, Step};
use shared::remedy::letter::letter;
use shared::remedy::{advise, quote_powershell};
use shared::told::{ExchangeAnswer, Told};
use shared::words::{Denial, Words};

use crate::baseline::*;

/// Pieces that parsers look for, whole and broken.
const PIECES: [&str; 44] = [
    "AADSTS",
    "AADSTS50076:",
    "AADSTS99999999999999999999",
    "AADSTS700016: Application with identifier '",
    "A1 NO ",
    "* BYE ",
    "-ERR ",
    "+OK ",
    "535 5.7.139 ",
    "5.7.",
    "[",
    "]",
    "[ALERT] ",
    "[AUTHENTICATIONFAILED",
    "[SYS/",
    "[Error=\"AuthFailed:LogonDenied-",
    "\"]",
    "AuthResultFromPopImapEnd=0",
    "Connection closed. 1",
    "Backoff Time: ",
    " milliseconds",
    "{\"status\":\"400\",\"schemes\":\"",
    "\"}",
    "{{{{{{{{",
    "{\"error\":",
    "error_description=%",
    "%zz",
    "+ eyJzdGF0dXMiOiI0MDAifQ==",
    "=",
    "'",
    "’",
    "\u{202e}",
    "\0",
    "\r\n",
    "\n",
    "é",
    "💥",
    "user is authenticated but not connected",
    "AUTHENTICATE failed.",
    "RecipientTypeDetails :",
    " : ",
    "ImapEnabled : False",
    "Trace ID: ",
    "https://",
];

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        2 => any::<String>(),
        1 => vec(any::<u8>(), 0..64).prop_map(|octets| String::from_utf8_lossy(&octets).into_owned()),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let status = prop_oneof![
        Just(Status::No),
        Just(Status::Bad),
        Just(Status::Err),
        Just(Status::Unsaid),
        any::<u16>().prop_map(Status::Code),
    ];
    let refused = (status, words())
        .prop_map(|(status, text)| reply(status, &text))
        .boxed();
    prop_oneof![
        refused
            .clone()
            .prop_map(|reply| auth(SaslOutcome::Refused(reply))),
        refused
            .clone()
            .prop_map(|reply| Evidence::Examine(Answer::Refused(reply))),
        refused.prop_map(|reply| Evidence::Capability(Answer::Refused(reply))),
        vec(words(), 0..4).prop_map(|offered| auth(SaslOutcome::NotOffered { offered })),
        (words(), words()).prop_map(|(challenge, said)| challenged(&challenge, &said)),
        words().prop_map(|alert| Evidence::Tls(Tls::Alert { alert })),
        untrusted(),
        Just(Evidence::Examine(Answer::Broken(Break::TooMuch))),
        Just(not_connected()),
        Just(Evidence::NotReached),
    ]
}

/// A chain whose certificates say anything, refused for any reason.
fn untrusted() -> impl Strategy<Value = Evidence> {
    let certificate = (
        (words(), words(), words(), words()),
        (vec(words(), 0..3), vec(words(), 0..3)),
        (any::<i64>(), any::<i64>(), any::<bool>(), any::<bool>()),
    );
    let certificate = certificate.prop_map(
        |(
            (subject, issuer, key, signature),
            (names, usages),
            (from, to, authority, constrains),
        )| {
            Certificate {
                subject,
                issuer,
                names,
                not_before: from,
                not_after: to,
                authority,
                constrains,
                key,
                signature,
                usages,
            }
        },
    );
    let verdicts = proptest::sample::select(VERDICTS.to_vec());
    (verdicts, vec(certificate, 0..4))
        .prop_map(|(verdict, chain)| Evidence::Tls(Tls::Untrusted { verdict, chain }))
}

/// Observations in any order, twice, of routes that do not exist, with clocks that are wrong.
fn contradictory() -> impl Strategy<Value = Case> {
    let seen = (
        0..3_usize,
        proptest::sample::select(STEPS.to_vec()),
        evidence(),
    );
    (vec(seen, 0..12), any::<i64>(), any::<bool>(), words()).prop_map(
        |(seen, clock, finished, said)| {
            let mut case = healthy();
            let attempt = &mut case.attempts[0];
            attempt.relay_time = clock;
            attempt.finished = finished;
            for (route, step, evidence) in seen {
                let mut observation = observation(step, evidence);
                observation.route = route;
                observation.lines.push(Line {
                    from: Side::Server,
                    text: said.clone(),
                    cut: true,
                });
                attempt.observations.insert(0, observation);
            }
            case
        },
    )
}

fn judge(case: &Case, now: i64) {
    let diagnosis = diagnose(case, now);
    for finding in &diagnosis.findings {
        let advice = advise(finding, case);
        assert!(!advice.title.is_empty() && !advice.steps.is_empty());
        let letter = letter(finding, case, Some(now));
        assert!(!letter.subject.contains(['\r', '\n', '\0']));
    }
    let causes: Vec<&Cause> = diagnosis.findings.iter().map(|f| &f.cause).collect();
    // What stands in it is quoted, or it does not stand at all.
    if let Some(block) = human::block(case, &causes) {
        assert!(!block.commands.contains(['\0', '\u{202e}']));
    }
}

proptest! {
    #[test]
    fn pasted_words_are_read_calmly(text in words(), now in any::<i64>()) {
        let _ = Words::of(&text);
        let _ = Denial::of(Some(&text), Some(&text));
        let _ = ExchangeAnswer::read(&text, Some(ALEX));
        if let Some(reading) = paste::read(&text) {
            let question = healthy();
            judge(&reading.clone().case(question.ask.clone(), question.provider.clone(), None), now);
            let account = address(PAT);
            judge(&reading.case(question.ask, question.provider, Some(&account)), now);
        }
    }

    #[test]
    fn whatever_a_server_says_is_judged_calmly(evidence in evidence(), now in any::<i64>()) {
        let case = with(asking(SUPPORT, shared::request::MailboxKind::Shared, None), evidence);
        judge(&case, now);
        prop_assert!(!diagnose(&case, now).findings.is_empty() || case.attempts[0].failure(0).is_none());
    }

    #[test]
    fn other_steps_than_those_of_a_check_are_judged_calmly(text in words(), now in any::<i64>()) {
        for evidence in [
            Evidence::Starttls(Starttls::Refused(reply(Status::Bad, &text))),
            Evidence::Stat(Answer::Refused(reply(Status::Err, &text))),
            Evidence::Fetch(Answer::Refused(reply(Status::No, &text))),
            Evidence::Send(Answer::Refused(reply(Status::Code(550), &text))),
            Evidence::Rset(Answer::Refused(reply(Status::Unsaid, &text))),
        ] {
            for protocol in [None, Some(Protocol::Imap), Some(Protocol::Pop), Some(Protocol::Smtp)] {
                let mut case = healthy();
                case.attempts.clear();
                let observation = observation(Step::Send, evidence.clone());
                case.pasted = Some(Pasted { protocol, observation });
                judge(&case, now);
                prop_assert!(!diagnose(&case, now).findings.is_empty());
            }
        }
    }

    #[test]
    fn contradictory_evidence_is_judged_calmly(case in contradictory(), now in any::<i64>()) {
        judge(&case, now);
    }

    #[test]
    fn whatever_a_provider_says_is_judged_calmly(
        code in proptest::option::of(words()), description in proptest::option::of(words()), now in any::<i64>()
    ) {
        let mut case = healthy();
        case.attempts.clear();
        case.sign_in = Some(SignIn::Failed(SignInFailure::Provider {
            at: Endpoint::Token, code, description, redeemed_by: None,
        }));
        judge(&case, now);
        prop_assert!(!diagnose(&case, now).findings.is_empty());
    }

    #[test]
    fn whatever_a_person_pastes_as_an_answer_is_judged_calmly(text in words(), now in any::<i64>()) {
        let mut case = with(asking(SUPPORT, shared::request::MailboxKind::Shared, None), not_connected());
        if let Some(answer) = ExchangeAnswer::read(&text, Some(SUPPORT)) {
            case.told.push(Told::Exchange(answer));
        }
        judge(&case, now);
        prop_assert!(!diagnose(&case, now).findings.is_empty());
    }

    /// Words that no rule knows are not guessed at.
    #[test]
    fn unknown_words_are_called_unknown(text in "[b-df-hj-np-tv-z]{1,9}( [b-df-hj-np-tv-z]{1,9}){0,30}") {
        let case = with(healthy(), Evidence::Examine(Answer::Refused(reply(Status::No, &text))));
        let diagnosis = diagnose(&case, NOW);
        prop_assert_eq!(diagnosis.findings.len(), 1);
        prop_assert_eq!(diagnosis.findings[0].cause.code(), "unrecognised");
        prop_assert_eq!(diagnosis.findings[0].confidence, Confidence::Possible);
    }

    #[test]
    fn a_quoted_value_cannot_leave_its_quotes(value in any::<String>()) {
        if let Some(quoted) = quote_powershell(&value) {
            let inside = quoted.strip_prefix('\'').and_then(|q| q.strip_suffix('\'')).unwrap();
            let quotes: Vec<char> = inside.chars().filter(|c| "'‘’‚‛".contains(*c)).collect();
            for pair in quotes.chunks(2) {
                prop_assert!(pair.len() == 2 && pair[0] == pair[1], "{}", quoted);
            }
            prop_assert!(!quoted.contains(['\r', '\n', '\0']));
        }
    }
}

/// A line of a megabyte, and braces without end.
#[test]
fn very_long_words_are_read_as_far_as_they_matter() {
    for text in [
        "x".repeat(1 << 20),
        "é".repeat(1 << 20),
        "{".repeat(1 << 20),
        "[".repeat(1 << 20),
        format!("{}\"", "{\"error\":".repeat(100_000)),
        "AADSTS1 ".repeat(130_000),
        "A1 NO AUTHENTICATE failed.\n".repeat(40_000),
        "'".repeat(1 << 20),
    ] {
        let reading = paste::read(&text).unwrap();
        let question = healthy();
        judge(&reading.case(question.ask, question.provider, None), NOW);
        judge(&with(healthy(), auth_refused(&text)), NOW);
        let _ = ExchangeAnswer::read(&text, None);
    }
}
