//! Answers of name servers that are long, winding, or never come: each ends on time, with a bounded list.

use std::time::{Duration, Instant as Clock};

use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::rdata::{CNAME, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use relay::egress::{Egress, InternalHost};
use relay::probe::dns::{Resolver, resolve};
use shared::evidence::Evidence;
use shared::evidence::dns::Dns;
use shared::plan::AddressFamily;
use tokio::net::UdpSocket;
use tokio::time::Instant;

use crate::name_server::{NameServer, address, authority, ip};

const HOST: &str = "mail.lab.test";

/// The time of the step in every plan, as the golden plans have it.
const WITHIN: Duration = Duration::from_secs(3);

/// What comes of an answer for a host that may be anywhere in a block of addresses, and how many questions it took.
async fn answered(fill: impl Fn(&Query, &mut Message) + Send + 'static) -> (Dns, usize) {
    let server = NameServer::start(fill).await;
    let began = Clock::now();
    let answer = asked(&Resolver::new(&[server.address]).unwrap()).await;
    assert!(began.elapsed() < WITHIN + Duration::from_secs(1));
    (answer, server.asked())
}

async fn asked(resolver: &Resolver) -> Dns {
    let block = (0..=255).flat_map(|n| [format!("192.0.2.{n}"), format!("2001:db8::{n:x}")]);
    let egress = Egress::new(vec![InternalHost {
        name: HOST.parse().unwrap(),
        addresses: block.map(|text| ip(&text)).collect(),
        ports: vec![993],
    }]);
    let host = HOST.parse().unwrap();
    let seen = resolve(resolver, &egress, &host, 993, AddressFamily::Any, WITHIN).await;
    let Evidence::Dns(answer) = seen.evidence else {
        panic!("{:?}", seen.evidence);
    };
    assert_eq!(seen.next.is_some(), matches!(answer, Dns::Resolved { .. }));
    answer
}

/// As many addresses of the family as asked for.
fn many(query: &Query, count: u32, answer: &mut Message) {
    let text = |n: u32| match query.query_type() {
        RecordType::AAAA => format!("2001:db8::{:x}", n % 256),
        _ => format!("192.0.2.{}", n % 256),
    };
    answer.add_answers((0..count).map(|n| address(query, &text(n))));
}

fn alias(from: &Name, to: &Name) -> Record {
    Record::from_rdata(from.clone(), 0, RData::CNAME(CNAME(to.clone())))
}

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

/// of 64 records a family, eight of each are tried.
#[tokio::test]
async fn of_many_addresses_sixteen_are_tried() {
    let (answer, questions) = answered(|query, answer| many(query, 64, answer)).await;
    let six = (0..8).map(|n| ip(&format!("2001:db8::{n:x}")));
    let four = (0..8).map(|n| ip(&format!("192.0.2.{n}")));
    let addresses = six.chain(four).collect();
    assert_eq!((answer, questions), (Dns::Resolved { addresses }, 2));
}

/// an answer of 4 KiB, whose last record is looked at like the first.
#[tokio::test]
async fn a_long_answer_is_read_to_its_end() {
    let padded = |query: &Query, answer: &mut Message| {
        many(query, 64, answer);
        let padding = RData::TXT(TXT::new(vec!["x".repeat(90)]));
        let padding = Record::from_rdata(query.name().clone(), 0, padding);
        while answer.to_vec().unwrap().len() < 3_950 {
            answer.add_answer(padding.clone());
        }
        assert!(answer.to_vec().unwrap().len() < 4_070);
    };
    let (answer, _) = answered(padded).await;
    assert!(matches!(answer, Dns::Resolved { addresses } if addresses.len() == 16));
    let (answer, _) = answered(move |query, answer| {
        padded(query, answer);
        answer.add_answer(address(query, "10.0.0.1"));
    })
    .await;
    assert_eq!(answer, Dns::NotAllowed);
}

/// an alias of an alias, and so on, and only where it ends counts.
#[tokio::test]
async fn a_chain_of_aliases_is_followed_and_its_end_judged() {
    for (end, expected) in [("192.0.2.7", None), ("127.0.0.1", Some(Dns::NotAllowed))] {
        let (answer, questions) = answered(move |query, answer| {
            let links: Vec<Name> = (0..7).map(|n| name(&format!("a{n}.lab.test."))).collect();
            answer.add_answer(alias(query.name(), &links[0]));
            answer.add_answers(links.windows(2).map(|pair| alias(&pair[0], &pair[1])));
            if query.query_type() == RecordType::A {
                answer.add_answer(Record::from_rdata(links[6].clone(), 0, ip(end).into()));
            }
        })
        .await;
        let resolved = Dns::Resolved {
            addresses: vec![ip("192.0.2.7")],
        };
        assert_eq!(answer, expected.unwrap_or(resolved), "{questions}");
        assert!(questions < 20, "{questions}");
    }
}

/// aliases without end, and in a circle, one an answer.
#[tokio::test]
async fn a_chain_of_aliases_without_an_end_is_given_up() {
    let endless = |query: &Query, answer: &mut Message| {
        let first = query.name().iter().next().unwrap();
        let next = format!("x{}.lab.test.", String::from_utf8_lossy(first));
        answer.add_answer(alias(query.name(), &name(&next)));
    };
    let circle = |query: &Query, answer: &mut Message| {
        let other = if query.name() == &name("b.lab.test.") {
            "a.lab.test."
        } else {
            "b.lab.test."
        };
        answer.add_answer(alias(query.name(), &name(other)));
    };
    let itself = |query: &Query, answer: &mut Message| {
        answer.add_answer(alias(query.name(), query.name()));
    };
    for (answer, questions) in [
        answered(endless).await,
        answered(circle).await,
        answered(itself).await,
    ] {
        assert!(
            !matches!(answer, Dns::Resolved { .. } | Dns::NotAllowed),
            "{answer:?}"
        );
        assert!(questions < 40, "{questions}");
    }
}

/// one address that is not admitted, of either family and among many, and no address is dialled.
#[tokio::test]
async fn an_answer_that_is_mixed_over_the_families_is_refused() {
    for (inside, of) in [("10.0.0.1", RecordType::A), ("fd00::1", RecordType::AAAA)] {
        let (answer, _) = answered(move |query, answer| {
            many(query, 3, answer);
            if query.query_type() == of {
                answer.add_answer(address(query, inside));
            }
        })
        .await;
        assert_eq!(answer, Dns::NotAllowed, "{inside}");
    }
}

/// a failure for one family does not hide what the other says, good or bad.
#[tokio::test]
async fn a_failure_of_one_family_hides_nothing_of_the_other() {
    for (four, expected) in [
        (
            "192.0.2.1",
            Dns::Resolved {
                addresses: vec![ip("192.0.2.1")],
            },
        ),
        ("10.0.0.1", Dns::NotAllowed),
    ] {
        for code in [
            ResponseCode::ServFail,
            ResponseCode::NXDomain,
            ResponseCode::Refused,
        ] {
            let (answer, _) = answered(move |query, answer| {
                if query.query_type() == RecordType::A {
                    answer.add_answer(address(query, four));
                } else {
                    answer.metadata.response_code = code;
                    answer.add_authority(authority(query));
                }
            })
            .await;
            assert_eq!(answer, expected, "{code}");
        }
    }
}

/// a name server that says nothing, on a clock that runs when nothing else does.
#[tokio::test(start_paused = true)]
async fn silence_ends_within_three_seconds() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let resolver = Resolver::new(&[silent.local_addr().unwrap()]).unwrap();
    let began = Instant::now();
    assert_eq!(asked(&resolver).await, Dns::TimedOut);
    assert!(began.elapsed() <= WITHIN, "{:?}", began.elapsed());
}

/// nothing is asked about a port that is none of mail, nor about a name that is none of the Internet.
#[tokio::test]
async fn what_is_not_admitted_whatever_its_address_is_not_asked_about() {
    let server = NameServer::start(|query, answer| many(query, 1, answer)).await;
    let resolver = Resolver::new(&[server.address]).unwrap();
    let egress = Egress::default();
    let refused = async |host: &str, port| {
        let host = host.parse().unwrap();
        let seen = resolve(&resolver, &egress, &host, port, AddressFamily::Any, WITHIN).await;
        assert_eq!(
            seen.evidence,
            Evidence::Dns(Dns::NotAllowed),
            "{host}:{port}"
        );
    };
    let mail = [110, 143, 465, 587, 993, 995];
    for port in (0..=u16::MAX).filter(|port| !mail.contains(port)) {
        refused("imap.example", port).await;
    }
    for local in [
        "printer.local",
        "metadata.google.internal",
        "metadata.amazonaws.com",
    ] {
        refused(local, 993).await;
    }
    assert_eq!(server.asked(), 0);
    // And so they are asked about where the port is one of mail.
    for port in mail {
        refused("imap.example", port).await;
    }
    assert_eq!(server.asked(), 12);
}
