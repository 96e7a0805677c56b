//! the guard of the IMAP library. Its caps hold, what it lets through the library's parser reads, and how octets
//! arrive changes nothing.

#![no_main]

use fuzz::arrival::{Fed, both};
use fuzz::script::{Act, Chunks};
use relay::guard::{Entry, Guard, MAX_RESPONSES};
use shared::evidence::{Break, Side};

/// What the client may have said.
const COMMANDS: [&str; 8] = [
    "A1 CAPABILITY",
    "A2 AUTHENTICATE XOAUTH2",
    "A2 AUTHENTICATE XOAUTH2 [token removed]",
    "[token removed]",
    "",
    "A3 EXAMINE \"INBOX\"",
    "A4 LIST \"\" \"%\"",
    "A5 LOGOUT",
];

/// The most that is kept of a response, in octets.
const KEPT: usize = 4096;

fuzz::target!(guard);

fn guard(octets: &[u8]) {
    both::<Kept>(octets);
}

/// What came of it.
#[derive(Debug, Eq, PartialEq)]
struct Kept {
    out: Vec<u8>,
    record: Vec<Entry>,
    ended: Option<Break>,
    said: usize,
}

impl Fed for Kept {
    fn of(acts: &[Act], mut chunks: Chunks) -> Self {
        let (mut guard, mut out, mut said) = (Guard::default(), Vec::new(), 0);
        for act in acts {
            match act {
                Act::Say(octets) => {
                    said += octets.len();
                    for piece in chunks.cut(octets) {
                        guard.take_in(piece, &mut out);
                    }
                }
                Act::Command(n) => {
                    let command = COMMANDS[usize::from(*n) % COMMANDS.len()];
                    guard.note_sent(command.as_bytes());
                }
                Act::Wait => {}
            }
        }
        guard.end(Break::Closed);
        Self {
            ended: guard.ended(),
            record: guard.take_record(),
            out,
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
        let tagged = |n: &u8| COMMANDS[usize::from(*n) % COMMANDS.len()].starts_with('A');
        let commands = acts
            .iter()
            .filter(|act| matches!(act, Act::Command(n) if tagged(n)))
            .count();
        let mut rest = self.out.as_slice();
        let (mut answers, mut challenges, mut lines) = (0, 0, 0);
        while !rest.is_empty() {
            let (after, response) = imap_proto::Response::parse(rest).expect("a response");
            match response {
                imap_proto::Response::Continue { .. } => challenges += 1,
                imap_proto::Response::Done { .. } => answers += 1,
                imap_proto::Response::Data { .. } => assert_eq!(lines, 0, "more than a greeting"),
                other => panic!("{other:?} came out"),
            }
            lines += 1;
            rest = after;
        }
        assert!(answers <= commands, "more answers than commands");
        assert!(
            challenges <= 2 * commands,
            "more challenges than authentications bring"
        );
        // A challenge may grow by the space that the library wants.
        assert!(self.out.len() <= self.said + challenges);
        let server = self
            .record
            .iter()
            .filter(|entry| entry.from == Side::Server);
        assert!(server.count() <= MAX_RESPONSES + 2);
        assert!(self.record.iter().all(|entry| entry.octets.len() <= KEPT));
    }
}
