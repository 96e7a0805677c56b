//! One function per step. A probe cannot fail: it comes back with what it saw, and with what the next step needs if that
//! was enough to go on.

pub mod confidential;
pub mod dns;
pub mod greeting;
pub mod imap;
pub mod line;
mod line_auth;
pub mod mx;
pub mod pop;
pub mod smtp;
pub mod starttls;
pub mod talk;
pub mod tcp;
pub mod tls;

use shared::evidence::{Evidence, Line};

/// What a step showed.
#[derive(Debug)]
pub struct Seen<T> {
    /// The evidence.
    pub evidence: Evidence,
    /// The dialogue, ready to be shown.
    pub lines: Vec<Line>,
    /// What the next step needs; absent when there is no next step.
    pub next: Option<T>,
}

impl<T> Seen<T> {
    /// Good enough to go on.
    pub const fn passed(evidence: Evidence, lines: Vec<Line>, next: T) -> Self {
        Self {
            evidence,
            lines,
            next: Some(next),
        }
    }

    /// Goes on with what was done, if it was.
    pub fn of<D>(
        evidence: Evidence,
        lines: Vec<Line>,
        done: Option<D>,
        next: impl FnOnce(D) -> T,
    ) -> Self {
        Self {
            evidence,
            lines,
            next: done.map(next),
        }
    }

    /// The same with something else for the next step.
    pub fn map<U>(self, next: impl FnOnce(T) -> U) -> Seen<U> {
        Seen {
            evidence: self.evidence,
            lines: self.lines,
            next: self.next.map(next),
        }
    }

    /// The end of this route.
    pub const fn failed(evidence: Evidence, lines: Vec<Line>) -> Self {
        Self {
            evidence,
            lines,
            next: None,
        }
    }
}
