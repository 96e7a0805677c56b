//! What the certificates of a chain say about themselves.

use rustls::pki_types::CertificateDer;
use shared::evidence::tls::Certificate;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ExtendedKeyUsage, GeneralName};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use crate::transcript::Transcript;

/// The most names of the server's own certificate that are told.
const MAX_NAMES: usize = 20;

/// The most names of an authority's, and the most usages of any.
const MAX_OTHERS: usize = 4;

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
        .enumerate()
        .map(|(at, (_, read))| {
            let names = if at == 0 { MAX_NAMES } else { MAX_OTHERS };
            facts(&read, names, transcript)
        })
        .take_while(|facts| {
            let json = serde_json::to_string(facts).map_or(MAX_JSON, |json| json.len());
            let fits = json <= room;
            room = room.saturating_sub(json);
            fits
        })
        .collect()
}

fn facts(
    certificate: &X509Certificate<'_>,
    most_names: usize,
    transcript: &Transcript,
) -> Certificate {
    let shown = |text: &str| -> String { shortened(&transcript.text(text.as_bytes())) };
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(shown(name)),
            GeneralName::IPAddress(octets) => address(octets),
            _ => None,
        });
    let usages = certificate.extended_key_usage().ok().flatten();
    let usages = usages.map(|extension| used_for(extension.value));
    Certificate {
        subject: shown(&certificate.subject().to_string()),
        issuer: shown(&certificate.issuer().to_string()),
        names: names.take(most_names).collect(),
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
        authority: certificate.is_ca(),
        constrains: matches!(certificate.name_constraints(), Ok(Some(_))),
        key: shortened(&key(certificate.public_key())),
        signature: shortened(algorithm(
            &certificate.signature_algorithm.algorithm.to_id_string(),
        )),
        usages: usages.unwrap_or_default(),
    }
}

/// The kind of a key and its size or curve, by what it is called; by its number when it is none of these.
fn key(info: &SubjectPublicKeyInfo<'_>) -> String {
    let curve = || info.algorithm.parameters.as_ref()?.as_oid().ok();
    match info.parsed() {
        Ok(PublicKey::RSA(rsa)) => format!("RSA {}", bits(rsa.modulus)),
        Ok(PublicKey::EC(_)) => curve().map_or_else(
            || "EC".to_owned(),
            |curve| match curve.to_id_string().as_str() {
                "1.2.840.10045.3.1.7" => "EC P-256".to_owned(),
                "1.3.132.0.34" => "EC P-384".to_owned(),
                "1.3.132.0.35" => "EC P-521".to_owned(),
                other => format!("EC {other}"),
            },
        ),
        _ => match info.algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => "Ed25519".to_owned(),
            "1.3.101.113" => "Ed448".to_owned(),
            "1.2.840.10040.4.1" => "DSA".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// The size of a number, as it is written: without the zeros before it.
fn bits(number: &[u8]) -> usize {
    let significant = number.iter().skip_while(|octet| **octet == 0);
    let zeros = significant.clone().next().map_or(0, |o| o.leading_zeros());
    (8 * significant.count()).saturating_sub(zeros as usize)
}

/// How a signature is made, in the words of the standards; by its number when it is none of these.
fn algorithm(number: &str) -> &str {
    match number {
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.10040.4.3" => "dsa-with-SHA1",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "Ed25519",
        other => other,
    }
}

/// The purposes by their short names (RFC 5280 §4.2.1.12); the others by their numbers.
fn used_for(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let named = [
        (usage.any, "anyExtendedKeyUsage"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ];
    let named = named.iter().filter(|(has, _)| *has);
    named
        .map(|(_, name)| (*name).to_owned())
        .chain(
            usage
                .other
                .iter()
                .map(|other| shortened(&other.to_id_string())),
        )
        .take(MAX_OTHERS)
        .collect()
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

/// An address of either family; other lengths are none.
fn address(octets: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(octets).map(|v4| std::net::Ipv4Addr::from(v4).to_string());
    let v6 = <[u8; 16]>::try_from(octets).map(|v6| std::net::Ipv6Addr::from(v6).to_string());
    v4.or(v6).ok()
}
