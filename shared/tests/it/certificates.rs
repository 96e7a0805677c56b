//! What a person reads of each way in which a chain can be broken.

use shared::case::Case;
use shared::evidence::Evidence;
use shared::evidence::tls::{Certificate, CertificateVerdict, Tls};

use crate::advice::{first, read_aloud};
use crate::baseline::*;
use crate::golden;

fn one(subject: &str, issuer: &str) -> Certificate {
    Certificate {
        subject: format!("CN={subject}"),
        issuer: format!("CN={issuer}"),
        authority: subject != "imap.demo.test",
        key: "EC P-256".into(),
        signature: "ecdsa-with-SHA256".into(),
        ..certificate()
    }
}

fn own(issuer: &str) -> Certificate {
    one("imap.demo.test", issuer)
}

fn sub() -> Certificate {
    one("Demo Issuing CA", "Demo Root CA")
}

fn root() -> Certificate {
    one("Demo Root CA", "Demo Root CA")
}

fn whole() -> Vec<Certificate> {
    vec![own("Demo Issuing CA"), sub(), root()]
}

fn changed(at: usize, change: impl FnOnce(&mut Certificate)) -> Vec<Certificate> {
    let mut chain = whole();
    change(&mut chain[at]);
    chain
}

fn case(verdict: CertificateVerdict, chain: Vec<Certificate>) -> Case {
    with(healthy(), Evidence::Tls(Tls::Untrusted { verdict, chain }))
}

fn leading_nowhere() -> Vec<(&'static str, Case)> {
    use CertificateVerdict::{Expired, UnknownIssuer};
    let mut late = own("Demo TLS Inspection CA");
    late.not_after = NOW - 60;
    let circle = vec![own("A"), one("A", "B"), one("B", "A")];
    vec![
        (
            "self-signed",
            case(UnknownIssuer, vec![own("imap.demo.test")]),
        ),
        ("unknown root", case(UnknownIssuer, whole())),
        (
            "missing intermediate",
            case(UnknownIssuer, vec![own("Demo Issuing CA")]),
        ),
        (
            "chain ends early",
            case(UnknownIssuer, vec![own("Demo Issuing CA"), sub()]),
        ),
        ("circle", case(UnknownIssuer, circle)),
        ("not shown", case(UnknownIssuer, Vec::new())),
        (
            "product that inspects",
            case(UnknownIssuer, vec![own("Zscaler Root CA")]),
        ),
        (
            "device that inspects",
            case(UnknownIssuer, vec![own("Demo TLS Inspection CA")]),
        ),
        ("expired and inspected", case(Expired, vec![late])),
    ]
}

fn of_one_element() -> Vec<(&'static str, Case)> {
    use CertificateVerdict as V;
    vec![
        (
            "expired",
            case(V::Expired, changed(0, |c| c.not_after = NOW - 60)),
        ),
        (
            "expired above",
            case(V::Expired, changed(1, |c| c.not_after = NOW - 60)),
        ),
        ("expired, not shown", case(V::Expired, Vec::new())),
        (
            "not yet valid",
            case(V::NotYetValid, changed(0, |c| c.not_before = NOW + 60)),
        ),
        (
            "wrong name",
            case(
                V::WrongName,
                changed(0, |c| c.names = vec!["www.demo.test".into()]),
            ),
        ),
        (
            "no names",
            case(V::WrongName, changed(0, |c| c.names.clear())),
        ),
        (
            "wrong usage above",
            case(
                V::WrongUsage,
                changed(1, |c| c.usages = vec!["clientAuth".into()]),
            ),
        ),
        (
            "wrong usage",
            case(
                V::WrongUsage,
                changed(0, |c| c.usages = vec!["clientAuth".into()]),
            ),
        ),
        (
            "weak key",
            case(V::BadSignature, changed(0, |c| c.key = "RSA 1024".into())),
        ),
        (
            "weak signature",
            case(
                V::WeakSignature,
                changed(1, |c| c.signature = "sha1WithRSAEncryption".into()),
            ),
        ),
        ("unknown method", case(V::WeakSignature, whole())),
        ("bad signature", case(V::BadSignature, whole())),
        (
            "name constraint",
            case(V::NameConstraint, changed(1, |c| c.constrains = true)),
        ),
        (
            "name constraint, not shown",
            case(V::NameConstraint, whole()),
        ),
        ("authority as server", case(V::AuthorityAsServer, whole())),
        (
            "not an authority",
            case(V::NotAnAuthority, changed(1, |c| c.authority = false)),
        ),
        ("too long", case(V::TooLong, whole())),
        ("malformed", case(V::Malformed, Vec::new())),
        ("revoked", case(V::Revoked, whole())),
        ("other", case(V::Other, whole())),
    ]
}

#[test]
fn each_fault_has_its_own_words() {
    let mut cases = leading_nowhere();
    cases.extend(of_one_element());
    let old = Tls::Alert {
        alert: "protocol_version".into(),
    };
    cases.push(("old TLS", with(healthy(), Evidence::Tls(old))));
    let mut text = String::new();
    let mut seen: Vec<String> = Vec::new();
    for (name, case) in &cases {
        let advice = first(case);
        let words = format!("{} {:?}", advice.title, advice.because);
        assert!(
            !seen.contains(&words),
            "{name} reads as another one does: {words}"
        );
        seen.push(words);
        read_aloud(&mut text, name, &advice);
    }
    golden::compare("certificates.txt", &text);
}
