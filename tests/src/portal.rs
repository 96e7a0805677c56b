//! A portal of another site, whose pages hold the check. It keeps everything that it hears.

use std::sync::{Arc, OnceLock};

use fantoccini::Locator;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::browser::{Browser, PATIENCE};
use crate::page::Page;
use crate::site::{Document, Site};

/// A running portal.
#[derive(Debug)]
pub struct Portal {
    site: Site,
    check: Arc<OnceLock<Check>>,
}

/// What a portal has to know of the check.
#[derive(Debug)]
struct Check {
    url: String,
    script: String,
    integrity: String,
}

impl Portal {
    /// Starts it. Its pages are there once it knows the check.
    pub fn start() -> Self {
        let check: Arc<OnceLock<Check>> = Arc::default();
        let known = Arc::clone(&check);
        let site = Site::start(move |_, path| document(known.get()?, path));
        Self { site, check }
    }

    /// Its origin, as the operator's list names it.
    pub fn origin(&self) -> &str {
        &self.site.by_address
    }

    /// The line that lets it hold the check.
    pub fn allowed(&self) -> String {
        format!("\n[embed]\nportals = [\"{}\"]\n", self.origin())
    }

    /// Makes the check at this address known to its pages.
    pub fn know(&self, url: &str) {
        let config = format!("{url}/api/v1/config");
        let mut answer = ureq::get(&config).call().expect("the relay's settings");
        let text = answer.body_mut().read_to_string().expect("a text");
        let config: Value = serde_json::from_str(&text).expect("JSON");
        let script = &config["embed_script"];
        let text = |name: &str| script[name].as_str().expect("a text").to_owned();
        let check = Check {
            url: url.to_owned(),
            script: text("path"),
            integrity: text("integrity"),
        };
        self.check.set(check).expect("it knows no other");
    }

    /// A page with elements that have these attributes, one element each.
    pub fn with_tags(&self, tags: &[&[(&str, &str)]]) -> String {
        let tags: Vec<String> = tags.iter().map(|tag| query(tag)).collect();
        format!("{}/tags?{}", self.origin(), query(&numbered(&tags)))
    }

    /// A page with a plain frame; `sandbox` is its attribute of that name, `query` what stands behind the `#`.
    pub fn with_frame(&self, sandbox: Option<&str>, asked: &[(&str, &str)]) -> String {
        let asked = query(asked);
        let mut parameters = vec![("asked", asked.as_str())];
        parameters.extend(sandbox.map(|words| ("sandbox", words)));
        format!("{}/frame?{}", self.origin(), query(&parameters))
    }

    /// A page that holds any address in a frame.
    pub fn around(&self, address: &str) -> String {
        format!(
            "{}/around?{}",
            self.origin(),
            query(&[("address", address)])
        )
    }

    /// Any other page of the same site.
    pub fn elsewhere(&self) -> String {
        format!("{}/elsewhere", self.origin())
    }
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn numbered(tags: &[String]) -> Vec<(&'static str, &str)> {
    tags.iter().map(|tag| ("tag", tag.as_str())).collect()
}

fn document(check: &Check, path: &str) -> Option<Document> {
    let (path, parameters) = path.split_once('?').unwrap_or((path, ""));
    let pairs = || form_urlencoded::parse(parameters.as_bytes());
    let one = |name: &str| pairs().find(|(key, _)| key == name).map(|(_, value)| value);
    let Check {
        url,
        script,
        integrity,
    } = check;
    let held = match path {
        "/tags" => {
            let tags: String = pairs().map(|(_, tag)| element(&tag)).collect();
            format!(
                "<script type=module src='{url}{script}' integrity='{integrity}' crossorigin></script>{tags}"
            )
        }
        "/frame" => {
            let sandbox =
                one("sandbox").map_or_else(String::new, |words| format!("sandbox='{words}'"));
            let asked = one("asked").unwrap_or_default();
            let asked = asked.replace('&', "&amp;");
            format!(
                "<iframe id=check {sandbox} src='{url}/embed#{asked}' allow=clipboard-write width=900 height=900></iframe>"
            )
        }
        "/around" => {
            let address = one("address")?;
            format!("<iframe id=check src='{address}' width=900 height=900></iframe>")
        }
        "/elsewhere" => String::new(),
        _ => return None,
    };
    let html = format!(
        "<!doctype html><meta charset=utf-8><title>portal</title><script>{HEARS}</script>
         <h1 id=portal>Help desk</h1>{held}<p id=below>What stands below the check.</p>"
    );
    // What the guide for portals says, and what this page needs for itself.
    let policy = format!(
        "Content-Security-Policy: default-src 'none'; script-src {url} 'unsafe-inline'; frame-src {url}; base-uri 'none'"
    );
    Some(Document::of(html).with(&policy))
}

fn element(tag: &str) -> String {
    let attributes: String = form_urlencoded::parse(tag.as_bytes())
        .map(|(name, value)| format!(" {name}='{value}'"))
        .collect();
    format!("<mailbox-check{attributes}></mailbox-check>")
}

/// Keeps messages, events, and how much the page was moved about.
const HEARS: &str = "
    window.heard = []; window.events = []; window.shifted = 0;
    addEventListener('message', ({ origin, data }) => heard.push({ origin, data, at: performance.now() }));
    for (const name of ['ready', 'signin', 'step', 'result', 'error'])
        document.addEventListener(name, ({ target, detail }) => {
            const number = [...document.querySelectorAll('mailbox-check')].indexOf(target);
            events.push({ number, name, detail });
        });
    try {
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
    } catch {}";

/// A portal's page in a browser.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    browser: &'a Browser,
}

impl<'a> Holder<'a> {
    /// Opens it.
    pub async fn open(browser: &'a Browser, address: &str) -> Self {
        browser
            .client
            .goto(address)
            .await
            .expect("the portal's page");
        Self { browser }
    }

    /// Goes into the frame of an element, counted from 0, once its form is there.
    pub async fn enter(&self, number: usize) -> Page<'a> {
        let wait = self.browser.client.wait().at_most(PATIENCE);
        let some = wait.for_element(Locator::Css("mailbox-check")).await;
        some.expect("an element");
        let elements = self.browser.client.find_all(Locator::Css("mailbox-check"));
        let element = &elements.await.expect("elements")[number];
        let root = element.shadow_root().await.expect("the element is defined");
        let frame = root.find(Locator::Css("iframe")).await.expect("its frame");
        frame.enter_frame().await.expect("a frame");
        let page = Page::of(self.browser);
        page.wait_for("form.question, [data-beside]").await;
        page
    }

    /// Goes into the plain frame.
    pub async fn enter_plain(&self) -> Page<'a> {
        self.browser.enter_frame("#check").await;
        Page::of(self.browser)
    }

    /// The messages that its page heard.
    pub async fn heard(&self) -> Vec<Value> {
        self.list("heard").await
    }

    /// The events of the elements, each with the element's number.
    pub async fn events(&self) -> Vec<Value> {
        self.list("events").await
    }

    /// The names of the events of one element, one after the other, without repetition.
    pub async fn names(&self, number: usize) -> Vec<String> {
        let mut names: Vec<String> = self
            .events()
            .await
            .iter()
            .filter(|event| event["number"] == json!(number))
            .map(|event| event["name"].as_str().unwrap_or_default().to_owned())
            .collect();
        names.dedup();
        names
    }

    /// Cumulative layout shift (Chromium alone measures it).
    pub async fn shifted(&self) -> f64 {
        let shifted = self.browser.script("return shifted", vec![]).await;
        shifted.as_f64().expect("a number")
    }

    async fn list(&self, name: &str) -> Vec<Value> {
        let list = self.browser.script(&format!("return {name}"), vec![]).await;
        serde_json::from_value(list).expect("a list")
    }
}
