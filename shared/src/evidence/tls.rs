//! The TLS handshake and the certificate.

use serde::{Deserialize, Serialize};

use crate::evidence::{Break, Speaks};

/// What the handshake showed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Encrypted, and the certificate is good for the name.
    Established {
        /// `TLSv1.3` or `TLSv1.2`
        version: String,
        /// The server's certificates, its own first.
        chain: Vec<Certificate>,
    },
    /// The certificate was refused; nothing was sent over the connection.
    Untrusted {
        /// Why.
        verdict: CertificateVerdict,
        /// The server's certificates, its own first.
        chain: Vec<Certificate>,
    },
    /// The server does not speak TLS on this port.
    NotTls {
        /// What it speaks instead.
        speaks: Speaks,
    },
    /// The server ended the handshake with an alert, or no version or cipher suits both.
    Alert {
        /// The alert's name (RFC 8446 §6), such as `handshake_failure`.
        alert: String,
    },
    /// The handshake never ended.
    Broken(Break),
}

/// Why a certificate was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateVerdict {
    /// Past its `notAfter`.
    Expired,
    /// Before its `notBefore`.
    NotYetValid,
    /// None of its names is the host's.
    WrongName,
    /// It leads to no root that the relay trusts: self-signed, a private authority, a missing intermediate, or a
    /// network device that intercepts TLS.
    UnknownIssuer,
    /// Its usages do not include server authentication.
    WrongUsage,
    /// A signature in the chain does not verify, or uses an algorithm that is not accepted.
    BadSignature,
    /// It was revoked.
    Revoked,
    /// Refused for another reason.
    Other,
}

/// What a certificate says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The subject's distinguished name.
    pub subject: String,
    /// The issuer's distinguished name.
    pub issuer: String,
    /// The DNS names and addresses it is for.
    pub names: Vec<String>,
    /// `notBefore`, seconds since 1970.
    pub not_before: i64,
    /// `notAfter`, seconds since 1970.
    pub not_after: i64,
}
