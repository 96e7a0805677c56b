//! What the browser asked for, as the `DevTools` events tell it.

use serde_json::Value;
use url::Url;

/// A request as it left the browser.
#[derive(Debug)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// What was sent along; empty when nothing was.
    pub body: String,
    /// Its headers, by name.
    pub headers: Value,
}

impl Request {
    /// A parameter of the address.
    pub fn query(&self, name: &str) -> Option<String> {
        let url = Url::parse(&self.url).ok()?;
        let mut pairs = url.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A field of the form that was sent.
    pub fn field(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.body.as_bytes());
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// Every request to a server among the events, in order: the browser's own pages are none of these.
pub fn requests(events: &[Value]) -> Vec<Request> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    events
        .iter()
        .filter(|event| event["method"] == "Network.requestWillBeSent")
        .map(|event| &event["params"]["request"])
        .filter(|request| text(&request["url"]).starts_with("http"))
        .map(|request| Request {
            method: text(&request["method"]),
            url: text(&request["url"]),
            body: text(&request["postData"]),
            headers: request["headers"].clone(),
        })
        .collect()
}

/// Those that went to addresses that begin so, with their methods.
pub fn to<'r>(all: &'r [Request], method: &str, begin: &str) -> Vec<&'r Request> {
    all.iter()
        .filter(|request| request.method == method && request.url.starts_with(begin))
        .collect()
}

/// The payloads of all frames of a kind that went over a WebSocket, one a line.
pub fn frames(events: &[Value], kind: &str) -> String {
    events
        .iter()
        .filter(|event| event["method"] == kind)
        .filter_map(|event| event["params"]["response"]["payloadData"].as_str())
        .fold(String::new(), |all, payload| all + payload + "\n")
}

/// The token as the page sent it to the relay: the one place where it has to be.
pub fn sent_token(events: &[Value]) -> Option<String> {
    let sent = frames(events, "Network.webSocketFrameSent");
    let check = sent
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find(|frame| frame["check"].is_object())?;
    let token = check["check"]["request"]["token"].as_str()?;
    Some(token.to_owned())
}
