//! What the page says of data, against what the relay does.

use relay::about::LOGGED;

use super::http::get;
use super::relay::{Relay, write};

/// It says what the settings say: whose page, which hosts, which permissions, which portals.
#[tokio::test]
async fn what_happens_to_data_is_written_from_the_settings() {
    let more = "own_addresses = [\"203.0.113.7\"]\noperator = \"The <help> desk\"\n[embed]\nportals = [\"https://portal.example\"]\n\
                [[provider]]\nid = \"microsoft-365\"\nclient_id = \"a\"\n[[provider]]\nid = \"icloud\"\n";
    let relay = shell(Relay::start(more).await);
    let answer = get(relay.address, "/about/data").await;
    assert_eq!(answer.status, 200);
    let page = answer.body;
    for said in [
        "203.0.113.7",
        "run by The &lt;help&gt; desk",
        "at most 45 seconds",
        "outlook.office365.com:993",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://portal.example",
        "cannot be taken back",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("gmail"), "a provider that is not enabled");
    let bare = shell(Relay::start("").await);
    let bare = get(bare.address, "/about/data").await.body;
    assert!(
        bare.contains("No other page may show")
            && bare.contains("own_addresses")
            && !bare.contains("portal.example")
    );
}

/// With a shell that has a place for content.
fn shell(relay: Relay) -> Relay {
    let html = "<html><head><title>T</title></head><body><main>PLACEHOLDER</main></body></html>";
    write(relay.page.path(), "index.html", html);
    relay
}

/// the inventory of the log is whole, and no line has a field for who asks, or for what.
#[test]
fn every_line_of_the_log_is_in_the_inventory() {
    let mut lines = 0;
    for entry in walk("src".as_ref()) {
        let text = std::fs::read_to_string(&entry).unwrap();
        let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
        for line in code.split("tracing::info!(").skip(1) {
            let (call, _) = line.split_once(");").unwrap();
            lines += 1;
            // What is said before anybody is served is about the settings.
            let at_start = entry.ends_with("discovery.rs") || entry.ends_with("server.rs");
            let known = LOGGED
                .iter()
                .any(|(name, _)| call.contains(&format!("\"{name}\"")));
            assert!(at_start || known, "{}: {call}", entry.display());
            for field in ["mailbox", "account", "token", "peer", "user"] {
                assert!(
                    !call.contains(&format!("{field},")) && !call.contains(&format!("{field} =")),
                    "{call}"
                );
            }
        }
    }
    assert!(lines >= 6, "the sources were read");
}

fn walk(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
