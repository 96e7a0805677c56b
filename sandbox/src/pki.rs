//! Certificates, made anew at every start. Their keys never leave the process.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::ResolvesServerCertUsingSni;
use rustls::sign::CertifiedKey;
use time::{Duration, OffsetDateTime};

use crate::servers::{Behaviour, SERVERS};

/// What the mail hosts show, and what to trust.
pub struct Pki {
    /// The authority that a relay is told to trust, in PEM.
    pub authority: String,
    /// TLS with a certificate for each host, chosen by the name that the client asks for (SNI).
    pub tls: Arc<ServerConfig>,
}

/// A certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// From the maker of certificates.
    #[error("a certificate could not be made: {0}")]
    Make(#[from] rcgen::Error),
    /// From the TLS library.
    #[error("a certificate could not be used: {0}")]
    Use(#[from] rustls::Error),
}

/// Makes two authorities, one to trust and one that nobody is told about, and from them a certificate for each host.
pub fn make(now: OffsetDateTime) -> Result<Pki, PkiError> {
    let trusted = authority("Greencheck Sandbox", now)?;
    let unknown = authority("Northwind TLS Inspection", now)?;
    let provider = Arc::new(default_provider());
    let mut by_name = ResolvesServerCertUsingSni::new();
    for server in SERVERS.iter().filter(|s| s.manner().is_some()) {
        let issuer = match server.behaviour {
            Behaviour::UntrustedCertificate => &unknown,
            _ => &trusted,
        };
        for protocol in server.protocols() {
            let host = server.host_for(*protocol);
            let key = KeyPair::generate()?;
            let certificate = leaf(&host, now)?.signed_by(&key, issuer)?;
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
            let key = provider.key_provider.load_private_key(key)?;
            let chain = vec![certificate.der().clone(), issuer.der().clone()];
            by_name.add(&host, CertifiedKey::new(chain, key))?;
        }
    }
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(by_name));
    Ok(Pki {
        authority: trusted.pem(),
        tls: Arc::new(tls),
    })
}

fn authority(
    name: &str,
    now: OffsetDateTime,
) -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = valid(CertificateParams::default(), now);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::OrganizationName, name);
    params
        .distinguished_name
        .push(DnType::CommonName, format!("{name} CA"));
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn leaf(host: &str, now: OffsetDateTime) -> Result<CertificateParams, rcgen::Error> {
    let mut params = valid(CertificateParams::new([host.to_owned()])?, now);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, host);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// From yesterday, for clocks that are a little behind, and for as long as a public certificate may be good for.
fn valid(mut params: CertificateParams, now: OffsetDateTime) -> CertificateParams {
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(397);
    params
}
