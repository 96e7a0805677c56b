//! what a server or a provider repeats of a secret is not shown, in whatever dress and among whatever words; and
//! words without it stay.

#![no_main]

use fuzz::bounds;
use fuzz::canary::Canary;
use fuzz::script::{Act, read};
use relay::guard::Entry;
use relay::oauth::echo::{Echo, MAX_TEXT};
use relay::transcript::{REMOVED, Transcript};
use shared::evidence::Side;
use shared::secret::Secret;

/// What the guard keeps of a response, in octets.
const KEPT: usize = 4_096;

/// The longest text that is shown of a line, in characters.
const SHOWN: usize = 1_000;

/// The most lines of a step that are shown, and one that says how many are not.
const LINES: usize = 25;

fuzz::target!(redaction);

fn redaction(octets: &[u8]) {
    let [kind, script @ ..] = octets else {
        return;
    };
    let canary = if kind & 1 == 1 {
        Canary::OPAQUE
    } else {
        Canary::JWT
    };
    let mut entries = Vec::new();
    for act in read(script, canary) {
        if let Act::Say(mut octets) = act {
            octets.truncate(KEPT);
            entries.push(Entry {
                from: Side::Server,
                octets,
                whole: true,
            });
        }
    }
    let transcript = Transcript::new(&canary.token());
    let lines = bounds::hold(|| transcript.lines(&entries));
    assert!(lines.len() <= LINES);
    for line in &lines {
        shown(canary, &line.text);
    }
    let echo = Echo::of([&Secret::new(canary.0.to_owned())]);
    for entry in entries.iter().take(4) {
        let text = bounds::hold(|| transcript.text(&entry.octets));
        shown(canary, &text);
        let said = String::from_utf8_lossy(&entry.octets);
        let is_said = canary.is_in(&said) || said.contains(REMOVED);
        assert!(
            is_said || !text.contains(REMOVED),
            "what is no secret is taken out: {said:?}"
        );
        if said.len() <= 4 * MAX_TEXT {
            let error = bounds::hold(|| echo.clean(&said, None)).error;
            assert!(
                error.chars().count() <= MAX_TEXT && !canary.is_in(&error),
                "{error}"
            );
        }
    }
}

fn shown(canary: Canary, text: &str) {
    assert!(text.chars().count() <= SHOWN);
    assert!(!canary.is_in(text), "a piece of the token is shown: {text}");
    assert!(
        !text.contains(char::is_control),
        "what acts is shown: {text:?}"
    );
}
