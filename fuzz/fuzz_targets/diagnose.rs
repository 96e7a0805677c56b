//! Any evidence in any order: judged and advised on without a panic, the same each time, and kept in a report.

#![no_main]

use fuzz::any::Source;
use fuzz::judge::{is_kept, judge};
use fuzz::policy;
use shared::case::{Attempt, Case};
use shared::plan::{AddressFamily, Mechanism, Plan, PlannedStep, Protocol, Route, Step, TlsMode};
use shared::provider::Provider;
use shared::request::{Ask, MailboxKind};

/// The most attempts of a case here, and the most observations of one.
const ATTEMPTS: u8 = 5;
const OBSERVATIONS: usize = 24;

fuzz::target!(evidence);

fn evidence(octets: &[u8]) {
    let mut source = Source::new(octets);
    let now = i64::from(source.octet()) * 100_000_000;
    let mut case = Case::new(ask(&mut source), provider(&mut source));
    case.flow = source.value().unwrap_or_default();
    case.sign_in = source.value().unwrap_or_default();
    case.lasting = source.value().unwrap_or_default();
    case.token_facts = source.value().unwrap_or_default();
    case.mailbox_tenant = source.value().unwrap_or_default();
    case.told = source.value().unwrap_or_default();
    case.pasted = source.value().unwrap_or_default();
    for _ in 0..source.octet() % ATTEMPTS {
        case.attempts.push(attempt(&mut source, now));
    }
    judge(&case, now);
    is_kept(&case);
}

fn ask(source: &mut Source) -> Ask {
    Ask {
        provider: "microsoft-365".parse().expect("an id"),
        mailbox: "support@contoso.com"
            .parse()
            .ok()
            .filter(|_| source.octet() & 7 != 0),
        kind: source.value().unwrap_or(MailboxKind::Unknown),
        account: "alex@contoso.com"
            .parse()
            .ok()
            .filter(|_| source.octet() & 1 != 0),
        protocols: source.value().unwrap_or_default(),
        path: source.value().unwrap_or_default(),
        app: source.value().unwrap_or_default(),
        will_last: source.value().unwrap_or_default(),
        spare_own_mailbox: source.value().unwrap_or_default(),
    }
}

/// One of the table, or one that a report brings.
fn provider(source: &mut Source) -> Provider {
    let listed = &policy::config().policy.providers;
    let listed = listed.get(usize::from(source.octet()) % (listed.len() + 2));
    let family = source.value().unwrap_or(shared::provider::Family::Other);
    listed.map_or_else(
        || Provider::unlisted(family, "Fuzzed"),
        |entry| entry.public.clone(),
    )
}

fn attempt(source: &mut Source, now: i64) -> Attempt {
    let mut routes = Vec::new();
    for _ in 0..=source.octet() % 3 {
        routes.push(route(source));
    }
    Attempt {
        plan: Plan {
            control: source.value().unwrap_or_default(),
            routes,
            deadline_ms: 45_000,
        },
        relay_time: now,
        finished: source.value().unwrap_or_default(),
        observations: source.values(OBSERVATIONS),
    }
}

fn route(source: &mut Source) -> Route {
    let steps: Vec<Step> = source.value().unwrap_or_default();
    Route {
        protocol: source.value().unwrap_or(Protocol::Imap),
        host: "outlook.office365.com".parse().expect("a host"),
        port: 993,
        tls: source.value().unwrap_or(TlsMode::Implicit),
        addresses: AddressFamily::Any,
        user: "support@contoso.com".parse().expect("an address"),
        mechanisms: source.value().unwrap_or_else(|| vec![Mechanism::XOAuth2]),
        internal: source.value().unwrap_or_default(),
        steps: steps
            .into_iter()
            .map(|step| PlannedStep {
                step,
                deadline_ms: 8_000,
            })
            .collect(),
    }
}
