//! The dialogue of message submission over an encrypted connection: extensions, authentication, RSET, goodbye. No
//! message is begun: there is no MAIL and no RCPT in it.

use std::time::Duration;

use shared::evidence::capability::Capabilities;
use shared::evidence::{Answer, Done, Evidence};
use shared::plan::Route;
use shared::token::Token;

use crate::guard::reply::Dialect;
use crate::probe::confidential::Confidential;
use crate::probe::talk::{Talk, goodbye};
use crate::probe::{Seen, line_auth};

/// A connection whose extensions are known.
#[derive(Debug)]
pub struct Capable<S> {
    talk: Talk<S>,
    capabilities: Capabilities,
}

/// A connection that took the token.
#[derive(Debug)]
pub struct Authenticated<S> {
    talk: Talk<S>,
    /// RFC 2920: commands may go out together.
    pipelines: bool,
}

/// The last command is QUIT.
#[derive(Debug)]
pub struct Leaving<S> {
    talk: Talk<S>,
    quit_is_out: bool,
}

/// Says who calls, and learns the extensions. What was learnt before encryption is forgotten (RFC 3207 §4.2).
pub async fn capability<S: Confidential>(
    mut talk: Talk<S>,
    name: &str,
    within: Duration,
) -> Seen<Capable<S>> {
    talk.begin(within);
    let answer = talk.ask(Dialect::Smtp, &[&format!("EHLO {name}")]).await;
    // The first line is the server's name.
    let answer = answer.and_then(|replied| {
        let extensions = replied.lines.get(1..).unwrap_or_default();
        Answer::Done(talk.capabilities(extensions))
    });
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
    let seen = line_auth::authenticate(talk, Dialect::Smtp, &capabilities, route, token).await;
    seen.map(|talk| Authenticated { talk, pipelines })
}

/// Leaves nothing begun, and shows that the server still answers whom it let in.
pub async fn rset<S: Confidential>(
    authenticated: Authenticated<S>,
    within: Duration,
) -> Seen<Leaving<S>> {
    let Authenticated {
        mut talk,
        pipelines,
    } = authenticated;
    talk.begin(within);
    let commands: &[&str] = if pipelines {
        &["RSET", "QUIT"]
    } else {
        &["RSET"]
    };
    let answer = talk.ask(Dialect::Smtp, commands).await;
    let answer = answer.and_then(|_| Answer::Done(Done {}));
    let lines = talk.shown();
    let passed = matches!(answer, Answer::Done(_));
    let evidence = Evidence::Rset(answer);
    let leaving = Leaving {
        talk,
        quit_is_out: pipelines,
    };
    if passed {
        Seen::passed(evidence, lines, leaving)
    } else {
        Seen::failed(evidence, lines)
    }
}

/// Says goodbye.
pub async fn logout<S: Confidential>(leaving: Leaving<S>, within: Duration) -> Seen<()> {
    let Leaving {
        mut talk,
        quit_is_out,
    } = leaving;
    talk.begin(within);
    let answer = if quit_is_out {
        talk.answer(Dialect::Smtp).await
    } else {
        talk.ask(Dialect::Smtp, &["QUIT"]).await
    };
    goodbye(answer, talk)
}
