//! A certificate authority that exists for one lab.

use std::fs;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

/// An authority and its key.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new authority of this name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Writes its certificate as PEM.
    pub fn write(&self, file: &Path) {
        fs::write(file, self.0.pem()).expect("the directory exists");
    }

    /// Writes a certificate for a host as `<name>.pem` and its key as `<name>.key`.
    pub fn certify(&self, host: &str, directory: &Path, name: &str) {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a host name");
        params.distinguished_name.push(DnType::CommonName, host);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let file = |extension| directory.join(name).with_extension(extension);
        fs::write(file("pem"), certificate.pem()).expect("the directory exists");
        fs::write(file("key"), key.serialize_pem()).expect("the directory exists");
    }
}
