//! Lines of POP3 and SMTP, and of IMAP before it is encrypted: octets in, whole lines out, within caps. Pure.
//!
//! Kept apart from the guard of the IMAP library: here nothing is released to a parser of others, and a line has no
//! literals.

use shared::evidence::{Break, Side};

use super::{Entry, MAX_RESPONSES, MAX_TOTAL, kept};

/// The longest line, in octets with its end. RFC 5321 §4.5.3.1.5 and RFC 1939 §3 allow 512; challenges are longer.
pub const MAX_LINE: usize = 8 * 1024;

/// Watches what one side of a connection says in lines.
#[derive(Debug, Default)]
pub struct Lines {
    waiting: Vec<u8>,
    /// How much of `waiting` is known to hold no line end.
    searched: usize,
    total: usize,
    count: usize,
    ended: Option<Break>,
    record: Vec<Entry>,
    /// The octets in it.
    recorded: usize,
}

impl Lines {
    /// Takes in what the server sent. After a cap is passed nothing comes out any more, and [`Self::ended`] says why.
    pub fn take_in(&mut self, octets: &[u8]) {
        self.total = self.total.saturating_add(octets.len());
        if self.total > MAX_TOTAL {
            self.end(Break::TooMuch);
            return;
        }
        self.waiting.extend_from_slice(octets);
    }

    /// The next whole line, without its end.
    pub fn next_line(&mut self) -> Option<Vec<u8>> {
        if matches!(self.ended, Some(Break::TooMuch | Break::Malformed)) {
            return None;
        }
        let rest = self.waiting.get(self.searched..).unwrap_or_default();
        let Some(end) = rest.iter().position(|octet| *octet == b'\n') else {
            self.searched = self.waiting.len();
            if self.waiting.len() > MAX_LINE {
                self.end(Break::TooMuch);
            }
            return None;
        };
        let end = self.searched + end + 1;
        self.searched = 0;
        self.count += 1;
        if end > MAX_LINE || self.count > MAX_RESPONSES {
            self.end(Break::TooMuch);
            return None;
        }
        let line: Vec<u8> = self.waiting.drain(..end).collect();
        // A bare line feed ends no line; whoever sends one means one client to see what another does not.
        let text = line.strip_suffix(b"\r\n");
        self.note(Side::Server, text.unwrap_or(&line), text.is_some());
        if text.is_none() {
            self.end(Break::Malformed);
        }
        text.map(<[u8]>::to_vec)
    }

    /// Whether nothing came that was not asked for yet.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Notes a line that the client sent, with the secret already replaced.
    pub fn note_sent(&mut self, line: &[u8]) {
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

    /// The first octets of what came, whole or not, as long as the record of it was not taken.
    pub fn first(&self) -> &[u8] {
        let recorded = self.record.iter().find(|entry| entry.from == Side::Server);
        recorded.map_or(&self.waiting, |entry| &entry.octets)
    }

    /// What was exchanged since the last call. Once it has ended, what came and was not read is last.
    pub fn take_record(&mut self) -> Vec<Entry> {
        if self.ended.is_some() && !self.waiting.is_empty() {
            let unread = std::mem::take(&mut self.waiting);
            let unread = unread.strip_suffix(b"\r\n").unwrap_or(&unread);
            self.note(Side::Server, unread, false);
        }
        self.recorded = 0;
        std::mem::take(&mut self.record)
    }

    fn note(&mut self, from: Side, octets: &[u8], whole: bool) {
        let octets = &octets[..octets.len().min(kept(self.recorded))];
        self.recorded += octets.len();
        self.record.push(Entry {
            from,
            octets: octets.to_vec(),
            whole,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(octets: &[u8]) -> Lines {
        let mut lines = Lines::default();
        lines.take_in(octets);
        lines
    }

    #[test]
    fn lines_come_out_whole_however_they_came_in() {
        let mut lines = Lines::default();
        let mut out = Vec::new();
        for octet in b"+OK one\r\n+OK two\r\n+O" {
            lines.take_in(&[*octet]);
            out.extend(lines.next_line());
        }
        assert_eq!(out, [b"+OK one", b"+OK two"]);
        assert!(!lines.is_empty());
        lines.end(Break::Closed);
        let record = lines.take_record();
        assert_eq!(
            record
                .last()
                .map(|last| (last.octets.as_slice(), last.whole)),
            Some((b"+O".as_slice(), false))
        );
        assert!(lines.is_empty());
    }

    #[test]
    fn caps_on_line_count_and_total() {
        for (octets, calls) in [
            (b"x".repeat(MAX_LINE + 1), 1),
            ([b"x".repeat(MAX_LINE), b"\r\n".to_vec()].concat(), 1),
            (b"250-x\r\n".repeat(MAX_RESPONSES + 1), MAX_RESPONSES + 1),
            (vec![b'x'; MAX_TOTAL + 1], 1),
        ] {
            let mut lines = fed(&octets);
            let whole = (0..calls).filter_map(|_| lines.next_line()).count();
            assert_eq!(lines.ended(), Some(Break::TooMuch));
            assert_eq!(whole, calls - 1);
            assert_eq!(lines.next_line(), None);
        }
        let mut many = fed(&b"250-x\r\n".repeat(MAX_RESPONSES));
        assert_eq!(
            (0..MAX_RESPONSES).filter_map(|_| many.next_line()).count(),
            MAX_RESPONSES
        );
        assert_eq!(many.ended(), None);
    }

    #[test]
    fn a_bare_line_feed_ends_it() {
        let mut lines = fed(b"220 ready\n250 ok\r\n");
        assert_eq!(
            (lines.next_line(), lines.ended()),
            (None, Some(Break::Malformed))
        );
        assert_eq!(lines.next_line(), None);
        assert!(!lines.take_record()[0].whole);
    }

    #[test]
    fn whole_lines_before_a_sudden_end_count() {
        let mut lines = fed(b"221 bye\r\n");
        lines.end(Break::Closed);
        assert_eq!(lines.next_line().as_deref(), Some(b"221 bye".as_slice()));
    }

    #[test]
    fn the_first_octets_are_told_whole_or_not() {
        assert_eq!(fed(b"SSH-2.0").first(), b"SSH-2.0");
        let mut lines = fed(b"* OK ready\r\nmore");
        lines.next_line();
        assert_eq!(lines.first(), b"* OK ready");
    }
}
