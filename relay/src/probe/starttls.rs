//! The change from plain text to TLS (RFC 3501 §6.2.1, RFC 2595 §4, RFC 3207). Every doubt ends the check here, before
//! anything secret is written: the capability is missing, the answer is another than yes, or something stands behind it.

use std::time::Duration;

use shared::evidence::starttls::Starttls;
use shared::evidence::{Break, Evidence, Reply, Status};
use shared::plan::Protocol;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::guard::reply::{Dialect, Met};
use crate::guard::said::{Said, said};
use crate::probe::Seen;
use crate::probe::talk::Talk;
use crate::transcript::Transcript;

/// Asks for encryption. What comes back is the bare stream, for the handshake.
pub async fn begin<S>(
    mut talk: Talk<S>,
    protocol: Protocol,
    name: &str,
    within: Duration,
) -> Seen<(S, Transcript)>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.begin(within);
    let asked = match protocol {
        Protocol::Imap => imap(&mut talk).await,
        Protocol::Pop => pop(&mut talk).await,
        Protocol::Smtp => smtp(&mut talk, name).await,
    };
    let starttls = match asked {
        Ok(Starttls::Begun) if !talk.is_quiet() => Starttls::Injected,
        Ok(starttls) => starttls,
        Err(how) => Starttls::Broken(how),
    };
    let lines = talk.shown();
    match starttls {
        Starttls::Begun => Seen::passed(Evidence::Starttls(starttls), lines, talk.into_parts()),
        _ => Seen::failed(Evidence::Starttls(starttls), lines),
    }
}

async fn imap<S>(talk: &mut Talk<S>) -> Result<Starttls, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.say(&["A1 CAPABILITY"]).await?;
    let mut offered = false;
    loop {
        let line = talk.line().await?;
        match said(&line) {
            Said::Data(data) => {
                let mut words = data.split(|octet| *octet == b' ');
                let is = |word: &[u8], name: &[u8]| word.eq_ignore_ascii_case(name);
                offered |= words.next().is_some_and(|word| is(word, b"CAPABILITY"))
                    && words.any(|word| is(word, b"STARTTLS"));
            }
            Said::Tagged(b"A1", Status::Ok, _) => break,
            Said::Tagged(b"A1", status, text) | Said::Untagged(status @ Status::Bye, text) => {
                return Ok(Starttls::Unasked(Reply {
                    status,
                    text: talk.text(text),
                }));
            }
            Said::Untagged(..) => {}
            _ => return Err(Break::Malformed),
        }
    }
    if !offered {
        return Ok(Starttls::NotOffered);
    }
    talk.say(&["A2 STARTTLS"]).await?;
    let line = talk.line().await?;
    match said(&line) {
        Said::Tagged(b"A2", Status::Ok, _) => Ok(Starttls::Begun),
        Said::Tagged(b"A2", status, text) | Said::Untagged(status @ Status::Bye, text) => {
            Ok(Starttls::Refused(Reply {
                status,
                text: talk.text(text),
            }))
        }
        // Whatever else comes first comes out of turn.
        _ => Err(Break::Malformed),
    }
}

async fn pop<S>(talk: &mut Talk<S>) -> Result<Starttls, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.say(&["CAPA"]).await?;
    let capable = talk.reply(Dialect::Pop).await?;
    if capable.met == Met::Yes {
        let listed = talk.listing().await?;
        if !talk.capabilities(&listed).offer("STLS") {
            return Ok(Starttls::NotOffered);
        }
    }
    ask(talk, Dialect::Pop, "STLS").await
}

async fn smtp<S>(talk: &mut Talk<S>, name: &str) -> Result<Starttls, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.say(&[&format!("EHLO {name}")]).await?;
    let capable = talk.reply(Dialect::Smtp).await?;
    match capable.met {
        Met::Yes if talk.capabilities(&capable.lines).offer("STARTTLS") => {}
        Met::Yes => return Ok(Starttls::NotOffered),
        Met::No(status) => return Ok(Starttls::Unasked(talk.refusal(status, &capable))),
        Met::Challenge => return Err(Break::Malformed),
    }
    ask(talk, Dialect::Smtp, "STARTTLS").await
}

async fn ask<S>(talk: &mut Talk<S>, dialect: Dialect, command: &str) -> Result<Starttls, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.say(&[command]).await?;
    let replied = talk.reply(dialect).await?;
    match replied.met {
        Met::Yes => Ok(Starttls::Begun),
        Met::No(status) => Ok(Starttls::Refused(talk.refusal(status, &replied))),
        Met::Challenge => Err(Break::Malformed),
    }
}
