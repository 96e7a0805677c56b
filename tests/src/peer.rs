//! A scripted HTTP server that anybody may ask from any page.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A running server. It goes with the process; nothing else uses its port.
#[derive(Debug)]
pub struct Peer {
    /// Its origin, without a trailing slash.
    pub origin: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    /// Answers each request with the JSON that `answer` gives for the server's origin and the path.
    pub fn start(answer: impl Fn(&str, &str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let origin = format!("http://127.0.0.1:{port}");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (own, seen) = (origin.clone(), asked.clone());
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let Some(line) = request_line(&stream) else {
                    continue;
                };
                let path = line.split(' ').nth(1).unwrap_or_default();
                let body = answer(&own, path);
                seen.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(line.clone());
                // A browser that has gone needs no answer.
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
                     Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { origin, asked }
    }

    /// The first line of each request so far.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads the head of a request, and gives its first line. Browsers open connections that they do not use.
fn request_line(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().filter(|line| !line.is_empty())?;
    lines.find(String::is_empty)?;
    Some(first)
}
