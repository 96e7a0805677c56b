//! Firefox through geckodriver.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use fantoccini::Client;
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use super::kind::Kind;
use crate::driver::Driver;
use crate::{devtools, places};

/// Geckodriver. It keeps one session at a time, so each test has one of its own.
pub fn driver() -> Arc<Driver> {
    let program = places::tool("geckodriver");
    let driver = Driver::start("geckodriver-", |port, directory| {
        let mut command = Command::new(program);
        command.args(["--port", &port.to_string()]);
        // The port of another protocol, which is the same for all of them by default.
        command.args(["--websocket-port", "0"]);
        // For the console, which pages cannot read.
        command.arg("--allow-system-access");
        // Firefox writes there beside its profile, and refuses a home that is somebody else's.
        command.env("HOME", directory);
        command
    });
    Arc::new(driver)
}

/// What a session asks for.
pub fn capabilities(kind: Kind, profile: &Path) -> Capabilities {
    let walls = kind == Kind::Firefox;
    let preferences = json!({
        // When it is driven, Firefox lets windows open by themselves unless this is said.
        "dom.disable_open_during_load": walls,
        // 5: each site that frames a page has a storage of its own for it. 0: one for all.
        "network.cookie.cookieBehavior": if walls { 5 } else { 0 },
        // No icon of a page, which Firefox asks for even where the page's policy stops it, and then says so.
        "browser.chrome.site_icons": false,
        // What is downloaded is saved without asking.
        "browser.download.folderList": 2,
        "browser.download.dir": profile.join("downloads"),
        // No look-ups of whether a page may be dangerous, and no suggestions.
        "browser.safebrowsing.update.enabled": false,
        "network.prefetch-next": false,
        "network.dns.disablePrefetch": true,
    });
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".to_owned(), json!("firefox"));
    let options = json!({
        "binary": places::system("firefox-esr", "firefox-esr"),
        "args": ["-headless", "-profile", profile, "-width", "1280", "-height", "1600"],
        "prefs": preferences,
    });
    capabilities.insert("moz:firefoxOptions".to_owned(), options);
    capabilities
}

/// What the console said, of pages and of the browser itself, since it was last asked for.
pub async fn console(client: &Client) -> Vec<String> {
    let in_context = async |context: &str| {
        client
            .issue_cmd(devtools::context(context))
            .await
            .unwrap_or_else(|error| panic!("the context {context}: {error}"));
    };
    in_context("chrome").await;
    let script = "const said = Services.console.getMessageArray().map((entry) => entry.message);
         Services.console.reset();
         return said;";
    let said = client.execute(script, vec![]).await;
    in_context("content").await;
    match said.expect("the console can be read") {
        Value::Array(lines) => lines
            .iter()
            .filter_map(|line| line.as_str().map(str::to_owned))
            .collect(),
        other => panic!("{other}"),
    }
}
