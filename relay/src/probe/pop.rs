//! The POP3 dialogue over an encrypted connection: capabilities, authentication, the maildrop counted, its last message
//! listed, goodbye. No message is read and none is deleted.

use std::time::Duration;

use shared::evidence::capability::Capabilities;
use shared::evidence::pop::{Listed, Maildrop};
use shared::evidence::{Answer, Break, Evidence};
use shared::plan::Route;
use shared::token::Token;

use crate::guard::reply::Dialect;
use crate::probe::confidential::Confidential;
use crate::probe::talk::{Replied, Talk, goodbye};
use crate::probe::{Seen, line_auth};

/// A connection whose capabilities are known.
#[derive(Debug)]
pub struct Capable<S> {
    talk: Talk<S>,
    capabilities: Capabilities,
}

/// A connection that took the token.
#[derive(Debug)]
pub struct Authenticated<S> {
    talk: Talk<S>,
    /// RFC 2449 §6.6: commands may go out together.
    pipelines: bool,
}

/// A connection whose maildrop is counted.
#[derive(Debug)]
pub struct Counted<S> {
    talk: Talk<S>,
    pipelines: bool,
    messages: u32,
}

/// The last command is QUIT.
#[derive(Debug)]
pub struct Leaving<S> {
    talk: Talk<S>,
    quit_is_out: bool,
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
    let lines = talk.shown();
    let evidence = Evidence::Capability(answer.clone());
    match answer {
        Answer::Done(capabilities) => Seen::passed(evidence, lines, Capable { talk, capabilities }),
        Answer::Refused(_) | Answer::Broken(_) => Seen::failed(evidence, lines),
    }
}

/// Presents the token.
pub async fn authenticate<S: Confidential>(
    capable: Capable<S>,
    route: &Route,
    token: &Token,
    within: Duration,
) -> Seen<Authenticated<S>> {
    let Capable {
        mut talk,
        capabilities,
    } = capable;
    talk.begin(within);
    let pipelines = capabilities.offer("PIPELINING");
    let seen = line_auth::authenticate(talk, Dialect::Pop, &capabilities, route, token).await;
    seen.map(|talk| Authenticated { talk, pipelines })
}

/// Counts the maildrop (STAT). Exchange Online takes a token even for a mailbox that it then refuses.
pub async fn stat<S: Confidential>(
    authenticated: Authenticated<S>,
    within: Duration,
) -> Seen<Counted<S>> {
    let Authenticated {
        mut talk,
        pipelines,
    } = authenticated;
    talk.begin(within);
    let answer = talk.ask(Dialect::Pop, &["STAT"]).await;
    let answer = answer.and_then(|replied| match numbers(&replied) {
        Some((messages, octets)) => Answer::Done(Maildrop { messages, octets }),
        None => Answer::Broken(Break::Malformed),
    });
    let lines = talk.shown();
    let evidence = Evidence::Stat(answer.clone());
    match answer {
        Answer::Done(Maildrop { messages, .. }) => {
            let counted = Counted {
                talk,
                pipelines,
                messages,
            };
            Seen::passed(evidence, lines, counted)
        }
        Answer::Refused(_) | Answer::Broken(_) => Seen::failed(evidence, lines),
    }
}

/// Lists the last message, which proves that the maildrop can be read; in an empty one there is nothing to ask for.
pub async fn list<S: Confidential>(counted: Counted<S>, within: Duration) -> Seen<Leaving<S>> {
    let Counted {
        mut talk,
        pipelines,
        messages,
    } = counted;
    talk.begin(within);
    let list = format!("LIST {messages}");
    let (answer, quit_is_out) = match (messages, pipelines) {
        (0, _) => (Answer::Done(Listed { octets: None }), false),
        (_, true) => (listed(talk.ask(Dialect::Pop, &[&list, "QUIT"]).await), true),
        (_, false) => (listed(talk.ask(Dialect::Pop, &[&list]).await), false),
    };
    let lines = talk.shown();
    let passed = matches!(answer, Answer::Done(_));
    let evidence = Evidence::ListLast(answer);
    if passed {
        Seen::passed(evidence, lines, Leaving { talk, quit_is_out })
    } else {
        Seen::failed(evidence, lines)
    }
}

/// Says goodbye. Nothing was marked, so nothing is deleted by it.
pub async fn logout<S: Confidential>(leaving: Leaving<S>, within: Duration) -> Seen<()> {
    let Leaving {
        mut talk,
        quit_is_out,
    } = leaving;
    talk.begin(within);
    let answer = if quit_is_out {
        talk.answer(Dialect::Pop).await
    } else {
        talk.ask(Dialect::Pop, &["QUIT"]).await
    };
    goodbye(answer, talk)
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
