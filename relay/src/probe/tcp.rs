//! The TCP connection, to addresses that were checked before.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use shared::evidence::Evidence;
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::probe::Seen;

/// Tries the addresses in order until one answers; each has its share of the time that is left.
pub async fn connect(addresses: &[SocketAddr], within: Duration) -> Seen<TcpStream> {
    connect_by(addresses, within, TcpStream::connect).await
}

/// The same over what opens a connection to an address.
async fn connect_by<F>(
    addresses: &[SocketAddr],
    within: Duration,
    open: impl Fn(SocketAddr) -> F,
) -> Seen<TcpStream>
where
    F: Future<Output = io::Result<TcpStream>>,
{
    let end = Instant::now() + within;
    let mut dials = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        let left = end.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(1);
        let (outcome, stream) = dial(*address, open(*address), Instant::now() + share).await;
        dials.push(Dial {
            to: *address,
            outcome,
        });
        if let Some(stream) = stream {
            return Seen::passed(Evidence::Tcp(Tcp { dials }), Vec::new(), stream);
        }
    }
    Seen::failed(Evidence::Tcp(Tcp { dials }), Vec::new())
}

async fn dial(
    address: SocketAddr,
    opening: impl Future<Output = io::Result<TcpStream>>,
    end: Instant,
) -> (DialOutcome, Option<TcpStream>) {
    match timeout_at(end, opening).await {
        // The peer is the address that was checked, or the connection is not used.
        Ok(Ok(stream))
            if stream.peer_addr().ok() == Some(address) && stream.set_nodelay(true).is_ok() =>
        {
            (DialOutcome::Connected, Some(stream))
        }
        Ok(Ok(_)) => (DialOutcome::Unreachable, None),
        Ok(Err(error)) => match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => {
                (DialOutcome::Refused, None)
            }
            ErrorKind::TimedOut => (DialOutcome::TimedOut, None),
            _ => (DialOutcome::Unreachable, None),
        },
        Err(_) => (DialOutcome::TimedOut, None),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::*;

    /// a connection that leads elsewhere than was dialled is closed without a word, and the next address is tried.
    #[tokio::test]
    async fn a_connection_to_anybody_else_is_not_used() {
        let (named, other) = (
            TcpListener::bind("127.0.0.1:0").await.unwrap(),
            TcpListener::bind("127.0.0.1:0").await.unwrap(),
        );
        let [there, elsewhere] = [&named, &other].map(|one| one.local_addr().unwrap());
        let nobody: SocketAddr = "192.0.2.1:993".parse().unwrap();
        // To the first of the two addresses it opens another one.
        let astray = |address| {
            TcpStream::connect(if address == nobody {
                elsewhere
            } else {
                address
            })
        };
        let seen = connect_by(&[nobody, there], Duration::from_secs(5), astray).await;
        let dials = vec![
            Dial {
                to: nobody,
                outcome: DialOutcome::Unreachable,
            },
            Dial {
                to: there,
                outcome: DialOutcome::Connected,
            },
        ];
        assert_eq!(seen.evidence, Evidence::Tcp(Tcp { dials }));
        assert_eq!(seen.next.unwrap().peer_addr().unwrap(), there);
        let mut heard = Vec::new();
        let (mut stream, _) = other.accept().await.unwrap();
        stream.read_to_end(&mut heard).await.unwrap();
        assert!(heard.is_empty());
        let seen = connect_by(&[nobody], Duration::from_secs(5), astray).await;
        assert!(seen.next.is_none());
    }

    #[tokio::test]
    async fn every_address_that_was_tried_is_told() {
        let closed = {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        let seen = connect(&[closed, open], Duration::from_secs(5)).await;
        assert!(seen.next.is_some());
        assert_eq!(
            seen.evidence,
            Evidence::Tcp(Tcp {
                dials: vec![
                    Dial {
                        to: closed,
                        outcome: DialOutcome::Refused
                    },
                    Dial {
                        to: open,
                        outcome: DialOutcome::Connected
                    }
                ]
            })
        );
        assert!(
            connect(&[closed], Duration::from_secs(5))
                .await
                .next
                .is_none()
        );
    }
}
