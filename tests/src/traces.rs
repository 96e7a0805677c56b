//! Where something secret could be found after a check, and the search for it.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use memchr::memmem;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::requests::{frames, requests};

/// Everything that a page can keep, as one text.
const STORAGE: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const kept = [{ ...localStorage }, { ...sessionStorage }, document.cookie, window.name, history.state];
        for (const { name } of await indexedDB.databases()) kept.push(name);
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
                kept.push(request.url, await (await cache.match(request)).text());
            }
        }
        return JSON.stringify(kept);
    })().then(done, (error) => done(`failed: ${error}`));";

/// What [`stored`] gives for a page that keeps nothing.
pub const NOTHING_STORED: &str = r#"[{},{},"","",null]"#;

/// Texts and files, each with the name of its place.
#[derive(Debug, Default)]
pub struct Traces(Vec<(String, Vec<u8>)>);

impl Traces {
    /// What the window shows, keeps and remembers now, what it asked for and what the relay told it. `events` are those
    /// since it was opened.
    pub async fn of(browser: &Browser, events: &[Value]) -> Self {
        let mut all = Self::default();
        let told = frames(events, "Network.webSocketFrameReceived");
        all.keep("events of the relay", told);
        all.keep("addresses", addresses(events));
        // What the browser remarks begins with the address of the page at that time, which is among the addresses.
        let console = browser.console().await;
        let remarks = console.iter().filter_map(|line| line.split_once(' '));
        let remarks: Vec<_> = remarks.map(|(_, words)| words).collect();
        all.keep("console", remarks.concat());
        let page = browser.client.source().await;
        all.keep("page", page.expect("a page"));
        let history = browser
            .devtools("Page.getNavigationHistory", json!({}))
            .await;
        all.keep("history", history.to_string());
        all.keep("storage", stored(browser).await);
        all
    }

    /// One more place.
    pub fn keep(&mut self, place: &str, bytes: impl Into<Vec<u8>>) {
        self.0.push((place.to_owned(), bytes.into()));
    }

    /// Every file below a directory, as it is on the disk.
    pub fn keep_files(&mut self, directory: &Path) {
        for entry in fs::read_dir(directory).expect("the directory exists") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() && !path.is_symlink() {
                self.keep_files(&path);
            } else if let Ok(bytes) = fs::read(&path) {
                self.keep(&path.display().to_string(), bytes);
            }
        }
    }

    /// The places that hold a secret, in any of its spellings.
    pub fn places_of(&self, secret: &str) -> Vec<&str> {
        let spellings = spellings(secret);
        let found = self.0.iter().filter(|(_, bytes)| {
            spellings
                .iter()
                .any(|text| memmem::find(bytes, text.as_bytes()).is_some())
        });
        found.map(|(place, _)| place.as_str()).collect()
    }

    /// Whether a place whose name ends so was looked at, and had something in it.
    pub fn searched(&self, name: &str) -> bool {
        let mut all = self.0.iter();
        all.any(|(place, bytes)| place.ends_with(name) && bytes.len() > 2)
    }
}

/// All that the page keeps, as [`NOTHING_STORED`] is written.
pub async fn stored(browser: &Browser) -> String {
    let storage = browser.client.execute_async(STORAGE, vec![]).await;
    let storage = storage.expect("a page with storage");
    let storage = storage.as_str().unwrap_or_default().to_owned();
    assert!(storage.starts_with('['), "{storage}");
    storage
}

/// Every address that was asked for, with the headers of the request.
fn addresses(events: &[Value]) -> String {
    requests(events).iter().fold(String::new(), |all, request| {
        format!("{all}{} {}\n", request.url, request.headers)
    })
}

/// A secret and its telling parts, plain and inside base64 at each of the three places where it may begin. A JWT has
/// no character that percent-encoding changes but the dot, which some encode; its header is the same for all.
pub fn spellings(secret: &str) -> Vec<String> {
    let parts: Vec<_> = secret.split('.').collect();
    let telling = if let [_, claims, signature] = parts[..] {
        vec![claims, signature]
    } else {
        parts
    };
    let mut all: Vec<String> = telling.iter().map(|part| (*part).to_owned()).collect();
    all.push(secret.replace('.', "%2E"));
    for part in telling {
        let hex = part.bytes().map(|octet| format!("{octet:02x}"));
        all.push(hex.collect());
        all.push(part.chars().rev().collect());
        for offset in 0..3 {
            let shifted = format!("{}{part}", "x".repeat(offset));
            let encodings = [STANDARD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)];
            // The ends depend on what stands before and after.
            all.extend(encodings.map(|text| text[4..text.len() - 4].to_owned()));
        }
    }
    all.retain(|text| text.len() >= 16);
    assert!(
        all.len() >= 6,
        "the secret is long enough to be searched for"
    );
    all
}
