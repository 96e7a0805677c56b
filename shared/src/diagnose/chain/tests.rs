//! Chains by their names, each broken in one way.

use super::*;

const NOW: i64 = 1_800_000_000;

fn one(subject: &str, issuer: &str) -> Certificate {
    Certificate {
        subject: subject.into(),
        issuer: issuer.into(),
        names: vec!["mail.example".into()],
        not_before: NOW - 1_000,
        not_after: NOW + 1_000,
        authority: subject != "mail",
        key: "RSA 2048".into(),
        signature: "sha256WithRSAEncryption".into(),
        ..Certificate::default()
    }
}

fn whole() -> Vec<Certificate> {
    vec![one("mail", "Sub"), one("Sub", "Root"), one("Root", "Root")]
}

/// The place and the fault.
fn read(verdict: CertificateVerdict, chain: &[Certificate]) -> (Option<usize>, Fault) {
    let flaw = flaw(verdict, chain, NOW);
    if let Some(element) = &flaw.element {
        assert_eq!(element.subject, chain[element.at].subject);
    }
    (flaw.element.map(|element| element.at), flaw.fault)
}

#[test]
fn a_chain_that_leads_nowhere_is_told_by_its_names() {
    let nowhere = |chain: &[Certificate]| read(CertificateVerdict::UnknownIssuer, chain);
    let no_issuer = |issuer: &str| Fault::NoIssuer {
        issuer: issuer.into(),
    };
    assert_eq!(nowhere(&[]), (None, Fault::NotTrusted));
    assert_eq!(nowhere(&whole()), (Some(2), Fault::UnknownRoot));
    assert_eq!(nowhere(&whole()[..1]), (Some(0), no_issuer("Sub")));
    assert_eq!(nowhere(&whole()[..2]), (Some(1), no_issuer("Root")));
    assert_eq!(nowhere(&[one("me", "me")]), (Some(0), Fault::SelfSigned));
    let unrelated = [one("mail", "Sub"), one("Root", "Root")];
    assert_eq!(nowhere(&unrelated), (Some(0), no_issuer("Sub")));
    let circle = [one("mail", "A"), one("A", "B"), one("B", "A")];
    assert_eq!(nowhere(&circle), (Some(2), Fault::Circle));
}

#[test]
fn what_follows_the_last_that_is_told_is_not_known() {
    let long: Vec<_> = (0..6)
        .map(|n| one(&format!("{n}"), &format!("{}", n + 1)))
        .collect();
    let read = read(CertificateVerdict::UnknownIssuer, &long);
    assert_eq!(read, (Some(5), Fault::NotTrusted));
}

#[test]
fn an_inspecting_device_is_named() {
    let chain = [one("mail", "CN=Zscaler Intermediate Root CA")];
    for verdict in [
        CertificateVerdict::UnknownIssuer,
        CertificateVerdict::AuthorityAsServer,
    ] {
        let (at, fault) = read(verdict, &chain);
        assert_eq!(at, Some(0));
        let Fault::Inspected { by, .. } = fault else {
            panic!("{fault:?}");
        };
        assert_eq!(by, Inspector::Product("Zscaler"));
    }
}

#[test]
fn the_one_whose_time_is_over_is_found() {
    for (at, other) in [(0, 1), (1, 2), (2, 0)] {
        let mut chain = whole();
        chain[at].not_after = NOW - 5;
        let ended = Some(NOW - 5);
        let expected = (Some(at), Fault::Expired { ended });
        assert_eq!(read(CertificateVerdict::Expired, &chain), expected);
        chain[other].not_before = NOW + 5;
        let begins = Some(NOW + 5);
        let expected = (Some(other), Fault::NotYetValid { begins });
        assert_eq!(read(CertificateVerdict::NotYetValid, &chain), expected);
    }
    let unseen = Fault::Expired { ended: None };
    assert_eq!(read(CertificateVerdict::Expired, &whole()), (None, unseen));
}

#[test]
fn keys_signatures_and_uses_are_found_where_they_are() {
    let mut chain = whole();
    chain[1].key = "RSA 1024".into();
    let (at, fault) = read(CertificateVerdict::BadSignature, &chain);
    let key = "RSA 1024".to_owned();
    assert_eq!((at, fault), (Some(1), Fault::WeakKey { key }));
    let sound = read(CertificateVerdict::BadSignature, &whole());
    assert_eq!(sound, (None, Fault::BadSignature));

    // A root's signature of itself is not looked at.
    let mut chain = whole();
    for old in [0, 2] {
        chain[old].signature = "sha1WithRSAEncryption".into();
    }
    let method = Some("sha1WithRSAEncryption".to_owned());
    let read_as = read(CertificateVerdict::WeakSignature, &chain);
    assert_eq!(read_as, (Some(0), Fault::WeakSignature { method }));

    let mut chain = whole();
    chain[1].usages = vec!["clientAuth".into()];
    let usages = chain[1].usages.clone();
    let read_as = read(CertificateVerdict::WrongUsage, &chain);
    assert_eq!(read_as, (Some(1), Fault::WrongUsage { usages }));

    let mut chain = whole();
    chain[1].authority = false;
    let read_as = read(CertificateVerdict::NotAnAuthority, &chain);
    assert_eq!(read_as, (Some(1), Fault::NotAnAuthority));

    let mut chain = whole();
    chain[1].constrains = true;
    let read_as = read(CertificateVerdict::NameConstraint, &chain);
    assert_eq!(read_as, (Some(1), Fault::NameConstraint));
}

#[test]
fn an_authority_that_signed_itself_is_called_self_signed() {
    let verdict = CertificateVerdict::AuthorityAsServer;
    assert_eq!(
        read(verdict, &[one("me", "me")]),
        (Some(0), Fault::SelfSigned)
    );
    assert_eq!(read(verdict, &whole()), (Some(0), Fault::AuthorityAsServer));
}

#[test]
fn order_is_judged_by_neighbours() {
    let mut chain = whole();
    assert!(is_in_order(&chain) && is_in_order(&[]));
    chain.swap(1, 2);
    assert!(!is_in_order(&chain));
}
