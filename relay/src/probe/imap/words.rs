//! Reads the guard's record of one command. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::evidence::imap::{Capabilities, Folders};
use shared::evidence::{Answer, Break, Line, Reply, Side, Status};

use crate::transcript::{REMOVED, Transcript};

/// The most capabilities that are told.
const MAX_CAPABILITIES: usize = 100;

/// A server's line, taken apart as far as a check needs.
#[derive(Debug, Eq, PartialEq)]
pub enum Said<'r> {
    /// `* OK …`, `* NO …`, `* BAD …`, `* BYE …`
    Untagged(Status, &'r [u8]),
    /// The answer to a command.
    Tagged(Status, &'r [u8]),
    /// `* PREAUTH …`
    PreAuth,
    /// `+ …`
    Continue(&'r [u8]),
    /// Data, or anything else.
    Other,
}

/// Takes a line apart.
pub fn said(line: &[u8]) -> Said<'_> {
    let (first, rest) = word(line);
    if first == b"+" {
        return Said::Continue(rest);
    }
    let (condition, text) = word(rest);
    let status = [
        (b"OK".as_slice(), Status::Ok),
        (b"NO", Status::No),
        (b"BAD", Status::Bad),
        (b"BYE", Status::Bye),
    ]
    .into_iter()
    .find(|(name, _)| condition.eq_ignore_ascii_case(name))
    .map(|(_, status)| status);
    match (first, status) {
        (b"*", Some(status)) => Said::Untagged(status, text),
        (b"*", None) if condition.eq_ignore_ascii_case(b"PREAUTH") => Said::PreAuth,
        (b"*", None) | (_, None) => Said::Other,
        (_, Some(status)) => Said::Tagged(status, text),
    }
}

/// `[CAPABILITY …]` at the start of a text.
pub fn capabilities_in_code(text: &[u8]) -> Option<Capabilities> {
    let code = text
        .strip_prefix(b"[")?
        .split(|octet| *octet == b']')
        .next()?;
    let (name, list) = word(code);
    name.eq_ignore_ascii_case(b"CAPABILITY")
        .then(|| capabilities(list))
}

/// What was exchanged for one command.
pub struct Record {
    exchanged: Vec<(Side, Vec<u8>)>,
    ended: Option<Break>,
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

impl Record {
    /// From the guard.
    pub const fn new(exchanged: Vec<(Side, Vec<u8>)>, ended: Option<Break>) -> Self {
        Self { exchanged, ended }
    }

    /// The text behind the tagged OK, or what there was in its place. A BYE counts as the answer when no other came:
    /// Exchange says why in it.
    ///
    /// # Errors
    /// The command was refused or never answered.
    pub fn answer(&self, transcript: &Transcript) -> Result<String, Unanswered> {
        let reply = |status, text| Reply {
            status,
            text: transcript.text(text),
        };
        let tagged = self.server().find_map(|line| match said(line) {
            Said::Tagged(status, text) => Some(reply(status, text)),
            _ => None,
        });
        let bye = self.server().find_map(|line| match said(line) {
            Said::Untagged(Status::Bye, text) => Some(reply(Status::Bye, text)),
            _ => None,
        });
        match (tagged, bye) {
            (
                Some(Reply {
                    status: Status::Ok,
                    text,
                }),
                _,
            ) => Ok(text),
            (Some(reply), _) | (None, Some(reply)) => Err(Unanswered::Refused(reply)),
            // Without a cap or an end, only the parser can have given up.
            (None, None) => Err(Unanswered::Broken(self.ended.unwrap_or(Break::Malformed))),
        }
    }

    /// The untagged CAPABILITY response.
    pub fn capabilities(&self) -> Option<Capabilities> {
        self.data(b"CAPABILITY").map(capabilities)
    }

    /// The server's error challenge, as sent: the last continuation request with text after the token was due.
    pub fn challenge(&self, token_was_asked_for: bool, transcript: &Transcript) -> Option<String> {
        let continued = self.server().filter_map(|line| match said(line) {
            Said::Continue(text) => Some(text),
            _ => None,
        });
        let challenge = continued
            .skip(usize::from(token_was_asked_for))
            .last()
            .filter(|text| !text.is_empty())?;
        Some(if reveals(challenge, transcript) {
            REMOVED.to_owned()
        } else {
            transcript.text(challenge)
        })
    }

    /// The number of `* N EXISTS`.
    pub fn exists(&self) -> Option<u32> {
        self.server().find_map(|line| {
            let (star, rest) = word(line);
            let (number, rest) = word(rest);
            let is_exists = star == b"*" && word(rest).0.eq_ignore_ascii_case(b"EXISTS");
            is_exists.then(|| std::str::from_utf8(number).ok()?.parse().ok())?
        })
    }

    /// The LIST responses, counted.
    pub fn folders(&self) -> Folders {
        let lines: Vec<&[u8]> = self.server().filter(|line| is_list(line)).collect();
        let inbox = lines.iter().any(|line| {
            let name = line
                .rsplit(|octet| matches!(octet, b' ' | b'\n'))
                .next()
                .unwrap_or_default();
            name.strip_prefix(b"\"")
                .and_then(|name| name.strip_suffix(b"\""))
                .unwrap_or(name)
                .eq_ignore_ascii_case(b"INBOX")
        });
        Folders {
            count: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            inbox,
        }
    }

    /// The lines as they may be shown.
    pub fn lines(&self, transcript: &Transcript) -> Vec<Line> {
        let mut lines = transcript.lines(&self.exchanged);
        for (line, (side, octets)) in lines.iter_mut().zip(&self.exchanged) {
            if let (Side::Server, Said::Continue(text)) = (side, said(octets))
                && reveals(text, transcript)
            {
                line.text = format!("+ {REMOVED}");
            }
        }
        lines
    }

    /// The lines without those that name folders; a line says how many there were.
    pub fn lines_without_folders(&self, transcript: &Transcript) -> Vec<Line> {
        let (folders, others): (Vec<_>, Vec<_>) = self
            .exchanged
            .iter()
            .cloned()
            .partition(|(side, octets)| *side == Side::Server && is_list(octets));
        let mut lines = transcript.lines(&others);
        if !folders.is_empty() {
            let text = format!("* LIST [{} folders, names not shown]", folders.len());
            let at = others
                .iter()
                .take_while(|(side, _)| *side == Side::Client)
                .count()
                .min(lines.len());
            lines.insert(
                at,
                Line {
                    from: Side::Server,
                    text,
                    cut: false,
                },
            );
        }
        lines
    }

    fn server(&self) -> impl Iterator<Item = &[u8]> {
        self.exchanged
            .iter()
            .filter(|(side, _)| *side == Side::Server)
            .map(|(_, octets)| octets.as_slice())
    }

    fn data(&self, name: &[u8]) -> Option<&[u8]> {
        self.server().find_map(|line| {
            let (star, rest) = word(line);
            let (first, rest) = word(rest);
            (star == b"*" && first.eq_ignore_ascii_case(name)).then_some(rest)
        })
    }
}

fn is_list(line: &[u8]) -> bool {
    let (star, rest) = word(line);
    star == b"*" && word(rest).0.eq_ignore_ascii_case(b"LIST")
}

/// Whether a challenge gives the token away, as it is or decoded.
fn reveals(challenge: &[u8], transcript: &Transcript) -> bool {
    transcript.holds_secret(challenge)
        || STANDARD
            .decode(challenge.trim_ascii())
            .is_ok_and(|decoded| transcript.holds_secret(&decoded))
}

fn capabilities(list: &[u8]) -> Capabilities {
    let names = list
        .split(|octet| *octet == b' ')
        .filter(|name| !name.is_empty());
    let shown = |name: &[u8]| {
        Transcript::without_secret()
            .text(name)
            .chars()
            .take(60)
            .collect()
    };
    Capabilities {
        offered: names.take(MAX_CAPABILITIES).map(shown).collect(),
    }
}

/// The first word and what follows the space behind it.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|octet| *octet == b' ')
        .unwrap_or(text.len());
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(lines: &[&str]) -> Record {
        let side = |line: &str| {
            if line.starts_with("C: ") {
                Side::Client
            } else {
                Side::Server
            }
        };
        Record::new(
            lines
                .iter()
                .map(|line| (side(line), line[3..].as_bytes().to_vec()))
                .collect(),
            None,
        )
    }

    #[test]
    fn lines_are_taken_apart() {
        assert_eq!(
            said(b"* OK [ALERT] hi"),
            Said::Untagged(Status::Ok, b"[ALERT] hi")
        );
        assert_eq!(
            said(b"A1 no AUTHENTICATE failed."),
            Said::Tagged(Status::No, b"AUTHENTICATE failed.")
        );
        assert_eq!(said(b"* PREAUTH"), Said::PreAuth);
        assert_eq!(said(b"+ eyJ9"), Said::Continue(b"eyJ9"));
        assert_eq!(said(b"+"), Said::Continue(b""));
        assert_eq!(said(b"* 3 EXISTS"), Said::Other);
        assert_eq!(said(b""), Said::Other);
    }

    #[test]
    fn the_tagged_answer_wins_over_a_goodbye() {
        let plain = Transcript::without_secret();
        let refused = record(&[
            "C: A1 EXAMINE \"INBOX\"",
            "S: * BYE Connection closed. 14",
            "S: A1 BAD not connected",
        ]);
        let reply = Reply {
            status: Status::Bad,
            text: "not connected".into(),
        };
        assert_eq!(refused.answer(&plain), Err(Unanswered::Refused(reply)));
        let only_bye = record(&["S: * BYE Connection closed. 14"]);
        let reply = Reply {
            status: Status::Bye,
            text: "Connection closed. 14".into(),
        };
        assert_eq!(only_bye.answer(&plain), Err(Unanswered::Refused(reply)));
        assert_eq!(
            record(&[]).answer(&plain),
            Err(Unanswered::Broken(Break::Malformed))
        );
    }

    #[test]
    fn folders_are_counted_and_their_names_stay() {
        let listed = record(&[
            "C: A3 LIST \"\" \"%\"",
            "S: * LIST (\\HasNoChildren) \"/\" \"Inbox\"",
            "S: * LIST () \"/\" {9}\r\nLayoffs 9",
            "S: A3 OK done",
        ]);
        assert_eq!(
            listed.folders(),
            Folders {
                count: 2,
                inbox: true
            }
        );
        let lines = listed.lines_without_folders(&Transcript::without_secret());
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "A3 LIST \"\" \"%\"",
                "* LIST [2 folders, names not shown]",
                "A3 OK done"
            ]
        );
    }

    #[test]
    fn a_challenge_that_holds_the_token_is_not_passed_on() {
        let token = "canary-canary-canary-canary";
        let transcript = Transcript::new(token, "bm90aGluZyBhdCBhbGwgdG8gc2VlIGhlcmU=");
        let challenge = STANDARD.encode(format!("{{\"status\":\"401\",\"you_sent\":\"{token}\"}}"));
        let record = record(&[
            "C: A1 AUTHENTICATE XOAUTH2 [token removed]",
            &format!("S: + {challenge}"),
            "S: A1 NO x",
        ]);
        assert_eq!(
            record.challenge(false, &transcript).as_deref(),
            Some(REMOVED)
        );
        assert_eq!(record.lines(&transcript)[1].text, "+ [token removed]");
    }

    #[test]
    fn capabilities_come_from_the_greeting_or_the_answer() {
        let found =
            capabilities_in_code(b"[CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready").unwrap();
        assert_eq!(found.mechanisms().collect::<Vec<_>>(), ["XOAUTH2"]);
        assert_eq!(capabilities_in_code(b"[ALERT] x"), None);
        assert_eq!(
            record(&["S: * CAPABILITY IMAP4rev1"])
                .capabilities()
                .unwrap()
                .offered,
            ["IMAP4rev1"]
        );
        assert_eq!(record(&["S: * 172 EXISTS"]).exists(), Some(172));
    }
}
