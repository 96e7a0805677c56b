//! What POP3 and SMTP have in common beside their replies: signing in, and leaving.

use std::time::Duration;

use shared::evidence::capability::Capabilities;
use shared::evidence::{Answer, Done, Evidence};
use shared::plan::Route;
use shared::token::Token;

use crate::guard::reply::Dialect;
use crate::probe::confidential::Confidential;
use crate::probe::talk::Talk;
use crate::probe::{Seen, line_auth};

/// A connection whose capabilities are known.
#[derive(Debug)]
pub struct Capable<S> {
    talk: Talk<S>,
    dialect: Dialect,
    capabilities: Capabilities,
}

/// A connection that took the token.
#[derive(Debug)]
pub struct Authenticated<S> {
    /// The dialogue.
    pub talk: Talk<S>,
    /// Commands may go out together (RFC 2449 §6.6, RFC 2920).
    pub pipelines: bool,
}

/// The last command is QUIT.
#[derive(Debug)]
pub struct Leaving<S> {
    /// The dialogue.
    pub talk: Talk<S>,
    /// How the server speaks.
    pub dialect: Dialect,
    /// It went out with the command before.
    pub quit_is_out: bool,
}

/// The step that learns the capabilities, by how it was answered.
pub fn capable<S: Confidential>(
    mut talk: Talk<S>,
    dialect: Dialect,
    answer: Answer<Capabilities>,
) -> Seen<Capable<S>> {
    let lines = talk.shown();
    let evidence = Evidence::Capability(answer.clone());
    Seen::of(evidence, lines, answer.done(), |capabilities| Capable {
        talk,
        dialect,
        capabilities,
    })
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
        dialect,
        capabilities,
    } = capable;
    talk.begin(within);
    let pipelines = capabilities.offer("PIPELINING");
    let seen = line_auth::authenticate(talk, dialect, &capabilities, route, token).await;
    seen.map(|talk| Authenticated { talk, pipelines })
}

/// Says goodbye. Over POP3 nothing was marked, so nothing is deleted by it.
pub async fn logout<S: Confidential>(leaving: Leaving<S>, within: Duration) -> Seen<()> {
    let Leaving {
        mut talk,
        dialect,
        quit_is_out,
    } = leaving;
    talk.begin(within);
    let answer = if quit_is_out {
        talk.answer(dialect).await
    } else {
        talk.ask(dialect, &["QUIT"]).await
    };
    let answer = answer.and_then(|_| Answer::Done(Done {}));
    let lines = talk.shown();
    Seen::of(Evidence::Logout(answer.clone()), lines, answer.done(), drop)
}
