//! A name with an address of each family: which is used, and that one alone can be asked for.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_proto::rr::RecordType;
use relay::egress::{Egress, InternalHost};
use relay::probe::dns::{Resolver, resolve};
use relay::probe::tcp;
use shared::evidence::Evidence;
use shared::evidence::tcp::DialOutcome;
use shared::plan::AddressFamily;
use tokio::net::TcpListener;

use crate::certificates::HOST;
use crate::name_server::{NameServer, address};

const WITHIN: Duration = Duration::from_secs(5);

/// Resolves and dials, as a route does; each address that was dialled, and what came of it.
async fn dialled(family: AddressFamily, port: u16) -> Vec<(SocketAddr, DialOutcome)> {
    let names = NameServer::start(|query, answer| match query.query_type() {
        RecordType::A => drop(answer.add_answer(address(query, "127.0.0.1"))),
        _ => drop(answer.add_answer(address(query, "::1"))),
    })
    .await;
    let resolver = Resolver::new(&[names.address]).unwrap();
    let host = HOST.parse().unwrap();
    let egress = Egress::new(vec![InternalHost {
        name: HOST.parse().unwrap(),
        addresses: vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()],
        ports: vec![port],
    }]);
    let found = resolve(&resolver, &egress, &host, port, family, WITHIN).await;
    let addresses = found.next.expect("the name has addresses");
    let Evidence::Tcp(tcp) = tcp::connect(&addresses, WITHIN).await.evidence else {
        panic!("no TCP step");
    };
    tcp.dials
        .iter()
        .map(|dial| (dial.to, dial.outcome))
        .collect()
}

#[tokio::test]
async fn ipv6_comes_first_and_either_can_be_asked_for_alone() {
    let v4 = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at_v4 = v4.local_addr().unwrap();
    let at_v6 = SocketAddr::new("::1".parse().unwrap(), at_v4.port());
    let v6 = TcpListener::bind(at_v6)
        .await
        .expect("this machine has IPv6 on loopback");
    for (family, to) in [
        (AddressFamily::Any, at_v6),
        (AddressFamily::V6, at_v6),
        (AddressFamily::V4, at_v4),
    ] {
        let dials = dialled(family, at_v4.port()).await;
        assert_eq!(dials, [(to, DialOutcome::Connected)], "{family:?}");
    }
    drop(v6);
    let dials = dialled(AddressFamily::Any, at_v4.port()).await;
    let expected = [
        (at_v6, DialOutcome::Refused),
        (at_v4, DialOutcome::Connected),
    ];
    assert_eq!(dials, expected);
}
