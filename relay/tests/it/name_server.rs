//! A name server that answers as a test says.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Message, Query};
use hickory_proto::rr::rdata::SOA;
use hickory_proto::rr::{RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// Answers each question over UDP, and what is too long for that over TCP, counting them.
pub struct NameServer {
    /// Where it answers.
    pub address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

/// What a test puts into an answer.
type Fill = dyn Fn(&Query, &mut Message) + Send;

impl NameServer {
    /// Starts one that lets a test fill in the answer.
    pub async fn start(fill: impl Fn(&Query, &mut Message) + Send + 'static) -> Self {
        Self::start_deaf(&[], fill).await
    }

    /// The same, where no question for these families is answered (RFC 4074 §4.1).
    pub async fn start_deaf(
        to: &'static [RecordType],
        fill: impl Fn(&Query, &mut Message) + Send + 'static,
    ) -> Self {
        let (udp, tcp) = sockets().await;
        let address = udp.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let fill: Arc<Mutex<Fill>> = Arc::new(Mutex::new(fill));
        let (count, same) = (Arc::clone(&asked), Arc::clone(&fill));
        tokio::spawn(async move {
            let mut octets = [0; 4096];
            loop {
                let (length, from) = udp.recv_from(&mut octets).await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let (question, mut answer) = answer(&octets[..length], &same);
                if to.contains(&question.queries[0].query_type()) {
                    continue;
                }
                if answer.to_vec().unwrap().len() > usize::from(question.max_payload()) {
                    answer = answer.truncate();
                }
                let answer = answer.to_vec().unwrap();
                udp.send_to(&answer, from).await.unwrap();
            }
        });
        tokio::spawn(async move {
            loop {
                let (stream, _) = tcp.accept().await.unwrap();
                tokio::spawn(converse(stream, Arc::clone(&fill)));
            }
        });
        Self { address, asked }
    }

    /// How many questions came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

/// The two sockets of one port.
async fn sockets() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        // The port may be somebody's over TCP.
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

fn answer(octets: &[u8], fill: &Mutex<Fill>) -> (Message, Message) {
    let question = Message::from_vec(octets).unwrap();
    let metadata = &question.metadata;
    let mut answer = Message::response(metadata.id, metadata.op_code);
    answer.metadata.recursion_available = true;
    answer.add_queries(question.queries.iter().cloned());
    fill.lock().unwrap()(&question.queries[0], &mut answer);
    (question, answer)
}

/// Over TCP the length goes before each message (RFC 1035 §4.2.2). What is asked again there was counted before.
async fn converse(mut stream: TcpStream, fill: Arc<Mutex<Fill>>) {
    while let Ok(length) = stream.read_u16().await {
        let mut octets = vec![0; length.into()];
        stream.read_exact(&mut octets).await.unwrap();
        let answer = answer(&octets, &fill).1.to_vec().unwrap();
        stream
            .write_u16(answer.len().try_into().unwrap())
            .await
            .unwrap();
        stream.write_all(&answer).await.unwrap();
    }
}

/// An address record for the name that was asked for, to be kept for an hour.
pub fn address(query: &Query, text: &str) -> Record {
    Record::from_rdata(query.name().clone(), 3_600, RData::from(ip(text)))
}

/// What stands in the place of an answer when there is none (RFC 2308 §2).
pub fn authority(query: &Query) -> Record {
    let zone = query.name().trim_to(2);
    let soa = SOA::new(zone.clone(), zone.clone(), 1, 60, 60, 60, 3_600);
    Record::from_rdata(zone, 3_600, RData::SOA(soa))
}

/// An address.
pub fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}
