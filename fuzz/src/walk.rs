//! A whole check against a server made of octets, as over TLS, and what holds whatever that server says.

use std::time::Duration;

use relay::probe::talk::Talk;
use relay::probe::{Seen, greeting, imap, line, pop, smtp, starttls};
use relay::sasl::initial_response;
use relay::transcript::Transcript;
use shared::event::{MAX_MESSAGE, ServerFrame};
use shared::evidence::{Observation, Outcome};
use shared::plan::{AddressFamily, Mechanism, Protocol, Route, Step, TlsMode};
use shared::token::Token;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::runtime::{Builder, Runtime};

use crate::bounds;
use crate::canary::Canary;
use crate::script::{Act, Chunks, read};

/// Who calls, as an SMTP server is told.
const NAME: &str = "check.example";

/// The time of each step. The clock stands still unless nobody has anything to do, so it costs none.
const WITHIN: Duration = Duration::from_secs(8);

/// The ways of a check, chosen by the first octet; the second is a seed of the pieces that the rest arrives in.
pub fn check(protocol: Protocol, octets: &[u8]) {
    let [flags, seed, said @ ..] = octets else {
        return;
    };
    let flag = |bit: u8| flags >> bit & 1 == 1;
    let canary = if flag(0) { Canary::OPAQUE } else { Canary::JWT };
    let walked = Walked {
        protocol,
        plain: flag(1),
        greeted: flag(2),
        mechanisms: if flag(3) {
            vec![Mechanism::OAuthBearer, Mechanism::XOAuth2]
        } else {
            vec![Mechanism::XOAuth2]
        },
        canary,
    };
    let server = Server {
        acts: read(said, canary),
        chunks: Chunks::new(*seed),
        stays: flag(4),
    };
    let runtime = runtime();
    let (seen, written) = bounds::hold(|| runtime.block_on(walked.against(server)));
    for observation in &seen {
        holds(observation, canary);
    }
    walked.wrote(&written);
}

/// A runtime whose clock goes on only when nobody has anything to do.
fn runtime() -> Runtime {
    let mut builder = Builder::new_current_thread();
    let built = builder.enable_time().start_paused(true).build();
    built.expect("a runtime")
}

/// What holds for each step, whatever a server says.
fn holds(observation: &Observation, canary: Canary) {
    let frame = ServerFrame::Observed {
        attempt: 0,
        observation: observation.clone(),
    };
    let json = serde_json::to_string(&frame).expect("a frame is JSON");
    assert!(
        json.len() <= MAX_MESSAGE,
        "an event of {} octets",
        json.len()
    );
    assert_eq!(serde_json::from_str::<ServerFrame>(&json).ok(), Some(frame));
    assert!(!json.contains(canary.0), "the token is shown");
    // Piece by piece, a text at a time: what stands in two texts is no piece.
    let value = serde_json::to_value(observation).expect("evidence is JSON");
    texts(&value, &mut |text| {
        assert!(!canary.is_in(text), "a piece of the token is shown: {text}");
        let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
        assert!(!text.contains(acts), "what acts is shown: {text:?}");
    });
}

fn texts(value: &serde_json::Value, see: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => see(text),
        serde_json::Value::Array(list) => list.iter().for_each(|inner| texts(inner, see)),
        serde_json::Value::Object(object) => object.values().for_each(|inner| texts(inner, see)),
        _ => {}
    }
}

/// The server.
struct Server {
    acts: Vec<Act>,
    chunks: Chunks,
    /// Whether it leaves the connection open in the end.
    stays: bool,
}

impl Server {
    /// Plays it, and gives what the client wrote.
    async fn play(mut self, mut stream: DuplexStream) -> Vec<u8> {
        let mut written = Vec::new();
        for act in &self.acts {
            match act {
                Act::Say(octets) => {
                    for piece in self.chunks.cut(octets) {
                        if stream.write_all(piece).await.is_err() {
                            break;
                        }
                    }
                }
                Act::Wait => {
                    let mut said = [0; 8192];
                    let length = stream.read(&mut said).await.unwrap_or(0);
                    written.extend_from_slice(&said[..length]);
                }
                Act::Command(_) => {}
            }
        }
        if !self.stays {
            let _ = stream.shutdown().await;
        }
        let _ = stream.read_to_end(&mut written).await;
        written
    }
}

/// What is walked.
struct Walked {
    protocol: Protocol,
    /// What comes before TLS.
    plain: bool,
    /// The greeting came before TLS.
    greeted: bool,
    mechanisms: Vec<Mechanism>,
    canary: Canary,
}

impl Walked {
    async fn against(&self, server: Server) -> (Vec<Observation>, Vec<u8>) {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let walk = async {
            let mut seen = Vec::new();
            let token = self.canary.token();
            let _ = match self.protocol {
                _ if self.plain => self.plain(&mut seen, ours).await,
                Protocol::Imap => self.imap(&mut seen, &token, ours).await,
                Protocol::Pop => self.pop(&mut seen, &token, ours).await,
                Protocol::Smtp => self.smtp(&mut seen, &token, ours).await,
            };
            seen
        };
        tokio::join!(walk, server.play(theirs))
    }

    async fn imap(
        &self,
        seen: &mut Vec<Observation>,
        token: &Token,
        stream: DuplexStream,
    ) -> Option<()> {
        let transcript = Transcript::new(token);
        let greeted = if self.greeted {
            imap::encrypted_later(stream, transcript)
        } else {
            note(
                seen,
                Step::Greeting,
                imap::greeting(stream, transcript, WITHIN).await,
            )?
        };
        let capable = note(
            seen,
            Step::Capability,
            imap::capability(greeted, WITHIN).await,
        )?;
        let asked = imap::authenticate(capable, &self.route(), token, WITHIN).await;
        let let_in = note(seen, Step::Auth, asked)?;
        let opened = note(seen, Step::Examine, imap::examine(let_in, WITHIN).await)?;
        let leaving = note(seen, Step::List, imap::list(opened, WITHIN).await)?;
        note(seen, Step::Logout, imap::logout(leaving, WITHIN).await)
    }

    async fn pop(
        &self,
        seen: &mut Vec<Observation>,
        token: &Token,
        stream: DuplexStream,
    ) -> Option<()> {
        let talk = greeted(seen, Protocol::Pop, token, stream).await?;
        let capable = note(seen, Step::Capability, pop::capability(talk, WITHIN).await)?;
        let asked = line::authenticate(capable, &self.route(), token, WITHIN).await;
        let let_in = note(seen, Step::Auth, asked)?;
        let counted = note(seen, Step::Stat, pop::stat(let_in, WITHIN).await)?;
        let leaving = note(seen, Step::List, pop::list(counted, WITHIN).await)?;
        note(seen, Step::Logout, line::logout(leaving, WITHIN).await)
    }

    async fn smtp(
        &self,
        seen: &mut Vec<Observation>,
        token: &Token,
        stream: DuplexStream,
    ) -> Option<()> {
        let talk = greeted(seen, Protocol::Smtp, token, stream).await?;
        let capable = smtp::capability(talk, NAME, WITHIN).await;
        let capable = note(seen, Step::Capability, capable)?;
        let asked = line::authenticate(capable, &self.route(), token, WITHIN).await;
        let let_in = note(seen, Step::Auth, asked)?;
        let leaving = note(seen, Step::Rset, smtp::rset(let_in, WITHIN).await)?;
        note(seen, Step::Logout, line::logout(leaving, WITHIN).await)
    }

    async fn plain(&self, seen: &mut Vec<Observation>, stream: DuplexStream) -> Option<()> {
        let talk = greeted(seen, self.protocol, &self.canary.token(), stream).await?;
        let asked = starttls::begin(talk, self.protocol, NAME, WITHIN).await;
        note(seen, Step::Starttls, asked).map(drop)
    }

    fn route(&self) -> Route {
        Route {
            protocol: self.protocol,
            host: "imap.mail.example".parse().expect("a host"),
            port: 993,
            tls: TlsMode::Implicit,
            addresses: AddressFamily::Any,
            user: "support@mail.example".parse().expect("an address"),
            mechanisms: self.mechanisms.clone(),
            internal: false,
            steps: Vec::new(),
        }
    }

    /// the token is written once at most, and never in the open; every line is one of a few.
    fn wrote(&self, written: &[u8]) {
        let written = std::str::from_utf8(written).expect("a client that writes text");
        let token = self.canary.token();
        let messages = self.mechanisms.iter().map(|mechanism| {
            let message = initial_response(*mechanism, &self.route(), &token);
            written.matches(message.as_str()).count()
        });
        let most = usize::from(!self.plain);
        assert!(
            messages.sum::<usize>() <= most,
            "the token is written twice, or in the open"
        );
        assert!(
            !self.canary.is_in(written) || most == 1,
            "the token is written in the open"
        );
        let (whole, _) = written.rsplit_once("\r\n").unwrap_or_default();
        for line in whole.split("\r\n") {
            assert!(self.may_write(line), "the client wrote {line:?}");
        }
    }

    /// Whether a line is one of the script's, whatever the server made of it.
    fn may_write(&self, line: &str) -> bool {
        let token = self.canary.token();
        let is_message = |line: &str| {
            self.mechanisms
                .iter()
                .any(|mechanism| *initial_response(*mechanism, &self.route(), &token) == line)
        };
        let is_auth = |line: &str| {
            let words = line.split_once(' ').unwrap_or((line, ""));
            matches!(words.0, "XOAUTH2" | "OAUTHBEARER")
                && (words.1.is_empty() || is_message(words.1))
        };
        if matches!(line, "" | "AQ==") || is_message(line) {
            return true;
        }
        match self.protocol {
            Protocol::Imap => {
                let (tag, command) = line.split_once(' ').unwrap_or(("", line));
                let tagged = tag.strip_prefix('A').is_some_and(|number| {
                    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
                });
                let command = command.trim_end();
                tagged
                    && (matches!(
                        command,
                        "CAPABILITY"
                            | "STARTTLS"
                            | "EXAMINE \"INBOX\""
                            | "LIST \"\" \"%\""
                            | "LOGOUT"
                    ) || command.strip_prefix("AUTHENTICATE ").is_some_and(is_auth))
            }
            Protocol::Pop => {
                let numbered = line
                    .strip_prefix("LIST ")
                    .is_some_and(|n| n.parse::<u32>().is_ok());
                matches!(line, "CAPA" | "STLS" | "STAT" | "QUIT")
                    || numbered
                    || line.strip_prefix("AUTH ").is_some_and(is_auth)
            }
            Protocol::Smtp => {
                matches!(line, "EHLO check.example" | "STARTTLS" | "RSET" | "QUIT")
                    || line.strip_prefix("AUTH ").is_some_and(is_auth)
            }
        }
    }
}

/// The greeting of a server that speaks in lines.
async fn greeted(
    seen: &mut Vec<Observation>,
    protocol: Protocol,
    token: &Token,
    stream: DuplexStream,
) -> Option<Talk<DuplexStream>> {
    let transcript = Transcript::new(token);
    let greeted = greeting::greeting(stream, protocol, transcript, WITHIN).await;
    note(seen, Step::Greeting, greeted)
}

/// Keeps what a step showed. It goes on where the evidence says that it passed, and nowhere else.
fn note<T>(seen: &mut Vec<Observation>, step: Step, shown: Seen<T>) -> Option<T> {
    let passed = shown.evidence.outcome() == Outcome::Passed;
    assert_eq!(shown.next.is_some(), passed, "{:?}", shown.evidence);
    seen.push(Observation {
        route: 0,
        step,
        evidence: shown.evidence,
        lines: shown.lines,
        ms: 0,
    });
    shown.next
}
