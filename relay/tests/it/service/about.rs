//! What the page says of data, against what the relay does.

use std::collections::BTreeSet;

use relay::logged::LOGGED;

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
        // What the relay itself asks, and for whom.
        "https://login.microsoftonline.com/organizations/discovery/v2.0/keys",
        "openid profile email",
        "fetches the token itself",
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
    let mut found = BTreeSet::new();
    for file in walk("src".as_ref()) {
        // What is said before anybody is served is about the settings; a release has no lines below `info`.
        if file.ends_with("discovery.rs") || file.ends_with("main.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
        for level in ["info!(", "warn!(", "error!("] {
            for call in code.split(&format!("tracing::{level}")).skip(1) {
                found.insert(line_of(call));
            }
        }
    }
    let listed = LOGGED.iter().map(|(line, fields, _)| {
        let said = if fields == &["stranger"] {
            "{stranger}"
        } else {
            line
        };
        (
            said.to_owned(),
            fields.iter().map(|field| (*field).to_owned()).collect(),
        )
    });
    assert_eq!(found, listed.collect());
    for (line, fields, _) in LOGGED {
        for personal in ["mailbox", "account", "token", "peer", "user"] {
            assert!(!fields.contains(&personal), "{line}");
        }
    }
}

/// What a call of the log says, and the names of its fields.
fn line_of(call: &str) -> (String, Vec<String>) {
    let mut open = 1;
    let call = call.split_once(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open == 0
    });
    let (call, _) = call.unwrap();
    let mut line = String::new();
    let mut fields = Vec::new();
    for part in call
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if let Some(said) = part.strip_prefix('"') {
            line.push_str(said.trim_end_matches('"'));
            let inside = said
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'));
            fields.extend(inside.map(|(name, _)| name.to_owned()));
        } else {
            let name = part.split(['=', ' ']).next().unwrap();
            fields.push(name.trim_start_matches(['?', '%']).to_owned());
        }
    }
    (line, fields)
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
