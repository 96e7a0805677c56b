//! A name server that changes its mind between two questions.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_proto::rr::{RData, Record, RecordType};
use relay::egress::{Egress, InternalHost};
use relay::probe::dns::{Resolver, resolve};
use shared::evidence::Evidence;
use shared::evidence::dns::Dns;
use shared::plan::{AddressFamily, Step};
use tokio::net::TcpListener;

use crate::certificates::HOST;
use crate::name_server::{NameServer, authority, ip};
use crate::route::{Lab, observed, run_with};

const TIMES: usize = 1_000;

/// Answers with the one and the other in turn, to be kept for no time at all.
async fn changeable(one: &'static str, other: &'static str) -> NameServer {
    let turn = AtomicUsize::new(0);
    NameServer::start(move |query, answer| {
        if query.query_type() != RecordType::A {
            answer.add_authority(authority(query));
            return;
        }
        let text = [one, other][turn.fetch_add(1, Ordering::Relaxed) % 2];
        let address = RData::from(ip(text));
        answer.add_answer(Record::from_rdata(query.name().clone(), 0, address));
    })
    .await
}

/// what was checked is what is dialled. Whole checks of a host that is at 127.0.0.2 in one answer and at 127.0.0.1 in the next. The operator's entry admits the
/// first, as a public address is admitted for a public host; who else is at this machine's door is counted.
#[tokio::test]
async fn a_name_that_moves_home_is_never_followed() {
    let mut lab = Lab::start().await;
    let plan = lab.plan();
    let outside = SocketAddr::new(ip("127.0.0.2"), plan.routes[0].port);
    let names = changeable("127.0.0.2", "127.0.0.1").await;
    lab.reach.resolver = Resolver::new(&[names.address]).unwrap();
    lab.reach.egress = Egress::new(vec![InternalHost {
        name: HOST.parse().unwrap(),
        addresses: vec![outside.ip()],
        ports: vec![outside.port()],
    }]);
    let dialled = Arc::new(Mutex::new([0, 0]));
    let outer = TcpListener::bind(outside).await.unwrap();
    let Lab {
        listener, reach, ..
    } = lab;
    for (at, listener) in [outer, listener].into_iter().enumerate() {
        let dialled = Arc::clone(&dialled);
        tokio::spawn(async move {
            loop {
                // Dropped at once: the handshake fails, and the check is over.
                listener.accept().await.unwrap();
                dialled.lock().unwrap()[at] += 1;
            }
        });
    }
    let (mut admitted, mut refused) = (0, 0);
    for check in 1..=TIMES {
        match observed(&run_with(&plan, &reach).await, Step::Dns) {
            Evidence::Dns(Dns::Resolved { addresses }) => {
                assert_eq!(addresses, [outside.ip()]);
                admitted += 1;
            }
            Evidence::Dns(Dns::NotAllowed) => refused += 1,
            other => panic!("{other:?}"),
        }
        // One for each family, and none after.
        assert_eq!(names.asked(), 2 * check);
    }
    assert_eq!((admitted, refused), (TIMES / 2, TIMES / 2));
    assert_eq!(*dialled.lock().unwrap(), [admitted, 0]);
}

/// the same by the rules for public hosts, up to the addresses that would be dialled; none of them is.
#[tokio::test]
async fn a_public_name_that_moves_home_is_dialled_outside_or_not_at_all() {
    for home in ["127.0.0.1", "169.254.169.254", "10.0.0.1"] {
        let names = changeable("9.9.9.9", home).await;
        let resolver = Resolver::new(&[names.address]).unwrap();
        let (egress, host) = (Egress::default(), "imap.example".parse().unwrap());
        let within = Duration::from_secs(3);
        for turn in 0..50 {
            let seen = resolve(&resolver, &egress, &host, 993, AddressFamily::Any, within).await;
            let outside = (turn % 2 == 0).then(|| vec![SocketAddr::new(ip("9.9.9.9"), 993)]);
            assert_eq!(seen.next, outside, "{home}");
        }
        assert_eq!(names.asked(), 100);
    }
}
