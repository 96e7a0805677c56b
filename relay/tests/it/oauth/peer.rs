//! A provider's endpoints on loopback. It knows no OAuth: it keeps what comes, and answers as a test says.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Came {
    /// `POST /token HTTP/1.1`
    pub line: String,
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The form, in its order.
    pub form: Vec<(String, String)>,
}

impl Came {
    /// A parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        let found = self.form.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

/// What the endpoint does with a request.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Writes these octets and closes.
    Say(String),
    /// Writes this over and over.
    Flood(String, &'static str),
    /// Waits, then writes these octets and closes.
    Later(Duration, String),
    /// Reads on and says nothing.
    Silence,
    /// Resets the connection.
    Reset,
}

/// An answer in JSON, or in what a test passes off as JSON.
#[expect(clippy::needless_pass_by_value, reason = "made where it is passed")]
pub fn json(status: u16, body: impl ToString) -> Manner {
    let body = body.to_string();
    let length = body.len();
    Manner::Say(format!(
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

/// The endpoint.
pub struct Peer {
    /// Where it listens.
    pub address: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
    connections: Arc<Mutex<usize>>,
}

impl Peer {
    /// Answers each request by its path.
    pub async fn start(manner: impl Fn(&Came) -> Manner + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            address: listener.local_addr().unwrap(),
            came: Arc::default(),
            connections: Arc::default(),
        };
        let (came, connections) = (Arc::clone(&peer.came), Arc::clone(&peer.connections));
        let manner = Arc::new(manner);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                *connections.lock().unwrap() += 1;
                let (came, manner) = (Arc::clone(&came), Arc::clone(&manner));
                tokio::spawn(async move {
                    if let Some(stream) = serve(stream, &came, &*manner).await {
                        // Closed like this, the other side sees a reset.
                        stream.set_zero_linger().unwrap();
                    }
                });
            }
        });
        peer
    }

    /// An address of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.address.port())
    }

    /// All that came so far.
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    /// What came for a path.
    pub fn at(&self, path: &str) -> Vec<Came> {
        let line = format!("POST {path} HTTP/1.1");
        let mut came = self.came();
        came.retain(|came| came.line == line);
        came
    }

    /// What came for a path, once something did.
    pub async fn soon_at(&self, path: &str) -> Vec<Came> {
        let came = async {
            while self.at(path).is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            self.at(path)
        };
        tokio::time::timeout(Duration::from_secs(5), came)
            .await
            .unwrap()
    }

    /// How many connections were opened, with or without a request.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

/// One request and what is done with it. The stream comes back when it is to be reset.
pub async fn serve<S>(
    stream: S,
    all: &Mutex<Vec<Came>>,
    manner: &(dyn Fn(&Came) -> Manner + Send + Sync),
) -> Option<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let headers = lines[1..].iter().map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_ascii_lowercase(), value.to_owned())
    });
    let headers: BTreeMap<_, _> = headers.collect();
    let length = headers.get("content-length");
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    let came = Came {
        line: lines[0].clone(),
        headers,
        form: form_urlencoded::parse(&body).into_owned().collect(),
    };
    let manner = manner(&came);
    all.lock().unwrap().push(came);
    match manner {
        Manner::Say(octets) => {
            // Whoever was asked may have seen enough before all is said.
            let _ = stream.write_all(octets.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Manner::Later(wait, octets) => {
            tokio::time::sleep(wait).await;
            let _ = stream.write_all(octets.as_bytes()).await;
        }
        Manner::Flood(first, again) => {
            let _ = stream.write_all(first.as_bytes()).await;
            let again = again.repeat(1_000);
            while stream.write_all(again.as_bytes()).await.is_ok() {}
        }
        Manner::Silence => drop(stream.read_to_end(&mut Vec::new()).await),
        Manner::Reset => return Some(stream.into_inner()),
    }
    None
}
