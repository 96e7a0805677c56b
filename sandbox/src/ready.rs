//! The line that tells a script that everything answers.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Serialize;

use crate::mailboxes::Mailbox;
use crate::ways::Way;

/// Printed once, as one line of JSON, when the sandbox answers.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// Always true.
    pub ready: bool,
    /// Where the sign-in is reached, without a trailing slash.
    pub http: String,
    /// The mail servers' port.
    pub imap: SocketAddr,
    /// The name server.
    pub dns: SocketAddr,
    /// The portal's origin, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portal: Option<String>,
    /// The relay's configuration for this sandbox.
    pub relay_config: PathBuf,
    /// The mailboxes to try.
    pub mailboxes: &'static [Mailbox],
    /// The other ways to sign in, to try as well.
    pub ways: &'static [Way],
}

/// The same for a name server alone.
#[derive(Debug, Serialize)]
pub struct NameServerReady {
    /// Always true.
    pub ready: bool,
    /// Where it answers.
    pub dns: SocketAddr,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailboxes::MAILBOXES;
    use crate::ways::WAYS;

    #[test]
    fn a_row_says_what_to_type_and_what_will_be_seen() {
        let ready = Ready {
            ready: true,
            http: "http://127.0.0.1:8081".into(),
            imap: SocketAddr::from(([127, 0, 0, 1], 8993)),
            dns: SocketAddr::from(([127, 0, 0, 1], 8053)),
            portal: None,
            relay_config: "relay.toml".into(),
            mailboxes: &MAILBOXES,
            ways: &WAYS,
        };
        let line = serde_json::to_string(&ready).unwrap();
        assert!(!line.contains('\n'));
        let row = r#"{"mailbox":"billing@demo.test","kind":"shared","account":"pat@demo.test","sign_in_as":"alex@demo.test","provider":"demo","cause":"wrong-user-signed-in","besides":["no-full-access-shared"],"answers":[{"exchange":"RecipientTypeDetails : SharedMailbox"#;
        assert!(line.contains(row), "{line}");
        let way = r#"{"path":"own-app","provider":"demo","client_id":"5a4db0c5-0000-4000-8000-00000000a001","tenant":"de300000-0000-4000-8000-000000000001","account":"alex@demo.test","sign_in_as":"alex@demo.test","mailbox":"alex@demo.test","cause":"healthy""#;
        assert!(line.contains(way), "{line}");
    }
}
