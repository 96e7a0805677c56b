//! From a record to the case that a check would have left behind: key by key, and never with a look at the label.

use std::net::SocketAddr;

use shared::address::Address;
use shared::case::{Attempt, Case, Pasted};
use shared::control::Control;
use shared::evidence::imap::{Capabilities, Greeting, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome, Tried, UserForm};
use shared::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use shared::evidence::tls::Tls;
use shared::evidence::{
    Answer, Break, Evidence, Line, Observation, Reply, Side, Speaks, dns::Dns, smtp::Sent,
};
use shared::plan::{AddressFamily, Plan, Protocol, Route, Step, TlsMode};
use shared::provider::{Family, Provider, Redeem};
use shared::request::{Ask, MailboxKind};
use shared::token::{CONSUMERS, TokenFacts, TokenFormat};
use shared::told::{Graph, Told};
use shared::words::network::{self, Fault};
use shared::words::reply;

use super::record::{Controls, FailedStep, Record, Token};

/// The clock of every record.
pub const NOW: i64 = 1_800_000_000;

const MAILBOX: &str = "mailbox@mail.example";
const OWNER: &str = "owner@mail.example";
const MEANT: &str = "meant@mail.example";
/// An application of the directory that the mailbox's domain belongs to.
const HOME: &str = "11111111-1111-1111-1111-111111111111";
const ELSEWHERE: &str = "22222222-2222-2222-2222-222222222222";

/// Why a record has no case.
pub type Problem = &'static str;

/// The case of a record.
pub fn case(record: &Record) -> Result<Case, Problem> {
    let protocol = protocol(&record.protocol);
    let sign_in = &record.sign_in;
    let account = match sign_in.owner_is_mailbox {
        Some(true) => Some(MAILBOX),
        Some(false) => Some(OWNER),
        None => None,
    };
    let account = match (account, guest(sign_in.token.as_ref())) {
        (_, true) => Some("owner_mail.example#EXT#@other.onmicrosoft.example"),
        (account, false) => account,
    };
    let meant = match sign_in.expected_user.as_deref() {
        Some("matches") => account,
        Some("differs") => Some(MEANT),
        _ => None,
    };
    let provider = provider(&record.provider)?;
    let ask = Ask {
        provider: provider.id.clone(),
        mailbox: Some(address(MAILBOX)?),
        kind: kind(sign_in.mailbox_kind.as_deref()),
        account: meant.map(address).transpose()?,
        protocols: vec![protocol.unwrap_or(Protocol::Imap)],
        spare_own_mailbox: false,
    };
    let mut case = Case::new(ask, provider);
    case.flow = flow(sign_in.flow.as_deref());
    case.token_facts = token(sign_in.token.as_ref(), case.flow);
    if let Some(token) = &sign_in.token
        && token.tid_matches_mailbox_domain.is_some()
    {
        case.mailbox_tenant = Some(HOME.to_owned());
    }
    case.sign_in = match &sign_in.error {
        Some(error) => Some(SignIn::Failed(SignInFailure::Provider {
            at: match error.at.as_str() {
                "authorize" => Endpoint::Authorize,
                _ => Endpoint::Token,
            },
            code: error.code.clone(),
            description: error.description.clone(),
            redeemed_by: match sign_in.redeemed_by.as_deref() {
                Some("browser") => Some(Redeem::Browser),
                Some("relay") => Some(Redeem::Relay),
                _ => None,
            },
        })),
        None if account.is_some() || sign_in.granted_scope.is_some() => Some(SignIn::SignedIn {
            account: account.map(str::to_owned),
            name: None,
            granted_scope: sign_in.granted_scope.clone(),
        }),
        None => None,
    };
    if let Some(failed) = &record.failed_step {
        attach(&mut case, failed, protocol)?;
        if protocol.is_some() {
            controls(&mut case, &record.controls, failed)?;
        }
    }
    case.told = told(&record.controls);
    Ok(case)
}

/// A mail protocol's failure becomes a check that stopped there; any other stays what was said.
fn attach(case: &mut Case, failed: &FailedStep, protocol: Option<Protocol>) -> Result<(), Problem> {
    let observation = observation(failed, protocol.unwrap_or(Protocol::Imap))?;
    match protocol {
        Some(protocol) => case.attempts.push(attempt(failed, protocol, observation)?),
        None => {
            case.pasted = Some(Pasted {
                protocol: None,
                observation,
            });
        }
    }
    Ok(())
}

fn attempt(failed: &FailedStep, protocol: Protocol, last: Observation) -> Result<Attempt, Problem> {
    let port = failed.port.unwrap_or(default_port(protocol));
    let tls = match failed.tls.as_deref() {
        Some("starttls") => TlsMode::Starttls,
        _ => TlsMode::Implicit,
    };
    let earlier = [
        Step::Dns,
        Step::Tcp,
        Step::Tls,
        Step::Greeting,
        Step::Capability,
        Step::Auth,
    ];
    let mut observations: Vec<Observation> = earlier
        .into_iter()
        .take_while(|step| *step < last.step)
        .map(|step| seen(step, passed(step, failed)))
        .collect();
    observations.push(last);
    Ok(Attempt {
        plan: Plan {
            control: None,
            routes: vec![route(protocol, port, tls)?],
            deadline_ms: 0,
        },
        relay_time: NOW,
        observations,
        finished: true,
    })
}

fn route(protocol: Protocol, port: u16, tls: TlsMode) -> Result<Route, Problem> {
    Ok(Route {
        protocol,
        host: "mail.example".parse().map_err(|_| "the host")?,
        port,
        tls,
        addresses: AddressFamily::Any,
        user: address(MAILBOX)?,
        mechanisms: Vec::new(),
        internal: false,
        steps: Vec::new(),
    })
}

fn passed(step: Step, failed: &FailedStep) -> Evidence {
    match step {
        Step::Dns => Evidence::Dns(Dns::Resolved {
            addresses: Vec::new(),
        }),
        Step::Tcp => Evidence::Tcp(Tcp {
            dials: vec![dial(DialOutcome::Connected, failed.port)],
        }),
        Step::Tls => Evidence::Tls(Tls::Established {
            version: "TLSv1.3".to_owned(),
            chain: Vec::new(),
        }),
        Step::Greeting => Evidence::Greeting(Greeting::Ready {
            text: String::new(),
            carries_capabilities: false,
        }),
        Step::Capability => Evidence::Capability(Answer::Done(Capabilities {
            offered: failed.offered.clone().unwrap_or_default(),
        })),
        _ => Evidence::Auth(Sasl {
            mechanism: tried(failed.mechanism.as_deref()),
            user: user(failed.user_sent.as_deref()),
            initial_response: false,
            challenge: None,
            outcome: SaslOutcome::Accepted {
                text: String::new(),
            },
        }),
    }
}

fn observation(failed: &FailedStep, protocol: Protocol) -> Result<Observation, Problem> {
    let last = failed.said.last().map(|said| reply::read(said));
    let read = failed.error.as_deref().and_then(network::fault);
    let fault = read.as_ref();
    let evidence = match failed.step.as_str() {
        "dns" => Evidence::Dns(match fault {
            Some(Fault::Name(dns)) => dns.clone(),
            _ => Dns::NoSuchName,
        }),
        "tcp" => Evidence::Tcp(Tcp {
            dials: vec![dial(outcome(fault), failed.port)],
        }),
        "tls" => Evidence::Tls(match fault {
            Some(Fault::Tls(tls)) => tls.clone(),
            _ => Tls::Broken(broken(fault)),
        }),
        "greeting" => Evidence::Greeting(greeting(failed, fault, protocol)),
        "starttls" => Evidence::Starttls(answer(last, fault)),
        "capability" => Evidence::Capability(answer(last, fault)),
        "auth" => Evidence::Auth(auth(failed, last, fault)),
        "select" => Evidence::Examine(answer(last, fault)),
        "list" => Evidence::List(answer(last, fault)),
        "fetch" => Evidence::Fetch(answer(last, fault)),
        "send" => Evidence::Send(answer::<Sent>(last, fault)),
        _ => return Err("a step of another name"),
    };
    let step = step(&failed.step).ok_or("a step of another name")?;
    let mut observation = seen(step, evidence);
    observation.lines = failed.said.iter().map(|said| line(said)).collect();
    Ok(observation)
}

fn auth(failed: &FailedStep, last: Option<Reply>, fault: Option<&Fault>) -> Sasl {
    let offered = failed.offered.as_ref().map(|offered| {
        let names = offered.iter().filter_map(|name| name.strip_prefix("AUTH="));
        names.map(str::to_owned).collect::<Vec<_>>()
    });
    let takes_tokens = |offered: &Vec<String>| {
        offered
            .iter()
            .any(|name| name == "XOAUTH2" || name == "OAUTHBEARER")
    };
    let challenge = failed.said.iter().find_map(|line| line.strip_prefix("+ "));
    let outcome = match (last, offered) {
        (Some(reply), _) => SaslOutcome::Refused(reply),
        (None, Some(offered)) if !takes_tokens(&offered) => SaslOutcome::NotOffered { offered },
        (None, _) => SaslOutcome::Broken(broken(fault)),
    };
    Sasl {
        mechanism: tried(failed.mechanism.as_deref()),
        user: user(failed.user_sent.as_deref()),
        initial_response: false,
        challenge: challenge.map(str::to_owned),
        outcome,
    }
}

fn greeting(failed: &FailedStep, fault: Option<&Fault>, protocol: Protocol) -> Greeting {
    let Some(first) = failed.said.first() else {
        return Greeting::Broken(broken(fault));
    };
    let speaks = Speaks::of(first.as_bytes());
    let own = match protocol {
        Protocol::Imap => Speaks::Imap,
        Protocol::Pop => Speaks::Pop3,
        Protocol::Smtp => Speaks::Smtp,
    };
    if speaks == own {
        Greeting::Bye {
            text: first.clone(),
        }
    } else {
        Greeting::Foreign { speaks }
    }
}

fn answer<T>(last: Option<Reply>, fault: Option<&Fault>) -> Answer<T> {
    match last {
        Some(reply) => Answer::Refused(reply),
        None => Answer::Broken(broken(fault)),
    }
}

fn broken(fault: Option<&Fault>) -> Break {
    match fault {
        Some(Fault::Broken(how)) => *how,
        Some(Fault::ConnectTimedOut | Fault::ReadTimedOut) => Break::TimedOut,
        _ => Break::Closed,
    }
}

fn outcome(fault: Option<&Fault>) -> DialOutcome {
    match fault {
        Some(Fault::Refused) => DialOutcome::Refused,
        Some(Fault::Unreachable) => DialOutcome::Unreachable,
        _ => DialOutcome::TimedOut,
    }
}

/// Controls that were run at the time, as attempts after the first.
fn controls(case: &mut Case, controls: &Controls, failed: &FailedStep) -> Result<(), Problem> {
    let protocol = case.protocol();
    let ran = [
        (Control::OwnMailbox, &controls.own_mailbox),
        (Control::Protocol(Protocol::Pop), &controls.pop),
        (Control::Protocol(Protocol::Smtp), &controls.smtp),
        (Control::Protocol(Protocol::Imap), &controls.imap),
        (Control::Ipv4, &controls.ipv4),
        (Control::Retry, &controls.retry),
    ];
    for (control, result) in ran {
        let opened: &[bool] = match result.as_deref() {
            None => &[],
            Some("ok") => &[true],
            Some("sometimes") => &[false, true],
            Some(_) => &[false],
        };
        for opened in opened {
            let mut attempt = case.attempts.first().cloned().ok_or("no check")?;
            attempt.plan.control = Some(control);
            if let Control::Protocol(other) = control {
                attempt.plan.routes = vec![route(other, default_port(other), TlsMode::Implicit)?];
            }
            if *opened {
                attempt.observations = vec![
                    seen(Step::Auth, passed(Step::Auth, failed)),
                    seen(
                        Step::Examine,
                        Evidence::Examine(Answer::Done(Opened { messages: 0 })),
                    ),
                ];
            }
            case.attempts.push(attempt);
        }
    }
    debug_assert_eq!(case.protocol(), protocol);
    Ok(())
}

/// What the source tells besides.
fn told(controls: &Controls) -> Vec<Told> {
    let is = |value: &Option<String>, word: &str| value.as_deref().map(|value| value == word);
    let graph = controls.graph.as_deref().and_then(|said| match said {
        "ok" => Some(Graph::Ok),
        "denied" => Some(Graph::Denied),
        "no-mailbox" => Some(Graph::NoMailbox),
        _ => None,
    });
    let made_up = is(&controls.nonexistent_mailbox, "same-error");
    let others = is(&controls.other_tenants_now, "failed").filter(|failed| *failed);
    [
        graph.map(Told::Graph),
        is(&controls.other_mailboxes, "ok").map(Told::OtherMailboxes),
        others.map(|_| Told::OthersToo),
        is(&controls.web_login, "ok").map(Told::WebMail),
        made_up.map(Told::MadeUpAddressSame),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn token(token: Option<&Token>, flow: Flow) -> Option<TokenFacts> {
    let token = token?;
    let words = |text: &Option<String>| -> Vec<String> {
        let words = text.iter().flat_map(|text| text.split_ascii_whitespace());
        words.map(str::to_owned).collect()
    };
    let claims = token.aud.is_some() || token.scp.is_some() || token.roles.is_some();
    Some(TokenFacts {
        format: match token.format.as_deref() {
            Some("jwt") => TokenFormat::Jwt,
            Some("not-a-token") => TokenFormat::NotAToken,
            None if claims => TokenFormat::Jwt,
            Some(_) | None => TokenFormat::Opaque,
        },
        audience: token.aud.iter().cloned().collect(),
        scopes: words(&token.scp),
        roles: words(&token.roles),
        app_only: flow == Flow::App || token.idtyp.as_deref() == Some("app"),
        tenant: match (token.tid_is_consumer, token.tid_matches_mailbox_domain) {
            (Some(true), _) => Some(CONSUMERS.to_owned()),
            (_, Some(true)) => Some(HOME.to_owned()),
            (_, Some(false)) => Some(ELSEWHERE.to_owned()),
            _ => None,
        },
        expires_at: token
            .expired
            .map(|expired| if expired { NOW - 60 } else { NOW + 3600 }),
        ..TokenFacts::default()
    })
}

fn guest(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.guest == Some(true))
}

/// A provider's entry with what is public about it.
fn provider(name: &str) -> Result<Provider, Problem> {
    let (family, prefix) = match name {
        "microsoft-365" => (Family::Microsoft, Some("https://outlook.office.com/")),
        "outlook-consumer" => (Family::OutlookCom, Some("https://outlook.office.com/")),
        "google" => (Family::Google, None),
        _ => (Family::Other, None),
    };
    let scopes = |permission: &str| match (family, prefix) {
        (_, Some(prefix)) => vec![format!("{prefix}{permission}")],
        (Family::Google, _) => vec!["https://mail.google.com/".to_owned()],
        _ => Vec::new(),
    };
    let audiences = [
        "https://outlook.office.com",
        "https://outlook.office365.com",
        "https://outlook.office365.us",
        "00000002-0000-0ff1-ce00-000000000000",
    ];
    Ok(Provider {
        id: "corpus".parse().map_err(|_| "the provider's id")?,
        name: name.to_owned(),
        family,
        client_id: None,
        issuer: String::new(),
        sends_issuer: false,
        authorize_url: String::new(),
        token_url: String::new(),
        redeem: Redeem::Relay,
        prompt: None,
        identity_scopes: Vec::new(),
        imap_scopes: scopes("IMAP.AccessAsUser.All"),
        pop_scopes: scopes("POP.AccessAsUser.All"),
        smtp_scopes: scopes("SMTP.Send"),
        protocols: vec![Protocol::Imap],
        audiences: prefix.map_or_else(Vec::new, |_| audiences.map(str::to_owned).to_vec()),
        domains: Vec::new(),
        withdraw_url: None,
        token_minutes: 60,
    })
}

fn protocol(name: &str) -> Option<Protocol> {
    match name {
        "imap" => Some(Protocol::Imap),
        "pop" => Some(Protocol::Pop),
        "smtp" => Some(Protocol::Smtp),
        _ => None,
    }
}

const fn default_port(protocol: Protocol) -> u16 {
    match protocol {
        Protocol::Imap => 993,
        Protocol::Pop => 995,
        Protocol::Smtp => 587,
    }
}

fn kind(name: Option<&str>) -> MailboxKind {
    match name {
        Some("own") => MailboxKind::Own,
        Some("shared") => MailboxKind::Shared,
        Some("other-user") => MailboxKind::OtherUser,
        Some("alias") => MailboxKind::Alias,
        _ => MailboxKind::Unknown,
    }
}

fn flow(name: Option<&str>) -> Flow {
    match name {
        Some("app") => Flow::App,
        Some("refresh") => Flow::Refresh,
        Some("device") => Flow::Device,
        Some("password") => Flow::Password,
        Some("pasted") => Flow::Pasted,
        _ => Flow::User,
    }
}

fn tried(name: Option<&str>) -> Option<Tried> {
    Some(match name? {
        "XOAUTH2" => Tried::XOAuth2,
        "OAUTHBEARER" => Tried::OAuthBearer,
        "PLAIN" => Tried::Plain,
        "LOGIN" => Tried::Login,
        _ => Tried::Nothing,
    })
}

fn user(name: Option<&str>) -> UserForm {
    match name {
        Some("owner") => UserForm::Account,
        Some("alias") => UserForm::Alias,
        Some("legacy-shared-form") => UserForm::LegacyShared,
        Some("short-name") => UserForm::ShortName,
        _ => UserForm::Mailbox,
    }
}

fn step(name: &str) -> Option<Step> {
    Some(match name {
        "dns" => Step::Dns,
        "tcp" => Step::Tcp,
        "tls" => Step::Tls,
        "greeting" => Step::Greeting,
        "starttls" => Step::Starttls,
        "capability" => Step::Capability,
        "auth" => Step::Auth,
        "select" => Step::Examine,
        "list" => Step::List,
        "fetch" => Step::Fetch,
        "send" => Step::Send,
        _ => return None,
    })
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

fn line(text: &str) -> Line {
    Line {
        from: Side::Server,
        text: text.to_owned(),
        cut: false,
    }
}

fn dial(outcome: DialOutcome, port: Option<u16>) -> Dial {
    Dial {
        to: SocketAddr::from(([192, 0, 2, 1], port.unwrap_or(993))),
        outcome,
    }
}

fn address(text: &str) -> Result<Address, Problem> {
    text.parse().map_err(|_| "the address")
}
