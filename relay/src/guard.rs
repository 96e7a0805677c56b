//! What stands between TLS and the IMAP library: bytes in, vetted responses out. Pure.
//!
//! The library's parser is not safe against a hostile server: it allocates what a literal's header announces, parses a
//! long line again for each piece that arrives, recurses into nested lists until the stack ends, and panics where a
//! response code is followed by an octet outside ASCII. It also gives up at data of a kind that it does not know, takes
//! an untagged NO for the answer, and overlooks a challenge that comes after any other response.
//!
//! So it is given the least that its commands need: the condition of the greeting, `+`, and the condition of each
//! command that waits for one. All words and all data stay here, complete and within the caps: this record is the
//! evidence.

mod framing;
pub mod lines;
pub mod reply;
pub mod said;
pub mod stream;

use shared::evidence::{Break, Side, Status};

use crate::guard::framing::{Framed, Framing};
use crate::guard::said::{Said, said, word};

/// The longest greeting, in octets.
pub const MAX_GREETING: usize = 8 * 1024;
/// The longest response after the greeting, literals included, in octets.
pub const MAX_LINE: usize = 64 * 1024;
/// The longest literal that a server may announce, in octets. A check asks for nothing that needs one but odd folder names.
pub const MAX_LITERAL: usize = 4 * 1024;
/// The deepest nesting of parentheses and brackets.
pub const MAX_DEPTH: usize = 4;
/// All that a server may send in one check, in octets.
pub const MAX_TOTAL: usize = 256 * 1024;
/// All responses in one check.
pub const MAX_RESPONSES: usize = 1_000;
/// Challenges in one authentication: one that asks for the message, one that explains a refusal.
pub const MAX_CHALLENGES: usize = 2;
/// What is kept of each response, in octets.
const KEPT: usize = 4 * 1024;
/// What is kept of all responses of one step as they came, in octets. Only a long list of folders is honest and longer.
const MAX_RECORD: usize = 16 * 1024;
/// What is kept of each response after that, in octets: its kind, and the name of a folder if it is INBOX. The answer to a
/// command is kept like the first.
const KEPT_LATER: usize = 64;

/// Watches one connection.
#[derive(Debug, Default)]
pub struct Guard {
    framing: Framing,
    total: usize,
    responses: usize,
    /// The tags of the commands that wait for their answer.
    awaited: Vec<Vec<u8>>,
    /// How many more challenges the present authentication may bring.
    challenges: usize,
    leaving: bool,
    ended: Option<Break>,
    record: Vec<Entry>,
    /// The octets in it.
    recorded: usize,
}

/// One line that was written, or one response that came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Who wrote it.
    pub from: Side,
    /// Its octets without the line end, at most some thousands.
    pub octets: Vec<u8>,
    /// False for what was refused or cut off: it can be shown, and says nothing.
    pub whole: bool,
}

impl Guard {
    /// For a connection whose greeting came before: none is expected, and none is taken.
    pub fn greeted() -> Self {
        Self {
            responses: 1,
            ..Self::default()
        }
    }

    /// Takes in what the server sent and appends to `out` what the library may see. After a cap is passed nothing comes
    /// out any more, and [`Self::ended`] says why.
    pub fn take_in(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        if self.ended.is_some() {
            return;
        }
        self.total = self.total.saturating_add(octets.len());
        if self.total > MAX_TOTAL {
            self.ended = Some(Break::TooMuch);
            return;
        }
        let mut rest = octets;
        while self.ended.is_none() && !rest.is_empty() {
            let longest = if self.responses == 0 {
                MAX_GREETING
            } else {
                MAX_LINE
            };
            let (used, framed) = self.framing.push(rest, longest);
            rest = &rest[used..];
            match framed {
                Framed::More => {}
                Framed::Response(response) => self.vet(&response, out),
                Framed::Broken(how) => self.ended = Some(how),
            }
        }
    }

    /// Notes a line that the client sent, with the secret already replaced.
    pub fn note_sent(&mut self, line: &[u8]) {
        let (tag, command) = word(line);
        // An answer to a challenge is one word, or what stands in the secret's place.
        if !command.is_empty() && tag.iter().all(u8::is_ascii_alphanumeric) {
            self.awaited.push(tag.to_vec());
            let (name, arguments) = word(command);
            self.leaving |= name == b"LOGOUT";
            if name == b"AUTHENTICATE" {
                let asked_for = word(arguments).1.is_empty();
                self.challenges = MAX_CHALLENGES - usize::from(!asked_for);
            }
        }
        self.note(Side::Client, line, true);
    }

    /// Notes how the connection ended, unless that is known.
    pub fn end(&mut self, how: Break) {
        self.ended.get_or_insert(how);
    }

    /// How the connection ended, if it did.
    pub const fn ended(&self) -> Option<Break> {
        self.ended
    }

    /// What was exchanged since the last call. What the server sent of an unfinished response comes last, so that words
    /// before a sudden end are not lost.
    pub fn take_record(&mut self) -> Vec<Entry> {
        if self.ended.is_some()
            && let Some(unfinished) = self.framing.take_unfinished()
        {
            self.note(Side::Server, &unfinished, false);
        }
        self.recorded = 0;
        std::mem::take(&mut self.record)
    }

    /// As [`Self::take_record`], but only what belongs to the command with this tag, if its answer is there.
    pub fn take_record_until(&mut self, tag: &str) -> Vec<Entry> {
        let Some(at) = self.record.iter().position(|entry| entry.answers(tag)) else {
            return self.take_record();
        };
        let rest = self.record.split_off(at + 1);
        let belongs =
            |entry: &Entry| entry.from == Side::Server || word(&entry.octets).0 == tag.as_bytes();
        let (own, mut others): (Vec<_>, Vec<_>) = self.record.drain(..).partition(belongs);
        others.extend(rest);
        self.recorded = others.iter().map(|entry| entry.octets.len()).sum();
        self.record = others;
        own
    }

    /// Whether the record holds the answer to the command with this tag.
    pub fn has_answer(&self, tag: &str) -> bool {
        self.record.iter().any(|entry| entry.answers(tag))
    }

    /// Whether a command is still to be answered.
    pub fn awaits_answer(&self) -> bool {
        !self.awaited.is_empty()
    }

    fn vet(&mut self, response: &[u8], out: &mut Vec<u8>) {
        self.responses += 1;
        let verdict = response
            .strip_suffix(b"\r\n")
            .ok_or(Break::Malformed)
            .and_then(|line| self.release(line, out));
        self.note(Side::Server, response, verdict.is_ok());
        if let Err(how) = verdict {
            self.ended = Some(how);
        }
    }

    /// Appends what the library needs of a response.
    fn release(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<(), Break> {
        if self.responses > MAX_RESPONSES {
            return Err(Break::TooMuch);
        }
        match (said(line), self.responses) {
            (Said::Untagged(Status::Ok, _), 1) => out.extend_from_slice(b"* OK\r\n"),
            (Said::Untagged(Status::Bye, _), _) if !self.leaving => {
                self.ended = Some(Break::Closed);
            }
            // The probe stops at this greeting.
            (Said::PreAuth, 1) => out.extend_from_slice(b"* PREAUTH\r\n"),
            (_, 1) | (Said::PreAuth | Said::Nothing, _) => return Err(Break::Malformed),
            (Said::Untagged(..), _) => {}
            (Said::Data(data), _) => {
                if framing::depth(data) > MAX_DEPTH {
                    return Err(Break::Malformed);
                }
            }
            (Said::Tagged(tag, status, _), _) => {
                let awaited = self.awaited.iter().position(|awaited| awaited == tag);
                self.awaited.remove(awaited.ok_or(Break::Malformed)?);
                self.challenges = 0;
                out.extend_from_slice(tag);
                out.extend_from_slice(match status {
                    Status::Ok => b" OK\r\n",
                    Status::No => b" NO\r\n",
                    // The others are not IMAP's: no line of it is read as one.
                    Status::Bad | Status::Bye | Status::Err | Status::Code(_) | Status::Unsaid => {
                        b" BAD\r\n"
                    }
                });
            }
            (Said::Challenge(_), _) => {
                self.challenges = self.challenges.checked_sub(1).ok_or(Break::TooMuch)?;
                out.extend_from_slice(b"+ \r\n");
            }
        }
        Ok(())
    }

    fn note(&mut self, from: Side, octets: &[u8], whole: bool) {
        let text = octets.strip_suffix(b"\r\n").unwrap_or(octets);
        let answers = matches!(
            said(text),
            Said::Tagged(..) | Said::Untagged(Status::Bye, _)
        );
        let kept = if answers { KEPT } else { kept(self.recorded) };
        let octets = text[..text.len().min(kept)].to_vec();
        self.recorded += octets.len();
        self.record.push(Entry {
            from,
            octets,
            whole,
        });
    }
}

/// How much is kept of the next response, when so many octets are.
const fn kept(recorded: usize) -> usize {
    if recorded < MAX_RECORD {
        KEPT
    } else {
        KEPT_LATER
    }
}

impl Entry {
    /// What the server said; [`Said::Nothing`] for what was refused or cut off, and for the client's lines.
    pub fn said(&self) -> Said<'_> {
        if self.whole && self.from == Side::Server {
            said(&self.octets)
        } else {
            Said::Nothing
        }
    }

    /// Whether it is the server's answer to the command with this tag.
    fn answers(&self, tag: &str) -> bool {
        matches!(self.said(), Said::Tagged(found, ..) if found == tag.as_bytes())
    }
}

#[cfg(test)]
mod tests;
