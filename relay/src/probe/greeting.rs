//! The first words of a server that speaks in lines: POP3, SMTP, and IMAP before it is encrypted.

use std::time::Duration;

use shared::evidence::greeting::Greeting;
use shared::evidence::{Break, Evidence, Speaks, Status};
use shared::plan::Protocol;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::guard::reply::{Dialect, Met};
use crate::guard::said::{Said, said};
use crate::probe::Seen;
use crate::probe::talk::Talk;
use crate::transcript::Transcript;

/// Waits for them.
pub async fn greeting<S>(
    stream: S,
    protocol: Protocol,
    transcript: Transcript,
    within: Duration,
) -> Seen<Talk<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut talk = Talk::new(stream, transcript);
    talk.begin(within);
    let heard = match protocol {
        Protocol::Imap => imap(&mut talk).await,
        Protocol::Pop => reply(&mut talk, Dialect::Pop).await,
        Protocol::Smtp => reply(&mut talk, Dialect::Smtp).await,
    };
    let greeting = heard.unwrap_or_else(|how| foreign(talk.first(), protocol, how));
    let shown = talk.shown();
    // The words of what is no server of this protocol stay in the relay.
    let lines = match greeting {
        Greeting::Ready { .. } | Greeting::Bye { .. } | Greeting::PreAuth => shown,
        Greeting::Foreign { .. } | Greeting::Broken(_) => Vec::new(),
    };
    match greeting {
        Greeting::Ready { .. } => Seen::passed(Evidence::Greeting(greeting), lines, talk),
        _ => Seen::failed(Evidence::Greeting(greeting), lines),
    }
}

async fn imap<S>(talk: &mut Talk<S>) -> Result<Greeting, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let line = talk.line().await?;
    match said(&line) {
        Said::Untagged(Status::Ok, text) => Ok(Greeting::Ready {
            text: talk.text(text),
            // What is listed before encryption counts for nothing after it.
            carries_capabilities: false,
        }),
        Said::Untagged(Status::Bye, text) => Ok(Greeting::Bye {
            text: talk.text(text),
        }),
        Said::PreAuth => Ok(Greeting::PreAuth),
        _ => Err(Break::Malformed),
    }
}

async fn reply<S>(talk: &mut Talk<S>, dialect: Dialect) -> Result<Greeting, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let replied = talk.reply(dialect).await?;
    let text = talk.text(&replied.octets());
    match replied.met {
        // RFC 5321 §4.2: 220 alone greets. News servers, for one, have other numbers.
        Met::Yes if replied.code.is_some_and(|code| code != 220) => Ok(Greeting::Foreign {
            speaks: Speaks::Unknown,
        }),
        Met::Yes => Ok(Greeting::Ready {
            text,
            carries_capabilities: false,
        }),
        Met::No(Status::Code(code)) => Ok(Greeting::Bye {
            text: format!("{code} {text}"),
        }),
        Met::No(_) => Ok(Greeting::Bye { text }),
        Met::Challenge => Err(Break::Malformed),
    }
}

/// What is no greeting: told by its kind, or by how it broke off before there was enough to tell.
fn foreign(octets: &[u8], protocol: Protocol, how: Break) -> Greeting {
    match (Speaks::of(octets), how) {
        _ if octets.is_empty() => Greeting::Broken(how),
        (speaks, how) if speaks == own(protocol) => Greeting::Broken(how),
        (Speaks::Unknown, Break::Closed | Break::Reset | Break::TimedOut | Break::TooMuch) => {
            Greeting::Broken(how)
        }
        (speaks, _) => Greeting::Foreign { speaks },
    }
}

const fn own(protocol: Protocol) -> Speaks {
    match protocol {
        Protocol::Imap => Speaks::Imap,
        Protocol::Pop => Speaks::Pop3,
        Protocol::Smtp => Speaks::Smtp,
    }
}
