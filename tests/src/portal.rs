//! A portal of another site, whose pages hold the check. It keeps everything that it hears.

mod holder;

use std::sync::{Arc, OnceLock};

use serde_json::Value;
use url::form_urlencoded;

pub use self::holder::{Holder, Opened};
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

    /// A page with one element, which shares no browsing context group with windows of other sites.
    pub fn isolated(&self, tag: &[(&str, &str)]) -> String {
        format!(
            "{}/isolated?{}",
            self.origin(),
            query(&[("tag", &query(tag))])
        )
    }

    /// A page with the plain frame, beside one of another address.
    pub fn with_neighbour(&self, address: &str) -> String {
        format!(
            "{}/neighbour?{}",
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
        "/tags" | "/isolated" => {
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
        "/neighbour" => {
            let address = one("address")?;
            format!(
                "<iframe id=check src='{url}/embed' width=900 height=900></iframe><iframe id=neighbour src='{address}'></iframe>"
            )
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
        "Content-Security-Policy: default-src 'none'; script-src {url} 'unsafe-inline'; frame-src {url}; style-src 'unsafe-inline'; base-uri 'none'"
    );
    let document = Document::of(html);
    Some(match path {
        // What it is told by its own neighbour is no matter of this policy.
        "/neighbour" => document,
        "/isolated" => document
            .with(&policy)
            .with("Cross-Origin-Opener-Policy: same-origin"),
        _ => document.with(&policy),
    })
}

fn element(tag: &str) -> String {
    let pairs = form_urlencoded::parse(tag.as_bytes());
    let attributes: Vec<String> = pairs
        .map(|(name, value)| format!("{name}='{value}'"))
        .collect();
    format!("<mailbox-check {}></mailbox-check>", attributes.join(" "))
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
