use std::net::SocketAddr;

use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::running;

fn question(name: &str) -> Message {
    let mut query = Message::query();
    query.add_query(Query::query(Name::from_ascii(name).unwrap(), RecordType::A));
    query
}

async fn over_udp(server: SocketAddr, name: &str) -> Message {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect(server).await.unwrap();
    socket
        .send(&question(name).to_vec().unwrap())
        .await
        .unwrap();
    let mut answer = [0; 4096];
    let length = socket.recv(&mut answer).await.unwrap();
    Message::from_vec(&answer[..length]).unwrap()
}

async fn over_tcp(server: SocketAddr, name: &str) -> Message {
    let question = question(name).to_vec().unwrap();
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream
        .write_u16(question.len().try_into().unwrap())
        .await
        .unwrap();
    stream.write_all(&question).await.unwrap();
    let mut answer = vec![0; stream.read_u16().await.unwrap().into()];
    stream.read_exact(&mut answer).await.unwrap();
    Message::from_vec(&answer).unwrap()
}

#[tokio::test]
async fn the_hosts_have_the_answers_of_the_table_over_both_transports() {
    let running = running().await;
    let server = running.sandbox.ready.dns;
    for (name, code, answers) in [
        ("imap.demo.test.", ResponseCode::NoError, 1),
        ("imap.closed.demo.test.", ResponseCode::NoError, 1),
        ("imap.no-address.demo.test.", ResponseCode::NoError, 0),
        ("imap.nowhere.demo.test.", ResponseCode::NXDomain, 0),
        ("imap.broken-dns.demo.test.", ResponseCode::ServFail, 0),
        ("www.example.com.", ResponseCode::NXDomain, 0),
    ] {
        for answer in [over_udp(server, name).await, over_tcp(server, name).await] {
            assert_eq!(answer.metadata.response_code, code, "{name}");
            assert_eq!(answer.answers.len(), answers, "{name}");
        }
    }
}
