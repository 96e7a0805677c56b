//! What the tests start from.

use shared::path::SignInPath;
use shared::plan::{AddressFamily, Mechanism, Plan, PlannedStep, Protocol, Route, Step, TlsMode};
use shared::provider::{Family, Provider, PublicConfig, Redeem};
use shared::request::{Ask, MailboxKind};

/// A provider that is set up and redeemed by the browser.
pub fn provider(id: &str) -> Provider {
    Provider {
        id: id.parse().unwrap(),
        name: "Demo Mail".into(),
        family: Family::Microsoft,
        client_id: Some("greencheck".into()),
        issuer: "https://login.demo.test".into(),
        sends_issuer: true,
        authorize_url: "https://login.demo.test/authorize".into(),
        token_url: "https://login.demo.test/token".into(),
        redeem: Redeem::Browser,
        prompt: Some("select_account".into()),
        identity_scopes: vec!["openid".into(), "profile".into(), "email".into()],
        imap_scopes: vec!["https://outlook.demo.test/IMAP.AccessAsUser.All".into()],
        pop_scopes: Vec::new(),
        smtp_scopes: Vec::new(),
        protocols: vec![Protocol::Imap],
        audiences: vec!["https://outlook.demo.test".into()],
        domains: vec!["demo.test".into()],
        paths: vec![SignInPath::Operator],
        ..Provider::unlisted(Family::Microsoft, "Demo Mail")
    }
}

/// The settings of a relay with that one provider.
pub fn config() -> PublicConfig {
    PublicConfig {
        build: "b1".into(),
        public_url: "http://localhost:8080".into(),
        operator: None,
        default_provider: None,
        takes_secrets: false,
        recheck_seconds: 300,
        portals: Vec::new(),
        embed_script: None,
        providers: vec![provider("demo")],
    }
}

/// Alex asks about a shared mailbox.
pub fn ask() -> Ask {
    Ask {
        provider: "demo".parse().unwrap(),
        mailbox: Some("support@demo.test".parse().unwrap()),
        kind: MailboxKind::Shared,
        account: Some("alex@demo.test".parse().unwrap()),
        protocols: vec![Protocol::Imap],
        path: SignInPath::Operator,
        app: None,
        will_last: false,
        spare_own_mailbox: false,
    }
}

/// One IMAP route of two steps.
pub fn plan() -> Plan {
    let step = |step| PlannedStep {
        step,
        deadline_ms: 5000,
    };
    Plan {
        control: None,
        routes: vec![Route {
            protocol: Protocol::Imap,
            host: "imap.demo.test".parse().unwrap(),
            port: 993,
            tls: TlsMode::Implicit,
            addresses: AddressFamily::Any,
            user: "support@demo.test".parse().unwrap(),
            mechanisms: vec![Mechanism::XOAuth2],
            internal: false,
            steps: vec![step(Step::Dns), step(Step::Tcp)],
        }],
        deadline_ms: 45_000,
    }
}
