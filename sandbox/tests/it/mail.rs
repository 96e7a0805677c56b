//! A mail client that sends lines and returns what comes.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::Running;

/// A connection to a mail host.
pub struct Mail(BufReader<TlsStream<TcpStream>>);

impl Running {
    /// Connects to a host, trusting the authority in `ca.pem` and no other.
    pub async fn mail(&self, host: &str) -> std::io::Result<Mail> {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(self.dir.path().join("ca.pem")).unwrap();
        roots.add(authority).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(self.sandbox.ready.imap).await?;
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await?;
        Ok(Mail(BufReader::new(stream)))
    }
}

impl Mail {
    /// The next line, without its end; empty when the server has closed.
    pub async fn line(&mut self) -> String {
        let mut line = String::new();
        let read = timeout(Duration::from_secs(10), self.0.read_line(&mut line));
        read.await.expect("the server says nothing").unwrap();
        line.trim_end_matches("\r\n").to_owned()
    }

    /// Sends a line.
    pub async fn send(&mut self, line: &str) {
        self.0
            .write_all(format!("{line}\r\n").as_bytes())
            .await
            .unwrap();
        self.0.flush().await.unwrap();
    }

    /// Sends a line and returns the lines up to the one that starts with the same word, or is no untagged response.
    pub async fn ask(&mut self, line: &str) -> Vec<String> {
        let tag = line.split(' ').next().unwrap().to_owned();
        self.send(line).await;
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            let last = line.starts_with(&tag) || !line.starts_with("* ");
            lines.push(line);
            if last {
                return lines;
            }
        }
    }

    /// The last line of the answer.
    pub async fn outcome(&mut self, line: &str) -> String {
        self.ask(line).await.pop().unwrap()
    }

    /// So many octets of whatever comes.
    pub async fn octets(&mut self, count: usize) -> Vec<u8> {
        let mut octets = vec![0; count];
        let read = timeout(Duration::from_secs(10), self.0.read_exact(&mut octets));
        read.await.expect("the server stopped").unwrap();
        octets
    }
}

/// AUTHENTICATE with the token in the command (RFC 4959).
pub fn authenticate(user: &str, token: &str) -> String {
    let message = STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"));
    format!("a AUTHENTICATE XOAUTH2 {message}")
}
