//! A labelled failure, as a line of the corpus holds it. Keys that are absent were not known to whoever recorded it.

use serde::Deserialize;

/// One case. What is not read here (the source, how sure the label is) does not count.
#[derive(Debug, Deserialize)]
pub struct Record {
    pub id: String,
    pub provider: String,
    #[serde(default)]
    pub protocol: String,
    #[serde(default)]
    pub verbatim: bool,
    #[serde(default)]
    pub in_scope: bool,
    pub label_doubt: Option<String>,
    #[serde(default)]
    pub sign_in: SignIn,
    pub failed_step: Option<FailedStep>,
    #[serde(default)]
    pub controls: Controls,
    pub expect: Expect,
}

impl Record {
    /// Whether the corpus counts it: observable, in the server's own words, with a label that nobody doubts.
    pub fn is_scored(&self) -> bool {
        self.in_scope && self.verbatim && self.label_doubt.is_none()
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct SignIn {
    pub flow: Option<String>,
    pub owner_is_mailbox: Option<bool>,
    pub mailbox_kind: Option<String>,
    pub expected_user: Option<String>,
    pub redeemed_by: Option<String>,
    pub error: Option<SignInError>,
    pub granted_scope: Option<String>,
    pub token: Option<Token>,
}

#[derive(Debug, Deserialize)]
pub struct SignInError {
    pub at: String,
    pub code: Option<String>,
    pub description: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Token {
    pub format: Option<String>,
    pub aud: Option<String>,
    pub scp: Option<String>,
    pub roles: Option<String>,
    pub idtyp: Option<String>,
    pub tid_is_consumer: Option<bool>,
    pub tid_matches_mailbox_domain: Option<bool>,
    pub expired: Option<bool>,
    pub guest: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct FailedStep {
    pub step: String,
    pub mechanism: Option<String>,
    pub user_sent: Option<String>,
    #[serde(default)]
    pub said: Vec<String>,
    pub offered: Option<Vec<String>>,
    pub port: Option<u16>,
    pub tls: Option<String>,
    pub error: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Controls {
    pub own_mailbox: Option<String>,
    pub nonexistent_mailbox: Option<String>,
    pub pop: Option<String>,
    pub smtp: Option<String>,
    pub imap: Option<String>,
    pub graph: Option<String>,
    pub ipv4: Option<String>,
    pub retry: Option<String>,
    pub other_mailboxes: Option<String>,
    pub other_tenants_now: Option<String>,
    pub web_login: Option<String>,
}

/// The label.
#[derive(Debug, Deserialize)]
pub struct Expect {
    pub cause: String,
    pub acceptable: Vec<String>,
}
