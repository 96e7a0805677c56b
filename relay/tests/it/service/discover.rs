//! Whose mail servers a domain uses, asked of a name server that answers as a test says.

use std::time::{Duration, Instant};

use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::rdata::MX;
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;

use super::http::{Answer, send};
use super::relay::Relay;
use crate::name_server::{NameServer, address, authority};

const MICROSOFTS: &str = "contoso-com.mail.protection.outlook.com.";

/// A relay with Microsoft 365 and Google that asks this name server.
async fn relay(name_server: std::net::SocketAddr, limits: &str) -> Relay {
    let settings = format!(
        "[dns]\nnameservers = [\"{name_server}\"]\n{limits}\n\
         [[provider]]\nid = \"microsoft-365\"\n[[provider]]\nid = \"google\""
    );
    Relay::start_with(&settings).await
}

async fn ask(relay: &Relay, query: &str) -> Answer {
    let ours = [("Sec-Fetch-Site", "same-origin")];
    let path = format!("/api/v1/discover{query}");
    send(relay.address, "GET", &path, &ours).await
}

fn mx(query: &Query, preference: u16, name: &str) -> Record {
    let name = Name::from_ascii(name).unwrap();
    let data = RData::MX(MX::new(preference, name));
    Record::from_rdata(query.name().clone(), 3_600, data)
}

/// What the relay says of a domain with this answer.
async fn discovered(fill: impl Fn(&Query, &mut Message) + Send + 'static) -> String {
    let server = NameServer::start(fill).await;
    let relay = relay(server.address, "").await;
    let answer = ask(&relay, "?domain=contoso.com").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(server.asked() > 0);
    answer.body
}

/// The same, of a domain with these exchangers.
async fn with(exchangers: &'static [(u16, &'static str)]) -> String {
    discovered(move |query, answer| {
        let records = exchangers.iter();
        answer.add_answers(records.map(|(preference, name)| mx(query, *preference, name)));
    })
    .await
}

#[tokio::test]
async fn the_provider_of_a_custom_domain_is_found() {
    let microsoft = "{\"provider\":\"microsoft-365\"}";
    assert_eq!(with(&[(0, MICROSOFTS)]).await, microsoft);
    let filtered = with(&[
        (10, "mx1.filter.example."),
        (20, MICROSOFTS),
        (30, "aspmx.l.google.com."),
    ]);
    assert_eq!(filtered.await, microsoft);
    let google = with(&[(5, "ALT1.ASPMX.L.GOOGLE.COM."), (1, "ASPMX.L.GOOGLE.COM.")]);
    assert_eq!(google.await, "{\"provider\":\"google\"}");
}

#[tokio::test]
async fn one_question_is_asked_and_it_is_for_mx() {
    let server = NameServer::start(|query, answer| {
        assert_eq!(query.query_type(), RecordType::MX);
        assert_eq!(query.name().to_ascii(), "contoso.com.");
        answer.add_answer(mx(query, 0, MICROSOFTS));
    })
    .await;
    let relay = relay(server.address, "").await;
    assert!(
        ask(&relay, "?domain=Contoso.COM")
            .await
            .body
            .contains("microsoft-365")
    );
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn of_what_is_not_an_enabled_providers_nothing_is_said() {
    for exchangers in [
        // Null MX (RFC 7505), alone and where it must not stand.
        &[(0, ".")][..],
        &[(0, "."), (10, "mx.corp.example.")],
        &[(10, "mx.corp.example.")],
        // A provider that is built in and not enabled.
        &[(10, "in1-smtp.messagingengine.com.")],
        // Names that only look alike.
        &[(0, "evilmail.protection.outlook.com.attacker.test.")],
        &[(0, "contoso-com.mail.protection.outlook.com.attacker.test.")],
        &[(0, "evilmail.protection.outlook.com.")],
        &[(0, "evil\\.mail.protection.outlook.com.")],
        &[(0, "aspmx.l.google.com.attacker.test.")],
        &[(0, "notgoogle.com.")],
    ] {
        assert_eq!(with(exchangers).await, "{}", "{exchangers:?}");
    }
}

#[tokio::test]
async fn a_name_server_that_does_not_know_and_one_that_fails_look_the_same() {
    for code in [
        ResponseCode::NXDomain,
        ResponseCode::NoError,
        ResponseCode::ServFail,
        ResponseCode::Refused,
    ] {
        let said = discovered(move |query, answer| {
            answer.metadata.response_code = code;
            answer.add_authority(authority(query));
        });
        assert_eq!(said.await, "{}", "{code}");
    }
    // Addresses are no exchangers.
    let addresses = discovered(|query, answer| {
        answer.add_answer(address(query, "192.0.2.1"));
    });
    assert_eq!(addresses.await, "{}");
}

#[tokio::test]
async fn silence_ends_on_time() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let relay = relay(silent.local_addr().unwrap(), "").await;
    let began = Instant::now();
    assert_eq!(ask(&relay, "?domain=contoso.com").await.body, "{}");
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn of_many_records_the_first_ten_count() {
    let many = |last: u16| {
        discovered(move |query, answer| {
            // Worst first, so that it is the preference that counts.
            let names = (0..60).rev().map(|n| match n {
                n if n == last => mx(query, n, MICROSOFTS),
                // Short, so that all go into one datagram.
                n => mx(query, n, &format!("{n}.test.")),
            });
            answer.add_answers(names);
        })
    };
    assert_eq!(many(9).await, "{\"provider\":\"microsoft-365\"}");
    assert_eq!(many(10).await, "{}");
}

#[tokio::test]
async fn the_longest_names_do_no_harm() {
    // As many as a datagram holds, and more.
    for (many, expected) in [(3, "{\"provider\":\"microsoft-365\"}"), (20, "{}")] {
        let said = discovered(move |query, answer| {
            let label = "a".repeat(61);
            for n in 0..many {
                let name = format!("{}.{label}.{label}.{label}.", n + 10);
                answer.add_answer(mx(query, n, &name));
            }
            answer.add_answer(mx(query, many, MICROSOFTS));
        });
        assert_eq!(said.await, expected, "{many}");
    }
}

#[tokio::test]
async fn only_our_own_page_may_ask() {
    let server = NameServer::start(|query, answer| {
        answer.add_answer(mx(query, 0, MICROSOFTS));
    })
    .await;
    let relay = relay(server.address, "").await;
    let origin = relay.origin();
    let path = "/api/v1/discover?domain=contoso.com";
    for headers in [
        &[][..],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", origin.as_str())],
        &[
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", "https://evil.test"),
        ],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", "null")],
    ] {
        let answer = send(relay.address, "GET", path, headers).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (403, ""),
            "{headers:?}"
        );
    }
    assert_eq!(server.asked(), 0);
    let ours = [
        ("Sec-Fetch-Site", "same-origin"),
        ("Origin", origin.as_str()),
    ];
    assert_eq!(send(relay.address, "GET", path, &ours).await.status, 200);
    assert_eq!(send(relay.address, "POST", path, &ours).await.status, 405);
}

/// nothing but a domain is asked about.
#[tokio::test]
async fn what_is_no_domain_reaches_no_name_server() {
    let server = NameServer::start(|query, answer| {
        answer.add_answer(mx(query, 0, MICROSOFTS));
    })
    .await;
    let relay = relay(server.address, "").await;
    for query in [
        "",
        "?domain=",
        "?domain=localhost",
        "?domain=192.0.2.1",
        "?domain=[::1]",
        "?domain=metadata.google.internal",
        "?domain=m%C3%BCnchen.example",
        "?domain=contoso.com&domain=fabrikam.com",
    ] {
        let answer = ask(&relay, query).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(!answer.body.contains("provider"), "{query}");
    }
    assert_eq!(server.asked(), 0);
}

/// the question after the last is refused, with the time to wait.
#[tokio::test]
async fn questions_are_counted() {
    let server = NameServer::start(|query, answer| {
        answer.add_answer(mx(query, 0, MICROSOFTS));
    })
    .await;
    let relay = relay(server.address, "[limits]\nlookups_per_minute = 2").await;
    for _ in 0..2 {
        assert_eq!(ask(&relay, "?domain=contoso.com").await.status, 200);
    }
    let refused = ask(&relay, "?domain=contoso.com").await;
    assert_eq!(refused.status, 429);
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(server.asked(), 2);
}

/// behind a proxy that was named each visitor is counted alone; whoever else writes such a header is counted as
/// before.
#[tokio::test]
async fn visitors_behind_a_proxy_are_counted_one_by_one() {
    let server = NameServer::start(|query, answer| {
        answer.add_answer(mx(query, 0, MICROSOFTS));
    })
    .await;
    let limits = "[limits]\nlookups_per_minute = 1";
    let ask_for = async |relay: &Relay, visitor: &str| {
        let headers = [
            ("Sec-Fetch-Site", "same-origin"),
            ("X-Forwarded-For", visitor),
        ];
        let path = "/api/v1/discover?domain=contoso.com";
        send(relay.address, "GET", path, &headers).await.status
    };
    let proxied = Relay::start_with(&format!(
        "proxies = [\"127.0.0.1\"]\n[dns]\nnameservers = [\"{}\"]\n{limits}\n[[provider]]\nid = \"microsoft-365\"",
        server.address
    ))
    .await;
    assert_eq!(ask_for(&proxied, "203.0.113.1").await, 200);
    assert_eq!(ask_for(&proxied, "203.0.113.2").await, 200);
    // What a visitor writes itself stands before what the proxy adds.
    assert_eq!(ask_for(&proxied, "203.0.113.3, 203.0.113.1").await, 429);
    let direct = relay(server.address, limits).await;
    assert_eq!(ask_for(&direct, "203.0.113.1").await, 200);
    assert_eq!(ask_for(&direct, "203.0.113.2").await, 429);
}
