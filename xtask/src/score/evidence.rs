//! From a record to the case that a check would have left behind: key by key, and never with a look at the label.

use shared::address::Address;
use shared::case::{Case, Pasted};
use shared::control::Control;
use shared::evidence::imap::Opened;
use shared::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use shared::evidence::{Answer, Evidence};
use shared::path::SignInPath;
use shared::plan::{Protocol, Step, TlsMode};
use shared::provider::Redeem;
use shared::request::Ask;
use shared::token::{CONSUMERS, TokenFacts, TokenFormat};
use shared::told::{Graph, Told};

use super::record::{Controls, FailedStep, Record, Token};
use attempt::{attempt, observation, passed, route, seen};
use names::{default_port, flow, kind, protocol, provider};

mod attempt;
mod names;

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
    let provider = provider(&record.provider);
    let ask = Ask {
        provider: provider.id.clone(),
        mailbox: Some(address(MAILBOX)?),
        kind: kind(sign_in.mailbox_kind.as_deref()),
        account: meant.map(address).transpose()?,
        protocols: vec![protocol.unwrap_or(Protocol::Imap)],
        path: SignInPath::Operator,
        app: None,
        will_last: false,
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

fn address(text: &str) -> Result<Address, Problem> {
    text.parse().map_err(|_| "the address")
}
