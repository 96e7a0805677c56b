//! A certificate about other people. Its names are its owner's; who issued what is kept, and so is what is wrong with it.

use shared::evidence::tls::Certificate;

use crate::report::scrub::Scrub;

/// Every field of it, other names in the place of its own.
pub fn anonymise(certificate: &mut Certificate, scrub: &mut Scrub) {
    let Certificate {
        subject,
        issuer,
        names,
        not_before: _,
        not_after: _,
        authority: _,
        constrains: _,
        key,
        signature,
        usages,
    } = certificate;
    *subject = scrub.certified(subject);
    *issuer = scrub.certified(issuer);
    for one in [key, signature] {
        *one = scrub.text(one);
    }
    for one in names.iter_mut().chain(usages) {
        *one = scrub.text(one);
    }
}

#[cfg(test)]
mod tests {
    use shared::diagnose::chain::flaw;
    use shared::evidence::tls::CertificateVerdict;

    use super::*;

    #[test]
    fn a_chain_is_broken_in_the_same_place_under_other_names() {
        let one = |subject: &str, issuer: &str| Certificate {
            subject: format!("CN={subject}, O=Contoso"),
            issuer: format!("CN={issuer}, O=Contoso"),
            names: vec!["mx.contoso.com".into()],
            signature: "1.3.6.1.4.1.311.21".into(),
            usages: vec!["serverAuth".into(), "1.3.6.1.5.5.7.3.99".into()],
            ..Certificate::default()
        };
        for chain in [
            vec![one("mx", "mx")],
            vec![one("mx", "Sub")],
            vec![one("mx", "Sub"), one("Sub", "Root"), one("Root", "Root")],
            vec![one("mx", "Zscaler")],
            vec![one("mx", "TLS Inspection")],
        ] {
            let mut public = chain.clone();
            let mut scrub = Scrub::default();
            scrub.know_domain("contoso.com");
            for certificate in &mut public {
                anonymise(certificate, &mut scrub);
                assert!(
                    !format!("{certificate:?}")
                        .to_lowercase()
                        .contains("contoso")
                );
                assert_eq!(certificate.usages, chain[0].usages);
                assert_eq!(certificate.signature, chain[0].signature);
            }
            let read = |chain: &[Certificate]| {
                let flaw = flaw(CertificateVerdict::UnknownIssuer, chain, 0);
                let kind = std::mem::discriminant(&flaw.fault);
                (flaw.element.map(|element| element.at), kind)
            };
            assert_eq!(read(&public), read(&chain), "{public:?}");
        }
    }
}
