//! Whatever a server, an identity provider or a clipboard holds: it is read, judged and advised on without a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::case::Case;
use shared::diagnose::diagnose;
use shared::followup::human;
use shared::paste;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::{Family, Provider};
use shared::remedy::letter::letter;
use shared::request::{Ask, MailboxKind};
use shared::told::{ExchangeAnswer, Told};
use shared::words::Words;

fuzz_target!(|octets: &[u8]| {
    // The first octet chooses the question, the next eight the clock; the rest is what was said.
    let Some((choice, rest)) = octets.split_first() else {
        return;
    };
    let (clock, said) = rest.split_at(rest.len().min(8));
    let mut now = [0; 8];
    now[..clock.len()].copy_from_slice(clock);
    let said = String::from_utf8_lossy(said);

    let _ = Words::of(&said);
    let mailbox = "support@contoso.com".parse().ok();
    let answer = ExchangeAnswer::read(&said, Some("support@contoso.com"));
    let Some(reading) = paste::read(&said) else {
        return;
    };
    let provider = provider(*choice);
    let ask = Ask {
        provider: provider.id.clone(),
        mailbox,
        kind: kind(*choice),
        account: None,
        protocols: vec![Protocol::Imap],
        path: SignInPath::Operator,
        app: None,
        will_last: false,
        spare_own_mailbox: false,
    };
    let account = "alex@contoso.com".parse().ok();
    let mut case = reading.case(ask, provider, account.as_ref());
    case.told = answer.map(Told::Exchange).into_iter().collect();
    judge(&case, i64::from_le_bytes(now));
});

fn judge(case: &Case, now: i64) {
    let findings = diagnose(case, now).findings;
    assert!(!findings.is_empty(), "a failure without a finding");
    for finding in &findings {
        let _ = letter(finding, case, Some(now));
    }
    let causes: Vec<_> = findings.iter().map(|finding| &finding.cause).collect();
    let _ = human::block(case, &causes);
}

const fn kind(choice: u8) -> MailboxKind {
    match choice % 5 {
        0 => MailboxKind::Own,
        1 => MailboxKind::OtherUser,
        2 => MailboxKind::Shared,
        3 => MailboxKind::Alias,
        _ => MailboxKind::Unknown,
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
