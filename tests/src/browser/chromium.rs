//! Chromium through chromedriver.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use super::kind::Kind;
use crate::driver::Driver;
use crate::places;
use crate::sharing::Slot;

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--window-size=1280,1600",
];

/// A coarse pointer that cannot hover, and no other.
const FINGER: &str = "--blink-settings=primaryPointerType=2,availablePointerTypes=2,primaryHoverType=1,availableHoverTypes=1";

/// A web view of Android.
const WEB_VIEW: &str = "--user-agent=Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36";

/// Chromedriver, which starts a Chromium per session.
pub fn driver() -> Arc<Driver> {
    static DRIVER: Slot<Driver> = Slot::new();
    DRIVER.take(|| {
        let program = places::system("chromedriver", "chromium-driver");
        Driver::start("chromedriver-", |port, _| {
            let mut command = Command::new(program);
            command.arg(format!("--port={port}"));
            command
        })
    })
}

/// What a session asks for.
pub fn capabilities(kind: Kind, profile: &Path) -> Capabilities {
    let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
    flags.push(format!("--user-data-dir={}", profile.display()));
    let mut options = json!({ "binary": places::system("chromium", "chromium") });
    // The walls are spelt out either way, since distributions differ in what they ship.
    match kind {
        Kind::StrictChromium => {
            flags.push("--enable-features=ThirdPartyStoragePartitioning".to_owned());
            options["prefs"] = third_party_cookies(false);
            // The driver's own, which lets windows open by themselves.
            options["excludeSwitches"] = json!(["disable-popup-blocking"]);
        }
        Kind::OpenChromium => {
            flags.push("--disable-features=ThirdPartyStoragePartitioning".to_owned());
            options["prefs"] = third_party_cookies(true);
        }
        // Whatever is emulated for a page is not for a frame of another site; this holds for all of the process.
        Kind::Phone => flags.push(FINGER.to_owned()),
        Kind::WebView => flags.push(WEB_VIEW.to_owned()),
        _ => {}
    }
    options["args"] = json!(flags);
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    let logs = json!({"browser": "ALL", "performance": "ALL"});
    capabilities.insert("goog:loggingPrefs".to_owned(), logs);
    capabilities
}

/// The setting that people have on the page of settings for privacy.
fn third_party_cookies(allowed: bool) -> Value {
    json!({
        "profile.block_third_party_cookies": !allowed,
        "profile.cookie_controls_mode": u8::from(!allowed),
    })
}
