//! Hosts that are written oddly, each in three places where one can be written: a mailbox, an entry of the operator, and an
//! endpoint's address.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use relay::config::Config;
use relay::egress::Egress;
use relay::outbound::is_admitted;
use relay::plan::plan;
use serde_json::json;
use shared::refusal::Refusal;
use tokio::net::TcpListener;

use super::relay::{Relay, provider};
use super::socket::{Socket, check, check_with};
use crate::name_server::{NameServer, address};

/// Addresses, in every spelling that something reads.
const ADDRESSES: [&str; 42] = [
    // IPv4, in the ways that `inet_aton` reads.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0X7F000001",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "127.000.000.001",
    "127.0.0.0x1",
    "0",
    "0.0.0.0",
    "00000000",
    "4294967295",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "8.8.8.8",
    "256.256.256.256",
    "1.2.3.4.5",
    "imap.example.1",
    "imap.example.0x7f000001",
    "[127.0.0.1]",
    "(127.0.0.1)",
    // IPv6.
    "::",
    "[::]",
    "::1",
    "[::1]",
    "0:0:0:0:0:0:0:1",
    "[::1]:993",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[fe80::1%eth0]",
    "fe80::1%25eth0",
    "[IPv6:::1]",
];

/// One label or none, which a resolver may complete with a search domain.
const LABELS: [&str; 8] = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ip6-localhost",
    "mail",
    "com",
    "",
    ".",
];

/// What is no name of two labels or more, in letters, digits and hyphens.
const ODD: [&str; 33] = [
    // Dots.
    "imap.example.com.",
    "imap.example.com..",
    ".imap.example.com",
    "imap..example.com",
    // What stands around a host in a URL.
    "user@imap.example.com",
    "imap.example.com@127.0.0.1",
    "imap.example.com:993",
    "127.0.0.1:993",
    "https://imap.example.com",
    "//imap.example.com",
    "imap.example.com/",
    "imap.example.com?x.y",
    "imap.example.com#x.y",
    "imap.example.com\\x.y",
    "127.0.0.1\\@imap.example.com",
    // Percent-encoding, and a zone.
    "imap.example.com%eth0",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "imap%00.example.com",
    "imap.example.com%0d%0a",
    "imap%2eexample%2ecom",
    // What is not seen.
    "imap.example.com\0",
    "127.0.0.1\0.example.com",
    "imap.example.com\r\nx",
    "imap .example.com",
    "imap\t.example.com",
    "imap\u{7f}.example.com",
    // What a label may not be.
    "-imap.example.com",
    "imap-.example.com",
    "imap_x.example.com",
    "*.example.com",
    "imap.example.com,x.example.com",
    "a-label-of-sixty-four-octets-0123456789-0123456789-0123456789-xyz.example.com",
];

/// What some readers take for ASCII.
const NOT_ASCII: [&str; 12] = [
    "１２７.0.0.1",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "①②⑦.⓪.⓪.①",
    "169。254。169。254",
    "imap。example。com",
    "ｉｍａｐ.example.com",
    "ⓛocalhost.example.com",
    "imap\u{200b}.example.com",
    "im\u{ad}ap.example.com",
    "imap.ex\u{430}mple.com",
];

/// Names of somebody's own network.
const LOCAL: [&str; 18] = [
    "printer.local",
    "PRINTER.LOCAL",
    "imap.example.local",
    "mail.internal",
    "metadata.google.internal",
    "Metadata.Google.Internal",
    "metadata.amazonaws.com",
    "x.localhost",
    "localhost.localdomain",
    "router.home.arpa",
    "1.0.0.127.in-addr.arpa",
    "x.onion",
    "x.alt",
    "mail.corp",
    "mail.home",
    "wpad.lan",
    "mail.intranet",
    "mail.invalid",
];

/// All that is no host name.
fn malformed() -> impl Iterator<Item = &'static str> {
    ADDRESSES.into_iter().chain(LABELS).chain(ODD)
}

/// A relay whose name server and whose neighbour count who comes.
struct Counted {
    relay: Relay,
    names: NameServer,
    connections: Arc<AtomicUsize>,
}

impl Counted {
    /// The settings may depend on the neighbour's port.
    async fn start(settings: impl FnOnce(u16) -> String) -> Self {
        let neighbour = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = neighbour.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                neighbour.accept().await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        let names = NameServer::start(|query, answer| {
            answer.add_answer(address(query, "127.0.0.1"));
        })
        .await;
        let servers = format!("[dns]\nnameservers = [\"{}\"]\n", names.address);
        let relay = Relay::start_with(&(servers + &settings(port))).await;
        Self {
            relay,
            names,
            connections,
        }
    }

    fn nobody_was_asked_or_dialled(&self) {
        let connections = self.connections.load(Ordering::Relaxed);
        assert_eq!((self.names.asked(), connections), (0, 0));
    }
}

/// A provider whose mailboxes of the domain `n.test` are at the n-th of these.
fn at_each(hosts: &[&str], port: u16) -> String {
    let place = |(n, host): (usize, &&str)| {
        let target = toml::Value::from(format!("{host}:{port}:tls"));
        format!("\"{n}.test\" = {target}")
    };
    let places: Vec<String> = hosts.iter().enumerate().map(place).collect();
    provider("example", "greencheck", true, "x").replace(
        "imap = \"x\"",
        &format!("imap_by_domain = {{ {} }}", places.join(", ")),
    )
}

/// as the domain of a mailbox it is refused before a name server is asked.
#[tokio::test]
async fn a_mailbox_at_an_odd_host_is_refused() {
    let counted = Counted::start(|port| {
        provider(
            "example",
            "greencheck",
            true,
            &format!("imap.example.test:{port}:tls"),
        )
    })
    .await;
    let mut socket = Socket::open(&counted.relay).await;
    for host in malformed().chain(NOT_ASCII) {
        socket.send(&check(&format!("anna@{host}"))).await;
        let refused = (Refusal::MailboxMalformed, None);
        assert_eq!(socket.refusal().await, refused, "{host:?}");
    }
    counted.nobody_was_asked_or_dialled();
}

/// what an operator wrote oddly keeps the relay from starting.
#[test]
fn an_entry_with_an_odd_host_is_refused_at_once() {
    let parse = |host: &str| {
        let settings = "listen = \"127.0.0.1:0\"\npublic_url = \"http://localhost:1\"\n";
        Config::parse(&format!("{settings}{}", at_each(&[host], 993)), [])
    };
    for host in malformed() {
        assert!(parse(host).is_err(), "{host:?}");
    }
    // So it starts with a good one, and the plan has it in its one spelling.
    let policy = parse("IMAP.Example.COM").unwrap().policy;
    let frame = check("anna@0.test");
    let request = serde_json::from_value(frame["check"]["request"].clone()).unwrap();
    let plan = plan(&request, &policy).unwrap();
    assert_eq!(plan.routes[0].host.as_str(), "imap.example.com");
}

/// what starts is refused by the plan, for its name and before its port is looked at.
#[tokio::test]
async fn an_entry_with_a_host_of_nobody_is_never_dialled() {
    let hosts = [&NOT_ASCII[..], &LOCAL].concat();
    let counted = Counted::start(|port| at_each(&hosts, port)).await;
    let mut socket = Socket::open(&counted.relay).await;
    for (n, host) in hosts.iter().enumerate() {
        socket.send(&check(&format!("anna@{n}.test"))).await;
        let refusal = if n < NOT_ASCII.len() {
            Refusal::HostNotAscii
        } else {
            Refusal::HostUnknown
        };
        assert_eq!(socket.refusal().await, (refusal, None), "{host:?}");
    }
    counted.nobody_was_asked_or_dialled();
}

/// an endpoint may be written in any spelling that a URL has; what it comes to is no address and no
/// name of a network of one's own.
#[test]
fn an_endpoint_at_an_odd_host_is_not_gone_to() {
    let egress = Egress::default();
    let hosts = ADDRESSES.into_iter().chain(LABELS).chain(LOCAL);
    for host in hosts.chain(NOT_ASCII.into_iter().take(6)) {
        let url = format!("https://{host}/token");
        assert!(!is_admitted(&url, &egress), "{host:?}");
    }
    assert!(is_admitted("https://login.example.com/token", &egress));
}

/// a request names a provider and a mailbox. There is no place in it for a host, a port or an address.
#[tokio::test]
async fn a_request_has_no_place_for_a_host() {
    let relay = Relay::start("").await;
    for (field, value) in [
        ("host", json!("imap.example.test")),
        ("port", json!(993)),
        ("url", json!("imaps://imap.example.test:993")),
        ("address", json!("127.0.0.1")),
        ("imap", json!("imap.example.test:993:tls")),
        ("routes", json!([])),
    ] {
        let mut socket = Socket::open(&relay).await;
        socket.send(&check_with(field, value)).await;
        let refused = (Refusal::MessageMalformed, None);
        assert_eq!(socket.refusal().await, refused, "{field}");
    }
}
