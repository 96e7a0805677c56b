//! The one certificate verifier: it asks webpki, keeps the answer and the chain, and never says otherwise.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use shared::evidence::tls::CertificateVerdict;

/// The most certificates of a chain that are kept.
const MAX_CHAIN: usize = 6;

/// Delegates to webpki and remembers what it said.
#[derive(Debug)]
pub struct Recorder {
    webpki: Arc<WebPkiServerVerifier>,
    seen: Mutex<Record>,
}

type Record = (Option<CertificateVerdict>, Vec<CertificateDer<'static>>);

impl Recorder {
    /// Around webpki's verifier for this host.
    pub fn new(webpki: Arc<WebPkiServerVerifier>) -> Self {
        Self {
            webpki,
            seen: Mutex::default(),
        }
    }

    /// Why the certificate was refused, if it was, and the chain that the server sent.
    pub fn take(&self) -> Record {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn refused(&self, error: &Error) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).0 = Some(verdict(error));
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity)
            .chain(intermediates)
            .take(MAX_CHAIN);
        let chain = chain
            .map(|certificate| certificate.clone().into_owned())
            .collect();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).1 = chain;
        self.webpki
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .inspect_err(|error| self.refused(error))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki
            .verify_tls12_signature(message, certificate, signature)
            .inspect_err(|error| self.refused(error))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki
            .verify_tls13_signature(message, certificate, signature)
            .inspect_err(|error| self.refused(error))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.webpki.supported_verify_schemes()
    }
}

fn verdict(error: &Error) -> CertificateVerdict {
    let Error::InvalidCertificate(error) = error else {
        return CertificateVerdict::BadSignature;
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CertificateVerdict::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateVerdict::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateVerdict::WrongName
        }
        CertificateError::UnknownIssuer => CertificateVerdict::UnknownIssuer,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            CertificateVerdict::WrongUsage
        }
        CertificateError::BadSignature => CertificateVerdict::BadSignature,
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            CertificateVerdict::WeakSignature
        }
        CertificateError::BadEncoding | CertificateError::UnhandledCriticalExtension => {
            CertificateVerdict::Malformed
        }
        CertificateError::Revoked => CertificateVerdict::Revoked,
        CertificateError::Other(other) => of_webpki(&other.to_string()),
        _ => CertificateVerdict::Other,
    }
}

/// What rustls has no name for comes as webpki's own error, whose text is the name of its variant.
fn of_webpki(name: &str) -> CertificateVerdict {
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
    match name {
        Some("CaUsedAsEndEntity") => CertificateVerdict::AuthorityAsServer,
        Some("EndEntityUsedAsCa" | "PathLenConstraintViolated") => {
            CertificateVerdict::NotAnAuthority
        }
        Some("NameConstraintViolation") => CertificateVerdict::NameConstraint,
        Some("EmptyEkuExtension") => CertificateVerdict::WrongUsage,
        Some(
            "MaximumPathBuildCallsExceeded"
            | "MaximumPathDepthExceeded"
            | "MaximumSignatureChecksExceeded"
            | "MaximumNameConstraintComparisonsExceeded",
        ) => CertificateVerdict::TooLong,
        Some(
            "ExtensionValueInvalid"
            | "InvalidNetworkMaskConstraint"
            | "InvalidSerialNumber"
            | "MalformedDnsIdentifier"
            | "MalformedExtensions"
            | "MalformedNameConstraint"
            | "SignatureAlgorithmMismatch"
            | "UnsupportedCertVersion"
            | "UnsupportedCriticalExtension",
        ) => CertificateVerdict::Malformed,
        _ => CertificateVerdict::Other,
    }
}
