//! A dialogue in lines: what the relay writes, and what comes back until the step's time is over.

use std::time::Duration;

use shared::evidence::capability::Capabilities;
use shared::evidence::{Answer, Break, Line, Reply, Status};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use crate::guard::Entry;
use crate::guard::lines::Lines;
use crate::guard::reply::{Dialect, Met, part};
use crate::probe::confidential::Confidential;
use crate::probe::tls::ended_by;
use crate::transcript::{LOOKED_AT, REMOVED, Transcript};

/// How much of a capability is told, in characters. `SASL` and `AUTH` list all mechanisms in one line, which is as long as
/// a line may be.
const MAX_CAPABILITY: usize = 512;

/// What all capabilities together may take up in an event, in octets of JSON.
const MAX_CAPABILITIES: usize = 8 * 1024;

/// All lines of one reply or listing together, in octets.
const MAX_REPLY: usize = 32 * 1024;

/// One connection whose server speaks in lines.
#[derive(Debug)]
pub struct Talk<S> {
    stream: S,
    lines: Lines,
    transcript: Transcript,
    until: Instant,
}

/// A whole reply.
#[derive(Debug)]
pub struct Replied {
    /// What it says.
    pub met: Met,
    /// Its number, in SMTP.
    pub code: Option<u16>,
    /// What stands in its lines, without sign or number.
    pub lines: Vec<Vec<u8>>,
}

impl Replied {
    /// Its lines in one, as far as they are looked at: a server may send many, and to search an octet for a secret costs
    /// far more than to receive it.
    pub fn octets(&self) -> Vec<u8> {
        let mut octets = self.lines.join(&b' ');
        octets.truncate(LOOKED_AT);
        octets
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    /// With a server that has said nothing yet, or nothing that still counts.
    pub fn new(stream: S, transcript: Transcript) -> Self {
        Self {
            stream,
            lines: Lines::default(),
            transcript,
            until: Instant::now(),
        }
    }

    /// A new step begins, and has this much time.
    pub fn begin(&mut self, within: Duration) {
        self.until = Instant::now() + within;
    }

    /// The next line.
    ///
    /// # Errors
    /// How the dialogue ended instead.
    pub async fn line(&mut self) -> Result<Vec<u8>, Break> {
        loop {
            if let Some(line) = self.lines.next_line() {
                return Ok(line);
            }
            if let Some(how) = self.lines.ended() {
                return Err(how);
            }
            let mut octets = [0; 4096];
            match timeout_at(self.until, self.stream.read(&mut octets)).await {
                Err(_) => self.lines.end(Break::TimedOut),
                Ok(Ok(0)) => self.lines.end(Break::Closed),
                Ok(Ok(length)) => self.lines.take_in(&octets[..length]),
                Ok(Err(error)) => self.lines.end(ended_by(&error)),
            }
        }
    }

    /// The next line, where there is room for it.
    async fn line_within(&mut self, room: &mut usize) -> Result<Vec<u8>, Break> {
        let line = self.line().await?;
        let Some(left) = room.checked_sub(line.len()) else {
            self.lines.end(Break::TooMuch);
            return Err(Break::TooMuch);
        };
        *room = left;
        Ok(line)
    }

    /// The next reply.
    ///
    /// # Errors
    /// How the dialogue ended instead; `Malformed` for what is no reply.
    pub async fn reply(&mut self, dialect: Dialect) -> Result<Replied, Break> {
        let mut lines = Vec::new();
        let (mut of, mut room) = (None, MAX_REPLY);
        loop {
            let line = self.line_within(&mut room).await?;
            let part = part(dialect, &line).ok_or(Break::Malformed)?;
            // RFC 5321 §4.2.1: the same number on every line.
            if *of.get_or_insert(part.code) != part.code {
                return Err(Break::Malformed);
            }
            lines.push(part.text.to_vec());
            if part.last {
                return Ok(Replied {
                    met: part.met,
                    code: part.code,
                    lines,
                });
            }
        }
    }

    /// Writes commands, all in one write, and waits for the reply to the first.
    pub async fn ask(&mut self, dialect: Dialect, commands: &[&str]) -> Answer<Replied> {
        match self.say(commands).await {
            Ok(()) => self.answer(dialect).await,
            Err(how) => Answer::Broken(how),
        }
    }

    /// Waits for the reply to a command that needs no more than one.
    pub async fn answer(&mut self, dialect: Dialect) -> Answer<Replied> {
        match self.reply(dialect).await {
            Ok(replied) => match replied.met {
                Met::Yes => Answer::Done(replied),
                Met::No(status) => Answer::Refused(self.refusal(status, &replied)),
                Met::Challenge => Answer::Broken(Break::Malformed),
            },
            Err(how) => Answer::Broken(how),
        }
    }

    /// The lines of a POP3 answer that has more than one, up to the dot (RFC 1939 §3).
    ///
    /// # Errors
    /// How the dialogue ended instead.
    pub async fn listing(&mut self) -> Result<Vec<Vec<u8>>, Break> {
        let (mut lines, mut room) = (Vec::new(), MAX_REPLY);
        loop {
            let line = self.line_within(&mut room).await?;
            match line.strip_prefix(b".") {
                Some(b"") => return Ok(lines),
                Some(unstuffed) => lines.push(unstuffed.to_vec()),
                None => lines.push(line),
            }
        }
    }

    /// Writes commands, all in one write.
    ///
    /// # Errors
    /// The connection is gone, or the server has said something that it was not asked for.
    pub async fn say(&mut self, commands: &[&str]) -> Result<(), Break> {
        let octets: Vec<u8> = commands
            .iter()
            .flat_map(|command| [command.as_bytes(), b"\r\n"])
            .flatten()
            .copied()
            .collect();
        let shown: Vec<&[u8]> = commands.iter().map(|command| command.as_bytes()).collect();
        self.write(&octets, &shown).await
    }

    /// Writes `octets`, which are shown as these lines.
    async fn write(&mut self, octets: &[u8], shown: &[&[u8]]) -> Result<(), Break> {
        if let Some(how) = self.lines.ended() {
            return Err(how);
        }
        // An answer that was there before its question answers another one.
        if !self.lines.is_empty() {
            self.lines.end(Break::Malformed);
            return Err(Break::Malformed);
        }
        for line in shown {
            self.lines.note_sent(line);
        }
        let written = async {
            self.stream.write_all(octets).await?;
            self.stream.flush().await
        };
        let how = match timeout_at(self.until, written).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(_)) => Break::Reset,
            Err(_) => Break::TimedOut,
        };
        self.lines.end(how);
        Err(how)
    }

    /// Whether nothing came that was not asked for. If something did, the dialogue is over, and it is shown.
    pub fn is_quiet(&mut self) -> bool {
        let quiet = self.lines.is_empty();
        if !quiet {
            self.lines.end(Break::Malformed);
        }
        quiet
    }

    /// The first octets that came in this step.
    pub fn first(&self) -> &[u8] {
        self.lines.first()
    }

    /// A refusal as evidence.
    pub fn refusal(&self, status: Status, replied: &Replied) -> Reply {
        Reply {
            status,
            text: self.text(&replied.octets()),
        }
    }

    /// Words as they can be shown.
    pub fn text(&self, octets: &[u8]) -> String {
        self.transcript.text(octets)
    }

    /// A challenge as evidence: without what it may hold of the token.
    pub fn challenge(&self, replied: &Replied) -> Option<String> {
        let octets = replied.octets();
        (!octets.is_empty()).then(|| {
            if self.transcript.holds_secret(&[b"+ ", &octets[..]].concat()) {
                REMOVED.to_owned()
            } else {
                self.text(&octets)
            }
        })
    }

    /// A list as evidence, capped.
    pub fn capabilities(&self, lines: &[Vec<u8>]) -> Capabilities {
        let mut room = MAX_CAPABILITIES;
        let shown = lines
            .iter()
            .map(|line| self.text(line).chars().take(MAX_CAPABILITY).collect())
            .take_while(|text: &String| {
                let json = serde_json::to_string(text).map_or(MAX_CAPABILITIES, |json| json.len());
                let fits = json <= room;
                room = room.saturating_sub(json);
                fits
            });
        Capabilities {
            offered: shown.collect(),
        }
    }

    /// What was exchanged in this step, ready to be shown.
    pub fn shown(&mut self) -> Vec<Line> {
        let record: Vec<Entry> = self.lines.take_record();
        self.transcript.lines(&record)
    }

    /// The stream and the transcript, for the handshake.
    pub fn into_parts(self) -> (S, Transcript) {
        (self.stream, self.transcript)
    }
}

impl<S: Confidential> Talk<S> {
    /// Writes a line that holds the SASL message. Over a stream that is not confidential there is no such thing.
    ///
    /// # Errors
    /// The connection is gone, or the server has said something that it was not asked for.
    pub async fn present(
        &mut self,
        before: &str,
        message: &Zeroizing<String>,
    ) -> Result<(), Break> {
        let mut line = Zeroizing::new(Vec::with_capacity(before.len() + message.len() + 2));
        line.extend_from_slice(before.as_bytes());
        line.extend_from_slice(message.as_bytes());
        line.extend_from_slice(b"\r\n");
        let shown = [before, REMOVED].concat();
        self.write(&line, &[shown.as_bytes()]).await
    }
}
