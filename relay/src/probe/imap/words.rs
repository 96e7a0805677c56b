//! Reads the guard's record of one command. Pure.

use std::borrow::Cow;

use shared::evidence::capability::Capabilities;
use shared::evidence::imap::Folders;
use shared::evidence::{Answer, Break, Line, Reply, Side, Status};

use crate::guard::Entry;
use crate::guard::said::{Said, said, word};
use crate::probe::imap::folder::is_inbox;
use crate::transcript::{REMOVED, Transcript};

/// The most capabilities that are told, and how much of each, in characters.
const MAX_CAPABILITIES: usize = 100;
const MAX_CAPABILITY: usize = 40;

/// The kinds of data whose words may be shown. All others may hold names of folders, or more.
const SHOWN: [&[u8]; 5] = [b"CAPABILITY", b"ENABLED", b"EXISTS", b"FLAGS", b"RECENT"];

/// What was exchanged for one command.
pub struct Record<'t> {
    exchanged: Vec<Entry>,
    ended: Option<Break>,
    transcript: &'t Transcript,
}

/// There is no OK.
#[derive(Debug, Eq, PartialEq)]
pub enum Unanswered {
    /// The server said something else.
    Refused(Reply),
    /// There was no whole answer.
    Broken(Break),
}

impl Unanswered {
    /// As the evidence of a step.
    pub fn into_answer<T>(self) -> Answer<T> {
        match self {
            Self::Refused(reply) => Answer::Refused(reply),
            Self::Broken(how) => Answer::Broken(how),
        }
    }
}

impl<'t> Record<'t> {
    /// From the guard.
    pub const fn new(
        exchanged: Vec<Entry>,
        ended: Option<Break>,
        transcript: &'t Transcript,
    ) -> Self {
        Self {
            exchanged,
            ended,
            transcript,
        }
    }

    /// The first thing that was exchanged.
    pub fn first(&self) -> Option<&Entry> {
        self.exchanged.first()
    }

    /// Whether the first words are a greeting of IMAP.
    pub fn greets(&self) -> bool {
        let first = self.first().map(Entry::said);
        matches!(
            first,
            Some(Said::Untagged(Status::Ok | Status::Bye, _) | Said::PreAuth)
        )
    }

    /// The text behind the tagged OK, or what there was in its place. A BYE counts as the answer when no other came:
    /// Exchange says why in it.
    ///
    /// # Errors
    /// The command was refused or never answered.
    pub fn answer(&self) -> Result<String, Unanswered> {
        let tagged = self.said().find_map(|said| match said {
            Said::Tagged(_, status, text) => Some((status, text)),
            _ => None,
        });
        let bye = self.said().find_map(|said| match said {
            Said::Untagged(Status::Bye, text) => Some((Status::Bye, text)),
            _ => None,
        });
        match tagged.or(bye) {
            Some((Status::Ok, text)) => Ok(self.transcript.text(text)),
            Some((status, text)) => Err(Unanswered::Refused(Reply {
                status,
                text: self.transcript.text(text),
            })),
            // Without a cap or an end, only the library can have given up.
            None => Err(Unanswered::Broken(self.ended.unwrap_or(Break::Malformed))),
        }
    }

    /// The capabilities: the untagged response, or the code of a greeting or an answer.
    pub fn capabilities(&self) -> Option<Capabilities> {
        self.said()
            .find_map(|said| match said {
                Said::Data(data) => listed(data),
                Said::Untagged(Status::Ok, text) | Said::Tagged(_, Status::Ok, text) => listed(
                    text.strip_prefix(b"[")?
                        .split(|octet| *octet == b']')
                        .next()?,
                ),
                _ => None,
            })
            .map(|list| self.capabilities_in(list))
    }

    /// The server's error challenge, as sent: the last one with a text, after the one that asked for the message.
    pub fn challenge(&self, message_was_asked_for: bool) -> Option<String> {
        let challenges = self
            .exchanged
            .iter()
            .filter_map(|entry| match entry.said() {
                Said::Challenge(text) => Some((entry, text)),
                _ => None,
            });
        let (entry, text) = challenges
            .skip(usize::from(message_was_asked_for))
            .filter(|(_, text)| !text.is_empty())
            .last()?;
        Some(if self.transcript.holds_secret(&entry.octets) {
            REMOVED.to_owned()
        } else {
            self.transcript.text(text)
        })
    }

    /// The number in the last `* N EXISTS`.
    pub fn exists(&self) -> Option<u32> {
        let counted = self.data().filter_map(|data| {
            let (number, kind) = word(data);
            word(kind)
                .0
                .eq_ignore_ascii_case(b"EXISTS")
                .then_some(number)
        });
        std::str::from_utf8(counted.last()?).ok()?.parse().ok()
    }

    /// The LIST responses, counted.
    pub fn folders(&self) -> Folders {
        let listed = self.data().filter_map(|data| {
            let (kind, folder) = word(data);
            kind.eq_ignore_ascii_case(b"LIST").then_some(folder)
        });
        let listed: Vec<&[u8]> = listed.collect();
        Folders {
            count: u32::try_from(listed.len()).unwrap_or(u32::MAX),
            inbox: listed.into_iter().any(is_inbox),
        }
    }

    /// The lines as they may be shown. Of data whose words may be private there is the kind and how many came in a row.
    pub fn lines(&self) -> Vec<Line> {
        let mut shown = Vec::with_capacity(self.exchanged.len());
        for run in self.exchanged.chunk_by(|one, next| {
            private_kind(one).is_some() && private_kind(one) == private_kind(next)
        }) {
            match run.first().and_then(private_kind) {
                Some(kind) => shown.push(Cow::Owned(Entry {
                    from: Side::Server,
                    octets: format!("* {kind} [{} not shown]", run.len()).into_bytes(),
                    whole: true,
                })),
                None => shown.extend(run.iter().map(Cow::Borrowed)),
            }
        }
        self.transcript.lines(shown.iter().map(Cow::as_ref))
    }

    /// What the server said that is whole.
    fn said(&self) -> impl Iterator<Item = Said<'_>> {
        self.exchanged.iter().map(Entry::said)
    }

    fn data(&self) -> impl Iterator<Item = &[u8]> {
        self.said().filter_map(|said| match said {
            Said::Data(data) => Some(data),
            _ => None,
        })
    }

    fn capabilities_in(&self, list: &[u8]) -> Capabilities {
        let names = list
            .split(|octet| *octet == b' ')
            .filter(|name| !name.is_empty());
        let shown = |name| {
            self.transcript
                .text(name)
                .chars()
                .take(MAX_CAPABILITY)
                .collect()
        };
        Capabilities {
            offered: names.take(MAX_CAPABILITIES).map(shown).collect(),
        }
    }
}

/// What follows the word CAPABILITY.
fn listed(data: &[u8]) -> Option<&[u8]> {
    let (kind, list) = word(data);
    kind.eq_ignore_ascii_case(b"CAPABILITY").then_some(list)
}

/// The kind of data whose words may be private.
fn private_kind(entry: &Entry) -> Option<String> {
    // Not only of whole responses: what was cut off may be private too.
    let data = match said(&entry.octets) {
        Said::Data(data) if entry.from == Side::Server => data,
        _ => return None,
    };
    let (first, rest) = word(data);
    let kind = if first.iter().all(u8::is_ascii_digit) {
        word(rest).0
    } else {
        first
    };
    let is = |name: &[u8]| kind.eq_ignore_ascii_case(name);
    if SHOWN.iter().any(|name| is(name)) {
        return None;
    }
    let letters = kind.iter().take(MAX_CAPABILITY);
    let letters = letters.take_while(|octet| octet.is_ascii_alphabetic());
    Some(
        letters
            .map(|octet| char::from(octet.to_ascii_uppercase()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use shared::token::Token;

    use super::*;

    fn transcript() -> Transcript {
        Transcript::new(&Token::new("canary-canary-canary-canary".into()))
    }

    fn record<'t>(transcript: &'t Transcript, lines: &[&str]) -> Record<'t> {
        let entry = |line: &&str| Entry {
            from: if line.starts_with("C: ") {
                Side::Client
            } else {
                Side::Server
            },
            octets: line.as_bytes()[3..].to_vec(),
            whole: true,
        };
        Record::new(lines.iter().map(entry).collect(), None, transcript)
    }

    fn texts(record: &Record) -> Vec<String> {
        record.lines().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn the_tagged_answer_wins_over_a_goodbye() {
        let transcript = transcript();
        let answer = |lines: &[&str]| record(&transcript, lines).answer();
        let refused = |status, text: &str| {
            let text = text.to_owned();
            Err(Unanswered::Refused(Reply { status, text }))
        };
        assert_eq!(
            answer(&["S: * BYE Connection closed. 14", "S: A1 BAD not connected"]),
            refused(Status::Bad, "not connected")
        );
        assert_eq!(
            answer(&["C: A1 NOOP", "S: * BYE Connection closed. 14"]),
            refused(Status::Bye, "Connection closed. 14")
        );
        assert_eq!(
            answer(&["C: A1 OK", "S: * NO warning", "S: A1 OK done"]),
            Ok("done".to_owned())
        );
        assert_eq!(answer(&[]), Err(Unanswered::Broken(Break::Malformed)));
    }

    #[test]
    fn what_was_cut_off_answers_nothing() {
        let transcript = transcript();
        let mut cut = record(&transcript, &["S: A1 OK don"]);
        cut.exchanged[0].whole = false;
        cut.ended = Some(Break::TimedOut);
        assert_eq!(cut.answer(), Err(Unanswered::Broken(Break::TimedOut)));
        assert_eq!(texts(&cut), ["A1 OK don"]);
    }

    #[test]
    fn folders_are_counted_and_their_names_stay() {
        let transcript = transcript();
        let listed = record(
            &transcript,
            &[
                "C: A3 LIST \"\" \"%\"",
                "S: * LIST (\\HasNoChildren) \"/\" \"Inbox\"",
                "S: * LIST () \"/\" {9}\r\nLayoffs 9",
                "S: A3 OK done",
            ],
        );
        let folders = Folders {
            count: 2,
            inbox: true,
        };
        assert_eq!(listed.folders(), folders);
        assert_eq!(
            texts(&listed),
            ["A3 LIST \"\" \"%\"", "* LIST [2 not shown]", "A3 OK done"]
        );
    }

    #[test]
    fn private_data_is_told_by_its_kind() {
        let transcript = transcript();
        let other = record(
            &transcript,
            &[
                "S: * 3 EXISTS",
                "S: * STATUS Layoffs (MESSAGES 2)",
                "S: * 2 FETCH (ENVELOPE (\"secret\"))",
                "S: * 3 fetch (FLAGS ())",
                "S: * {5}\r\nhello",
            ],
        );
        assert_eq!(
            texts(&other),
            [
                "* 3 EXISTS",
                "* STATUS [1 not shown]",
                "* FETCH [2 not shown]",
                "*  [1 not shown]"
            ]
        );
    }

    #[test]
    fn a_challenge_that_holds_the_token_is_not_passed_on() {
        let transcript = transcript();
        let challenged = |challenge: &str| {
            let line = format!("S: + {challenge}");
            record(&transcript, &["S: + ", &line, "S: A1 NO x"]).challenge(true)
        };
        let echo = "eyJ5b3Ugc2VudCI6ImNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmFyeSJ9";
        assert_eq!(challenged(echo).as_deref(), Some(REMOVED));
        let honest = "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=";
        assert_eq!(challenged(honest).as_deref(), Some(honest));
        assert_eq!(challenged(""), None);
    }

    #[test]
    fn capabilities_come_from_the_greeting_or_the_answer() {
        let transcript = transcript();
        let offered = |line: &str| {
            let found = record(&transcript, &[line]).capabilities();
            found.map(|found| found.offered)
        };
        let expected = Some(vec!["IMAP4rev1".to_owned(), "AUTH=XOAUTH2".to_owned()]);
        assert_eq!(
            offered("S: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hi"),
            expected
        );
        assert_eq!(offered("S: * capability IMAP4rev1 AUTH=XOAUTH2"), expected);
        assert_eq!(
            offered("S: A1 OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2]"),
            expected
        );
        assert_eq!(offered("S: * OK [ALERT] CAPABILITY"), None);
        assert_eq!(offered("C: A1 CAPABILITY"), None);
    }

    #[test]
    fn the_last_count_of_messages_is_the_one_that_holds() {
        let transcript = transcript();
        let exists = |lines: &[&str]| record(&transcript, lines).exists();
        assert_eq!(exists(&["S: * 171 EXISTS", "S: * 172 exists"]), Some(172));
        assert_eq!(exists(&["S: * 99999999999 EXISTS"]), None);
        assert_eq!(exists(&["S: * OK 3 EXISTS"]), None);
    }
}
