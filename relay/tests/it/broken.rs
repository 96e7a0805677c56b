//! Chains that are broken in one way each, shown by a real TLS server: the verdict, the element at fault, and that
//! nothing but the handshake was sent.

use std::net::{IpAddr, Ipv4Addr};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, Issuer, KeyPair, NameConstraints, SanType,
};
use rustls::pki_types::CertificateDer;
use shared::diagnose::chain::{Fault, Inspector};
use shared::evidence::tls::CertificateVerdict::{self, *};
use time::OffsetDateTime;

use crate::certificates::{DAY, authority, authority_params, leaf};
use crate::refusals::{Shown, refused_everywhere};

type Root = CertifiedIssuer<'static, KeyPair>;
type Change = fn(&mut CertificateParams);
/// The verdict, the fault, and what makes it.
type Broken = (CertificateVerdict, fn(&Fault) -> bool, Change);

/// The server's certificate, signed by this authority.
fn signed(issuer: &Root, change: impl FnOnce(&mut CertificateParams)) -> Shown {
    let mut params = leaf();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let chain = vec![params.signed_by(&key, issuer).unwrap().into()];
    Shown { chain, key }
}

/// An authority below another.
fn below(above: &Root, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Root {
    let mut params = authority_params(name);
    change(&mut params);
    CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), above).unwrap()
}

/// The server's certificate, of an authority below the trusted one that is good but for this.
fn under(root: &Root, change: impl FnOnce(&mut CertificateParams)) -> Shown {
    let sub = below(root, "Sub", change);
    signed(&sub, |_| {}).with(&sub)
}

impl Shown {
    fn with(mut self, next: &Root) -> Self {
        self.chain.push(next.der().clone());
        self
    }
}

/// whatever webpki refused is refused, and nothing sent.
#[tokio::test]
async fn of_the_servers_own_certificate() {
    let root = authority("Lab");
    let faults: [Broken; 7] = [
        (
            Expired,
            |fault| matches!(fault, Fault::Expired { ended: Some(_) }),
            |params| params.not_after = OffsetDateTime::now_utc() - DAY,
        ),
        (
            NotYetValid,
            |fault| matches!(fault, Fault::NotYetValid { begins: Some(_) }),
            |params| params.not_before = OffsetDateTime::now_utc() + DAY,
        ),
        (
            WrongName,
            |fault| matches!(fault, Fault::WrongName { names } if names == &["*.mail.lab.test"]),
            |params| params.subject_alt_names = names("*.mail.lab.test"),
        ),
        (
            WrongName,
            |fault| matches!(fault, Fault::WrongName { names } if names == &["192.0.2.1"]),
            |params| {
                let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
                params.subject_alt_names = vec![SanType::IpAddress(address)];
            },
        ),
        (
            WrongName,
            |fault| matches!(fault, Fault::WrongName { names } if names.is_empty()),
            |params| params.subject_alt_names.clear(),
        ),
        (
            WrongUsage,
            |fault| matches!(fault, Fault::WrongUsage { usages } if usages == &["clientAuth"]),
            |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
        ),
        (
            AuthorityAsServer,
            |fault| *fault == Fault::AuthorityAsServer,
            |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
        ),
    ];
    for (verdict, is_it, change) in faults {
        let shown = signed(&root, change);
        let flaw = refused_everywhere(&root, shown, verdict).await;
        assert!(is_it(&flaw.fault), "{flaw:?}");
        assert_eq!(flaw.element.unwrap().at, 0);
    }
}

/// whatever webpki refused is refused, and nothing sent.
#[tokio::test]
async fn of_an_authority_above_it() {
    let root = authority("Lab");
    let faults: [Broken; 6] = [
        (
            Expired,
            |fault| matches!(fault, Fault::Expired { ended: Some(_) }),
            |params| params.not_after = OffsetDateTime::now_utc() - DAY,
        ),
        (
            NotYetValid,
            |fault| matches!(fault, Fault::NotYetValid { begins: Some(_) }),
            |params| params.not_before = OffsetDateTime::now_utc() + DAY,
        ),
        (
            WrongUsage,
            |fault| matches!(fault, Fault::WrongUsage { .. }),
            |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
        ),
        (
            NotAnAuthority,
            |fault| *fault == Fault::NotAnAuthority,
            |params| params.is_ca = IsCa::ExplicitNoCa,
        ),
        (
            NameConstraint,
            |fault| *fault == Fault::NameConstraint,
            |params| {
                params.name_constraints = Some(NameConstraints {
                    permitted_subtrees: vec![GeneralSubtree::DnsName("elsewhere.test".into())],
                    excluded_subtrees: Vec::new(),
                });
            },
        ),
        (
            NameConstraint,
            |fault| *fault == Fault::NameConstraint,
            |params| {
                params.name_constraints = Some(NameConstraints {
                    permitted_subtrees: Vec::new(),
                    excluded_subtrees: vec![GeneralSubtree::DnsName("lab.test".into())],
                });
            },
        ),
    ];
    for (verdict, is_it, change) in faults {
        let flaw = refused_everywhere(&root, under(&root, change), verdict).await;
        assert!(is_it(&flaw.fault), "{flaw:?}");
        let element = flaw.element.unwrap();
        assert_eq!((element.at, element.subject.as_str()), (1, "CN=Sub"));
    }
}

///
#[tokio::test]
async fn a_chain_that_leads_to_no_trusted_root() {
    let (root, other) = (authority("Lab"), authority("Northwind"));
    let no_issuer = |issuer: &str| Fault::NoIssuer {
        issuer: issuer.to_owned(),
    };
    let inspected = |by| Fault::Inspected {
        by,
        issuer: "CN=Zscaler Root CA".to_owned(),
    };
    let sub = below(&root, "Sub", |_| {});
    let foreign = below(&other, "Sub", |_| {});
    let zscaler = authority("Zscaler Root CA");
    for (shown, at, fault) in [
        (signed(&sub, |_| {}), 0, no_issuer("CN=Sub")),
        (signed(&sub, |_| {}).with(&root), 0, no_issuer("CN=Sub")),
        (signed(&other, |_| {}), 0, no_issuer("CN=Northwind")),
        (signed(&other, |_| {}).with(&other), 1, Fault::UnknownRoot),
        (
            signed(&foreign, |_| {}).with(&foreign),
            1,
            no_issuer("CN=Northwind"),
        ),
        (
            signed(&foreign, |_| {}).with(&other).with(&foreign),
            1,
            Fault::UnknownRoot,
        ),
        (
            signed(&zscaler, |_| {}).with(&zscaler),
            0,
            inspected(Inspector::Product("Zscaler")),
        ),
        (circle(), 2, Fault::Circle),
        (self_signed(IsCa::NoCa), 0, Fault::SelfSigned),
    ] {
        let flaw = refused_everywhere(&root, shown, UnknownIssuer).await;
        assert_eq!(flaw.fault, fault, "{flaw:?}");
        assert_eq!(flaw.element.unwrap().at, at);
    }
    let shown = self_signed(IsCa::Ca(BasicConstraints::Unconstrained));
    let flaw = refused_everywhere(&root, shown, AuthorityAsServer).await;
    assert_eq!(flaw.fault, Fault::SelfSigned);
}

///
#[tokio::test]
async fn a_chain_that_is_deeper_than_it_may_be() {
    let root = authority("Lab");
    let shallow = below(&root, "Shallow", |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let deeper = below(&shallow, "Deeper", |_| {});
    let shown = signed(&deeper, |_| {}).with(&deeper).with(&shallow);
    let flaw = refused_everywhere(&root, shown, NotAnAuthority).await;
    assert_eq!((flaw.element, flaw.fault), (None, Fault::NotAnAuthority));

    let mut subs = vec![below(&root, "Sub 0", |_| {})];
    for n in 1..9 {
        let next = below(&subs[n - 1], &format!("Sub {n}"), |_| {});
        subs.push(next);
    }
    let shown = signed(&subs[8], |_| {});
    let shown = subs.iter().rev().fold(shown, Shown::with);
    let flaw = refused_everywhere(&root, shown, TooLong).await;
    assert_eq!(flaw.fault, Fault::TooLong);
}

///
#[tokio::test]
async fn a_signature_that_does_not_verify() {
    let root = authority("Lab");
    let mut forged = signed(&root, |_| {});
    let mut der = forged.chain[0].to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    forged.chain[0] = CertificateDer::from(der);
    // Somebody else with the authority's name.
    let namesake = signed(&authority("Lab"), |_| {});
    for shown in [forged, namesake] {
        let flaw = refused_everywhere(&root, shown, BadSignature).await;
        assert_eq!((flaw.element, flaw.fault), (None, Fault::BadSignature));
    }
}

fn names(name: &str) -> Vec<SanType> {
    CertificateParams::new([name.to_owned()])
        .unwrap()
        .subject_alt_names
}

fn self_signed(is_ca: IsCa) -> Shown {
    let mut params = leaf();
    params.is_ca = is_ca;
    let key = KeyPair::generate().unwrap();
    let chain = vec![params.self_signed(&key).unwrap().into()];
    Shown { chain, key }
}

/// Two authorities that signed each other.
fn circle() -> Shown {
    let (a, b) = (authority_params("A"), authority_params("B"));
    let keys = [KeyPair::generate().unwrap(), KeyPair::generate().unwrap()];
    let a_by_b = a
        .signed_by(&keys[0], &Issuer::from_params(&b, &keys[1]))
        .unwrap();
    let b_by_a = b
        .signed_by(&keys[1], &Issuer::from_params(&a, &keys[0]))
        .unwrap();
    let key = KeyPair::generate().unwrap();
    let own = leaf()
        .signed_by(&key, &Issuer::from_params(&a, &keys[0]))
        .unwrap();
    let chain = vec![own.into(), a_by_b.into(), b_by_a.into()];
    Shown { chain, key }
}
