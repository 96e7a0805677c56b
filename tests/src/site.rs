//! A web server of a few pages, which is two sites to a browser: `127.0.0.1` and `localhost`.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// A page with its headers.
#[derive(Clone, Debug, Default)]
pub struct Document {
    headers: String,
    html: String,
}

impl Document {
    /// A page without peculiar headers.
    pub fn of(html: impl Into<String>) -> Self {
        Self {
            headers: String::new(),
            html: html.into(),
        }
    }

    /// With one more line in the head of the answer, such as `Cross-Origin-Opener-Policy: same-origin`.
    #[must_use]
    pub fn with(mut self, header: &str) -> Self {
        self.headers.push_str(header);
        self.headers.push_str("\r\n");
        self
    }
}

/// A running server. It goes with the process; nothing else uses its port.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its origin by address, without a trailing slash.
    pub by_address: String,
    /// Its origin by name.
    pub by_name: String,
}

impl Site {
    /// Answers each request with the document that `answer` gives for a path with its query, and 404 where it gives
    /// none.
    pub fn start(answer: impl Fn(&Self, &str) -> Option<Document> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let site = Self {
            by_address: format!("http://127.0.0.1:{port}"),
            by_name: format!("http://localhost:{port}"),
        };
        let own = site.clone();
        let answer = Arc::new(move |path: &str| answer(&own, path));
        thread::spawn(move || {
            // A thread each, since browsers open connections that they do not use.
            for stream in listener.incoming().map_while(Result::ok) {
                let answer = answer.clone();
                thread::spawn(move || serve(stream, &*answer));
            }
        });
        site
    }
}

fn serve(mut stream: TcpStream, answer: &dyn Fn(&str) -> Option<Document>) -> Option<()> {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let first = lines.next()?;
    lines.find(String::is_empty)?;
    let document = answer(first.split(' ').nth(1)?);
    let status = if document.is_some() {
        "200 OK"
    } else {
        "404 Not Found"
    };
    let Document { headers, html } = document.unwrap_or_default();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n{headers}\r\n{html}",
        html.len()
    )
    .ok()
}
