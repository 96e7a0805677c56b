//! A port that answers to nobody, as behind a firewall that drops what it does not like.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// A listener that never accepts, with its backlog full, so that the system leaves a newcomer's SYN unanswered.
pub struct BlockedPort {
    address: SocketAddr,
    _listener: tokio::net::TcpListener,
    _waiting: Vec<TcpStream>,
}

impl BlockedPort {
    /// Takes the port and fills its backlog.
    pub async fn open(at: SocketAddr) -> io::Result<Self> {
        let socket = match at {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        }?;
        socket.set_reuseaddr(true)?;
        socket.bind(at)?;
        let listener = socket.listen(1)?;
        let address = listener.local_addr()?;
        let mut waiting = Vec::new();
        // Systems differ in what a backlog of one means; the first connection that stays unanswered tells that it is
        // full.
        while let Ok(stream) = timeout(QUIET, TcpStream::connect(address)).await {
            waiting.push(stream?);
            if waiting.len() > MOST {
                return Err(io::Error::other(
                    "the backlog of the blocked port does not fill",
                ));
            }
        }
        Ok(Self {
            address,
            _listener: listener,
            _waiting: waiting,
        })
    }

    /// Where nobody answers.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Far longer than a connection on loopback takes, and shorter than the first repeated SYN.
const QUIET: Duration = Duration::from_millis(300);
const MOST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newcomer_waits_in_vain() {
        let port = BlockedPort::open("127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        for _ in 0..3 {
            let attempt = timeout(
                Duration::from_millis(500),
                TcpStream::connect(port.address()),
            );
            assert!(attempt.await.is_err());
        }
    }
}
