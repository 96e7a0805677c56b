//! Checks in which a mailbox did not open, and the looks that follow them.

use crate::case::{Attempt, Case};
use crate::control::Control;
use crate::evidence::capability::Capabilities;
use crate::evidence::dns::Dns;
use crate::evidence::imap::Opened;
use crate::evidence::pop::Maildrop;
use crate::evidence::sasl::{Sasl, SaslOutcome, Tried, UserForm};
use crate::evidence::signin::{Flow, SignIn};
use crate::evidence::tcp::{Dial, DialOutcome, Tcp};
use crate::evidence::{Answer, Evidence, Observation, Reply, Status};
use crate::path::SignInPath;
use crate::plan::{AddressFamily, Mechanism, Plan, Protocol, Route, Step, TlsMode};
use crate::provider::{Family, Provider};
use crate::request::{Ask, MailboxKind};
use crate::token::TokenFacts;

const ALEX: &str = "alex@demo.test";
const SUPPORT: &str = "support@demo.test";

/// Each with its name.
pub fn situations() -> Vec<(&'static str, Case)> {
    let refused = |case: Case, words: &str| after_auth(case, words);
    let mut all = Vec::new();
    for (name, family) in [
        ("Exchange Online", Family::Microsoft),
        ("Outlook.com", Family::OutlookCom),
        ("Google", Family::Google),
        ("another server", Family::Other),
    ] {
        let scopes = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All";
        for granted in [None, Some(scopes)] {
            for (mailbox, kind, meant) in [
                (ALEX, MailboxKind::Own, None),
                (SUPPORT, MailboxKind::Shared, None),
                (SUPPORT, MailboxKind::Shared, Some(ALEX)),
                (SUPPORT, MailboxKind::OtherUser, None),
            ] {
                let case = granted_for(case(family, mailbox, kind, meant), granted);
                all.push((name, refused(case.clone(), "AUTHENTICATE failed.")));
                all.push((name, not_connected(case)));
            }
        }
    }
    let mut application = case(Family::Microsoft, SUPPORT, MailboxKind::Shared, None);
    application.sign_in = None;
    application.flow = Flow::App;
    application.token_facts = Some(TokenFacts {
        app_only: true,
        // One without them is told at once what it lacks, and has no rivals.
        roles: vec!["IMAP.AccessAsApp".into(), "POP.AccessAsApp".into()],
        object_id: Some("6b2d1d92-7018-4182-b70e-821127bec509".into()),
        ..TokenFacts::default()
    });
    all.push((
        "an application",
        refused(application.clone(), "AUTHENTICATE failed."),
    ));
    all.push(("an application", not_connected(application)));
    all
}

fn case(family: Family, mailbox: &str, kind: MailboxKind, meant: Option<&str>) -> Case {
    let scopes = |name: &str| vec![format!("https://outlook.office.com/{name}")];
    let provider = Provider {
        imap_scopes: scopes("IMAP.AccessAsUser.All"),
        pop_scopes: scopes("POP.AccessAsUser.All"),
        smtp_scopes: scopes("SMTP.Send"),
        protocols: vec![Protocol::Imap, Protocol::Pop],
        ..Provider::unlisted(family, "Demo Mail")
    };
    let ask = Ask {
        provider: provider.id.clone(),
        mailbox: Some(mailbox.parse().unwrap()),
        kind,
        account: meant.map(|meant| meant.parse().unwrap()),
        protocols: vec![Protocol::Imap],
        path: SignInPath::Operator,
        app: None,
        will_last: false,
        spare_own_mailbox: false,
    };
    let mut case = Case::new(ask, provider);
    case.sign_in = Some(SignIn::SignedIn {
        account: Some(ALEX.into()),
        name: None,
        granted_scope: None,
    });
    // An opaque token: its permissions, its service and its end are open, so they are suspects too.
    case.token_facts = Some(TokenFacts::default());
    case
}

/// What the response of the sign-in said of the token, if it did: with POP among it, that is a second look.
fn granted_for(mut case: Case, scopes: Option<&str>) -> Case {
    if let Some(SignIn::SignedIn { granted_scope, .. }) = &mut case.sign_in {
        *granted_scope = scopes.map(Into::into);
    }
    case
}

/// The same check with POP3 beside IMAP.
pub fn with_pop(case: &Case, opens: bool) -> Case {
    let mut case = case.clone();
    let attempt = &mut case.attempts[0];
    let mut route = attempt.plan.routes[0].clone();
    route.protocol = Protocol::Pop;
    attempt.plan.routes.push(route);
    let last = if opens {
        let maildrop = Maildrop {
            messages: 0,
            octets: 0,
        };
        vec![
            auth(accepted()),
            seen(Step::Stat, Evidence::Stat(Answer::Done(maildrop))),
        ]
    } else {
        let outcome = SaslOutcome::Refused(Reply {
            status: Status::Err,
            text: "Authentication failure: unknown user name or bad password.".into(),
        });
        vec![auth(outcome)]
    };
    let last = last
        .into_iter()
        .map(|seen| Observation { route: 1, ..seen });
    attempt.observations.extend(last);
    case
}

fn after_auth(mut case: Case, words: &str) -> Case {
    let outcome = SaslOutcome::Refused(Reply {
        status: Status::No,
        text: words.into(),
    });
    let attempt = attempt(&case, None, vec![auth(outcome)]);
    case.attempts.push(attempt);
    case
}

fn not_connected(mut case: Case) -> Case {
    let attempt = attempt(&case, None, refused_later());
    case.attempts.push(attempt);
    case
}

fn refused_later() -> Vec<Observation> {
    vec![
        auth(accepted()),
        seen(
            Step::Examine,
            Evidence::Examine(Answer::Refused(Reply {
                status: Status::Bad,
                text: "User is authenticated but not connected.".into(),
            })),
        ),
    ]
}

/// A look that opened what it tried, or did not.
pub fn second_look(case: &Case, control: Control, opened: bool) -> Attempt {
    let last = if opened {
        vec![
            auth(accepted()),
            seen(
                Step::Examine,
                Evidence::Examine(Answer::Done(Opened { messages: 0 })),
            ),
        ]
    } else {
        refused_later()
    };
    attempt(case, Some(control), last)
}

fn attempt(case: &Case, control: Option<Control>, last: Vec<Observation>) -> Attempt {
    let mut observations = vec![
        seen(
            Step::Dns,
            Evidence::Dns(Dns::Resolved {
                addresses: Vec::new(),
            }),
        ),
        seen(
            Step::Tcp,
            Evidence::Tcp(Tcp {
                dials: vec![Dial {
                    to: "[2001:db8::1]:993".parse().unwrap(),
                    outcome: DialOutcome::Connected,
                }],
            }),
        ),
        seen(
            Step::Capability,
            Evidence::Capability(Answer::Done(Capabilities {
                offered: match case.provider.family {
                    Family::Microsoft | Family::OutlookCom => vec!["AUTH=XOAUTH2".into()],
                    _ => vec!["AUTH=XOAUTH2".into(), "AUTH=OAUTHBEARER".into()],
                },
            })),
        ),
    ];
    observations.extend(last);
    Attempt {
        plan: Plan {
            control,
            routes: vec![Route {
                protocol: match control {
                    Some(Control::Protocol(protocol)) => protocol,
                    _ => Protocol::Imap,
                },
                host: "imap.demo.test".parse().unwrap(),
                port: 993,
                tls: TlsMode::Implicit,
                addresses: AddressFamily::Any,
                user: case.ask.mailbox.clone().unwrap(),
                mechanisms: vec![Mechanism::XOAuth2, Mechanism::OAuthBearer],
                internal: false,
                steps: Vec::new(),
            }],
            deadline_ms: 0,
        },
        relay_time: 0,
        observations,
        finished: true,
    }
}

fn auth(outcome: SaslOutcome) -> Observation {
    seen(
        Step::Auth,
        Evidence::Auth(Sasl {
            mechanism: Some(Tried::XOAuth2),
            user: UserForm::Mailbox,
            initial_response: true,
            challenge: None,
            outcome,
        }),
    )
}

fn accepted() -> SaslOutcome {
    SaslOutcome::Accepted {
        text: String::new(),
    }
}

fn seen(step: Step, evidence: Evidence) -> Observation {
    Observation {
        route: 0,
        step,
        evidence,
        lines: Vec::new(),
        ms: 0,
    }
}
