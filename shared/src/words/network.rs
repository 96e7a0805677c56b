//! What operating systems and libraries say of the way to a server, as people paste it: Java, Node, Python, Go, .NET,
//! OpenSSL, curl, Windows.

use crate::address::HostName;
use crate::evidence::dns::Dns;
use crate::evidence::tls::{CertificateVerdict, Tls};
use crate::evidence::{Break, Speaks};

/// What went wrong below the mail protocol.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The name led nowhere.
    Name(Dns),
    /// The connection was rejected.
    Refused,
    /// There is no way.
    Unreachable,
    /// Nothing answered in time while connecting.
    ConnectTimedOut,
    /// The connection stood, and the other side fell silent.
    ReadTimedOut,
    /// No encrypted connection came about.
    Tls(Tls),
    /// The connection ended.
    Broken(Break),
}

/// The fault in a text, if it tells of one.
pub fn fault(text: &str) -> Option<Fault> {
    let text = super::phrase::folded(super::cut(text));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    Some(if says(NO_NAME) {
        Fault::Name(Dns::NoSuchName)
    } else if says(NAME_SERVERS_FAIL) {
        Fault::Name(Dns::ServerFailure)
    } else if let Some(verdict) = certificate(&text) {
        Fault::Tls(Tls::Untrusted {
            verdict,
            chain: Vec::new(),
        })
    } else if says(NOT_TLS) {
        Fault::Tls(Tls::NotTls {
            speaks: Speaks::Unknown,
        })
    } else if says(HANDSHAKE_FAILED) {
        Fault::Tls(Tls::Alert {
            alert: "handshake_failure".to_owned(),
        })
    } else if says(HANDSHAKE_CUT) {
        Fault::Tls(Tls::Broken(Break::Closed))
    } else if says(REFUSED) {
        Fault::Refused
    } else if says(UNREACHABLE) {
        Fault::Unreachable
    } else if says(RESET) {
        Fault::Broken(Break::Reset)
    } else if says(READ_TIMED_OUT) {
        Fault::ReadTimedOut
    } else if says(CONNECT_TIMED_OUT) {
        Fault::ConnectTimedOut
    } else if says(CLOSED) {
        Fault::Broken(Break::Closed)
    } else {
        return None;
    })
}

/// The host that a text names, such as `getaddrinfo ENOTFOUND imap.gmail.com`.
pub fn host(text: &str) -> Option<HostName> {
    const BEFORE: [&str; 8] = [
        "ENOTFOUND ",
        "EAI_AGAIN ",
        "UnknownHostException: ",
        "host, port: ",
        "no such host: ",
        "lookup ",
        "resolve host: ",
        "connect to ",
    ];
    let text = super::cut(text);
    BEFORE.iter().find_map(|before| {
        let (_, rest) = text.split_once(before)?;
        let word = rest
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '/' | '"' | '\''));
        word.clone().next()?.trim_end_matches('.').parse().ok()
    })
}

fn certificate(text: &str) -> Option<CertificateVerdict> {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let is_about = says(&["certificate", "certification"]);
    if says(&[
        "certificate has expired",
        "certificate expired",
        "certexpired",
        "notafter",
    ]) {
        Some(CertificateVerdict::Expired)
    } else if says(&["certificate is not yet valid", "notbefore"]) {
        Some(CertificateVerdict::NotYetValid)
    } else if says(WRONG_NAME) {
        Some(CertificateVerdict::WrongName)
    } else if says(UNTRUSTED) || is_about && says(NOT_TRUSTED) {
        Some(CertificateVerdict::UnknownIssuer)
    } else {
        None
    }
}

const NO_NAME: &[&str] = &[
    "enotfound",
    "unknownhostexception",
    "name or service not known",
    "nodename nor servname",
    "no such host",
    "could not resolve host",
    "host not found",
    "no address associated with hostname",
    "nxdomain",
    "getaddrinfo failed",
    "remote name could not be resolved",
];
const NAME_SERVERS_FAIL: &[&str] = &[
    "eai_again",
    "temporary failure in name resolution",
    "servfail",
];
const WRONG_NAME: &[&str] = &[
    "does not match certificate's altnames",
    "no subject alternative",
    "remotecertificatenamemismatch",
    "hostname mismatch",
    "certificate is valid for",
    "doesn't match any of the subject alternative names",
    "certificate name mismatch",
    "did not match expected cn",
    "notvalidforname",
    "not valid for name",
];
const UNTRUSTED: &[&str] = &[
    "pkix path building failed",
    "unable to find valid certification path",
    "certificate verify failed",
    "unable to get local issuer certificate",
    "unable to verify the first certificate",
    "self signed certificate",
    "self-signed certificate",
    "certificate signed by unknown authority",
    "remote certificate is invalid",
    "remotecertificatechainerrors",
    "certificate is not trusted",
    "certificate is untrusted",
    "server certificate is not valid",
    "unknownissuer",
];
/// What is said of a certificate in ever new sentences.
const NOT_TRUSTED: &[&str] = &[
    "could not be verified",
    "failed to verify",
    "not trusted",
    "trust anchor",
    "unknown ca",
    "untrusted",
];
const NOT_TLS: &[&str] = &[
    "wrong version number",
    "unrecognized ssl message, plaintext connection",
    "packet length too long",
    "does not look like a tls handshake",
    "ssl23_get_server_hello:unknown protocol",
    "unexpected packet format",
    "typically reserved for plain-text",
    "http request",
    "record layer failure",
];
const HANDSHAKE_FAILED: &[&str] = &[
    "handshake failure",
    "handshake_failure",
    "no appropriate protocol",
    "unsupported protocol",
    "alert protocol version",
    "protocol_version",
];
const HANDSHAKE_CUT: &[&str] = &[
    "remote host terminated the handshake",
    "remote host closed connection during handshake",
    "unexpected eof while reading",
];
const REFUSED: &[&str] = &[
    "connection refused",
    "econnrefused",
    "actively refused",
    "10061",
];
const UNREACHABLE: &[&str] = &[
    "no route to host",
    "network is unreachable",
    "ehostunreach",
    "enetunreach",
    "10065",
    "10051",
];
const RESET: &[&str] = &["connection reset", "econnreset", "forcibly closed", "10054"];
const READ_TIMED_OUT: &[&str] = &["read timed out", "timed out while waiting for"];
const CONNECT_TIMED_OUT: &[&str] = &[
    "timed out",
    "timeout",
    "etimedout",
    "10060",
    "did not properly respond after a period of time",
];
const CLOSED: &[&str] = &[
    "server disconnected",
    "connection closed",
    "connection dropped by imap server",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_known_in_the_words_of_many_libraries() {
        for (text, expected) in [
            (
                "Error: getaddrinfo ENOTFOUND imap.gmail.com",
                Fault::Name(Dns::NoSuchName),
            ),
            (
                "java.net.UnknownHostException: imap.x.test",
                Fault::Name(Dns::NoSuchName),
            ),
            (
                "getaddrinfo EAI_AGAIN imap.x.test",
                Fault::Name(Dns::ServerFailure),
            ),
            ("ConnectException: Connection refused", Fault::Refused),
            (
                "A connection attempt failed because the connected party did not properly respond after a period of time",
                Fault::ConnectTimedOut,
            ),
            ("unable to connect (timed out)", Fault::ConnectTimedOut),
            (
                "java.net.SocketTimeoutException: Read timed out",
                Fault::ReadTimedOut,
            ),
            ("Network is unreachable", Fault::Unreachable),
            ("read ECONNRESET", Fault::Broken(Break::Reset)),
        ] {
            assert_eq!(fault(text), Some(expected), "{text}");
        }
        assert_eq!(fault("AUTHENTICATE failed."), None);
    }

    #[test]
    fn faults_of_tls_are_told_apart() {
        let verdict = |text: &str| match fault(text) {
            Some(Fault::Tls(Tls::Untrusted { verdict, .. })) => Some(verdict),
            _ => None,
        };
        assert_eq!(
            verdict(
                "PKIX path building failed: unable to find valid certification path to requested target"
            ),
            Some(CertificateVerdict::UnknownIssuer)
        );
        assert_eq!(
            verdict("certificate has expired"),
            Some(CertificateVerdict::Expired)
        );
        assert_eq!(
            verdict("Hostname/IP does not match certificate's altnames"),
            Some(CertificateVerdict::WrongName)
        );
        assert!(matches!(
            fault("ssl3_get_record:wrong version number"),
            Some(Fault::Tls(Tls::NotTls { .. }))
        ));
    }

    #[test]
    fn the_host_is_taken_from_where_it_stands() {
        for text in [
            "getaddrinfo ENOTFOUND imap.gmail.com",
            "UnknownHostException: imap.gmail.com",
            "Couldn't connect to host, port: imap.gmail.com, 993; timeout 60000",
            "dial tcp: lookup imap.gmail.com: no such host",
        ] {
            assert_eq!(
                host(text).map(String::from).as_deref(),
                Some("imap.gmail.com"),
                "{text}"
            );
        }
        assert_eq!(host("getaddrinfo ENOTFOUND localhost"), None);
        assert_eq!(host("nothing"), None);
    }
}
