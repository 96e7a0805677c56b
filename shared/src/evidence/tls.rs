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
    /// A signature in the chain, or the one of the handshake, does not verify.
    BadSignature,
    /// A signature in the chain uses an algorithm that is not accepted.
    WeakSignature,
    /// Its names are outside what an authority above it may sign.
    NameConstraint,
    /// It is an authority's own, and stands where a server's belongs.
    AuthorityAsServer,
    /// One that signed another is no authority, or signs deeper than it may.
    NotAnAuthority,
    /// The chain is too long, or there are too many ways through it.
    TooLong,
    /// It cannot be read, or says something that every reader has to understand and this one does not.
    Malformed,
    /// It was revoked.
    Revoked,
    /// Refused for another reason.
    Other,
}

/// What a certificate says.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
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
    /// It may sign others (`basicConstraints`). Older reports do not say it, here and below.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authority: bool,
    /// It limits the names below it (`nameConstraints`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub constrains: bool,
    /// Its key, such as `RSA 2048` or `EC P-256`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// How its issuer signed it, such as `sha256WithRSAEncryption`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
    /// What it may be used for (`extKeyUsage`), such as `serverAuth`; empty when nothing limits that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usages: Vec<String>,
}
