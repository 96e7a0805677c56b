//! Walks the steps of the IMAP dialogue over any stream, as a check does over TLS.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relay::probe::{Seen, imap};
use relay::transcript::Transcript;
use shared::evidence::{Evidence, Line};
use shared::plan::{AddressFamily, Mechanism, Protocol, Route, TlsMode};
use shared::token::Token;
use tokio::io::{AsyncRead, AsyncWrite};

/// The user name that is presented.
pub const USER: &str = "support@mail.example";
/// A token that stands out.
pub const TOKEN: &str = "canary0123456789.canary0123456789.Qk9ETyBTSUdOQVRVUkUgVE9LRU4";
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

/// Walks until a step fails.
pub async fn walk<S>(stream: S) -> Vec<Step>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let mut steps = Vec::new();
    let _ = steps_into(&mut steps, stream).await;
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

async fn steps_into<S>(steps: &mut Vec<Step>, stream: S) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let route = Route {
        protocol: Protocol::Imap,
        host: "imap.mail.example".parse().unwrap(),
        port: 993,
        tls: TlsMode::Implicit,
        addresses: AddressFamily::Any,
        user: USER.parse().unwrap(),
        mechanisms: vec![Mechanism::XOAuth2, Mechanism::OAuthBearer],
        internal: false,
        steps: Vec::new(),
    };
    let token = Token::new(TOKEN.to_owned());
    let greeted = note(
        steps,
        imap::greeting(stream, Transcript::new(&token), WITHIN).await,
    )?;
    let capable = note(steps, imap::capability(greeted, WITHIN).await)?;
    let authenticated = note(
        steps,
        imap::authenticate(capable, &route, &token, WITHIN).await,
    )?;
    let opened = note(steps, imap::examine(authenticated, WITHIN).await)?;
    let leaving = note(steps, imap::list(opened, WITHIN).await)?;
    note(steps, imap::logout(leaving, WITHIN).await)
}

fn note<T>(steps: &mut Vec<Step>, seen: Seen<T>) -> Option<T> {
    steps.push(Step {
        evidence: seen.evidence,
        lines: seen.lines,
    });
    seen.next
}
