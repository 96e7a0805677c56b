//! After a check the token is in the page's memory, and nowhere else.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use memchr::memmem;
use serde_json::{Value, json};
use tempfile::TempDir;

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

#[tokio::test]
async fn the_token_is_nowhere_but_in_memory() {
    // A relay of its own, so that its log is this check's.
    let demo = Demo::start();
    let downloads = TempDir::with_prefix("downloads-").unwrap();
    let mut traces: Vec<(String, Vec<u8>)> = Vec::new();
    let mut token = String::new();
    Browser::run("secrets", async |browser| {
        browser.downloads_to(downloads.path()).await;
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        // With a second look, for which the token is sent once more.
        page.looked_on().await;
        page.download("Download report", downloads.path()).await;
        page.download("Download as Markdown", downloads.path())
            .await;

        let events = browser.events().await;
        token = sent_token(&events);
        let mut keep =
            |place: &str, text: String| traces.push((place.to_owned(), text.into_bytes()));
        keep(
            "events of the relay",
            payloads(&events, "Network.webSocketFrameReceived"),
        );
        keep("addresses", addresses(&events));
        keep("console", browser.console().await.concat());
        keep("page", browser.client.source().await.unwrap());
        let history = browser
            .devtools("Page.getNavigationHistory", json!({}))
            .await;
        keep("history", history.to_string());
        let storage = browser.client.execute_async(STORAGE, vec![]).await.unwrap();
        let storage = storage.as_str().unwrap_or_default().to_owned();
        assert!(storage.starts_with('['), "{storage}");
        keep("storage", storage);
        files(&browser.profile, &mut traces);
    })
    .await;
    files(downloads.path(), &mut traces);
    traces.push(("relay's log".to_owned(), demo.relay.log().into_bytes()));

    let secrets = spellings(&token);
    for (place, bytes) in &traces {
        for secret in &secrets {
            let found = memmem::find(bytes, secret.as_bytes());
            assert_eq!(found, None, "the token is in {place}");
        }
    }
    // None of this counts if there was nothing to search, or if the search finds nothing anywhere.
    let searched = |name: &str| {
        let trace = traces.iter().find(|(place, _)| place.ends_with(name));
        assert!(
            trace.is_some_and(|(_, bytes)| bytes.len() > 2),
            "{name} was not searched"
        );
    };
    for place in [
        "events of the relay",
        "addresses",
        "page",
        "history",
        "storage",
        "relay's log",
        ".json",
        ".md",
        "History",
    ] {
        searched(place);
    }
    let plain = secrets
        .iter()
        .filter(|secret| token.contains(secret.as_str()));
    assert_eq!(plain.count(), 2, "the search knows the token's own parts");
}

/// The token as the page sent it to the relay: the one place where it has to be.
fn sent_token(events: &[Value]) -> String {
    let sent = payloads(events, "Network.webSocketFrameSent");
    let check = sent
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find(|frame| frame["check"].is_object())
        .expect("a check was sent");
    let token = check["check"]["request"]["token"]
        .as_str()
        .expect("with a token");
    assert_eq!(token.split('.').count(), 3, "the sandbox mints JWTs");
    token.to_owned()
}

/// The payloads of all frames of a kind, one a line.
fn payloads(events: &[Value], kind: &str) -> String {
    events
        .iter()
        .filter(|event| event["method"] == kind)
        .filter_map(|event| event["params"]["response"]["payloadData"].as_str())
        .fold(String::new(), |all, payload| all + payload + "\n")
}

/// Every address that was asked for, with the referring one.
fn addresses(events: &[Value]) -> String {
    events
        .iter()
        .filter(|event| event["method"] == "Network.requestWillBeSent")
        .map(|event| &event["params"]["request"])
        .fold(String::new(), |all, request| {
            format!("{all}{} {}\n", request["url"], request["headers"])
        })
}

/// The token and its telling parts, plain and inside base64 at each of the three places where it may begin. A JWT
/// has no character that percent-encoding changes but the dot, which some encode.
fn spellings(token: &str) -> Vec<String> {
    let parts: Vec<_> = token.split('.').collect();
    let mut all = vec![
        token.replace('.', "%2E"),
        parts[1].to_owned(),
        parts[2].to_owned(),
    ];
    for secret in [parts[1], parts[2]] {
        for offset in 0..3 {
            let shifted = format!("{}{secret}", "x".repeat(offset));
            let encodings = [STANDARD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)];
            // The ends depend on what stands before and after.
            all.extend(encodings.map(|text| text[4..text.len() - 4].to_owned()));
        }
    }
    all.retain(|text| text.len() >= 16);
    assert!(
        all.len() >= 12,
        "the token is long enough to be searched for"
    );
    all
}

/// Every file below a directory, as it is on the disk.
fn files(directory: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            files(&path, into);
        } else if let Ok(bytes) = fs::read(&path) {
            into.push((path.display().to_string(), bytes));
        }
    }
}
