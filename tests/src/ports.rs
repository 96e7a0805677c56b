//! Free ports on loopback.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::Mutex;

/// Below the range that the kernel takes outgoing ports from (32768 on Linux), so that no connection of another test
/// takes a port between its choice and its use.
const FIRST: u16 = 10_240;
const LAST: u16 = 32_000;

static NEXT: Mutex<Option<u16>> = Mutex::new(None);

/// A port that nothing uses on loopback, neither TCP nor UDP, and that this process did not give out before.
pub fn free() -> u16 {
    let mut next = NEXT
        .lock()
        .expect("no test panics while it holds this lock");
    // Test processes that run at the same time start at different places.
    let start = || FIRST + u16::try_from(std::process::id() * 97 % 20_000).unwrap_or_default();
    let mut port = next.unwrap_or_else(start);
    loop {
        port = if port >= LAST { FIRST } else { port + 1 };
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, port));
        if tcp.is_ok() && udp.is_ok() {
            *next = Some(port);
            return port;
        }
    }
}
