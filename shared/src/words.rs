//! What is said, read: the one place that looks into the words of servers, identity providers and applications.
//!
//! Each form has a small parser of its own below; [`Words::of`] tries all of them on a text of any origin: one line of
//! a server, or a page of a log with a stack trace around it. What a text does not say is no information.

pub mod aadsts;
pub mod challenge;
pub mod correlation;
pub mod denial;
pub mod exchange;
pub mod network;
pub mod oauth;
pub mod phrase;
pub mod reply;
pub mod response_code;
mod sense;
pub mod smtp;
pub mod whereabouts;

pub use self::challenge::ErrorChallenge;
pub use self::denial::Denial;
pub use self::phrase::Says;
pub use self::whereabouts::Whereabouts;

use crate::evidence::{Line, Reply, Side};

/// Longer texts are read as far as this, in octets: the reason stands near the beginning of whatever holds one.
pub const READ_AT_MOST: usize = 64 * 1024;

/// And as far as this many lines: each of pasted words is read by itself, and kept.
pub const LINES_AT_MOST: usize = 1_000;

/// What a text says, as far as its parts are known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Words {
    /// What is stated, each once, in the order of the parsers: structured parts before sentences.
    pub says: Vec<Says>,
    /// The error challenge of XOAUTH2 or OAUTHBEARER.
    pub challenge: Option<ErrorChallenge>,
    /// Exchange's `Error="…"` suffix, taken apart.
    pub exchange: Option<exchange::Failure>,
    /// A line of Exchange that ends in a number: `Connection closed. 14`.
    pub closing: Option<exchange::Closing>,
    /// SMTP's reply code and enhanced status code.
    pub smtp: Option<smtp::Code>,
    /// The milliseconds after which the server suggests to come back.
    pub backoff_ms: Option<u64>,
}

impl Words {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.read(text);
        words
    }

    /// Reads the lines that the server sent in a step and its answer. An earlier line counts as much as the last one: a
    /// `BYE` hides what was said before it.
    pub fn of_step(lines: &[Line], challenge: Option<&str>, reply: Option<&Reply>) -> Self {
        let mut words = Self::default();
        if let Some(challenge) = challenge {
            words.challenged(ErrorChallenge::parse(challenge));
        }
        for line in lines.iter().filter(|line| line.from == Side::Server) {
            words.read(&line.text);
        }
        if let Some(reply) = reply {
            words.read(&reply.text);
        }
        words
    }

    /// Whether this is stated.
    pub fn say(&self, what: Says) -> bool {
        self.says.contains(&what)
    }

    fn read(&mut self, text: &str) {
        let text = cut(text);
        self.challenged(challenge::find(text));
        if let Some(failure) = exchange::failure(text) {
            self.add(failure.says());
            self.exchange.get_or_insert(failure);
        }
        self.closing = self.closing.or_else(|| exchange::closing(text));
        if let Some(code) = smtp::find(text) {
            self.add(code.says());
            self.smtp.get_or_insert(code);
        }
        for code in response_code::find(text) {
            self.add(code.says());
        }
        self.backoff_ms = self.backoff_ms.or_else(|| phrase::backoff_ms(text));
        for says in phrase::find(text) {
            self.add(Some(says));
        }
    }

    fn challenged(&mut self, found: Option<ErrorChallenge>) {
        if let Some(challenge) = found {
            self.add(challenge.says());
            self.challenge.get_or_insert(challenge);
        }
    }

    fn add(&mut self, says: Option<Says>) {
        if let Some(says) = says
            && !self.say(says)
        {
            self.says.push(says);
        }
    }
}

/// The beginning of a text, to a whole character or line.
pub(crate) fn cut(text: &str) -> &str {
    let text = &text[..text.floor_char_boundary(READ_AT_MOST)];
    let end = text.match_indices('\n').nth(LINES_AT_MOST - 1);
    end.map_or(text, |(end, _)| &text[..end])
}
