//! A mail server that says nothing, and the name server that knows where it is.

use std::time::Duration;

use hickory_proto::rr::RecordType;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

use super::relay::{Relay, provider};
use crate::name_server::{NameServer, address, authority};

/// A relay whose provider's mail server never answers.
pub struct Mail {
    pub relay: Relay,
    listener: TcpListener,
}

impl Mail {
    /// With these settings besides.
    pub async fn start(settings: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let names = NameServer::start(|query, answer| {
            if query.query_type() == RecordType::A {
                answer.add_answer(address(query, "127.0.0.1"));
            } else {
                answer.add_authority(authority(query));
            }
        })
        .await
        .address;
        let provider = provider(
            "example",
            "greencheck",
            true,
            &format!("imap.example.test:{port}:tls"),
        );
        let settings = format!(
            "{settings}\n[dns]\nnameservers = [\"{names}\"]\n[[internal_host]]\nname = \"imap.example.test\"\n\
             addresses = [\"127.0.0.1\"]\nports = [{port}]\n{provider}"
        );
        let relay = Relay::start_with(&settings).await;
        Self { relay, listener }
    }

    /// The relay's next connection, once its first octets have come: it waits for the server's part of the handshake.
    pub async fn connection(&self) -> TcpStream {
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let hello = stream.read_u8().await.unwrap();
        assert_eq!(hello, 22, "the connection begins with a TLS handshake");
        stream
    }

    /// Nobody else connects, for as long as it takes to ask and to plan.
    pub async fn is_left_alone(&self) -> bool {
        let moment = Duration::from_millis(300);
        let another = tokio::time::timeout(moment, self.listener.accept());
        another.await.is_err()
    }
}

/// Whether the other side closes within a second.
pub async fn is_closed_soon(mut stream: TcpStream) -> bool {
    let gone = async {
        let mut rest = [0; 4096];
        while let Ok(1..) = stream.read(&mut rest).await {}
    };
    tokio::time::timeout(Duration::from_secs(1), gone)
        .await
        .is_ok()
}
