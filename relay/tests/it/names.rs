//! Name resolution against a name server that answers as a test says.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::rdata::CNAME;
use hickory_proto::rr::{Name, RData, Record, RecordType};
use relay::egress::{Egress, InternalHost};
use relay::probe::dns::{Resolver, resolve};
use shared::evidence::Evidence;
use shared::evidence::dns::Dns;
use shared::plan::AddressFamily;
use tokio::net::UdpSocket;

use crate::name_server::{NameServer, address, authority, ip};

const HOST: &str = "mail.lab.test";
const ADMITTED: [&str; 3] = ["192.0.2.1", "192.0.2.2", "2001:db8::1"];

#[tokio::test]
async fn both_families_are_asked_and_ipv6_comes_first() {
    let server = NameServer::start(|query, answer| {
        let text = match query.query_type() {
            RecordType::AAAA => "2001:db8::1",
            _ => "192.0.2.1",
        };
        answer.add_answer(address(query, text));
    })
    .await;
    let expected = Dns::Resolved {
        addresses: vec![ip("2001:db8::1"), ip("192.0.2.1")],
    };
    assert_eq!(resolved(&server).await, expected);
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn one_family_is_kept_where_one_is_dialled() {
    let server = NameServer::start(|query, answer| {
        if query.query_type() == RecordType::AAAA {
            answer.add_answer(address(query, "2001:db8::1"));
        } else {
            answer.add_answer(address(query, "192.0.2.1"));
        }
    })
    .await;
    let resolver = Resolver::new(&[server.address]).unwrap();
    for (family, only) in [
        (AddressFamily::V4, "192.0.2.1"),
        (AddressFamily::V6, "2001:db8::1"),
    ] {
        let expected = Dns::Resolved {
            addresses: vec![ip(only)],
        };
        assert_eq!(
            ask_for(&resolver, family, Duration::from_secs(5)).await,
            expected
        );
    }
}

/// A name server that drops what it does not know (RFC 4074 §4.1) takes nobody's IPv4.
#[tokio::test]
async fn silence_about_one_family_takes_nothing_from_the_other() {
    for deaf in [&[RecordType::AAAA], &[RecordType::A]] {
        let server = NameServer::start_deaf(deaf, |query, answer| {
            answer.add_answer(match query.query_type() {
                RecordType::AAAA => address(query, "2001:db8::1"),
                _ => address(query, "192.0.2.1"),
            });
        })
        .await;
        let resolver = Resolver::new(&[server.address]).unwrap();
        // What a check and the way to a provider have for it.
        let answer = ask_for(&resolver, AddressFamily::Any, Duration::from_secs(3)).await;
        let Dns::Resolved { addresses } = answer else {
            panic!("without {deaf:?}: {answer:?}");
        };
        assert_eq!(addresses.len(), 1, "without {deaf:?}");
    }
}

#[tokio::test]
async fn a_family_that_is_not_there_is_no_address() {
    let server = NameServer::start(|query, answer| {
        if query.query_type() == RecordType::AAAA {
            answer.add_answer(address(query, "2001:db8::1"));
        }
    })
    .await;
    let resolver = Resolver::new(&[server.address]).unwrap();
    let answer = ask_for(&resolver, AddressFamily::V4, Duration::from_secs(5)).await;
    assert_eq!(answer, Dns::NoAddress);
}

/// NXDOMAIN, no record, SERVFAIL and REFUSED.
/// A look at one family is told what is known of that one.
#[tokio::test]
async fn silence_about_the_family_that_is_dialled_is_no_lack_of_addresses() {
    let server = NameServer::start_deaf(&[RecordType::AAAA], |query, answer| {
        answer.add_answer(address(query, "192.0.2.1"));
    })
    .await;
    let resolver = Resolver::new(&[server.address]).unwrap();
    let within = Duration::from_secs(3);
    assert_eq!(
        ask_for(&resolver, AddressFamily::V6, within).await,
        Dns::TimedOut
    );
}

/// Two servers are asked at once, and the second attempt comes to a third.
#[tokio::test]
async fn two_silent_name_servers_leave_the_third() {
    let [first, second] = [(); 2].map(|()| std::net::UdpSocket::bind("127.0.0.1:0").unwrap());
    let good = NameServer::start(|query, answer| {
        answer.add_answer(match query.query_type() {
            RecordType::AAAA => address(query, "2001:db8::1"),
            _ => address(query, "192.0.2.1"),
        });
    })
    .await;
    let silent = [&first, &second].map(|socket| socket.local_addr().unwrap());
    let resolver = Resolver::new(&[silent[0], silent[1], good.address]).unwrap();
    let answer = ask_for(&resolver, AddressFamily::Any, Duration::from_secs(3)).await;
    assert!(matches!(answer, Dns::Resolved { .. }), "{answer:?}");
}

#[tokio::test]
async fn what_the_name_server_lacks_is_told_apart() {
    for (code, expected) in [
        (ResponseCode::NXDomain, Dns::NoSuchName),
        (ResponseCode::NoError, Dns::NoAddress),
        (ResponseCode::ServFail, Dns::ServerFailure),
        (ResponseCode::Refused, Dns::ServerFailure),
    ] {
        let server = NameServer::start(move |query, answer| {
            answer.metadata.response_code = code;
            if matches!(code, ResponseCode::NXDomain | ResponseCode::NoError) {
                answer.add_authority(authority(query));
            }
        })
        .await;
        assert_eq!(resolved(&server).await, expected, "{code}");
    }
}

///
#[tokio::test]
async fn silence_ends_on_time() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let within = Duration::from_millis(300);
    let began = std::time::Instant::now();
    assert_eq!(ask(address, within).await, Dns::TimedOut);
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_name_server_that_is_not_there_is_no_answer() {
    let gone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    assert_eq!(ask(address, Duration::from_secs(10)).await, Dns::TimedOut);
}

/// also behind more addresses than are tried.
#[tokio::test]
async fn one_address_too_many_condemns_the_name() {
    for other in ["127.0.0.1", "192.0.2.3"] {
        let server = NameServer::start(move |query, answer| {
            if query.query_type() == RecordType::A {
                answer.add_answer(address(query, "192.0.2.1"));
                answer.add_answer(address(query, other));
            } else {
                answer.add_authority(authority(query));
            }
        })
        .await;
        assert_eq!(resolved(&server).await, Dns::NotAllowed);
    }
    // Behind more than are tried, too.
    let server = NameServer::start(|query, answer| {
        if query.query_type() == RecordType::A {
            let many = std::iter::repeat_n("192.0.2.1", 20).chain(["192.0.2.3"]);
            answer.add_answers(many.map(|text| address(query, text)));
        } else {
            answer.add_authority(authority(query));
        }
    })
    .await;
    assert_eq!(resolved(&server).await, Dns::NotAllowed);
}

///
#[tokio::test]
async fn an_alias_is_followed_and_its_address_judged() {
    let server = NameServer::start(|query, answer| {
        let target = Name::from_ascii("real.lab.test.").unwrap();
        let alias = RData::CNAME(CNAME(target.clone()));
        answer.add_answer(Record::from_rdata(query.name().clone(), 60, alias));
        if query.query_type() == RecordType::A {
            let address = RData::from(ip("192.0.2.2"));
            answer.add_answer(Record::from_rdata(target, 60, address));
        }
    })
    .await;
    let expected = Dns::Resolved {
        addresses: vec![ip("192.0.2.2")],
    };
    assert_eq!(resolved(&server).await, expected);
}

/// what it says counts now, whatever it said before.
#[tokio::test]
async fn nothing_is_remembered() {
    let turn = AtomicUsize::new(0);
    let server = NameServer::start(move |query, answer| {
        if query.query_type() != RecordType::A {
            answer.add_authority(authority(query));
            return;
        }
        let text = ["192.0.2.1", "192.0.2.2"][turn.fetch_add(1, Ordering::Relaxed) % 2];
        answer.add_answer(address(query, text));
    })
    .await;
    let resolver = Resolver::new(&[server.address]).unwrap();
    for expected in ["192.0.2.1", "192.0.2.2", "192.0.2.1"] {
        let expected = Dns::Resolved {
            addresses: vec![ip(expected)],
        };
        assert_eq!(ask_with(&resolver, Duration::from_secs(5)).await, expected);
    }
}

/// the name that is asked about is whole.
#[tokio::test]
async fn the_hosts_file_and_search_domains_have_no_say() {
    let server = NameServer::start(|query, answer| {
        assert_eq!(query.name().to_ascii(), "mail.lab.test.");
        answer.metadata.response_code = ResponseCode::NXDomain;
        answer.add_authority(authority(query));
    })
    .await;
    assert_eq!(resolved(&server).await, Dns::NoSuchName);
    assert_eq!(server.asked(), 2);
}

async fn resolved(server: &NameServer) -> Dns {
    ask(server.address, Duration::from_secs(5)).await
}

async fn ask(name_server: SocketAddr, within: Duration) -> Dns {
    ask_with(&Resolver::new(&[name_server]).unwrap(), within).await
}

async fn ask_with(resolver: &Resolver, within: Duration) -> Dns {
    ask_for(resolver, AddressFamily::Any, within).await
}

async fn ask_for(resolver: &Resolver, family: AddressFamily, within: Duration) -> Dns {
    let egress = Egress::new(vec![InternalHost {
        name: HOST.parse().unwrap(),
        addresses: ADMITTED.map(ip).to_vec(),
        ports: vec![993],
    }]);
    let host = HOST.parse().unwrap();
    let seen = resolve(resolver, &egress, &host, 993, family, within).await;
    let Evidence::Dns(answer) = seen.evidence else {
        panic!("{:?}", seen.evidence);
    };
    assert_eq!(seen.next.is_some(), matches!(answer, Dns::Resolved { .. }));
    answer
}
