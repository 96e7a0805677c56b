//! The handshake and the certificate.

use super::Confidence::Possible;
use super::chain::{self, Fault};
use super::network::{answered, blocked, broke, wrong_place};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, Reason, unrecognised};
use crate::cause::Cause;
use crate::evidence::tls::{Certificate, CertificateVerdict, Tls};
use crate::evidence::{Break, Speaks};
use crate::plan::Step;

/// No encrypted connection came about.
pub fn suspects(scene: &Scene, tls: &Tls) -> Vec<Suspect> {
    match tls {
        Tls::Untrusted { verdict, chain } => vec![untrusted(scene, *verdict, chain)],
        Tls::NotTls { speaks } => vec![answered(scene, *speaks)],
        // RFC 6066 §3 and RFC 7301 §3.2: the server says that it is not the one that was meant.
        Tls::Alert { alert }
            if alert == "unrecognized_name" || alert == "no_application_protocol" =>
        {
            vec![wrong_place(scene, Speaks::Tls, 60, vec![alerted(alert)])]
        }
        // No version suits both, and everything from 1.2 on was offered.
        Tls::Alert { alert } if alert == "protocol_version" => {
            let reasons = vec![Reason::pro(Fact::TlsTooOld)];
            vec![wrong_place(scene, Speaks::Tls, 60, reasons)]
        }
        Tls::Alert { alert } => vec![unrecognised(
            Some(Step::Tls),
            Some(alert.clone()),
            vec![alerted(alert)],
        )],
        // A device on the way that drops TLS, and a server that waits for plain text, look alike.
        Tls::Broken(how @ (Break::Closed | Break::Reset | Break::TimedOut)) => {
            let reasons = vec![broke(Step::Tls, *how)];
            vec![
                blocked(scene, 50, reasons.clone()).at_most(Possible),
                wrong_place(scene, Speaks::Unknown, 50, reasons).at_most(Possible),
            ]
        }
        Tls::Broken(how) => vec![wrong_place(
            scene,
            Speaks::Unknown,
            60,
            vec![broke(Step::Tls, *how)],
        )],
        Tls::Established { .. } => Vec::new(),
    }
}

/// The certificate was refused; the same for a mail server's and a token endpoint's.
pub fn untrusted(scene: &Scene, verdict: CertificateVerdict, chain: &[Certificate]) -> Suspect {
    let flaw = chain::flaw(verdict, chain, scene.checked);
    let mut reasons = vec![Reason::pro(Fact::CertificateRefused { flaw: flaw.clone() })];
    let inspector =
        chain::inspector(chain).filter(|_| !matches!(flaw.fault, Fault::Inspected { .. }));
    if let Some((by, issuer)) = inspector {
        let issuer = issuer.to_owned();
        reasons.push(Reason::pro(Fact::IssuedByInspector { by, issuer }));
    }
    if let Some(own) = chain.first() {
        reasons.push(Reason::pro(Fact::CertificateShown {
            issuer: own.issuer.clone(),
            names: own.names.clone(),
            not_before: own.not_before,
            not_after: own.not_after,
        }));
    }
    let cause = Cause::TlsUntrustedCert {
        server: scene.server.clone(),
        flaw,
    };
    Suspect::named(cause, reasons)
}

fn alerted(alert: &str) -> Reason {
    Reason::pro(Fact::TlsAlert {
        alert: alert.to_owned(),
    })
}
