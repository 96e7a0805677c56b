//! What is POP3's own in its dialogue over an encrypted connection: capabilities, the maildrop counted, its last message
//! listed. No message is read and none is deleted.

use std::time::Duration;

use shared::evidence::pop::{Listed, Maildrop};
use shared::evidence::{Answer, Break, Evidence};

use crate::guard::reply::Dialect;
use crate::probe::Seen;
use crate::probe::confidential::Confidential;
use crate::probe::line::{self, Authenticated, Capable, Leaving};
use crate::probe::talk::{Replied, Talk};

/// A connection whose maildrop is counted.
#[derive(Debug)]
pub struct Counted<S> {
    authenticated: Authenticated<S>,
    messages: u32,
}

/// Asks for the capabilities (RFC 2449). A server without the command takes no token: RFC 5034 §3 wants them listed.
pub async fn capability<S: Confidential>(mut talk: Talk<S>, within: Duration) -> Seen<Capable<S>> {
    talk.begin(within);
    let answer = match talk.ask(Dialect::Pop, &["CAPA"]).await {
        Answer::Done(_) => match talk.listing().await {
            Ok(lines) => Answer::Done(talk.capabilities(&lines)),
            Err(how) => Answer::Broken(how),
        },
        Answer::Refused(reply) => Answer::Refused(reply),
        Answer::Broken(how) => Answer::Broken(how),
    };
    line::capable(talk, Dialect::Pop, answer)
}

/// Counts the maildrop (STAT). Exchange Online takes a token even for a mailbox that it then refuses.
pub async fn stat<S: Confidential>(
    mut authenticated: Authenticated<S>,
    within: Duration,
) -> Seen<Counted<S>> {
    let talk = &mut authenticated.talk;
    talk.begin(within);
    let answer = talk.ask(Dialect::Pop, &["STAT"]).await;
    let answer = answer.and_then(|replied| match numbers(&replied) {
        Some((messages, octets)) => Answer::Done(Maildrop { messages, octets }),
        None => Answer::Broken(Break::Malformed),
    });
    let lines = talk.shown();
    let evidence = Evidence::Stat(answer.clone());
    Seen::of(evidence, lines, answer.done(), |maildrop| Counted {
        authenticated,
        messages: maildrop.messages,
    })
}

/// Lists the last message, which proves that the maildrop can be read; in an empty one there is nothing to ask for.
pub async fn list<S: Confidential>(counted: Counted<S>, within: Duration) -> Seen<Leaving<S>> {
    let Counted {
        authenticated: Authenticated {
            mut talk,
            pipelines,
        },
        messages,
    } = counted;
    talk.begin(within);
    let list = format!("LIST {messages}");
    let commands: &[&str] = if pipelines {
        &[&list, "QUIT"]
    } else {
        &[&list]
    };
    let (answer, quit_is_out) = if messages == 0 {
        (Answer::Done(Listed { octets: None }), false)
    } else {
        (listed(talk.ask(Dialect::Pop, commands).await), pipelines)
    };
    let lines = talk.shown();
    let evidence = Evidence::ListLast(answer.clone());
    Seen::of(evidence, lines, answer.done(), |_| Leaving {
        talk,
        dialect: Dialect::Pop,
        quit_is_out,
    })
}

fn listed(answer: Answer<Replied>) -> Answer<Listed> {
    answer.and_then(|replied| match numbers(&replied) {
        Some((_, octets)) => Answer::Done(Listed {
            octets: Some(octets),
        }),
        None => Answer::Broken(Break::Malformed),
    })
}

/// The two numbers at the beginning of an answer: how many or which, and how many octets.
fn numbers(replied: &Replied) -> Option<(u32, u64)> {
    let line = replied.lines.first()?;
    let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
