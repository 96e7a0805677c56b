//! What is submission's own in its dialogue over an encrypted connection: extensions, and RSET. No message is begun: there
//! is no MAIL and no RCPT in it.

use std::time::Duration;

use shared::evidence::{Answer, Done, Evidence};

use crate::guard::reply::Dialect;
use crate::probe::Seen;
use crate::probe::confidential::Confidential;
use crate::probe::line::{self, Authenticated, Capable, Leaving};
use crate::probe::talk::Talk;

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
    line::capable(talk, Dialect::Smtp, answer)
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
    Seen::of(Evidence::Rset(answer.clone()), lines, answer.done(), |_| {
        Leaving {
            talk,
            dialect: Dialect::Smtp,
            quit_is_out: pipelines,
        }
    })
}
