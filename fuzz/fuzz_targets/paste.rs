//! What a clipboard holds: read, judged and advised on, and no secret among it is kept.

#![no_main]

use fuzz::bounds;
use fuzz::canary::Canary;
use fuzz::judge::{is_kept, judge};
use fuzz::script::{Act, read};
use shared::case::Case;
use shared::paste::{self, Found};
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::{Family, Provider};
use shared::request::{Ask, MailboxKind};
use shared::told::{ExchangeAnswer, Told};

/// The longest text, in octets: half of what is read. A verdict holds a text of one line some fifteen times, each cause its
/// own, which is over the bound for the longest; it is made in the window of whoever pasted it.
const LONGEST: usize = 32 * 1024;

fuzz::target!(pasted);

fn pasted(octets: &[u8]) {
    // The first octet chooses the question, the next eight the clock; the rest is what was said.
    let Some((choice, rest)) = octets.split_first() else {
        return;
    };
    let (clock, said) = rest.split_at(rest.len().min(8));
    let mut now = [0; 8];
    now[..clock.len()].copy_from_slice(clock);
    let said = text(said);

    let answer = ExchangeAnswer::read(&said, Some("support@contoso.com"));
    let Some(reading) = bounds::hold(|| paste::read(&said)) else {
        return;
    };
    if let Found::Step(observation) = &reading.found {
        assert!(
            observation
                .lines
                .iter()
                .all(|line| !line.text.contains('\n'))
        );
    }
    let account = "alex@contoso.com".parse().ok();
    let mut case: Case = reading.case(ask(*choice), provider(*choice), account.as_ref());
    case.told = answer.map(Told::Exchange).into_iter().collect();
    let now = i64::from_le_bytes(now);
    let read = judge(&case, now);
    is_kept(&case);
    let findings = shared::diagnose::diagnose(&case, now).findings;
    assert!(!findings.is_empty(), "a failure without a finding");
    for kept in [read, format!("{case:?}")] {
        assert!(!kept.contains(Canary::OPAQUE.0), "a secret is kept: {kept}");
    }
}

/// With the secret as a word of its own wherever one is said.
fn text(script: &[u8]) -> String {
    let mut octets = Vec::new();
    for piece in script.split(|octet| *octet == 0xfc) {
        if !octets.is_empty() {
            octets.extend_from_slice(format!(" {} ", Canary::OPAQUE.0).as_bytes());
        }
        for act in read(piece, Canary::OPAQUE) {
            if let Act::Say(said) = act {
                octets.extend_from_slice(&said);
            }
        }
    }
    octets.truncate(LONGEST);
    String::from_utf8_lossy(&octets).into_owned()
}

fn ask(choice: u8) -> Ask {
    let kind = match choice % 5 {
        0 => MailboxKind::Own,
        1 => MailboxKind::OtherUser,
        2 => MailboxKind::Shared,
        3 => MailboxKind::Alias,
        _ => MailboxKind::Unknown,
    };
    Ask {
        provider: provider(choice).id,
        mailbox: "support@contoso.com".parse().ok(),
        kind,
        account: None,
        protocols: vec![Protocol::Imap],
        path: SignInPath::Operator,
        app: None,
        will_last: false,
        spare_own_mailbox: false,
    }
}

fn provider(choice: u8) -> Provider {
    let family = match choice / 5 % 4 {
        0 => Family::Microsoft,
        1 => Family::OutlookCom,
        2 => Family::Google,
        _ => Family::Other,
    };
    Provider::unlisted(family, "Fuzzed")
}
