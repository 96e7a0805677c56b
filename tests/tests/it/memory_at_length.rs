//! What a socket that says nothing costs, next to the `ws` of npm in the same run.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use end_to_end::openid::node;
use end_to_end::ports;
use end_to_end::process::Process;
use end_to_end::relay::Relay;
use shared::event::{ClientFrame, MAX_MESSAGE, SUBPROTOCOL, Ticket};
use shared::provider::PublicConfig;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Enough that what else a process does with its memory is lost among them.
const SOCKETS: usize = 2_000;

/// Open first and left out of the count: what is set aside once, for all that follow.
const FIRST: usize = 100;

/// For what an upgrade leaves behind to be given back.
const SETTLED: Duration = Duration::from_secs(2);

/// an idle socket costs at most 8 KiB, and no more than one of `ws` does. Both have said their first message, so
/// that each is as far as it will be when somebody is away at a provider. Octets of the processes, not of the kernel.
#[tokio::test]
async fn an_idle_socket_costs_no_more_than_one_of_the_usual_kind() {
    let directory = TempDir::with_prefix("memory-").unwrap();
    let (relay, address) = relay(&directory);
    let ours = {
        let opening = Opening::of(address);
        let mut sockets = Vec::new();
        let before = open(&mut sockets, address, &opening, || relay.resident()).await;
        each(before, relay.resident())
    };

    let mut command = node("websockets.mjs");
    command.arg(MAX_MESSAGE.to_string());
    let log = directory.path().join("websockets.log");
    let (peer, port) = Process::start_and_read_line(command, &log);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().unwrap()));
    let theirs = {
        let mut sockets = Vec::new();
        let before = open(&mut sockets, address, &Opening::None, || peer.resident()).await;
        each(before, peer.resident())
    };

    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let ratio = ours as f64 / theirs as f64;
    let told = format!(
        "octets for each of {SOCKETS} idle sockets: relay {ours}, ws {theirs}; {ratio:.2} of it"
    );
    println!("{told}");
    assert!(ours <= 8 * 1024, "{told}");
    assert!(ours <= theirs, "{told}");
}

fn each(before: u64, after: u64) -> u64 {
    after.saturating_sub(before) / SOCKETS as u64
}

/// From how many addresses they come: one may have an eighth as many as are free.
const ADDRESSES: usize = 100;

/// A relay with room for all of them.
fn relay(directory: &TempDir) -> (Relay, SocketAddr) {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, ports::free()));
    let room = SOCKETS * 3 / 2;
    let settings = format!(
        "listen = \"{listen}\"\npublic_url = \"http://localhost:{}\"\n\
         [limits]\nsockets = {room}\nconnections = {room}\n\
         [[provider]]\nid = \"microsoft-365\"\nclient_id = \"memory\"\n",
        listen.port(),
    );
    let file = directory.path().join("relay.toml");
    fs::write(&file, settings).unwrap();
    (Relay::start(&file, listen), listen)
}

/// What the first message of a socket is.
enum Opening {
    /// The relay's: a ticket of its own for each, and the build.
    Ours { url: String, build: String },
    /// Of the same length, for whoever does not read it.
    None,
}

impl Opening {
    fn of(relay: SocketAddr) -> Self {
        let url = format!("http://{relay}/api/v1");
        let config = ureq::get(format!("{url}/config")).call().unwrap();
        let config: PublicConfig = config.into_body().read_json().unwrap();
        Self::Ours {
            url,
            build: config.build,
        }
    }

    fn message(&self, origin: &str) -> String {
        let (ticket, build) = match self {
            Self::Ours { url, build } => {
                let asked = ureq::post(format!("{url}/ticket"))
                    .header("Origin", origin)
                    .header("Sec-Fetch-Site", "same-origin")
                    .send_empty();
                let ticket: Ticket = asked.unwrap().into_body().read_json().unwrap();
                (ticket.ticket, build.clone())
            }
            Self::None => ("t".repeat(43), "b".repeat(16)),
        };
        serde_json::to_string(&ClientFrame::Open { ticket, build }).unwrap()
    }
}

/// Opens the first few, asks how much memory there is, and opens all others; returns the answer once they are idle.
async fn open(
    sockets: &mut Vec<TcpStream>,
    address: SocketAddr,
    opening: &Opening,
    resident: impl Fn() -> u64,
) -> u64 {
    for n in 0..FIRST {
        sockets.push(socket(n, address, opening).await);
    }
    tokio::time::sleep(SETTLED).await;
    let before = resident();
    for n in 0..SOCKETS {
        sockets.push(socket(n, address, opening).await);
    }
    tokio::time::sleep(SETTLED).await;
    // None was closed meanwhile, or its memory would not have been counted.
    for socket in sockets {
        let nothing = socket.try_read(&mut [0; 1]).map_err(|error| error.kind());
        assert_eq!(nothing, Err(std::io::ErrorKind::WouldBlock));
    }
    before
}

/// One socket by hand: a client's own buffers, in thousands, would be what takes the time.
async fn socket(number: usize, address: SocketAddr, opening: &Opening) -> TcpStream {
    let origin = format!("http://localhost:{}", address.port());
    let last = u8::try_from(number % ADDRESSES).unwrap();
    let source = Ipv4Addr::new(127, 0, 1, last + 1);
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((source, 0).into()).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let request = format!(
        "GET /api/v1/check HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "), "{head:?}");
    let message = opening.message(&origin);
    // Masked with zeros, which RFC 6455 asks of nobody but allows.
    let length = u8::try_from(message.len()).unwrap();
    assert!(length < 126, "one octet says how long it is");
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend(message.as_bytes());
    stream.write_all(&frame).await.unwrap();
    stream
}
