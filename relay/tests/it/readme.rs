//! The table of providers in the README says what their entries say.

use relay::provider::{Entry, built_in, entry};
use shared::path::SignInPath;
use shared::provider::{Confidence, Redeem, Registration};

/// An entry with an application, on a relay that takes people's secrets.
fn offered(id: &str, more: &str) -> Entry {
    let text = format!("id = \"{id}\"\n{more}");
    entry(text.parse().unwrap(), true).unwrap()
}

/// A row of the table.
fn row(id: &str) -> String {
    let bare = offered(id, "");
    let without_oauth = bare.public.registration == Registration::None;
    let with = |more: &str| {
        if without_oauth {
            bare.clone()
        } else {
            offered(id, more)
        }
    };
    let app = with("client_id = \"app\"");
    let secret = with("client_id = \"app\"\nclient_secret = \"hush\"");
    let has = |entry: &Entry, path| entry.public.paths.contains(&path);
    let who = |redeem| match redeem {
        Redeem::Browser => "page",
        Redeem::Relay => "relay",
    };
    let operator = if has(&app, SignInPath::Operator) {
        who(app.public.redeem)
    } else if has(&secret, SignInPath::Operator) {
        "relay, with a secret"
    } else {
        "no"
    };
    let own = bare
        .public
        .own_app
        .as_ref()
        .map_or("no", |own| who(own.redeem));
    let yes = |path| if has(&secret, path) { "yes" } else { "no" };
    let (device, token) = (yes(SignInPath::Device), yes(SignInPath::Token));
    let app_only = yes(SignInPath::AppOnly);
    let registration = match bare.public.registration {
        Registration::Open => "by anybody",
        Registration::ByRequest => "on request",
        Registration::Closed => "closed",
        Registration::None => "no OAuth",
    };
    let sure = match bare.public.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    let checked = bare.public.last_checked.unwrap();
    format!(
        "| `{id}` | {registration} | {operator} | {own} | {device} | {token} | {app_only} | {sure}, {checked} |"
    )
}

#[test]
fn each_provider_has_its_row() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(file).unwrap();
    let rows: Vec<String> = built_in()
        .map(|table| row(table["id"].as_str().unwrap()))
        .collect();
    let head = readme
        .lines()
        .skip_while(|line| !line.starts_with("| id |"));
    let found: Vec<&str> = head
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert_eq!(found, rows, "the table should be:\n{}", rows.join("\n"));
}
