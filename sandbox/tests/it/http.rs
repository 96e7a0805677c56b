//! As much of an HTTP client as the tests need.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A parameter of the address that a redirect leads to.
    pub fn redirect_parameter(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(self.header("location")?).unwrap();
        let mut pairs = url.query_pairs();
        pairs
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// Sends a request to a URL with these headers; a body is a form.
pub async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let url = url::Url::parse(url).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let first = format!("{method} {target} HTTP/1.1");
    let mut lines = vec![
        first,
        format!("Host: {host}"),
        "Connection: close".to_owned(),
    ];
    for (name, value) in headers {
        lines.push(format!("{name}: {value}"));
    }
    if !body.is_empty() {
        lines.push("Content-Type: application/x-www-form-urlencoded".to_owned());
    }
    lines.push(format!("Content-Length: {}", body.len()));
    let request = format!("{}\r\n\r\n{body}", lines.join("\r\n"));

    let mut stream = TcpStream::connect(&host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    Answer {
        status: status.parse().unwrap(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

/// Name and value pairs as a form or a query.
pub fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
