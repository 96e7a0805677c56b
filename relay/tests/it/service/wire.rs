//! A socket whose client decides every octet.

use std::time::Duration;

use shared::event::{SUBPROTOCOL, ServerFrame};
use shared::refusal::Refusal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::relay::Relay;
use super::socket::opening;

/// Nothing in these tests waits longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The bit of a message's last frame; the opcodes follow.
pub const LAST: u8 = 0x80;
pub const CONTINUED: u8 = 0x0;
pub const TEXT: u8 = 0x1;
pub const BINARY: u8 = 0x2;
pub const CLOSE: u8 = 0x8;
pub const PING: u8 = 0x9;
pub const PONG: u8 = 0xa;

/// The client's end.
pub struct Wire(TcpStream);

impl Wire {
    /// The upgrade, and a good first message.
    pub async fn open(relay: &Relay) -> Self {
        let mut wire = Self::connect(relay).await;
        let opening = opening(relay).await.to_string();
        wire.send(&frame(LAST | TEXT, opening.as_bytes())).await;
        wire
    }

    /// the upgrade alone, as Chromium asks for it: with an offer to compress, which is not taken. No cookie is
    /// set. The key and its answer are those of RFC 6455, section 1.3.
    async fn connect(relay: &Relay) -> Self {
        let (address, origin) = (relay.address, relay.origin());
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET /api/v1/check HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\n\
             Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\
             Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 101 "), "{head}");
        let accept = "\r\nsec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n";
        assert!(head.contains(accept), "{head}");
        for absent in ["sec-websocket-extensions", "set-cookie"] {
            assert!(!head.contains(absent), "{head}");
        }
        Self(stream)
    }

    /// Sends these octets.
    pub async fn send(&mut self, octets: &[u8]) {
        self.0.write_all(octets).await.unwrap();
    }

    /// The next frame: its first octet and what it holds.
    pub async fn next(&mut self) -> (u8, Vec<u8>) {
        let reading = async {
            let (first, length) = (self.0.read_u8().await?, self.0.read_u8().await?);
            let length = match length {
                126 => self.0.read_u16().await?.into(),
                short => usize::from(short),
            };
            let mut body = vec![0; length];
            self.0.read_exact(&mut body).await?;
            Ok::<_, std::io::Error>((first, body))
        };
        let read = timeout(PATIENCE, reading).await;
        read.expect("the relay says something in time").unwrap()
    }

    /// The next frame is a refusal.
    pub async fn refusal(&mut self) -> Refusal {
        let (first, body) = self.next().await;
        assert_eq!(first, LAST | TEXT);
        match serde_json::from_slice(&body).unwrap() {
            ServerFrame::Refused { refusal, .. } => refusal,
            other => panic!("a refusal was expected, not {other:?}"),
        }
    }

    /// The next frame is a close, and the connection ends with it, in order; the code, and the words with it.
    pub async fn end(&mut self) -> (u16, String) {
        let (first, body) = self.next().await;
        assert_eq!(first, LAST | CLOSE);
        let mut rest = Vec::new();
        let read = timeout(PATIENCE, self.0.read_to_end(&mut rest)).await;
        read.expect("the connection ends in time").unwrap();
        assert_eq!(rest, b"");
        let code = u16::from_be_bytes([body[0], body[1]]);
        (code, String::from_utf8(body[2..].to_vec()).unwrap())
    }
}

/// A frame as a client sends it, masked.
pub fn frame(first: u8, body: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = head(first, body.len());
    frame.extend(MASK);
    let masked = body.iter().zip(MASK.iter().cycle());
    frame.extend(masked.map(|(octet, mask)| octet ^ mask));
    frame
}

/// What stands before the mask.
pub fn head(first: u8, length: usize) -> Vec<u8> {
    let mut head = vec![first];
    match length {
        0..126 => head.push(0x80 | u8::try_from(length).unwrap()),
        126..65_536 => {
            head.push(0x80 | 0x7e);
            head.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            head.push(0x80 | 0x7f);
            head.extend((length as u64).to_be_bytes());
        }
    }
    head
}
