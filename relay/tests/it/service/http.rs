//! HTTP by hand, so that a test decides every octet of a request.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Sends a request without a body.
pub async fn send(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    send_with(to, method, path, headers, "").await
}

/// Sends a request with this body.
pub async fn send_with(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let host = to.to_string();
    let mut all = vec![("Host", host.as_str())];
    if !headers.iter().any(|(name, _)| *name == "Connection") {
        all.push(("Connection", "close"));
    }
    all.extend(headers);
    let length = body.len().to_string();
    if !body.is_empty() {
        all.push(("Content-Length", &length));
    }
    let lines = all
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let lines: Vec<_> = lines.collect();
    let request = format!("{method} {path} HTTP/1.1\r\n{}\r\n{body}", lines.concat());
    let answer = exchange(to, &request).await;
    read(&answer)
}

/// Gets a path.
pub async fn get(to: SocketAddr, path: &str) -> Answer {
    send(to, "GET", path, &[]).await
}

/// Sends these octets and reads until the other side closes.
pub async fn exchange(to: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn read(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), value.trim().to_owned())
    });
    Answer {
        status: status.parse().unwrap(),
        headers: headers.collect(),
        body: body.to_owned(),
    }
}
