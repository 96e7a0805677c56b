//! Reads a transcript: `C:` and `S:` lines as they go over the wire, and what is to be seen of them.
//!
//! ```text
//! # a comment
//! P: pop | smtp | imap in plain text | …    what is walked, when it is not IMAP as over TLS
//! S: a line of the server
//! s: the line before as it is shown, where that differs; `s: -` when it is not shown
//! c: - when the client's line before is not shown
//! C: a line of the client; {XOAUTH2} and {OAUTHBEARER} stand for the initial responses
//! X: close | silence      what the peer does then; at the end it closes
//! = the evidence of the next step, as JSON
//! ```

use shared::evidence::Evidence;
use shared::plan::Protocol;

use super::walk::{self, Way};

/// One transcript.
#[derive(Debug)]
pub struct Transcript {
    /// What is walked.
    pub way: Way,
    /// What happens on the wire.
    pub turns: Vec<Turn>,
    /// The evidence of each step that runs.
    pub evidence: Vec<Evidence>,
    /// The client's lines as they are shown.
    pub client: Vec<String>,
    /// The server's lines as they are shown.
    pub server: Vec<String>,
}

/// One side's turn.
#[derive(Debug, Eq, PartialEq)]
pub enum Turn {
    /// The client writes this, in one piece.
    Client(String),
    /// The server writes this.
    Server(String),
    /// The server closes the connection.
    Close,
    /// The server says nothing any more.
    Silence,
}

fn way(text: &str) -> Way {
    let (name, plain) = match text.strip_suffix(" in plain text") {
        Some(name) => (name, true),
        None => (text, false),
    };
    let protocols = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];
    let named = protocols
        .into_iter()
        .find(|protocol| protocol.code() == name);
    let protocol = named.unwrap_or_else(|| panic!("no protocol: {text}"));
    if plain {
        Way::Plain(protocol)
    } else {
        Way::Encrypted(protocol)
    }
}

impl Transcript {
    /// Reads the text of a file. Consecutive lines of one side are one turn.
    pub fn read(text: &str) -> Self {
        let mut read = Self {
            way: Way::Encrypted(Protocol::Imap),
            turns: Vec::new(),
            evidence: Vec::new(),
            client: Vec::new(),
            server: Vec::new(),
        };
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
            match kind {
                "P:" => read.way = way(rest),
                "S:" => {
                    read.server.push(rest.to_owned());
                    read.say(rest);
                }
                "s:" => {
                    read.server.pop();
                    read.server.extend((rest != "-").then(|| rest.to_owned()));
                }
                "c:" => drop(read.client.pop()),
                "C:" => {
                    read.client.push(walk::without_messages(rest));
                    read.expect(&walk::with_messages(rest));
                }
                "X:" if rest == "close" => read.turns.push(Turn::Close),
                "X:" if rest == "silence" => read.turns.push(Turn::Silence),
                "=" => read.evidence.push(serde_json::from_str(rest).unwrap()),
                _ => panic!("no line of a transcript: {line}"),
            }
        }
        read
    }

    fn say(&mut self, line: &str) {
        if let Some(Turn::Server(said)) = self.turns.last_mut() {
            said.push_str(line);
            said.push_str("\r\n");
        } else {
            self.turns.push(Turn::Server(format!("{line}\r\n")));
        }
    }

    fn expect(&mut self, line: &str) {
        if let Some(Turn::Client(written)) = self.turns.last_mut() {
            written.push_str(line);
            written.push_str("\r\n");
        } else {
            self.turns.push(Turn::Client(format!("{line}\r\n")));
        }
    }
}
