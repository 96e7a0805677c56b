//! The way to the server: its name, its port, and what answers there.

use super::Confidence::{Likely, Possible};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, Reason, said, unrecognised, unrecognised_break, unrecognised_reply};
use crate::cause::Cause;
use crate::evidence::dns::Dns;
use crate::evidence::greeting::Greeting;
use crate::evidence::starttls::Starttls;
use crate::evidence::tcp::{Dial, DialOutcome, Tcp};
use crate::evidence::{Break, Speaks};
use crate::plan::{Protocol, Step, TlsMode};

/// The name led nowhere.
pub fn dns(scene: &Scene, answer: &Dns) -> Vec<Suspect> {
    let ceiling = match answer {
        // The name servers were asked and answered.
        Dns::NoSuchName | Dns::NoAddress | Dns::NotAllowed => super::Confidence::Certain,
        // The fault may be the name's own servers or the relay's resolver.
        Dns::ServerFailure | Dns::TimedOut => Likely,
        Dns::Resolved { .. } => return Vec::new(),
    };
    let cause = Cause::DnsFailure {
        server: scene.server.clone(),
        answer: answer.clone(),
    };
    let reasons = vec![Reason::pro(Fact::NameServersSaid {
        server: scene.server.clone(),
        answer: answer.clone(),
    })];
    vec![Suspect::named(cause, reasons).at_most(ceiling)]
}

/// No address answered.
pub fn tcp(scene: &Scene, tcp: &Tcp) -> Vec<Suspect> {
    let reason = |dial: &Dial| {
        Reason::pro(Fact::Dialled {
            to: dial.to,
            outcome: dial.outcome,
        })
    };
    let reasons: Vec<Reason> = tcp.dials.iter().map(reason).collect();
    // Networks close port 25 to all but their own servers.
    if let Some(suspect) = between_servers(scene) {
        return vec![suspect.at_most(Likely)];
    }
    // A stopped server, a filter and a wrong port look alike from outside.
    let refused = tcp.dials.iter().any(|d| d.outcome == DialOutcome::Refused);
    vec![
        blocked(scene, 70, reasons.clone()),
        Suspect::guess(Cause::ServiceOutageOrBackend, 14, reasons.clone()),
        wrong_place(
            scene,
            Speaks::Unknown,
            if refused { 16 } else { 12 },
            reasons,
        ),
    ]
}

/// The connection stands, and what follows is not a mail server that waits for a login.
pub fn greeting(scene: &Scene, greeting: &Greeting) -> Vec<Suspect> {
    match greeting {
        Greeting::Foreign { speaks } => vec![answered(scene, *speaks)],
        // Whoever expects plain text where TLS comes first waits, and so does the server.
        Greeting::Broken(how @ Break::TimedOut) if scene.tls == Some(TlsMode::Starttls) => {
            let reasons = vec![
                broke(Step::Greeting, *how),
                Reason::pro(Fact::SilentInPlainText),
            ];
            vec![
                wrong_place(scene, Speaks::Tls, 60, reasons.clone()),
                blocked(scene, 40, reasons).at_most(Possible),
            ]
        }
        // An HTTP server, for one, waits in silence for the client to speak first.
        Greeting::Broken(how @ (Break::TimedOut | Break::Malformed)) => {
            let mut reasons = vec![broke(Step::Greeting, *how)];
            if scene.tls != Some(TlsMode::Starttls) {
                reasons.push(Reason::con(Fact::CertificateGood));
            }
            vec![wrong_place(scene, Speaks::Unknown, 40, reasons).at_most(Possible)]
        }
        Greeting::Broken(how) => vec![unrecognised_break(Step::Greeting, *how)],
        Greeting::Bye { text } => {
            let named = said::suspects(scene, text);
            named.unwrap_or_else(|| {
                vec![unrecognised(
                    Some(Step::Greeting),
                    Some(text.clone()),
                    vec![Reason::pro(Fact::ServerSaid {
                        step: Step::Greeting,
                        said: text.clone(),
                    })],
                )]
            })
        }
        Greeting::PreAuth => vec![unrecognised(
            Some(Step::Greeting),
            Some("PREAUTH".to_owned()),
            Vec::new(),
        )],
        Greeting::Ready { .. } => Vec::new(),
    }
}

/// The server does not change to TLS here.
pub fn starttls(scene: &Scene, starttls: &Starttls) -> Vec<Suspect> {
    // A server without it, and a device on the way that takes it out of the list, look alike.
    let either = |reasons: Vec<Reason>| {
        vec![
            wrong_place(scene, plain(scene.protocol), 60, reasons.clone()),
            blocked(scene, 40, reasons).at_most(Possible),
        ]
    };
    match starttls {
        Starttls::Refused(reply) => {
            let named = said::suspects(scene, &reply.text);
            named.unwrap_or_else(|| {
                either(vec![Reason::pro(Fact::ServerSaid {
                    step: Step::Starttls,
                    said: reply.text.clone(),
                })])
            })
        }
        Starttls::Unasked(reply) => {
            let named = said::suspects(scene, &reply.text);
            named.unwrap_or_else(|| vec![unrecognised_reply(Step::Starttls, reply)])
        }
        Starttls::NotOffered => either(vec![Reason::pro(Fact::EncryptionNotOffered)]),
        Starttls::Injected => vec![unrecognised(
            Some(Step::Starttls),
            None,
            vec![Reason::pro(Fact::WordsBehindStarttls)],
        )],
        Starttls::Broken(how) => vec![unrecognised_break(Step::Starttls, *how)],
        Starttls::Begun => Vec::new(),
    }
}

/// Something else answers than was meant.
pub fn answered(scene: &Scene, speaks: Speaks) -> Suspect {
    let reasons = vec![Reason::pro(Fact::Answered { speaks })];
    if speaks == Speaks::Unknown {
        return wrong_place(scene, speaks, 60, reasons);
    }
    let cause = wrong_place(scene, speaks, 0, Vec::new()).cause;
    Suspect::named(cause, reasons)
}

/// Where servers hand mail to each other, nobody signs in (RFC 6409 §3.1).
pub fn between_servers(scene: &Scene) -> Option<Suspect> {
    let relaying = scene.protocol == Protocol::Smtp && scene.server.port == Some(25);
    relaying.then(|| {
        let cause = wrong_place(scene, Speaks::Smtp, 0, Vec::new()).cause;
        Suspect::named(cause, vec![Reason::pro(Fact::BetweenServers)])
    })
}

/// Nothing answers, or what answers is cut off on the way.
pub fn blocked(scene: &Scene, weight: u32, reasons: Vec<Reason>) -> Suspect {
    let cause = Cause::FirewallPortBlocked {
        server: scene.server.clone(),
    };
    Suspect::guess(cause, weight, reasons)
}

/// Another host, port or mode of encryption was meant.
pub fn wrong_place(scene: &Scene, speaks: Speaks, weight: u32, reasons: Vec<Reason>) -> Suspect {
    let cause = Cause::WrongHostPortOrTlsMode {
        server: scene.server.clone(),
        speaks,
    };
    Suspect::guess(cause, weight, reasons)
}

/// What the protocol's own server speaks without encryption.
pub const fn plain(protocol: Protocol) -> Speaks {
    match protocol {
        Protocol::Imap => Speaks::Imap,
        Protocol::Pop => Speaks::Pop3,
        Protocol::Smtp => Speaks::Smtp,
    }
}

/// The dialogue ended early.
pub fn broke(step: Step, how: Break) -> Reason {
    Reason::pro(Fact::DialogueBroke { step, how })
}
