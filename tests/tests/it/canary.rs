//! Checks that succeed and checks that fail, each with a token of its own, on a relay that logs all it can: no copy of any
//! token stays anywhere.

use std::collections::BTreeSet;
use std::time::Duration;

use end_to_end::client::Client;
use end_to_end::demo::Demo;
use end_to_end::sign_in::sign_in;
use end_to_end::traces::Traces;

/// two hundred checks and more; and the relay's memory, a second after the last.
#[tokio::test]
async fn no_token_of_hundreds_stays_anywhere_at_length() {
    let demo = Demo::start();
    let (mut tokens, mut logged) = (Vec::new(), 0);
    for _ in 0..5 {
        tokens.extend(check_each_mailbox(&demo, &mut logged).await);
    }
    assert!(tokens.len() >= 200, "{} checks", tokens.len());
    tokio::time::sleep(Duration::from_secs(1)).await;
    // JWTs of one kind begin alike, so one search finds any of them.
    let starts = tokens.iter().map(|token| match token.split_once('.') {
        Some((header, _)) if header.len() > 20 => header,
        _ => token,
    });
    for start in starts.collect::<BTreeSet<_>>() {
        assert_eq!(demo.relay.in_memory(start), 0, "{start}");
    }
    assert!(
        demo.relay.in_memory(&demo.url) > 0,
        "the search finds what is there"
    );
}

/// Gives back the tokens, once they were looked for in all that came of it. So much of the log is known already.
async fn check_each_mailbox(demo: &Demo, logged: &mut usize) -> Vec<String> {
    let mut told = String::new();
    let mut tokens = Vec::new();
    for row in demo.mailboxes.iter().filter(|row| !row.refused) {
        // On a socket of its own, which goes with it.
        let mut client = Client::open(&demo.url).await;
        let provider = client.provider(&row.provider).clone();
        let signed_in = sign_in(&provider, &row.protocols, &demo.url, &row.sign_in_as);
        let token = signed_in.token;
        let run = client.look(&provider, &row.protocols, &row.mailbox, &token, None);
        told.extend(run.await.text);
        tokens.push(token);
    }
    let log = demo.relay.log();
    let mut traces = Traces::default();
    traces.keep("frames", told);
    traces.keep("log", &log[*logged..]);
    traces.keep("environment", demo.relay.of_the_process("environ"));
    traces.keep("command line", demo.relay.of_the_process("cmdline"));
    *logged = log.len();
    for place in ["frames", "log", "environment", "command line"] {
        assert!(traces.searched(place), "{place} was not searched");
    }
    for token in &tokens {
        assert_eq!(traces.places_of(token), [""; 0]);
    }
    // The search finds what was written by way of a mistake.
    let mut mistaken = Traces::default();
    mistaken.keep("log", format!("token={}", tokens[0]));
    assert_eq!(mistaken.places_of(&tokens[0]), ["log"]);
    tokens
}
