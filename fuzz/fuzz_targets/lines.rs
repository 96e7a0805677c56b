//! lines and replies of POP3 and SMTP. The caps hold, no octet is made up or lost, and how octets arrive changes
//! nothing.

#![no_main]

use fuzz::arrival::{Fed, both};
use fuzz::script::{Act, Chunks};
use relay::guard::lines::{Lines, MAX_LINE};
use relay::guard::reply::{Dialect, part};
use relay::guard::said::{Said, said};
use relay::guard::{Entry, MAX_RESPONSES};
use shared::evidence::Break;

fuzz::target!(lines);

fn lines(octets: &[u8]) {
    both::<Kept>(octets);
}

/// What came of it.
#[derive(Debug, Eq, PartialEq)]
struct Kept {
    lines: Vec<Vec<u8>>,
    first: Option<Entry>,
    ended: Option<Break>,
    said: usize,
}

impl Fed for Kept {
    fn of(acts: &[Act], mut chunks: Chunks) -> Self {
        let (mut watched, mut lines, mut said) = (Lines::default(), Vec::new(), 0);
        for act in acts {
            let Act::Say(octets) = act else {
                continue;
            };
            said += octets.len();
            for piece in chunks.cut(octets) {
                // Who reads stops at the end.
                if watched.ended().is_none() {
                    watched.take_in(piece);
                    while let Some(line) = watched.next_line() {
                        lines.push(line);
                    }
                }
            }
        }
        watched.end(Break::Closed);
        Self {
            ended: watched.ended(),
            first: watched.take_record().into_iter().next(),
            lines,
            said,
        }
    }

    fn said(&self) -> usize {
        self.said
    }

    fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    fn holds(&self, acts: &[Act]) {
        assert!(self.lines.len() <= MAX_RESPONSES);
        let mut said: Vec<u8> = Vec::new();
        for act in acts {
            if let Act::Say(octets) = act {
                said.extend_from_slice(octets);
            }
        }
        let mut at = 0;
        for line in &self.lines {
            assert!(line.len() + 2 <= MAX_LINE);
            let end = at + line.len() + 2;
            assert_eq!(said[at..end].strip_suffix(b"\r\n"), Some(line.as_slice()));
            at = end;
            parts(line);
        }
    }
}

/// What a line says is a piece of it.
fn parts(line: &[u8]) {
    for dialect in [Dialect::Pop, Dialect::Smtp] {
        if let Some(part) = part(dialect, line) {
            assert!(line.ends_with(part.text));
            assert_eq!(part.code.is_some(), dialect == Dialect::Smtp);
            assert!(part.code.is_none_or(|code| (200..600).contains(&code)));
        }
    }
    match said(line) {
        Said::Untagged(_, text) | Said::Challenge(text) | Said::Data(text) => {
            assert!(line.ends_with(text));
        }
        Said::Tagged(tag, _, text) => assert!(line.starts_with(tag) && line.ends_with(text)),
        Said::PreAuth | Said::Nothing => {}
    }
}
