//! The name server: answers from a [`Zone`] over UDP and TCP (RFC 1035 §4.2).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::SOA;
use hickory_proto::rr::{Name, RData, Record};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::time::{sleep, timeout};

use crate::zone::{Answer, Nothing, Zone};

/// Both sockets, on one port.
pub struct NameServer {
    udp: UdpSocket,
    tcp: TcpListener,
}

impl NameServer {
    /// Takes the port, or one that is free for both when it is 0.
    pub async fn bind(at: SocketAddr) -> io::Result<Self> {
        let mut attempts = if at.port() == 0 { 10 } else { 1 };
        loop {
            let tcp = TcpListener::bind(at).await?;
            attempts -= 1;
            match UdpSocket::bind(tcp.local_addr()?).await {
                Ok(udp) => return Ok(Self { udp, tcp }),
                // Another program may hold the same number for UDP.
                Err(_) if attempts > 0 => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Where it answers.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    /// Answers until it is dropped.
    pub async fn serve(self, zone: Arc<Zone>) {
        tokio::join!(datagrams(&self.udp, &zone), connections(&self.tcp, &zone));
    }
}

/// The answer to a message; `None` when it is none that can be answered.
pub fn answer(zone: &Zone, message: &[u8]) -> Option<Vec<u8>> {
    let asked = Message::from_vec(message).ok()?;
    if asked.metadata.message_type != MessageType::Query {
        return None;
    }
    let mut answer = Message::response(asked.metadata.id, asked.metadata.op_code);
    answer.metadata.recursion_desired = asked.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    answer.add_queries(asked.queries.iter().cloned());
    if asked.edns.is_some() {
        answer.set_edns(Edns::new());
    }
    match asked.queries.as_slice() {
        [query] if asked.metadata.op_code == OpCode::Query => fill(&mut answer, zone, query),
        _ => answer.metadata.response_code = ResponseCode::NotImp,
    }
    answer.to_vec().ok()
}

fn fill(answer: &mut Message, zone: &Zone, query: &Query) {
    let name = query.name();
    match zone.answer(&name.to_ascii()) {
        Answer::Addresses(addresses) => {
            answer.metadata.authoritative = true;
            let records = addresses
                .iter()
                .map(|address| RData::from(*address))
                .filter(|data| data.record_type() == query.query_type())
                .map(|data| Record::from_rdata(name.clone(), 0, data));
            answer.add_answers(records);
            if answer.answers.is_empty() {
                answer.add_authority(authority(name));
            }
        }
        Answer::None(Nothing::NoAddress) => {
            answer.metadata.authoritative = true;
            answer.add_authority(authority(name));
        }
        Answer::None(Nothing::Nxdomain) => {
            answer.metadata.authoritative = true;
            answer.metadata.response_code = ResponseCode::NXDomain;
            answer.add_authority(authority(name));
        }
        Answer::None(Nothing::Servfail) => {
            answer.metadata.response_code = ResponseCode::ServFail;
        }
    }
}

/// A negative answer names its zone, or a resolver would go on asking (RFC 2308 §2).
fn authority(name: &Name) -> Record {
    let zone = name.trim_to(1);
    let soa = SOA::new(zone.clone(), zone.clone(), 1, 0, 0, 0, 0);
    Record::from_rdata(zone, 0, RData::SOA(soa))
}

async fn datagrams(socket: &UdpSocket, zone: &Zone) {
    let mut message = [0; 4096];
    loop {
        match socket.recv_from(&mut message).await {
            Ok((length, peer)) => {
                if let Some(answer) = answer(zone, &message[..length])
                    && let Err(error) = socket.send_to(&answer, peer).await
                {
                    tracing::debug!(%error, "answer not sent");
                }
            }
            // A peer that has gone is told to the next read on some systems.
            Err(_) => sleep(Duration::from_millis(5)).await,
        }
    }
}

async fn connections(listener: &TcpListener, zone: &Arc<Zone>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let zone = Arc::clone(zone);
                tokio::spawn(async move {
                    let ended = timeout(PATIENCE, connection(stream, &zone)).await;
                    if let Ok(Err(error)) = ended {
                        tracing::debug!(%error, "name server connection ended");
                    }
                });
            }
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Each message has its length in front (RFC 1035 §4.2.2).
async fn connection(mut stream: TcpStream, zone: &Zone) -> io::Result<()> {
    loop {
        let mut message = vec![0; usize::from(stream.read_u16().await?)];
        stream.read_exact(&mut message).await?;
        let Some(answer) = answer(zone, &message) else {
            return Ok(());
        };
        let length = u16::try_from(answer.len()).map_err(io::Error::other)?;
        stream
            .write_all(&[&length.to_be_bytes(), answer.as_slice()].concat())
            .await?;
    }
}

const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use hickory_proto::rr::RecordType;

    use super::*;

    fn zone() -> Zone {
        Zone::parse(
            r#"
            "both.test" = ["127.0.0.1", "::1"]
            "broken.test" = "servfail"
            "empty.test" = "no-address"
            "#,
        )
        .unwrap()
    }

    fn ask(name: &str, kind: RecordType) -> Message {
        let mut query = Message::query();
        query.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
        let bytes = answer(&zone(), &query.to_vec().unwrap()).unwrap();
        let answer = Message::from_vec(&bytes).unwrap();
        assert_eq!(answer.metadata.id, query.metadata.id);
        answer
    }

    #[test]
    fn a_name_has_its_addresses_by_kind() {
        let v4 = ask("Both.test.", RecordType::A);
        assert_eq!(v4.answers.len(), 1);
        assert_eq!(v4.answers[0].data, RData::A("127.0.0.1".parse().unwrap()));
        let v6 = ask("both.test.", RecordType::AAAA);
        assert_eq!(v6.answers[0].data, RData::AAAA("::1".parse().unwrap()));
    }

    #[test]
    fn the_three_ways_to_have_no_address_differ() {
        for kind in [RecordType::A, RecordType::AAAA] {
            let gone = ask("gone.test.", kind);
            assert_eq!(gone.metadata.response_code, ResponseCode::NXDomain);
            assert_eq!(gone.authorities.len(), 1);
            let empty = ask("empty.test.", kind);
            assert_eq!(empty.metadata.response_code, ResponseCode::NoError);
            assert!(empty.answers.is_empty() && empty.authorities.len() == 1);
            let broken = ask("broken.test.", kind);
            assert_eq!(broken.metadata.response_code, ResponseCode::ServFail);
        }
        assert!(ask("both.test.", RecordType::MX).answers.is_empty());
    }

    #[test]
    fn what_is_no_question_gets_no_answer() {
        assert_eq!(answer(&zone(), b""), None);
        assert_eq!(answer(&zone(), &[0xff; 12]), None);
        let response = Message::response(1, OpCode::Query).to_vec().unwrap();
        assert_eq!(answer(&zone(), &response), None);
    }
}
