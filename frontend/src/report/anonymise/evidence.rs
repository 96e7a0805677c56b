//! What a step showed, without the people in it: what servers say in free text, their addresses and certificates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::{Sasl, SaslOutcome};
use shared::evidence::starttls::Starttls;
use shared::evidence::tcp::Tcp;
use shared::evidence::tls::Tls;
use shared::evidence::{Answer, Evidence};
use shared::words::ErrorChallenge;

use super::{certificate, text, texts};
use crate::report::scrub::Scrub;

/// What one step showed, about other people.
pub fn anonymise(evidence: &mut Evidence, scrub: &mut Scrub) {
    match evidence {
        Evidence::Dns(Dns::Resolved { addresses }) => {
            for ip in addresses {
                *ip = scrub.ip(*ip);
            }
        }
        Evidence::Tcp(Tcp { dials }) => {
            for dial in dials {
                let ip = scrub.ip(dial.to.ip());
                dial.to.set_ip(ip);
            }
        }
        Evidence::Tls(
            Tls::Established { version: _, chain } | Tls::Untrusted { verdict: _, chain },
        ) => {
            for certificate in chain {
                certificate::anonymise(certificate, scrub);
            }
        }
        Evidence::Tls(Tls::Alert { alert }) => text(alert, scrub),
        Evidence::Greeting(Greeting::Ready { text: said, .. } | Greeting::Bye { text: said }) => {
            text(said, scrub);
        }
        Evidence::Capability(answer) => {
            if let Answer::Done(capabilities) = answer {
                texts(&mut capabilities.offered, scrub);
            }
            refused(answer, scrub);
        }
        Evidence::Auth(sasl) => authenticated(sasl, scrub),
        Evidence::Starttls(Starttls::Refused(reply) | Starttls::Unasked(reply)) => {
            text(&mut reply.text, scrub);
        }
        Evidence::Fetch(answer) | Evidence::Rset(answer) | Evidence::Logout(answer) => {
            refused(answer, scrub);
        }
        Evidence::Examine(answer) => refused(answer, scrub),
        Evidence::Stat(answer) => refused(answer, scrub),
        Evidence::List(answer) => refused(answer, scrub),
        Evidence::ListLast(answer) => refused(answer, scrub),
        Evidence::Send(answer) => refused(answer, scrub),
        Evidence::Dns(
            Dns::NoSuchName | Dns::NoAddress | Dns::ServerFailure | Dns::TimedOut | Dns::NotAllowed,
        )
        | Evidence::Tls(Tls::NotTls { .. } | Tls::Broken(_))
        | Evidence::Starttls(
            Starttls::Begun | Starttls::NotOffered | Starttls::Injected | Starttls::Broken(_),
        )
        | Evidence::Greeting(Greeting::PreAuth | Greeting::Foreign { .. } | Greeting::Broken(_))
        | Evidence::Application(_)
        | Evidence::NotReached => {}
    }
}

fn authenticated(sasl: &mut Sasl, scrub: &mut Scrub) {
    // What a challenge is read for says nothing about a person; whatever else it holds is not kept.
    sasl.challenge =
        sasl.challenge
            .as_deref()
            .map(|challenge| match ErrorChallenge::parse(challenge) {
                Some(read) => rewritten(&read, scrub),
                None => scrub.text(challenge),
            });
    match &mut sasl.outcome {
        SaslOutcome::Accepted { text: said } => text(said, scrub),
        SaslOutcome::Refused(reply) => text(&mut reply.text, scrub),
        SaslOutcome::NotOffered { offered } => texts(offered, scrub),
        SaslOutcome::Broken(_) => {}
    }
}

fn rewritten(read: &ErrorChallenge, scrub: &mut Scrub) -> String {
    let mut part = |field: &Option<String>| field.as_deref().map(|value| scrub.text(value));
    let kept = serde_json::json!({
        "status": part(&read.status), "schemes": part(&read.schemes), "scope": part(&read.scope),
    });
    STANDARD.encode(kept.to_string())
}

fn refused<T>(answer: &mut Answer<T>, scrub: &mut Scrub) {
    match answer {
        Answer::Refused(reply) => text(&mut reply.text, scrub),
        Answer::Done(_) | Answer::Broken(_) => {}
    }
}
