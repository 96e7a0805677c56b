//! What a handshake showed: the version, the chain element by element, and where it breaks.

use shared::diagnose::chain::{Fault, flaw, is_in_order};
use shared::evidence::tls::{Certificate, CertificateVerdict};
use shared::remedy::{refused_certificate, shown};

use crate::clock;

/// The most names of a certificate that are listed.
const MOST_NAMES: usize = 5;

/// The certificate was good.
pub fn good(version: &str, chain: &[Certificate]) -> Vec<String> {
    let mut seen = vec![format!(
        "Encrypted with {version}. The certificate is good."
    )];
    seen.extend(elements(chain));
    if !is_in_order(chain) {
        seen.push(
            "The certificates are not sent in order, each before its issuer’s. Some applications refuse that."
                .to_owned(),
        );
    }
    seen
}

/// The certificate was refused. `checked`: the clock at the check, seconds since 1970.
pub fn bad(verdict: CertificateVerdict, chain: &[Certificate], checked: i64) -> Vec<String> {
    let mut seen = vec![format!(
        "The certificate is refused: {}. Nothing was sent.",
        refused(verdict)
    )];
    let flaw = flaw(verdict, chain, checked);
    if flaw.fault != Fault::NotTrusted {
        seen.push(refused_certificate(&flaw));
    }
    seen.extend(elements(chain));
    seen
}

fn elements(chain: &[Certificate]) -> impl Iterator<Item = String> {
    chain
        .iter()
        .enumerate()
        .map(|(at, one)| element(at.saturating_add(1), one))
}

fn element(number: usize, one: &Certificate) -> String {
    let mut parts = Vec::new();
    if one.subject.is_empty() {
        parts.push(format!("issued by {}", shown(&one.issuer)));
    } else {
        let (subject, issuer) = (shown(&one.subject), shown(&one.issuer));
        parts.push(format!("issued to {subject} by {issuer}"));
    }
    if !one.names.is_empty() {
        parts.push(format!("for {}", names(&one.names)));
    }
    let (from, to) = (clock::utc(one.not_before), clock::utc(one.not_after));
    parts.push(format!("valid from {from} to {to}"));
    // Older reports do not say these.
    if !one.key.is_empty() {
        parts.push(format!("key {}", shown(&one.key)));
    }
    if !one.signature.is_empty() {
        parts.push(format!("signed with {}", shown(&one.signature)));
    }
    let whose = match (number, one.authority) {
        (1, false) => ", the server’s own",
        (1, true) => ", the server’s own, an authority’s",
        (_, true) => ", an authority’s",
        (_, false) => "",
    };
    format!("Certificate {number}{whose}: {}.", parts.join("; "))
}

fn names(names: &[String]) -> String {
    let listed: Vec<_> = names.iter().take(MOST_NAMES).map(|n| shown(n)).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}

const fn refused(verdict: CertificateVerdict) -> &'static str {
    match verdict {
        CertificateVerdict::Expired => "its time is over",
        CertificateVerdict::NotYetValid => "its time has not begun",
        CertificateVerdict::WrongName => "it is for another name",
        CertificateVerdict::UnknownIssuer => "its issuer is not trusted",
        CertificateVerdict::WrongUsage => "it is not for a server",
        CertificateVerdict::BadSignature => "a signature in it is not good",
        CertificateVerdict::WeakSignature => "it is signed by a method that is not accepted",
        CertificateVerdict::NameConstraint => "its authority may not sign for its names",
        CertificateVerdict::AuthorityAsServer => "it is an authority’s own",
        CertificateVerdict::NotAnAuthority => "its issuer may not issue it",
        CertificateVerdict::TooLong => "its chain is too long",
        CertificateVerdict::Malformed => "it does not follow the standard",
        CertificateVerdict::Revoked => "it was revoked",
        CertificateVerdict::Other => "the reason has no name of its own",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(subject: &str, issuer: &str) -> Certificate {
        Certificate {
            subject: subject.into(),
            issuer: issuer.into(),
            authority: subject != "CN=mail",
            ..Certificate::default()
        }
    }

    #[test]
    fn a_chain_is_listed_element_by_element() {
        let mut own = one("CN=mail", "CN=Sub");
        own.names = (0..7).map(|n| format!("n{n}.example")).collect();
        own.key = "RSA 2048".into();
        own.signature = "sha256WithRSAEncryption".into();
        let seen = good("TLSv1.3", &[own, one("CN=Sub", "CN=Root")]);
        assert_eq!(
            seen[1..],
            [
                "Certificate 1, the server’s own: issued to CN=mail by CN=Sub; for n0.example, n1.example, n2.example, n3.example, n4.example and 2 more; valid from 1970-01-01 00:00 UTC to 1970-01-01 00:00 UTC; key RSA 2048; signed with sha256WithRSAEncryption.",
                "Certificate 2, an authority’s: issued to CN=Sub by CN=Root; valid from 1970-01-01 00:00 UTC to 1970-01-01 00:00 UTC.",
            ]
        );
    }

    #[test]
    fn an_order_that_some_refuse_is_told() {
        let chain = [one("CN=mail", "CN=Sub"), one("CN=Root", "CN=Root")];
        let seen = good("TLSv1.2", &chain);
        assert!(seen[3].contains("not sent in order"), "{seen:?}");
    }

    #[test]
    fn a_refusal_names_the_element() {
        let chain = [one("CN=mail", "CN=Zscaler Root CA")];
        let seen = bad(CertificateVerdict::UnknownIssuer, &chain, 0);
        assert!(seen[0].contains("Nothing was sent."), "{seen:?}");
        assert!(seen[1].contains("name of Zscaler"), "{seen:?}");
        assert!(seen[2].starts_with("Certificate 1"), "{seen:?}");
        // Nothing is told twice where nothing is known.
        let seen = bad(CertificateVerdict::UnknownIssuer, &[], 0);
        assert_eq!(seen.len(), 1);
    }
}
