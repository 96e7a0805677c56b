//! Whatever words there are, of a server, an identity provider or PowerShell: the parsers say what is stated.

#![no_main]

use fuzz::bounds;
use shared::provider::Family;
use shared::told::ExchangeAnswer;
use shared::words::{
    Denial, Words, aadsts, correlation, exchange, network, reply, response_code, smtp, whereabouts,
};

fuzz::target!(words);

fn words(octets: &[u8]) {
    let Some((choice, said)) = octets.split_first() else {
        return;
    };
    let said = String::from_utf8_lossy(said);
    let family = match choice % 4 {
        0 => Family::Microsoft,
        1 => Family::OutlookCom,
        2 => Family::Google,
        _ => Family::Other,
    };
    bounds::hold(|| parse(&said, family));
}

fn parse(said: &str, family: Family) {
    let words = Words::of(said);
    let mut stated = words.says.clone();
    stated.dedup();
    assert_eq!(stated.len(), words.says.len(), "stated twice");
    assert!(words.says.iter().all(|says| words.say(*says)));

    let (code, description) = said.split_once(' ').unwrap_or((said, ""));
    let _ = Denial::of(Some(code), Some(description));
    let _ = Denial::of_anybody(said);
    let _ = whereabouts::of(family, Some(code), Some(description));

    // What is quoted stands there.
    let quoted = [
        aadsts::redirect_uri(said),
        aadsts::application(said),
        aadsts::account(said),
    ];
    let lower = said.to_lowercase();
    assert!(
        quoted
            .iter()
            .flatten()
            .all(|part| lower.contains(&part.to_lowercase()))
    );

    let _ = correlation::find(said);
    let _ = (
        exchange::failure(said),
        exchange::closing(said),
        exchange::back_end(said),
    );
    let _ = (network::fault(said), network::host(said), smtp::find(said));
    let _ = (reply::read(said), response_code::find(said).count());
    let _ = ExchangeAnswer::read(said, Some("support@contoso.com"));
}
