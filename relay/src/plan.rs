//! From a request to a plan, or to the reason why there is none. Pure: it opens nothing and asks nobody.

use shared::address::{Address, HostName, HostNameError};
use shared::control::Control;
use shared::guid::is_guid;
use shared::plan::{AddressFamily, Mechanism, Plan, PlannedStep, Protocol, Route, Step, TlsMode};
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use shared::token::{TokenFacts, TokenFormat};

use crate::egress::Egress;
use crate::provider::{Entry, Target};

/// The whole attempt, in milliseconds.
pub const WHOLE: u32 = 45_000;

/// The steps that lead to an encrypted connection.
const fn approach(tls: TlsMode) -> &'static [Step] {
    match tls {
        TlsMode::Implicit => &[Step::Dns, Step::Tcp, Step::Tls, Step::Greeting],
        TlsMode::Starttls => &[
            Step::Dns,
            Step::Tcp,
            Step::Greeting,
            Step::Starttls,
            Step::Tls,
        ],
    }
}

/// What is asked over it.
const fn dialogue(protocol: Protocol) -> &'static [Step] {
    match protocol {
        Protocol::Imap => &[
            Step::Capability,
            Step::Auth,
            Step::Examine,
            Step::List,
            Step::Logout,
        ],
        Protocol::Pop => &[
            Step::Capability,
            Step::Auth,
            Step::Stat,
            Step::List,
            Step::Logout,
        ],
        Protocol::Smtp => &[Step::Capability, Step::Auth, Step::Rset, Step::Logout],
    }
}

/// The time of a step, in milliseconds. Dovecot waits two seconds before it refuses a token.
const fn deadline(step: Step) -> u32 {
    match step {
        Step::Dns => 3_000,
        Step::Logout => 5_000,
        Step::Auth => 15_000,
        Step::Examine | Step::Stat | Step::List | Step::Rset => 10_000,
        Step::Tcp
        | Step::Tls
        | Step::Greeting
        | Step::Starttls
        | Step::Capability
        // No check has these.
        | Step::Fetch
        | Step::Send => 8_000,
    }
}

/// In an entry's `token_issuers`: the GUID of the token's own `tid` claim.
const TENANT: &str = "{tid}";

/// What the operator allows.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The enabled providers, in the order of the form.
    pub providers: Vec<Entry>,
    /// What may be dialled.
    pub egress: Egress,
    /// Whether a person may send the secret of an application.
    pub takes_secrets: bool,
}

/// Fixes everything that the attempt will do.
///
/// # Errors
/// The first reason found not to do it, in the order: provider, mailbox, protocols, token, issuer, control, host, port.
pub fn plan(request: &CheckRequest, policy: &Policy) -> Result<Plan, Refusal> {
    let entry = policy
        .providers
        .iter()
        .find(|entry| entry.public.id.as_str() == request.provider)
        .ok_or(Refusal::ProviderUnknown)?;
    if entry.public.paths.is_empty() {
        return Err(Refusal::ProviderNotSetUp);
    }
    let mailbox: Address = request
        .mailbox
        .parse()
        .map_err(|_| Refusal::MailboxMalformed)?;
    let distinct = |(at, protocol)| !request.protocols[..at].contains(protocol);
    if request.protocols.is_empty() || !request.protocols.iter().enumerate().all(distinct) {
        return Err(Refusal::ProtocolsMalformed);
    }
    request.token.check().map_err(|_| Refusal::TokenMalformed)?;
    bound(request, entry)?;
    let change = Change::of(request.control, entry)?;
    let routes = request
        .protocols
        .iter()
        .map(|protocol| route(*protocol, &mailbox, &change, entry, &policy.egress));
    Ok(Plan {
        control: request.control,
        routes: routes.collect::<Result<_, _>>()?,
        deadline_ms: WHOLE,
    })
}

/// What a second look changes. Another mailbox and another protocol stand in the request itself.
struct Change {
    addresses: AddressFamily,
    mechanisms: Vec<Mechanism>,
}

impl Change {
    fn of(control: Option<Control>, entry: &Entry) -> Result<Self, Refusal> {
        let usual = Self {
            addresses: AddressFamily::Any,
            mechanisms: entry.mechanisms.clone(),
        };
        match control {
            None | Some(Control::OwnMailbox | Control::Protocol(_) | Control::Retry) => Ok(usual),
            Some(Control::Ipv4) => Ok(Self {
                addresses: AddressFamily::V4,
                ..usual
            }),
            Some(Control::Ipv6) => Ok(Self {
                addresses: AddressFamily::V6,
                ..usual
            }),
            Some(Control::Mechanism(mechanism)) if entry.mechanisms.contains(&mechanism) => {
                Ok(Self {
                    mechanisms: vec![mechanism],
                    ..usual
                })
            }
            Some(Control::Mechanism(_)) => Err(Refusal::ControlMalformed),
        }
    }
}

/// A token goes only to hosts bound to the issuer that minted it (RFC 9700 §4.9.1).
fn bound(request: &CheckRequest, entry: &Entry) -> Result<(), Refusal> {
    if !entry.is_issuer(&request.issuer) {
        return Err(Refusal::IssuerNotBound);
    }
    let facts = TokenFacts::read(&request.token);
    match (facts.format, facts.issuer) {
        (TokenFormat::Opaque | TokenFormat::NotAToken, _) if entry.opaque_tokens => Ok(()),
        (TokenFormat::Opaque | TokenFormat::NotAToken, _) => Err(Refusal::TokenOpaque),
        (TokenFormat::Jwt, Some(issuer)) => {
            // A tenant id that is no GUID could spell any issuer.
            let tenant = facts.tenant.filter(|tenant| is_guid(tenant));
            let is_one = |pattern: &String| match &tenant {
                Some(tenant) => pattern.replace(TENANT, tenant) == issuer,
                None => !pattern.contains(TENANT) && *pattern == issuer,
            };
            let bound = entry.token_issuers.iter().any(is_one);
            bound.then_some(()).ok_or(Refusal::IssuerNotBound)
        }
        // A JWT that does not say who minted it is bound to nobody.
        (TokenFormat::Jwt, None) => Err(Refusal::IssuerNotBound),
    }
}

fn route(
    protocol: Protocol,
    mailbox: &Address,
    change: &Change,
    entry: &Entry,
    egress: &Egress,
) -> Result<Route, Refusal> {
    if !entry.targets.contains_key(&protocol) {
        return Err(Refusal::ProtocolNotOffered);
    }
    let target = entry.target(protocol, &mailbox.domain());
    let Target { host, port, tls } = target.ok_or(Refusal::HostUnknown)?;
    let steps = approach(*tls).iter().chain(dialogue(protocol));
    let host: HostName = host.parse().map_err(|error| match error {
        HostNameError::NotAscii => Refusal::HostNotAscii,
        HostNameError::Malformed => Refusal::HostUnknown,
    })?;
    if !egress.admits_name(&host) {
        return Err(Refusal::HostUnknown);
    }
    if !egress.admits_port(&host, *port) {
        return Err(Refusal::PortNotMail);
    }
    Ok(Route {
        protocol,
        internal: egress.is_internal(&host),
        host,
        port: *port,
        tls: *tls,
        addresses: change.addresses,
        user: mailbox.clone(),
        mechanisms: change.mechanisms.clone(),
        steps: steps
            .map(|step| PlannedStep {
                step: *step,
                deadline_ms: deadline(*step),
            })
            .collect(),
    })
}
