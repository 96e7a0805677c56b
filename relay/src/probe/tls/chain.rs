//! What the certificates of a chain say about themselves.

use rustls::pki_types::CertificateDer;
use shared::evidence::tls::Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::transcript::Transcript;

/// The most names of a certificate that are told.
const MAX_NAMES: usize = 20;

/// The most of each text, in characters.
const MAX_TEXT: usize = 200;

/// What the whole chain may take up in an event, in octets of JSON. The server's own certificate always fits.
const MAX_JSON: usize = 16 * 1024;

/// Reads what can be read, the server's own certificate first; one that cannot be read is left out.
pub fn describe(chain: &[CertificateDer<'_>], transcript: &Transcript) -> Vec<Certificate> {
    let mut room = MAX_JSON;
    chain
        .iter()
        .filter_map(|der| X509Certificate::from_der(der).ok())
        .map(|(_, read)| facts(&read, transcript))
        .take_while(|facts| {
            let json = serde_json::to_string(facts).map_or(MAX_JSON, |json| json.len());
            let fits = json <= room;
            room = room.saturating_sub(json);
            fits
        })
        .collect()
}

fn facts(certificate: &X509Certificate<'_>, transcript: &Transcript) -> Certificate {
    let shown = |text: &str| -> String {
        let text = transcript.text(text.as_bytes());
        text.chars().take(MAX_TEXT).collect()
    };
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(shown(name)),
            GeneralName::IPAddress(octets) => address(octets),
            _ => None,
        });
    Certificate {
        subject: shown(&certificate.subject().to_string()),
        issuer: shown(&certificate.issuer().to_string()),
        names: names.take(MAX_NAMES).collect(),
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
    }
}

/// An address of either family; other lengths are none.
fn address(octets: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(octets).map(|v4| std::net::Ipv4Addr::from(v4).to_string());
    let v6 = <[u8; 16]>::try_from(octets).map(|v6| std::net::Ipv6Addr::from(v6).to_string());
    v4.or(v6).ok()
}
