//! Connections that hold a seat and ask for nothing.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use super::relay::Relay;
use ::relay::patient::PATIENCE;

/// How long the relay keeps a connection on which this was said, by a clock that nobody waits for.
async fn kept(relay: &Relay, said: &[u8]) -> Duration {
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    stream.write_all(said).await.unwrap();
    let begun = Instant::now();
    let mut answer = Vec::new();
    let closed = timeout(Duration::from_mins(1), stream.read_to_end(&mut answer)).await;
    closed.expect("the relay closes it").unwrap();
    begun.elapsed()
}

/// whether nothing is said, half of a request, or nothing more after one, ten seconds are enough.
#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_closed() {
    let relay = Relay::start("").await;
    for said in [
        &b""[..],
        b"GET /healthz HT",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        let kept = kept(&relay, said).await;
        let about_ten = Duration::from_secs(9)..Duration::from_secs(12);
        assert!(
            about_ten.contains(&kept),
            "{kept:?}: {}",
            said.escape_ascii()
        );
    }
}

/// whoever asks and does not read is left; what the relay would have said takes no seat for ever.
#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_read_is_left() {
    let relay = Relay::start("").await;
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    // Until neither side takes any more of the other.
    let mut asked = 0_u32;
    while let Ok(said) = timeout(Duration::from_secs(1), stream.write_all(request)).await {
        said.unwrap();
        asked += 1;
    }
    sleep(PATIENCE + Duration::from_secs(1)).await;
    let mut answers = Vec::new();
    // However it ends.
    let _ = timeout(Duration::from_mins(1), stream.read_to_end(&mut answers))
        .await
        .expect("the relay has left");
    let answered = answers
        .windows(12)
        .filter(|head| head == b"HTTP/1.1 200")
        .count();
    assert!(answered < asked as usize, "{answered} of {asked}");
}
