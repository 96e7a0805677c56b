//! What rcgen and rustls cannot make, made by OpenSSL: weak keys, weak signatures and old versions of TLS.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use shared::diagnose::chain::Fault;
use shared::evidence::tls::CertificateVerdict::{BadSignature, WeakSignature};
use shared::evidence::tls::Tls;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::certificates::HOST;
use crate::refusals::{flaw_of, met};

const MISSING: &str = "no openssl here: apt-get install openssl";

/// An authority and a certificate of it, in files.
struct Made {
    directory: TempDir,
}

impl Made {
    /// `key` and `digest` are the server's; `sub` those of an authority between it and the root, where there is one.
    fn new(key: &str, digest: &str, sub: Option<(&str, &str)>) -> Self {
        let made = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        let at = made.directory.path();
        openssl(
            at,
            "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Lab -days 2",
        );
        let issuer = match sub {
            Some((key, digest)) => {
                request(
                    at,
                    "sub",
                    key,
                    "/CN=Sub",
                    "basicConstraints=critical,CA:TRUE",
                );
                sign(at, "sub", "root", digest);
                "sub"
            }
            None => "root",
        };
        let names = format!("subjectAltName=DNS:{HOST}");
        request(at, "own", key, &format!("/CN={HOST}"), &names);
        sign(at, "own", issuer, digest);
        made
    }

    fn root(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(self.directory.path().join("root.pem")).unwrap()
    }

    /// The handshake with a server that shows it; `more` are further options of the server.
    async fn met(&self, more: &str) -> Tls {
        let at = self.directory.path();
        let above = if at.join("sub.pem").exists() {
            "sub.pem"
        } else {
            "root.pem"
        };
        let line = format!(
            "s_server -accept 127.0.0.1:0 -cert own.pem -key own.key -cert_chain {above} {more}"
        );
        let server = Server::start(at, &line);
        let stream = TcpStream::connect(&server.address).await.unwrap();
        met(&self.root(), stream).await
    }
}

fn request(at: &Path, name: &str, key: &str, subject: &str, extension: &str) {
    openssl(
        at,
        &format!(
            "req -new -newkey {key} -nodes -keyout {name}.key -out {name}.csr -subj {subject} -addext {extension}"
        ),
    );
}

fn sign(at: &Path, name: &str, issuer: &str, digest: &str) {
    openssl(
        at,
        &format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -copy_extensions copy -{digest} -days 2 -out {name}.pem"
        ),
    );
}

fn openssl(at: &Path, line: &str) {
    let output = Command::new("openssl")
        .args(line.split(' '))
        .current_dir(at)
        .output()
        .expect(MISSING);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {line}\n{errors}");
}

/// OpenSSL as a server; it ends with its handle.
struct Server {
    child: Child,
    /// Kept open: a server that cannot write ends.
    _words: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn start(at: &Path, line: &str) -> Self {
        let mut child = Command::new("openssl")
            .args(line.split(' ').filter(|word| !word.is_empty()))
            .current_dir(at)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect(MISSING);
        let mut words = BufReader::new(child.stdout.take().unwrap());
        let address = words
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ").map(str::to_owned))
            .unwrap_or_else(|| panic!("openssl {line} takes no connections"));
        Self {
            child,
            _words: words,
            address,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// OpenSSL itself would refuse what is asked of it here.
const WEAK: &str = "-cipher ALL:@SECLEVEL=0";

///
#[tokio::test]
async fn a_key_that_is_too_small() {
    let key = || "RSA 1024".to_owned();
    let own = Made::new("rsa:1024", "sha256", None);
    for version in ["-tls1_2", "-tls1_3"] {
        let tls = own.met(&format!("{version} {WEAK}")).await;
        let flaw = flaw_of(&tls, BadSignature);
        assert_eq!(flaw.fault, Fault::WeakKey { key: key() });
        assert_eq!(flaw.element.unwrap().at, 0);
    }
    let above = Made::new("rsa:2048", "sha256", Some(("rsa:1024", "sha256")));
    let flaw = flaw_of(&above.met(WEAK).await, BadSignature);
    assert_eq!(flaw.fault, Fault::WeakKey { key: key() });
    assert_eq!(flaw.element.unwrap().at, 1);
}

///
#[tokio::test]
async fn a_signature_that_is_no_longer_accepted() {
    let method = || Some("sha1WithRSAEncryption".to_owned());
    let own = Made::new("rsa:2048", "sha1", None);
    let flaw = flaw_of(&own.met(WEAK).await, WeakSignature);
    assert_eq!(flaw.fault, Fault::WeakSignature { method: method() });
    assert_eq!(flaw.element.unwrap().at, 0);
    let above = Made::new("rsa:2048", "sha256", Some(("rsa:2048", "sha1")));
    let flaw = flaw_of(&above.met(WEAK).await, WeakSignature);
    assert_eq!(flaw.fault, Fault::WeakSignature { method: method() });
    assert_eq!(flaw.element.unwrap().at, 1);
}

///
#[tokio::test]
async fn a_version_that_is_too_old() {
    let sound = Made::new("rsa:2048", "sha256", None);
    for version in ["-tls1", "-tls1_1"] {
        let tls = sound.met(&format!("{version} {WEAK}")).await;
        let alert = "protocol_version".to_owned();
        assert_eq!(tls, Tls::Alert { alert }, "{version}");
    }
}

/// A server that knows no extension for versions chooses an old one, and it is the relay that ends the handshake.
#[tokio::test]
async fn an_old_version_that_the_server_chose() {
    let root = Made::new("rsa:2048", "sha256", None).root();
    for minor in [1, 2] {
        let (theirs, mut server) = tokio::io::duplex(64 * 1024);
        let serving = tokio::spawn(async move {
            let mut hello = vec![22, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor];
            hello.extend_from_slice(&[7; 32]);
            hello.extend_from_slice(&[0, 0, 0x2f, 0]);
            server.write_all(&hello).await.unwrap();
            let _ = server.read_to_end(&mut Vec::new()).await;
        });
        let tls = met(&root, theirs).await;
        serving.await.unwrap();
        let alert = "protocol_version".to_owned();
        assert_eq!(tls, Tls::Alert { alert });
    }
}
