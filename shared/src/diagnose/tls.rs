//! The handshake and the certificate.

use super::Confidence::{Certain, Likely, Possible};
use super::network::{blocked, broke, wrong_place};
use super::{Fact, Finding, Reason, Seen, unrecognised};
use crate::cause::Cause;
use crate::evidence::tls::{Certificate, CertificateVerdict, Tls};
use crate::evidence::{Break, Speaks};
use crate::plan::Step;

/// No encrypted connection came about.
pub fn findings(seen: &Seen, tls: &Tls) -> Vec<Finding> {
    match tls {
        Tls::Untrusted { verdict, chain } => vec![untrusted(seen, *verdict, chain)],
        Tls::NotTls { speaks } => {
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
        // RFC 6066 §3 and RFC 7301 §3.2: the server says that it is not the one that was meant.
        Tls::Alert { alert }
            if alert == "unrecognized_name" || alert == "no_application_protocol" =>
        {
            vec![wrong_place(
                seen,
                Speaks::Tls,
                Likely,
                vec![alerted(alert.clone())],
            )]
        }
        Tls::Alert { alert } => vec![unrecognised(
            Some(Step::Tls),
            Some(alert.clone()),
            vec![alerted(alert.clone())],
        )],
        // A device on the way that drops TLS, and a server that waits for plain text, look alike.
        Tls::Broken(how @ (Break::Closed | Break::Reset | Break::TimedOut)) => vec![
            blocked(seen, Possible, vec![broke(Step::Tls, *how)]),
            wrong_place(
                seen,
                Speaks::Unknown,
                Possible,
                vec![broke(Step::Tls, *how)],
            ),
        ],
        Tls::Broken(how) => vec![wrong_place(
            seen,
            Speaks::Unknown,
            Likely,
            vec![broke(Step::Tls, *how)],
        )],
        Tls::Established { .. } => Vec::new(),
    }
}

fn untrusted(seen: &Seen, verdict: CertificateVerdict, chain: &[Certificate]) -> Finding {
    let mut reasons = vec![Reason::pro(Fact::CertificateRefused { verdict })];
    if let Some(own) = chain.first() {
        reasons.push(Reason::pro(Fact::CertificateShown {
            issuer: own.issuer.clone(),
            names: own.names.clone(),
            not_before: own.not_before,
            not_after: own.not_after,
        }));
    }
    Finding::new(
        Cause::TlsUntrustedCert {
            host: seen.route.host.clone(),
            verdict,
            issuer: chain.first().map(|own| own.issuer.clone()),
        },
        Certain,
        reasons,
    )
}

fn alerted(alert: String) -> Reason {
    Reason::pro(Fact::TlsAlert { alert })
}
