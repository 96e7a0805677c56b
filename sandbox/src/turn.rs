//! What a server does next, whichever protocol it speaks.

/// An answer.
#[derive(Debug, Eq, PartialEq)]
pub struct Turn {
    /// The lines to send, without their ends.
    pub lines: Vec<String>,
    /// What follows.
    pub then: Then,
}

/// What follows the lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Then {
    /// The server waits for the next line.
    Wait,
    /// It closes the connection.
    Close,
    /// It sends without end.
    Flood,
}

impl Turn {
    /// Lines, and waiting.
    pub fn say(lines: &[&str]) -> Self {
        Self {
            lines: lines.iter().map(ToString::to_string).collect(),
            then: Then::Wait,
        }
    }

    /// A last line.
    pub fn close(line: &str) -> Self {
        Self {
            then: Then::Close,
            ..Self::say(&[line])
        }
    }
}

/// A server's side of a dialogue, line by line.
pub trait Dialogue {
    /// The server's first lines.
    fn greeting(&self) -> Vec<String>;

    /// Answers a line, given without its end. `now` is in seconds since 1970.
    fn answer(&mut self, line: &str, now: i64) -> Turn;
}
