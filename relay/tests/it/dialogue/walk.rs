//! Walks the steps of a dialogue over a pipe, as a check does over TLS.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relay::probe::confidential::Confidential;
use relay::probe::{Seen, greeting, imap, line, pop, smtp, starttls};
use relay::transcript::Transcript;
use shared::event::ServerFrame;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::starttls::Starttls;
use shared::evidence::tls::Tls;
use shared::evidence::{Answer, Break, Evidence, Line, Observation};
use shared::plan::{AddressFamily, Mechanism, Protocol, Route, TlsMode};
use shared::token::Token;

/// The user name that is presented.
pub const USER: &str = "support@mail.example";
/// A token that stands out.
pub const TOKEN: &str = "canary0123456789.canary0123456789.Qk9ETyBTSUdOQVRVUkUgVE9LRU4";
/// Who calls, as an SMTP server is told.
pub const NAME: &str = "check.example";
/// The time of each step.
pub const WITHIN: Duration = Duration::from_secs(8);

/// What a step showed.
#[derive(Debug)]
pub struct Step {
    /// The evidence.
    pub evidence: Evidence,
    /// The lines.
    pub lines: Vec<Line>,
}

/// How a step broke off, if it did.
pub fn broke(evidence: &Evidence) -> Option<Break> {
    match evidence {
        Evidence::Greeting(Greeting::Broken(how))
        | Evidence::Starttls(Starttls::Broken(how))
        | Evidence::Tls(Tls::Broken(how))
        | Evidence::Capability(Answer::Broken(how))
        | Evidence::Examine(Answer::Broken(how))
        | Evidence::Stat(Answer::Broken(how))
        | Evidence::List(Answer::Broken(how))
        | Evidence::ListLast(Answer::Broken(how))
        | Evidence::Rset(Answer::Broken(how))
        | Evidence::Logout(Answer::Broken(how)) => Some(*how),
        Evidence::Auth(sasl) => match sasl.outcome {
            SaslOutcome::Broken(how) => Some(how),
            _ => None,
        },
        _ => None,
    }
}

impl Step {
    /// How it broke off, if it did.
    pub fn broke(&self) -> Option<Break> {
        broke(&self.evidence)
    }

    /// How long the message about it is, in octets.
    pub fn message(self) -> usize {
        let frame = ServerFrame::Observed {
            attempt: 0,
            observation: Observation {
                route: 0,
                step: shared::plan::Step::Examine,
                evidence: self.evidence,
                lines: self.lines,
                ms: 8_000,
            },
        };
        serde_json::to_string(&frame).unwrap().len()
    }
}

/// What is walked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// The dialogue of a protocol, as over TLS.
    Encrypted(Protocol),
    /// What comes before TLS.
    Plain(Protocol),
}

/// Walks the IMAP dialogue until a step fails.
pub async fn walk(stream: impl Confidential) -> Vec<Step> {
    walk_the(Way::Encrypted(Protocol::Imap), stream).await
}

/// Walks until a step fails.
pub async fn walk_the(way: Way, stream: impl Confidential) -> Vec<Step> {
    walk_with(way, TOKEN, stream).await
}

/// The same with another token.
pub async fn walk_with(way: Way, token: &str, stream: impl Confidential) -> Vec<Step> {
    walk_as(way, USER, token, stream).await
}

/// The same as another user.
pub async fn walk_as(way: Way, user: &str, token: &str, stream: impl Confidential) -> Vec<Step> {
    let mut steps = Vec::new();
    let token = Token::new(token.to_owned());
    let as_user = |protocol| route(protocol, user);
    let _ = match way {
        Way::Encrypted(Protocol::Imap) => {
            imap(&mut steps, &as_user(Protocol::Imap), &token, stream).await
        }
        Way::Encrypted(Protocol::Pop) => {
            pop(&mut steps, &as_user(Protocol::Pop), &token, stream).await
        }
        Way::Encrypted(Protocol::Smtp) => {
            smtp(&mut steps, &as_user(Protocol::Smtp), &token, stream).await
        }
        Way::Plain(protocol) => plain(&mut steps, &token, protocol, stream).await,
    };
    steps
}

/// With the initial responses in the place of their names.
pub fn with_messages(line: &str) -> String {
    line.replace("{XOAUTH2}", &xoauth2())
        .replace("{OAUTHBEARER}", &oauthbearer())
}

/// With what is shown in the place of the initial responses.
pub fn without_messages(line: &str) -> String {
    line.replace("{XOAUTH2}", "[token removed]")
        .replace("{OAUTHBEARER}", "[token removed]")
}

/// The SASL message of XOAUTH2 in base64.
pub fn xoauth2() -> String {
    STANDARD.encode(format!("user={USER}\x01auth=Bearer {TOKEN}\x01\x01"))
}

fn oauthbearer() -> String {
    STANDARD.encode(format!(
        "n,a={USER},\x01host=imap.mail.example\x01port=993\x01auth=Bearer {TOKEN}\x01\x01"
    ))
}

async fn imap(
    steps: &mut Vec<Step>,
    route: &Route,
    token: &Token,
    stream: impl Confidential,
) -> Option<()> {
    let transcript = Transcript::new(token);
    let greeted = note(steps, imap::greeting(stream, transcript, WITHIN).await)?;
    let capable = note(steps, imap::capability(greeted, WITHIN).await)?;
    let asked = imap::authenticate(capable, route, token, WITHIN).await;
    let authenticated = note(steps, asked)?;
    let opened = note(steps, imap::examine(authenticated, WITHIN).await)?;
    let leaving = note(steps, imap::list(opened, WITHIN).await)?;
    note(steps, imap::logout(leaving, WITHIN).await)
}

async fn pop(
    steps: &mut Vec<Step>,
    route: &Route,
    token: &Token,
    stream: impl Confidential,
) -> Option<()> {
    let transcript = Transcript::new(token);
    let greeted = greeting::greeting(stream, Protocol::Pop, transcript, WITHIN).await;
    let talk = note(steps, greeted)?;
    let capable = note(steps, pop::capability(talk, WITHIN).await)?;
    let asked = line::authenticate(capable, route, token, WITHIN).await;
    let authenticated = note(steps, asked)?;
    let counted = note(steps, pop::stat(authenticated, WITHIN).await)?;
    let leaving = note(steps, pop::list(counted, WITHIN).await)?;
    note(steps, line::logout(leaving, WITHIN).await)
}

async fn smtp(
    steps: &mut Vec<Step>,
    route: &Route,
    token: &Token,
    stream: impl Confidential,
) -> Option<()> {
    let transcript = Transcript::new(token);
    let greeted = greeting::greeting(stream, Protocol::Smtp, transcript, WITHIN).await;
    let talk = note(steps, greeted)?;
    let capable = note(steps, smtp::capability(talk, NAME, WITHIN).await)?;
    let asked = line::authenticate(capable, route, token, WITHIN).await;
    let authenticated = note(steps, asked)?;
    let leaving = note(steps, smtp::rset(authenticated, WITHIN).await)?;
    note(steps, line::logout(leaving, WITHIN).await)
}

async fn plain(
    steps: &mut Vec<Step>,
    token: &Token,
    protocol: Protocol,
    stream: impl Confidential,
) -> Option<()> {
    let transcript = Transcript::new(token);
    let greeted = greeting::greeting(stream, protocol, transcript, WITHIN).await;
    let asked = starttls::begin(note(steps, greeted)?, protocol, NAME, WITHIN).await;
    note(steps, asked).map(drop)
}

fn route(protocol: Protocol, user: &str) -> Route {
    Route {
        protocol,
        host: "imap.mail.example".parse().unwrap(),
        port: 993,
        tls: TlsMode::Implicit,
        addresses: AddressFamily::Any,
        user: user.parse().unwrap(),
        mechanisms: vec![Mechanism::XOAuth2, Mechanism::OAuthBearer],
        internal: false,
        steps: Vec::new(),
    }
}

fn note<T>(steps: &mut Vec<Step>, seen: Seen<T>) -> Option<T> {
    steps.push(Step {
        evidence: seen.evidence,
        lines: seen.lines,
    });
    seen.next
}
