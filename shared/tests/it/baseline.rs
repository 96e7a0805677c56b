//! A case in which all is well, and the ways in which one thing of it is changed.

use shared::address::Address;
use shared::case::{Attempt, Case};
use shared::diagnose::{Confidence, Diagnosis, diagnose};
use shared::evidence::capability::Capabilities;
use shared::evidence::greeting::Greeting;
use shared::evidence::imap::{Folders, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome, Tried, UserForm};
use shared::evidence::signin::SignIn;
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use shared::evidence::tls::{Certificate, CertificateVerdict, Tls};
use shared::evidence::{Answer, Done, Evidence, Observation, Outcome, Reply, Status, dns::Dns};
use shared::path::SignInPath;
use shared::plan::{AddressFamily, Mechanism, Plan, PlannedStep, Protocol, Route, Step, TlsMode};
use shared::provider::{Family, Provider, Redeem};
use shared::request::{Ask, MailboxKind};
use shared::token::{TokenFacts, TokenFormat};

/// The relay's clock in every baseline.
pub const NOW: i64 = 1_800_000_000;

pub const ALEX: &str = "alex@demo.test";
pub const SUPPORT: &str = "support@demo.test";
pub const PAT: &str = "pat@demo.test";

pub const STEPS: [Step; 9] = [
    Step::Dns,
    Step::Tcp,
    Step::Tls,
    Step::Greeting,
    Step::Capability,
    Step::Auth,
    Step::Examine,
    Step::List,
    Step::Logout,
];

/// Every reason to refuse a certificate.
pub const VERDICTS: [CertificateVerdict; 14] = [
    CertificateVerdict::Expired,
    CertificateVerdict::NotYetValid,
    CertificateVerdict::WrongName,
    CertificateVerdict::UnknownIssuer,
    CertificateVerdict::WrongUsage,
    CertificateVerdict::BadSignature,
    CertificateVerdict::WeakSignature,
    CertificateVerdict::NameConstraint,
    CertificateVerdict::AuthorityAsServer,
    CertificateVerdict::NotAnAuthority,
    CertificateVerdict::TooLong,
    CertificateVerdict::Malformed,
    CertificateVerdict::Revoked,
    CertificateVerdict::Other,
];

pub fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// Alex signed in and opened Alex's own mailbox at a provider like Microsoft 365.
pub fn healthy() -> Case {
    let mut case = Case::new(
        Ask {
            provider: "demo".parse().unwrap(),
            mailbox: Some(address(ALEX)),
            kind: MailboxKind::Own,
            account: Some(address(ALEX)),
            protocols: vec![Protocol::Imap],
            path: SignInPath::Operator,
            app: None,
            will_last: false,
            spare_own_mailbox: false,
        },
        provider(),
    );
    case.sign_in = Some(SignIn::SignedIn {
        account: Some(ALEX.into()),
        name: Some("Alex".into()),
        granted_scope: Some("https://outlook.office.com/IMAP.AccessAsUser.All".into()),
    });
    case.token_facts = Some(token_facts());
    case.attempts.push(Attempt {
        plan: plan(address(ALEX)),
        relay_time: NOW,
        observations: STEPS.into_iter().map(passed).collect(),
        finished: true,
    });
    case
}

pub fn provider() -> Provider {
    Provider {
        id: "demo".parse().unwrap(),
        name: "Demo Mail".into(),
        family: Family::Microsoft,
        client_id: Some("greencheck".into()),
        issuer: "https://login.demo.test".into(),
        sends_issuer: true,
        authorize_url: "https://login.demo.test/authorize".into(),
        token_url: "https://login.demo.test/token".into(),
        redeem: Redeem::Browser,
        prompt: Some("select_account".into()),
        identity_scopes: vec!["openid".into(), "profile".into()],
        imap_scopes: vec!["https://outlook.office.com/IMAP.AccessAsUser.All".into()],
        pop_scopes: vec!["https://outlook.office.com/POP.AccessAsUser.All".into()],
        smtp_scopes: vec!["https://outlook.office.com/SMTP.Send".into()],
        protocols: vec![Protocol::Imap],
        audiences: vec![
            "https://outlook.office.com".into(),
            "https://outlook.office365.com".into(),
        ],
        domains: vec!["demo.test".into()],
        ..Provider::unlisted(Family::Microsoft, "Demo Mail")
    }
}

pub fn token_facts() -> TokenFacts {
    TokenFacts {
        format: TokenFormat::Jwt,
        issuer: Some("https://login.demo.test".into()),
        audience: vec!["https://outlook.office.com".into()],
        scopes: vec!["IMAP.AccessAsUser.All".into()],
        account: Some(ALEX.into()),
        issued_at: Some(NOW - 60),
        expires_at: Some(NOW + 3600),
        ..TokenFacts::default()
    }
}

pub fn plan(user: Address) -> Plan {
    Plan {
        control: None,
        routes: vec![Route {
            protocol: Protocol::Imap,
            host: "imap.demo.test".parse().unwrap(),
            port: 993,
            tls: TlsMode::Implicit,
            addresses: AddressFamily::Any,
            user,
            mechanisms: vec![Mechanism::XOAuth2, Mechanism::OAuthBearer],
            internal: false,
            steps: STEPS
                .into_iter()
                .map(|step| PlannedStep {
                    step,
                    deadline_ms: 10_000,
                })
                .collect(),
        }],
        deadline_ms: 60_000,
    }
}

/// What a step shows when it does what it is for.
pub fn passed(step: Step) -> Observation {
    let evidence = match step {
        Step::Dns => Evidence::Dns(Dns::Resolved {
            addresses: vec!["192.0.2.1".parse().unwrap()],
        }),
        Step::Tcp => Evidence::Tcp(Tcp {
            dials: vec![dial(DialOutcome::Connected)],
        }),
        Step::Tls => Evidence::Tls(Tls::Established {
            version: "TLSv1.3".into(),
            chain: vec![certificate()],
        }),
        Step::Greeting => Evidence::Greeting(Greeting::Ready {
            text: "The Microsoft Exchange IMAP4 service is ready.".into(),
            carries_capabilities: false,
        }),
        Step::Capability => Evidence::Capability(Answer::Done(Capabilities {
            offered: vec!["IMAP4rev1".into(), "AUTH=XOAUTH2".into(), "SASL-IR".into()],
        })),
        Step::Auth => auth(SaslOutcome::Accepted {
            text: "AUTHENTICATE completed.".into(),
        }),
        Step::Examine => Evidence::Examine(Answer::Done(Opened { messages: 3 })),
        Step::List => Evidence::List(Answer::Done(Folders {
            count: 5,
            inbox: true,
        })),
        Step::Logout => Evidence::Logout(Answer::Done(Done {})),
        other => panic!("no step of an IMAP check: {other:?}"),
    };
    observation(step, evidence)
}

pub fn observation(step: Step, evidence: Evidence) -> Observation {
    Observation {
        route: 0,
        step,
        evidence,
        lines: Vec::new(),
        ms: 12,
    }
}

pub fn dial(outcome: DialOutcome) -> Dial {
    Dial {
        to: "192.0.2.1:993".parse().unwrap(),
        outcome,
    }
}

pub fn certificate() -> Certificate {
    Certificate {
        subject: "CN=imap.demo.test".into(),
        issuer: "CN=Demo CA".into(),
        names: vec!["imap.demo.test".into()],
        not_before: NOW - 86_400,
        not_after: NOW + 86_400,
        ..Certificate::default()
    }
}

pub fn auth(outcome: SaslOutcome) -> Evidence {
    Evidence::Auth(Sasl {
        mechanism: Some(Tried::XOAuth2),
        user: UserForm::Mailbox,
        initial_response: true,
        challenge: None,
        outcome,
    })
}

pub fn reply(status: Status, text: &str) -> Reply {
    Reply {
        status,
        text: text.into(),
    }
}

/// AUTHENTICATE is refused in these words.
pub fn auth_refused(text: &str) -> Evidence {
    auth(SaslOutcome::Refused(reply(Status::No, text)))
}

/// AUTHENTICATE is refused after an error challenge, in base64 as servers send it.
pub fn challenged(challenge: &str, text: &str) -> Evidence {
    Evidence::Auth(Sasl {
        mechanism: Some(Tried::XOAuth2),
        user: UserForm::Mailbox,
        initial_response: true,
        challenge: Some(challenge.into()),
        outcome: SaslOutcome::Refused(reply(Status::No, text)),
    })
}

/// Exchange Online's second way to refuse.
pub fn not_connected() -> Evidence {
    Evidence::Examine(Answer::Refused(reply(
        Status::Bad,
        "User is authenticated but not connected.",
    )))
}

/// The one change: this step showed that instead. What follows a failed step is not reached.
pub fn with(mut case: Case, evidence: Evidence) -> Case {
    let step = step_of(&evidence);
    let failed = evidence.outcome() == Outcome::Failed;
    let after_inbox = step > Step::Examine;
    let attempt = case.attempts.last_mut().unwrap();
    for seen in &mut attempt.observations {
        if seen.step > step && failed && !after_inbox {
            seen.evidence = Evidence::NotReached;
        }
    }
    match attempt.observations.iter_mut().find(|o| o.step == step) {
        Some(seen) => seen.evidence = evidence,
        None => attempt.observations.push(Observation {
            route: 0,
            step,
            evidence,
            lines: Vec::new(),
            ms: 1,
        }),
    }
    case
}

fn step_of(evidence: &Evidence) -> Step {
    match evidence {
        Evidence::Dns(_) => Step::Dns,
        Evidence::Tcp(_) => Step::Tcp,
        Evidence::Tls(_) => Step::Tls,
        Evidence::Greeting(_) => Step::Greeting,
        Evidence::Starttls(_) => Step::Starttls,
        Evidence::Capability(_) => Step::Capability,
        Evidence::Auth(_) => Step::Auth,
        Evidence::Examine(_) => Step::Examine,
        Evidence::List(_) => Step::List,
        Evidence::Logout(_) | Evidence::NotReached => Step::Logout,
        other => panic!("not seen in an IMAP check: {other:?}"),
    }
}

/// Alex asks for another mailbox.
pub fn asking(mailbox: &str, kind: MailboxKind, account: Option<&str>) -> Case {
    let mut case = healthy();
    case.ask.mailbox = Some(address(mailbox));
    case.ask.kind = kind;
    case.ask.account = account.map(address);
    case.attempts[0].plan = plan(address(mailbox));
    case
}

/// The whole list of what was found, in order.
pub fn found(case: &Case) -> Vec<(&'static str, Confidence)> {
    codes(&diagnose(case, NOW + 5))
}

/// The most likely ones, in order.
pub fn leading(case: &Case, most: usize) -> Vec<(&'static str, Confidence)> {
    let mut all = found(case);
    all.truncate(most);
    all
}

/// That none of these is under suspicion.
pub fn assert_absent(case: &Case, codes: &[&str]) {
    for (code, _) in found(case) {
        assert!(!codes.contains(&code), "{code} is suspected");
    }
}

pub fn codes(diagnosis: &Diagnosis) -> Vec<(&'static str, Confidence)> {
    diagnosis
        .findings
        .iter()
        .map(|f| (f.cause.code(), f.confidence))
        .collect()
}
