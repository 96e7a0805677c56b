//! What the certificates of a chain say about themselves.

use rustls::pki_types::CertificateDer;
use shared::evidence::tls::Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::transcript::Transcript;

/// The most names of a certificate that are told.
const MAX_NAMES: usize = 20;

/// Reads what can be read; a certificate that cannot be is left out.
pub fn describe(chain: &[CertificateDer<'_>]) -> Vec<Certificate> {
    chain
        .iter()
        .filter_map(|der| {
            X509Certificate::from_der(der)
                .ok()
                .map(|(_, read)| facts(&read))
        })
        .collect()
}

fn facts(certificate: &X509Certificate<'_>) -> Certificate {
    let shown = |text: String| {
        Transcript::without_secret()
            .text(text.as_bytes())
            .chars()
            .take(200)
            .collect::<String>()
    };
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(shown((*name).to_owned())),
            GeneralName::IPAddress(octets) => Some(address(octets)),
            _ => None,
        });
    Certificate {
        subject: shown(certificate.subject().to_string()),
        issuer: shown(certificate.issuer().to_string()),
        names: names.take(MAX_NAMES).collect(),
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
    }
}

fn address(octets: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(octets) {
        std::net::Ipv4Addr::from(v4).to_string()
    } else if let Ok(v6) = <[u8; 16]>::try_from(octets) {
        std::net::Ipv6Addr::from(v6).to_string()
    } else {
        "[unreadable address]".to_owned()
    }
}
