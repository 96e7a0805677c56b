//! What the drivers offer beside the WebDriver standard. Chromedriver: the `DevTools` protocol and the browser's logs;
//! geckodriver: scripts of the browser itself.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command of a driver's own.
#[derive(Debug)]
pub struct Extension {
    path: &'static str,
    body: Value,
}

/// A command of the `DevTools` protocol, such as `Emulation.setEmulatedMedia`.
pub fn command(name: &str, parameters: &Value) -> Extension {
    Extension {
        path: "goog/cdp/execute",
        body: json!({ "cmd": name, "params": parameters }),
    }
}

/// What a log got since it was last asked for: `browser` is the console, `performance` the `DevTools` events.
pub fn log(kind: &str) -> Extension {
    Extension {
        path: "se/log",
        body: json!({ "type": kind }),
    }
}

/// Where scripts run in Firefox from now on: `content` is the page, `chrome` the browser.
pub fn context(name: &str) -> Extension {
    Extension {
        path: "moz/context",
        body: json!({ "context": name }),
    }
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!(
            "session/{}/{}",
            session_id.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _request_url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
