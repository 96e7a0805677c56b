//! The TCP connection, to addresses that were checked before.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use shared::evidence::Evidence;
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::probe::Seen;

/// Tries the addresses in order until one answers; each has its share of the time that is left.
pub async fn connect(addresses: &[SocketAddr], within: Duration) -> Seen<TcpStream> {
    let end = Instant::now() + within;
    let mut dials = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        let left = end.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(1);
        let (outcome, stream) = dial(*address, Instant::now() + share).await;
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

async fn dial(address: SocketAddr, end: Instant) -> (DialOutcome, Option<TcpStream>) {
    match timeout_at(end, TcpStream::connect(address)).await {
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
    use super::*;

    #[tokio::test]
    async fn every_address_that_was_tried_is_told() {
        let closed = {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
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
