//! The other side of the dialogue. It knows no IMAP: it writes bytes, and compares the bytes that come.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::transcript::Turn;

/// How a server stops in the middle of what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    Silence,
    Close,
    Drip,
}

/// Plays the server's part. Each turn of the client has to come in one write: that is one round trip.
pub async fn play<S>(mut stream: S, turns: &[Turn])
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    for turn in turns {
        match turn {
            // The client may have seen enough before all is said.
            Turn::Server(said) => drop(stream.write_all(said.as_bytes()).await),
            Turn::Client(expected) => {
                let mut written = vec![0; 64 * 1024];
                let length = stream.read(&mut written).await.unwrap();
                let written = String::from_utf8_lossy(&written[..length]).into_owned();
                assert_eq!(written, *expected);
            }
            Turn::Close => return,
            // Until the client goes.
            Turn::Silence => drop(stream.read(&mut [0; 1]).await),
        }
    }
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    // Over TLS, a client that goes without its goodbye is an error; what it had said is in `rest` all the same.
    let _ = stream.read_to_end(&mut rest).await;
    assert_eq!(
        String::from_utf8_lossy(&rest),
        "",
        "the client said more than it should"
    );
}
