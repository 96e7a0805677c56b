//! A browser, driven through its driver. Every test has a session of its own: no storage, history or cookie is shared.

mod chromium;
mod firefox;
mod kind;

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

pub use self::kind::Kind;
use self::kind::Maker;
use crate::{devtools, policy};

/// How long anything on a page may take to appear.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A browser that starts with one window.
#[derive(Debug)]
pub struct Browser {
    /// The WebDriver session.
    pub client: Client,
    /// Where it keeps its history, storage and caches.
    pub profile: PathBuf,
    /// Where it saves what is downloaded, where no other place is said.
    pub downloads: PathBuf,
    kind: Kind,
    /// Whether the test itself does what a policy stops.
    tries_policies: Cell<bool>,
}

impl Browser {
    /// Opens Chromium as its driver starts it for a test and closes it, however the test ends. When it fails, what the
    /// window showed is kept in `target/end-to-end/<name>.png` and `.html`.
    pub async fn run(name: &str, test: impl AsyncFnOnce(&Self)) {
        Self::run_in(Kind::Chromium, name, test).await;
    }

    /// The same in another kind of browser.
    pub async fn run_in(kind: Kind, name: &str, test: impl AsyncFnOnce(&Self)) {
        let profile = TempDir::with_prefix("browser-").expect("a temporary directory");
        let profile = profile.path();
        let (driver, capabilities) = match kind.maker() {
            Maker::Google => (chromium::driver(), chromium::capabilities(kind, profile)),
            Maker::Mozilla => (firefox::driver(), firefox::capabilities(kind, profile)),
        };
        let browser = Self {
            client: connect(&driver.url, capabilities).await,
            profile: profile.to_owned(),
            downloads: profile.join("downloads"),
            kind,
            tries_policies: Cell::new(false),
        };
        if kind.maker() == Maker::Google {
            let listener = json!({ "source": policy::LISTENER });
            let new_documents = "Page.addScriptToEvaluateOnNewDocument";
            browser.devtools(new_documents, listener).await;
        }
        let whole = async {
            test(&browser).await;
            browser.nothing_was_stopped().await;
        };
        let outcome = AssertUnwindSafe(whole).catch_unwind().await;
        if outcome.is_err() {
            browser.keep_what_it_shows(name).await;
        }
        let closed = browser.client.close().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
        closed.expect("the browser closes");
    }

    /// This test does what a policy stops, or opens pages that do: nothing is made of that when it ends.
    pub fn tries_policies(&self) {
        self.tries_policies.set(true);
    }

    /// Sends a command of the `DevTools` protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.must_be_chromium(command);
        self.client
            .issue_cmd(devtools::command(command, &parameters))
            .await
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// What the console said since it was last asked for, one entry a line.
    pub async fn console(&self) -> Vec<String> {
        match self.kind.maker() {
            Maker::Google => self
                .log("browser")
                .await
                .iter()
                .filter_map(|entry| entry["message"].as_str().map(str::to_owned))
                .collect(),
            Maker::Mozilla => firefox::console(&self.client).await,
        }
    }

    /// The `DevTools` events of this window since they were last asked for.
    pub async fn events(&self) -> Vec<Value> {
        self.must_be_chromium("a log of DevTools events");
        self.log("performance")
            .await
            .iter()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok())
            .map(|mut event| event["message"].take())
            .collect()
    }

    /// Runs a script in the window. What it returns has to be JSON.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("{script:.200}: {error}"))
    }

    /// Saves what the page offers for download in this directory, without asking.
    pub async fn downloads_to(&self, directory: &Path) {
        let behaviour = json!({"behavior": "allow", "downloadPath": directory});
        self.devtools("Browser.setDownloadBehavior", behaviour)
            .await;
    }

    /// Makes the window this wide, as a narrow screen is, down to widths that a desktop window does not have.
    pub async fn width(&self, width: u32) {
        let metrics =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Asks pages for light or dark colours, without a transition from one to the other.
    pub async fn colours(&self, scheme: &str) {
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// A picture of the whole page, however long, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        let whole = json!({"format": "png", "captureBeyondViewport": true});
        let picture = self.devtools("Page.captureScreenshot", whole).await;
        STANDARD
            .decode(picture["data"].as_str().unwrap_or_default())
            .expect("a picture in base64")
    }

    /// whatever a test does, no page does anything that its policy has to stop.
    async fn nothing_was_stopped(&self) {
        if !self.tries_policies.get() {
            let stopped = policy::stopped(self).await;
            assert!(stopped.is_empty(), "{stopped:#?}");
        }
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.client.issue_cmd(devtools::log(kind)).await;
        match entries.expect("chromedriver keeps logs") {
            Value::Array(entries) => entries,
            other => panic!("{other}"),
        }
    }

    /// Firefox dropped the `DevTools` protocol, and its driver keeps no logs.
    fn must_be_chromium(&self, what: &str) {
        let maker = self.kind.maker();
        assert_eq!(
            maker,
            Maker::Google,
            "{what}: only Chromium has this, and the test runs in {:?}",
            self.kind
        );
    }

    async fn keep_what_it_shows(&self, name: &str) {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/end-to-end");
        let file = |extension: &str| directory.join(name).with_extension(extension);
        let kept = fs::create_dir_all(&directory).is_ok();
        if let (Ok(picture), Ok(source), true) = (
            self.client.screenshot().await,
            self.client.source().await,
            kept,
        ) && fs::write(file("png"), picture).is_ok()
            && fs::write(file("html"), source).is_ok()
        {
            println!("the window: {}", file("png").display());
        }
        if let Ok(address) = self.client.current_url().await {
            println!("the address: {address}");
        }
    }
}

async fn connect(driver: &str, capabilities: Capabilities) -> Client {
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(driver)
        .await
        .expect("the browser starts")
}
