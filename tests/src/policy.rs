//! The Content Security Policy, as the browser enforces it.

use crate::browser::Browser;

/// What the policy had to stop since the console was last read, one line each.
pub async fn stopped(browser: &Browser) -> Vec<String> {
    let mut console = browser.console().await;
    // Firefox spells it with hyphens.
    let words = [
        "Content Security Policy",
        "Content-Security-Policy",
        "Trusted",
    ];
    console.retain(|line| words.iter().any(|words| line.contains(words)));
    console
}
