//! The Content Security Policy, as the browser enforces it.

use crate::browser::Browser;

/// Says in the console of each page what its policy stops, beside what the browser itself says there.
pub const LISTENER: &str = "addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    console.error(`Content Security Policy, as the page hears: ${effectiveDirective} ${blockedURI}`), true);";

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
