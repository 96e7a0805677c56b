//! The wire and the report, pinned. `UPDATE_GOLDEN=1 cargo test -p shared` writes what is there now.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::embed::EmbedScript;
use shared::event::{ClientFrame, ServerFrame, Ticket};
use shared::evidence::capability::Capabilities;
use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::imap::{Folders, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome, UserForm};
use shared::evidence::signin::{Endpoint, SignIn, SignInFailure};
use shared::evidence::tcp::{DialOutcome, Tcp};
use shared::evidence::tls::{Certificate, Tls};
use shared::evidence::{Answer, Break, Done, Evidence, Line, Observation, Side, Speaks, Status};
use shared::limit::Limit;
use shared::plan::{Protocol, Step};
use shared::provider::PublicConfig;
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use shared::token::Token;

use crate::baseline::*;

/// Fails with both texts when they differ.
pub fn compare(file: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, now).unwrap();
    }
    let pinned = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; set UPDATE_GOLDEN=1", path.display()));
    assert_eq!(
        pinned, now,
        "{file} differs; set UPDATE_GOLDEN=1 if that is meant"
    );
}

fn json(value: &impl Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

/// Pins a value, and that it reads back as itself.
pub fn pin<T: Serialize + DeserializeOwned>(name: &str, value: &T) {
    let written = json(value);
    compare(&format!("{name}.json"), &written);
    let back: T = serde_json::from_str(&written).unwrap();
    assert_eq!(json(&back), written, "{name} reads back as something else");
}

#[test]
fn client_frames() {
    pin(
        "client-open",
        &ClientFrame::Open {
            ticket: "not-a-ticket".into(),
            build: "0.1.0+0000000".into(),
        },
    );
    pin(
        "client-check",
        &ClientFrame::Check {
            request: CheckRequest {
                provider: "demo".into(),
                issuer: "https://login.demo.test".into(),
                mailbox: SUPPORT.into(),
                protocols: vec![Protocol::Imap],
                control: None,
                token: Token::new("not-a-token".into()),
            },
        },
    );
    pin("client-cancel", &ClientFrame::Cancel {});
    pin(
        "ticket",
        &Ticket {
            ticket: "not-a-ticket".into(),
        },
    );
}

#[test]
fn server_frames() {
    pin(
        "server-planned",
        &ServerFrame::Planned {
            attempt: 0,
            plan: plan(address(SUPPORT)),
            relay_time: NOW,
        },
    );
    pin(
        "server-started",
        &ServerFrame::Started {
            attempt: 0,
            route: 0,
            step: Step::Auth,
        },
    );
    pin(
        "server-observed",
        &ServerFrame::Observed {
            attempt: 0,
            observation: Observation {
                lines: vec![
                    Line {
                        from: Side::Client,
                        text: "A1 AUTHENTICATE XOAUTH2 [redacted]".into(),
                        cut: false,
                    },
                    Line {
                        from: Side::Server,
                        text: "A1 NO AUTHENTICATE failed.".into(),
                        cut: true,
                    },
                ],
                ..observation(Step::Auth, auth_refused("AUTHENTICATE failed."))
            },
        },
    );
    pin("server-finished", &ServerFrame::Finished { attempt: 0 });
    pin(
        "server-refused",
        &ServerFrame::Refused {
            refusal: Refusal::TooMany,
            retry_after: Some(90_000),
            limit: Some(Limit::ChecksPerMinute),
        },
    );
    pin(
        "server-refused-for-good",
        &ServerFrame::Refused {
            refusal: Refusal::BuildMismatch,
            retry_after: None,
            limit: None,
        },
    );
}

#[test]
fn refusals() {
    use Refusal::*;
    let all = [
        AppMalformed,
        BuildMismatch,
        CheckRunning,
        ControlMalformed,
        HostUnknown,
        HostNotAscii,
        Internal,
        IssuerNotBound,
        MailboxMalformed,
        MessageMalformed,
        MessageOutOfOrder,
        MessageTooLarge,
        PortNotMail,
        PathNotOffered,
        ProtocolNotOffered,
        ProtocolsMalformed,
        ProviderNotSetUp,
        ProviderUnknown,
        SecretMalformed,
        SecretNotTaken,
        SessionExpired,
        TicketInvalid,
        TokenMalformed,
        TokenOpaque,
        TooMany,
    ];
    // A new refusal does not compile until it is listed here and above.
    for refusal in all {
        match refusal {
            AppMalformed | BuildMismatch | CheckRunning | ControlMalformed | ProtocolNotOffered
            | HostUnknown | HostNotAscii | Internal | IssuerNotBound | MailboxMalformed
            | MessageMalformed | MessageOutOfOrder | MessageTooLarge | PathNotOffered
            | PortNotMail | SecretMalformed | SecretNotTaken | ProtocolsMalformed
            | ProviderNotSetUp | ProviderUnknown | SessionExpired | TicketInvalid
            | TokenMalformed | TokenOpaque | TooMany => {}
        }
    }
    pin("refusals", &all.to_vec());
}

#[test]
fn evidence_of_the_network() {
    pin(
        "evidence-dns",
        &vec![
            passed(Step::Dns).evidence,
            Evidence::Dns(Dns::NoSuchName),
            Evidence::Dns(Dns::NoAddress),
            Evidence::Dns(Dns::ServerFailure),
            Evidence::Dns(Dns::TimedOut),
            Evidence::Dns(Dns::NotAllowed),
        ],
    );
    pin(
        "evidence-tcp",
        &Evidence::Tcp(Tcp {
            dials: vec![
                dial(DialOutcome::Refused),
                dial(DialOutcome::Unreachable),
                dial(DialOutcome::TimedOut),
                dial(DialOutcome::Connected),
            ],
        }),
    );
    let untrusted = |verdict| {
        Evidence::Tls(Tls::Untrusted {
            verdict,
            chain: vec![certificate()],
        })
    };
    let mut tls = vec![passed(Step::Tls).evidence];
    tls.extend(VERDICTS.map(untrusted));
    tls.extend([
        Evidence::Tls(Tls::Established {
            version: "TLSv1.2".into(),
            chain: vec![Certificate {
                authority: true,
                constrains: true,
                key: "RSA 2048".into(),
                signature: "sha256WithRSAEncryption".into(),
                usages: vec!["serverAuth".into()],
                ..certificate()
            }],
        }),
        Evidence::Tls(Tls::NotTls {
            speaks: Speaks::Http,
        }),
        Evidence::Tls(Tls::Alert {
            alert: "handshake_failure".into(),
        }),
        Evidence::Tls(Tls::Broken(Break::Closed)),
    ]);
    pin("evidence-tls", &tls);
}

#[test]
fn evidence_of_the_dialogue() {
    let foreign = |speaks| Evidence::Greeting(Greeting::Foreign { speaks });
    pin(
        "evidence-greeting",
        &vec![
            passed(Step::Greeting).evidence,
            Evidence::Greeting(Greeting::Bye {
                text: "Too busy".into(),
            }),
            Evidence::Greeting(Greeting::PreAuth),
            foreign(Speaks::Imap),
            foreign(Speaks::Pop3),
            foreign(Speaks::Smtp),
            foreign(Speaks::Http),
            foreign(Speaks::Ssh),
            foreign(Speaks::Tls),
            foreign(Speaks::Unknown),
            Evidence::Greeting(Greeting::Broken(Break::Malformed)),
        ],
    );
    pin(
        "evidence-capability",
        &vec![
            Evidence::Capability(Answer::Done(Capabilities {
                offered: vec!["IMAP4rev1".into(), "AUTH=XOAUTH2".into()],
            })),
            Evidence::Capability(Answer::Refused(reply(Status::Bad, "What?"))),
            Evidence::Capability(Answer::Broken(Break::Reset)),
        ],
    );
    pin(
        "evidence-auth",
        &vec![
            passed(Step::Auth).evidence,
            challenged("eyJzdGF0dXMiOiI0MDAifQ==", "[AUTHENTICATIONFAILED] No"),
            auth(SaslOutcome::Refused(reply(Status::Bye, "Closing"))),
            auth(SaslOutcome::Broken(Break::TimedOut)),
            Evidence::Auth(Sasl {
                mechanism: None,
                user: UserForm::Mailbox,
                initial_response: false,
                challenge: None,
                outcome: SaslOutcome::NotOffered {
                    offered: vec!["PLAIN".into()],
                },
            }),
        ],
    );
    pin(
        "evidence-mailbox",
        &vec![
            Evidence::Examine(Answer::Done(Opened { messages: 3 })),
            not_connected(),
            Evidence::Examine(Answer::Broken(Break::TooMuch)),
            Evidence::List(Answer::Done(Folders {
                count: 5,
                inbox: true,
            })),
            Evidence::Logout(Answer::Done(Done {})),
            Evidence::Logout(Answer::Refused(reply(Status::Ok, "Done"))),
            Evidence::NotReached,
        ],
    );
}

#[test]
fn sign_ins() {
    let failed = SignIn::Failed;
    pin(
        "sign-in",
        &vec![
            healthy().sign_in.unwrap(),
            SignIn::SignedIn {
                account: None,
                name: None,
                granted_scope: None,
            },
            failed(SignInFailure::Provider {
                at: Endpoint::Authorize,
                code: Some("access_denied".into()),
                description: Some("AADSTS65004: User declined to consent.".into()),
                redeemed_by: None,
            }),
            failed(SignInFailure::Provider {
                at: Endpoint::Token,
                code: Some("invalid_grant".into()),
                description: None,
                redeemed_by: None,
            }),
            failed(SignInFailure::UnknownState),
            failed(SignInFailure::WrongIssuer),
            failed(SignInFailure::NoCode),
            failed(SignInFailure::WrongIdentity),
            failed(SignInFailure::Unreachable),
            failed(SignInFailure::Unreadable),
        ],
    );
}

#[test]
fn the_public_configuration() {
    let mut bare = provider();
    bare.id = "bare".parse().unwrap();
    bare.client_id = None;
    bare.prompt = None;
    bare.redeem = shared::provider::Redeem::Relay;
    pin(
        "public-config",
        &PublicConfig {
            build: "0.1.0+0000000".into(),
            public_url: "http://localhost:8080".into(),
            operator: Some("Demo Operator".into()),
            default_provider: None,
            takes_secrets: false,
            recheck_seconds: 300,
            portals: vec!["https://portal.example".into()],
            embed_script: Some(EmbedScript::of(b"abc")),
            providers: vec![provider(), bare],
        },
    );
}

#[test]
fn reports() {
    pin("report-healthy", &healthy());
    pin(
        "report-no-full-access-shared",
        &with(
            asking(SUPPORT, shared::request::MailboxKind::Shared, Some(ALEX)),
            not_connected(),
        ),
    );
}

#[test]
fn what_is_not_of_this_format_is_refused() {
    let mut report = serde_json::to_value(healthy()).unwrap();
    report["token"] = "not-a-token".into();
    assert!(serde_json::from_value::<shared::case::Case>(report).is_err());
    let frame = r#"{"cancel":{"extra":1}}"#;
    assert!(serde_json::from_str::<ClientFrame>(frame).is_err());
}
