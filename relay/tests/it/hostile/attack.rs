//! What hostile servers send once a dialogue over TLS has begun.

use std::io;

use shared::evidence::Break;
use shared::plan::{Protocol, Step};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::good::{Good, hear, say};

/// A server that does everything right up to one step.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// What it is called in a table.
    pub name: &'static str,
    pub protocol: Protocol,
    /// The step whose answer is replaced.
    pub at: Step,
    /// Sent first.
    pub first: &'static str,
    /// Sent after it, this many times.
    pub again: &'static str,
    pub times: usize,
    /// The octets of one write, and so of one record of TLS.
    pub piece: usize,
    /// How the step ends; `None` where it passes, and the rest of the dialogue goes on.
    pub ends: Option<Break>,
}

const LARGE: usize = 16 * 1024;
const MEBI: usize = 1 << 20;
/// Words as long as what is kept of a line.
const FOUR_KIBI: &str = text(&line::<4096>(b"* OK ", b'x'));
const FOUR_KIBI_OF_SMTP: &str = text(&line::<4096>(b"250-", b'x'));
/// As many as fit into all that is read.
const SHORT: &str = text(&line::<240>(b"* OK ", b'x'));
/// No stack is deep enough for this.
const NESTED: &str = text(&line::<60_000>(b"* 1 FETCH (BODYSTRUCTURE ", b'('));

const fn line<const N: usize>(begins: &[u8], filled_with: u8) -> [u8; N] {
    let mut octets = [filled_with; N];
    let mut at = 0;
    while at < begins.len() {
        octets[at] = begins[at];
        at += 1;
    }
    octets[N - 2] = b'\r';
    octets[N - 1] = b'\n';
    octets
}

const fn text<const N: usize>(octets: &'static [u8; N]) -> &'static str {
    match std::str::from_utf8(octets) {
        Ok(text) => text,
        Err(_) => panic!("no text"),
    }
}

const fn imap(
    name: &'static str,
    at: Step,
    (first, again, times): (&'static str, &'static str, usize),
    piece: usize,
    ends: Option<Break>,
) -> Attack {
    Attack {
        name,
        protocol: Protocol::Imap,
        at,
        first,
        again,
        times,
        piece,
        ends,
    }
}

const fn over(protocol: Protocol, attack: Attack) -> Attack {
    Attack { protocol, ..attack }
}

const TOO_MUCH: Option<Break> = Some(Break::TooMuch);
const MALFORMED: Option<Break> = Some(Break::Malformed);

/// All of them.
pub const ATTACKS: &[Attack] = &[
    imap(
        "nothing: a good server",
        Step::Examine,
        ("* 2 EXISTS\r\nA0003 OK done\r\n", "", 0),
        LARGE,
        None,
    ),
    imap(
        "a literal of 500000000 octets",
        Step::Examine,
        ("* LIST () \"/\" {500000000}\r\n", "x", MEBI),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "a line of 20 MB",
        Step::Examine,
        ("* OK ", "x", 20 * MEBI),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "a greeting of 20 MB",
        Step::Greeting,
        ("* OK ", "x", 20 * MEBI),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "a line of 1 MB, 64 octets a record",
        Step::Examine,
        ("* OK ", "x", MEBI),
        64,
        TOO_MUCH,
    ),
    imap(
        "a line of 64 KiB, one octet a record",
        Step::Examine,
        ("* OK ", "x", 64 * 1024),
        1,
        TOO_MUCH,
    ),
    imap(
        "untagged words without end",
        Step::Examine,
        ("", "* OK nothing new\r\n", 500_000),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "untagged data without end",
        Step::Examine,
        ("", "* 1 EXISTS\r\n", 500_000),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "lines of 4 KiB without end",
        Step::Capability,
        ("", FOUR_KIBI, 5_000),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "lines of 240 octets without end",
        Step::Capability,
        ("", SHORT, 80_000),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "challenges without end",
        Step::Auth,
        ("", "+ \r\n", 500_000),
        LARGE,
        TOO_MUCH,
    ),
    imap(
        "ranges up to 4294967295",
        Step::Examine,
        (
            "* ESEARCH (TAG \"A0003\") UID ALL 1:4294967295\r\n* VANISHED (EARLIER) 1:4294967295\r\n\
             * OK [COPYUID 1 1:4294967295 1:4294967295] x\r\n* OK [APPENDUID 1 1:4294967295] x\r\n\
             * 2 EXISTS\r\nA0003 OK [COPYUID 1 1:4294967295 1:4294967295] done\r\n",
            "",
            0,
        ),
        LARGE,
        None,
    ),
    imap(
        "lists nested 60000 deep",
        Step::Examine,
        (NESTED, "", 0),
        LARGE,
        MALFORMED,
    ),
    imap(
        "answers to nothing that was asked",
        Step::Examine,
        ("", "A9999 OK yes\r\n", 100_000),
        LARGE,
        MALFORMED,
    ),
    imap(
        "folders without end",
        Step::List,
        ("", "* LIST () \"/\" x\r\n", 500_000),
        LARGE,
        TOO_MUCH,
    ),
    over(
        Protocol::Pop,
        imap(
            "a greeting of 20 MB",
            Step::Greeting,
            ("+OK ", "x", 20 * MEBI),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Pop,
        imap(
            "capabilities without end",
            Step::Capability,
            ("+OK\r\n", "SASL XOAUTH2\r\n", 500_000),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Pop,
        imap(
            "a line of 1 MB, 64 octets a record",
            Step::Capability,
            ("+OK\r\n", "x", MEBI),
            64,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Pop,
        imap(
            "one octet a record",
            Step::Capability,
            ("+OK\r\n", "x\r\n", 64 * 1024),
            1,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Pop,
        imap(
            "challenges without end",
            Step::Auth,
            ("", "+ \r\n", 500_000),
            LARGE,
            MALFORMED,
        ),
    ),
    over(
        Protocol::Pop,
        imap(
            "a count of 4294967296",
            Step::Stat,
            ("+OK 4294967296 1\r\n", "", 0),
            LARGE,
            MALFORMED,
        ),
    ),
    over(
        Protocol::Pop,
        imap(
            "lines of 4 KiB without end",
            Step::Capability,
            ("+OK\r\n", FOUR_KIBI, 5_000),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "lines of 4 KiB without end",
            Step::Capability,
            ("", FOUR_KIBI_OF_SMTP, 5_000),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "a greeting of 20 MB",
            Step::Greeting,
            ("220 ", "x", 20 * MEBI),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "a greeting without end",
            Step::Greeting,
            ("", "220-more\r\n", 500_000),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "extensions without end",
            Step::Capability,
            ("", "250-AUTH XOAUTH2\r\n", 500_000),
            LARGE,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "a line of 1 MB, 64 octets a record",
            Step::Capability,
            ("250-", "x", MEBI),
            64,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "one octet a record",
            Step::Capability,
            ("", "250-x\r\n", 64 * 1024),
            1,
            TOO_MUCH,
        ),
    ),
    over(
        Protocol::Smtp,
        imap(
            "challenges without end",
            Step::Auth,
            ("", "334 \r\n", 500_000),
            LARGE,
            MALFORMED,
        ),
    ),
];

impl Attack {
    /// Plays it, and waits until the client has gone. What came, which is the token once at most.
    pub async fn play<S>(self, stream: &mut S) -> String
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut heard = String::new();
        // The client leaves in the middle of it, as it should.
        let _ = self.played(stream, &mut heard).await;
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        heard + &String::from_utf8_lossy(&rest)
    }

    async fn played<S>(self, stream: &mut S, heard: &mut String) -> io::Result<()>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let turns = Good::of(self.protocol).encrypted;
        let at = turns.iter().position(|turn| turn.step == self.at);
        let (before, rest) = turns.split_at(at.unwrap_or_default());
        heard.push_str(&say(stream, before).await?);
        if !before.is_empty() {
            heard.push_str(&hear(stream).await?);
        }
        self.flood(stream).await?;
        if self.ends.is_none() {
            heard.push_str(&hear(stream).await?);
            heard.push_str(&say(stream, &rest[1..]).await?);
        }
        Ok(())
    }

    async fn flood<S: AsyncWrite + Unpin>(self, stream: &mut S) -> io::Result<()> {
        let mut left = self.times;
        let mut piece = self.first.as_bytes().to_vec();
        loop {
            while piece.len() < self.piece && left > 0 {
                piece.extend_from_slice(self.again.as_bytes());
                left -= 1;
            }
            if piece.is_empty() {
                return Ok(());
            }
            let end = piece.len().min(self.piece);
            stream.write_all(&piece[..end]).await?;
            stream.flush().await?;
            piece.drain(..end);
        }
    }
}
