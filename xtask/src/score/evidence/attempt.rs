//! The check that a record's failed step ends.

use std::net::SocketAddr;

use shared::case::Attempt;
use shared::evidence::capability::Capabilities;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::{Sasl, SaslOutcome};
use shared::evidence::starttls::Starttls;
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use shared::evidence::tls::Tls;
use shared::evidence::{
    Answer, Break, Evidence, Line, Observation, Reply, Side, Speaks, dns::Dns, smtp::Sent,
};
use shared::plan::{AddressFamily, Plan, Protocol, Route, Step, TlsMode};
use shared::words::network::{self, Fault};
use shared::words::reply;

use super::names::{default_port, step, tried, user};
use super::{FailedStep, MAILBOX, NOW, Problem, address};

pub(super) fn attempt(
    failed: &FailedStep,
    protocol: Protocol,
    last: Observation,
) -> Result<Attempt, Problem> {
    let port = failed.port.unwrap_or(default_port(protocol));
    let tls = match failed.tls.as_deref() {
        Some("starttls") => TlsMode::Starttls,
        _ => TlsMode::Implicit,
    };
    let earlier = [
        Step::Dns,
        Step::Tcp,
        Step::Tls,
        Step::Greeting,
        Step::Capability,
        Step::Auth,
    ];
    let mut observations: Vec<Observation> = earlier
        .into_iter()
        .take_while(|step| *step < last.step)
        .map(|step| seen(step, passed(step, failed)))
        .collect();
    observations.push(last);
    Ok(Attempt {
        plan: Plan {
            control: None,
            routes: vec![route(protocol, port, tls)?],
            deadline_ms: 0,
        },
        relay_time: NOW,
        observations,
        finished: true,
    })
}

pub(super) fn route(protocol: Protocol, port: u16, tls: TlsMode) -> Result<Route, Problem> {
    Ok(Route {
        protocol,
        host: "mail.example".parse().map_err(|_| "the host")?,
        port,
        tls,
        addresses: AddressFamily::Any,
        user: address(MAILBOX)?,
        mechanisms: Vec::new(),
        internal: false,
        steps: Vec::new(),
    })
}

pub(super) fn passed(step: Step, failed: &FailedStep) -> Evidence {
    match step {
        Step::Dns => Evidence::Dns(Dns::Resolved {
            addresses: Vec::new(),
        }),
        Step::Tcp => Evidence::Tcp(Tcp {
            dials: vec![dial(DialOutcome::Connected, failed.port)],
        }),
        Step::Tls => Evidence::Tls(Tls::Established {
            version: "TLSv1.3".to_owned(),
            chain: Vec::new(),
        }),
        Step::Greeting => Evidence::Greeting(Greeting::Ready {
            text: String::new(),
            carries_capabilities: false,
        }),
        Step::Capability => Evidence::Capability(Answer::Done(Capabilities {
            offered: failed.offered.clone().unwrap_or_default(),
        })),
        _ => Evidence::Auth(Sasl {
            mechanism: tried(failed.mechanism.as_deref()),
            user: user(failed.user_sent.as_deref()),
            initial_response: false,
            challenge: None,
            outcome: SaslOutcome::Accepted {
                text: String::new(),
            },
        }),
    }
}

pub(super) fn observation(failed: &FailedStep, protocol: Protocol) -> Result<Observation, Problem> {
    let last = failed.said.last().map(|said| reply::read(said));
    let read = failed.error.as_deref().and_then(network::fault);
    let fault = read.as_ref();
    let evidence = match failed.step.as_str() {
        "dns" => Evidence::Dns(match fault {
            Some(Fault::Name(dns)) => dns.clone(),
            _ => Dns::NoSuchName,
        }),
        "tcp" => Evidence::Tcp(Tcp {
            dials: vec![dial(outcome(fault), failed.port)],
        }),
        "tls" => Evidence::Tls(match fault {
            Some(Fault::Tls(tls)) => tls.clone(),
            _ => Tls::Broken(broken(fault)),
        }),
        "greeting" => Evidence::Greeting(greeting(failed, fault, protocol)),
        // What went wrong with the certificate went wrong after the server had agreed to STARTTLS.
        "starttls" => match fault {
            Some(Fault::Tls(tls)) => Evidence::Tls(tls.clone()),
            fault => Evidence::Starttls(starttls(last, fault)),
        },
        "capability" => Evidence::Capability(answer(last, fault)),
        "auth" => Evidence::Auth(auth(failed, last, fault)),
        "select" => Evidence::Examine(answer(last, fault)),
        "list" => Evidence::List(answer(last, fault)),
        "fetch" => Evidence::Fetch(answer(last, fault)),
        "send" => Evidence::Send(answer::<Sent>(last, fault)),
        _ => return Err("a step of another name"),
    };
    let step = match evidence {
        Evidence::Tls(_) => Step::Tls,
        _ => step(&failed.step).ok_or("a step of another name")?,
    };
    let mut observation = seen(step, evidence);
    observation.lines = failed.said.iter().map(|said| line(said)).collect();
    Ok(observation)
}

fn auth(failed: &FailedStep, last: Option<Reply>, fault: Option<&Fault>) -> Sasl {
    let offered = failed.offered.as_ref().map(|offered| {
        let names = offered.iter().filter_map(|name| name.strip_prefix("AUTH="));
        names.map(str::to_owned).collect::<Vec<_>>()
    });
    let takes_tokens = |offered: &Vec<String>| {
        offered
            .iter()
            .any(|name| name == "XOAUTH2" || name == "OAUTHBEARER")
    };
    let challenge = failed.said.iter().find_map(|line| line.strip_prefix("+ "));
    let outcome = match (last, offered) {
        (Some(reply), _) => SaslOutcome::Refused(reply),
        (None, Some(offered)) if !takes_tokens(&offered) => SaslOutcome::NotOffered { offered },
        (None, _) => SaslOutcome::Broken(broken(fault)),
    };
    Sasl {
        mechanism: tried(failed.mechanism.as_deref()),
        user: user(failed.user_sent.as_deref()),
        initial_response: false,
        challenge: challenge.map(str::to_owned),
        outcome,
    }
}

fn greeting(failed: &FailedStep, fault: Option<&Fault>, protocol: Protocol) -> Greeting {
    let Some(first) = failed.said.first() else {
        return Greeting::Broken(broken(fault));
    };
    let speaks = Speaks::of(first.as_bytes());
    let own = match protocol {
        Protocol::Imap => Speaks::Imap,
        Protocol::Pop => Speaks::Pop3,
        Protocol::Smtp => Speaks::Smtp,
    };
    if speaks == own {
        Greeting::Bye {
            text: first.clone(),
        }
    } else {
        Greeting::Foreign { speaks }
    }
}

fn answer<T>(last: Option<Reply>, fault: Option<&Fault>) -> Answer<T> {
    match last {
        Some(reply) => Answer::Refused(reply),
        None => Answer::Broken(broken(fault)),
    }
}

fn starttls(last: Option<Reply>, fault: Option<&Fault>) -> Starttls {
    match last {
        Some(reply) => Starttls::Refused(reply),
        None => Starttls::Broken(broken(fault)),
    }
}

fn broken(fault: Option<&Fault>) -> Break {
    match fault {
        Some(Fault::Broken(how)) => *how,
        Some(Fault::ConnectTimedOut | Fault::ReadTimedOut) => Break::TimedOut,
        _ => Break::Closed,
    }
}

fn outcome(fault: Option<&Fault>) -> DialOutcome {
    match fault {
        Some(Fault::Refused) => DialOutcome::Refused,
        Some(Fault::Unreachable) => DialOutcome::Unreachable,
        _ => DialOutcome::TimedOut,
    }
}

pub(super) fn seen(step: Step, evidence: Evidence) -> Observation {
    Observation {
        route: 0,
        step,
        evidence,
        lines: Vec::new(),
        ms: 0,
    }
}

fn line(text: &str) -> Line {
    Line {
        from: Side::Server,
        text: text.to_owned(),
        cut: false,
    }
}

fn dial(outcome: DialOutcome, port: Option<u16>) -> Dial {
    Dial {
        to: SocketAddr::from(([192, 0, 2, 1], port.unwrap_or(993))),
        outcome,
    }
}
