//! A name server that answers as a test says.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_proto::op::{Message, Query};
use hickory_proto::rr::rdata::SOA;
use hickory_proto::rr::{RData, Record};
use tokio::net::UdpSocket;

/// Answers each question over UDP, counting them.
pub struct NameServer {
    /// Where it answers.
    pub address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl NameServer {
    /// Starts one that lets a test fill in the answer.
    pub async fn start(fill: impl Fn(&Query, &mut Message) + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut octets = [0; 4096];
            loop {
                let (length, from) = socket.recv_from(&mut octets).await.unwrap();
                let question = Message::from_vec(&octets[..length]).unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let metadata = &question.metadata;
                let mut answer = Message::response(metadata.id, metadata.op_code);
                answer.metadata.recursion_available = true;
                answer.add_queries(question.queries.iter().cloned());
                fill(&question.queries[0], &mut answer);
                let answer = answer.to_vec().unwrap();
                socket.send_to(&answer, from).await.unwrap();
            }
        });
        Self { address, asked }
    }

    /// How many questions came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
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
