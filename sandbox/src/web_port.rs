//! A port where a web server sits, in plain text, and a mail client comes by mistake.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// What a web server says to whatever it does not understand.
const BAD_REQUEST: &str = "HTTP/1.1 400 Bad Request\r\nServer: demo\r\nContent-Type: text/html\r\n\
     Content-Length: 71\r\nConnection: close\r\n\r\n\
     <html><head><title>400 Bad Request</title></head><body></body></html>\r\n";

/// Answers whoever comes until it is dropped.
pub async fn serve(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(async move {
                    if let Err(error) = timeout(PATIENCE, answer(stream)).await {
                        tracing::debug!(%error, "web connection ended");
                    }
                });
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// A TLS client speaks first, so a web server answers its first bytes.
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    let mut request = [0; 4096];
    if stream.read(&mut request).await? > 0 {
        stream.write_all(BAD_REQUEST.as_bytes()).await?;
        stream.shutdown().await?;
        // Closing with something unread would reset the connection and lose the answer.
        while stream.read(&mut request).await? > 0 {}
    }
    Ok(())
}

const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tls_client_is_answered_in_plain_text() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut stream = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let server = tokio::spawn(serve(listener));
        stream.write_all(b"\x16\x03\x01\x02\x00\x01").await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer, BAD_REQUEST);
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(answer.contains(&format!("Content-Length: {}", body.len())));
        server.abort();
    }
}
