//! The way to the server: its name, its port, and what answers there.

use super::Confidence::{Certain, Likely, Possible};
use super::{Fact, Finding, Reason, Seen, unrecognised, unrecognised_break};
use crate::cause::Cause;
use crate::evidence::dns::Dns;
use crate::evidence::imap::Greeting;
use crate::evidence::tcp::{Dial, Tcp};
use crate::evidence::{Break, Speaks};
use crate::plan::Step;

/// The name led nowhere.
pub fn dns(seen: &Seen, answer: &Dns) -> Vec<Finding> {
    let confidence = match answer {
        // The name servers were asked and answered.
        Dns::NoSuchName | Dns::NoAddress | Dns::NotAllowed => Certain,
        // The fault may be the name's own servers or the relay's resolver.
        Dns::ServerFailure | Dns::TimedOut => Likely,
        Dns::Resolved { .. } => return Vec::new(),
    };
    let host = seen.route.host.clone();
    vec![Finding::new(
        Cause::DnsFailure {
            host: host.clone(),
            answer: answer.clone(),
        },
        confidence,
        vec![Reason::pro(Fact::NameServersSaid {
            host,
            answer: answer.clone(),
        })],
    )]
}

/// No address answered.
pub fn tcp(seen: &Seen, tcp: &Tcp) -> Vec<Finding> {
    let reason = |dial: &Dial| {
        Reason::pro(Fact::Dialled {
            to: dial.to,
            outcome: dial.outcome,
        })
    };
    // A stopped server, a filter and a wrong port look alike from outside.
    vec![blocked(
        seen,
        Likely,
        tcp.dials.iter().map(reason).collect(),
    )]
}

/// TLS stands, and what follows is not an IMAP server that waits for a login.
pub fn greeting(seen: &Seen, greeting: &Greeting) -> Vec<Finding> {
    match greeting {
        Greeting::Foreign { speaks } => {
            let confidence = if *speaks == Speaks::Unknown {
                Likely
            } else {
                Certain
            };
            vec![wrong_place(
                seen,
                *speaks,
                confidence,
                vec![Reason::pro(Fact::Answered { speaks: *speaks })],
            )]
        }
        // An HTTP server, for one, waits in silence for the client to speak first.
        Greeting::Broken(how @ (Break::TimedOut | Break::Malformed)) => vec![wrong_place(
            seen,
            Speaks::Unknown,
            Possible,
            vec![
                broke(Step::Greeting, *how),
                Reason::con(Fact::CertificateGood),
            ],
        )],
        Greeting::Broken(how) => vec![unrecognised_break(Step::Greeting, *how)],
        Greeting::Bye { text } => vec![unrecognised(
            Some(Step::Greeting),
            Some(text.clone()),
            vec![Reason::pro(Fact::ServerSaid {
                step: Step::Greeting,
                said: text.clone(),
            })],
        )],
        Greeting::PreAuth => vec![unrecognised(
            Some(Step::Greeting),
            Some("PREAUTH".to_owned()),
            Vec::new(),
        )],
        Greeting::Ready { .. } => Vec::new(),
    }
}

/// Nothing answers, or what answers is cut off on the way.
pub fn blocked(seen: &Seen, confidence: super::Confidence, reasons: Vec<Reason>) -> Finding {
    Finding::new(
        Cause::FirewallPortBlocked {
            host: seen.route.host.clone(),
            port: seen.route.port,
        },
        confidence,
        reasons,
    )
}

/// Something else answers.
pub fn wrong_place(
    seen: &Seen,
    speaks: Speaks,
    confidence: super::Confidence,
    reasons: Vec<Reason>,
) -> Finding {
    Finding::new(
        Cause::WrongHostPortOrTlsMode {
            host: seen.route.host.clone(),
            port: seen.route.port,
            speaks,
        },
        confidence,
        reasons,
    )
}

/// The dialogue ended early.
pub fn broke(step: Step, how: Break) -> Reason {
    Reason::pro(Fact::DialogueBroke { step, how })
}
