//! The operator's file: whatever stands in it, the relay has settings that hold or says what is wrong, and what it says
//! holds no secret.

#![no_main]

use fuzz::bounds;
use relay::config::Draft;
use relay::provider::is_secure;

/// What an operator keeps to themselves, and how it stands in the file.
const SECRET: &str = "canary~canary~canary~canary";
const WRITTEN: &str = "client_secret = \"canary~canary~canary~canary\"";

fuzz::target!(config);

fn config(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    // What it names would be opened; and what the fuzzer guessed stands where nobody wrote it.
    if ["_file", SECRET].iter().any(|odd| text.contains(odd)) {
        return;
    }
    let (file, variables) = text.split_once('\u{2}').unwrap_or((&text, ""));
    let lines = file
        .lines()
        .map(|line| if line == "\u{1}" { WRITTEN } else { line });
    let file = &lines.collect::<Vec<_>>().join("\n");
    let variables = variables.lines().filter_map(|line| line.split_once('='));
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let draft = match bounds::hold(|| Draft::parse(file, variables)) {
        Ok(draft) => draft,
        Err(error) => return told(&format!("{error}{error:?}")),
    };
    told(&format!("{draft:?}"));
    let known = draft.known();
    assert!(is_secure(&known.public_url), "{}", known.public_url);
    for entry in &known.policy.providers {
        let public = &entry.public;
        for url in [&public.authorize_url, &public.token_url] {
            assert!(url.is_empty() || is_secure(url), "{url}");
        }
        let mut targets = entry.targets.values().flat_map(|targets| targets.all());
        assert!(targets.all(|target| !target.is_no_name() && target.port > 0));
    }
}

fn told(words: &str) {
    assert!(!words.contains(SECRET), "a secret is told: {words}");
}
