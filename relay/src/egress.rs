//! Which addresses the relay may dial. Pure.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use shared::address::HostName;

/// The mail ports: IMAP, POP3 and submission, implicit TLS and STARTTLS (RFC 8314 §3).
pub const MAIL_PORTS: [u16; 6] = [110, 143, 465, 587, 993, 995];

/// The rules: public addresses for public hosts, exact entries for the operator's own.
#[derive(Clone, Debug, Default)]
pub struct Egress {
    internal: Vec<InternalHost>,
    outside: Outside,
}

/// What may be dialled of the hosts that the operator's file does not name.
#[derive(Clone, Debug, Default)]
enum Outside {
    /// Any host, at the mail ports.
    #[default]
    Mail,
    /// These hosts, at the port of https.
    Https(BTreeSet<HostName>),
}

/// The port of https.
const HTTPS: u16 = 443;

/// A host that the operator's file names, with all that may be dialled for it.
#[derive(Clone, Debug)]
pub struct InternalHost {
    /// Its name.
    pub name: HostName,
    /// Its addresses; an answer with any other is refused.
    pub addresses: Vec<IpAddr>,
    /// Its ports, mail ports or not.
    pub ports: Vec<u16>,
}

impl Egress {
    /// The rules with the operator's entries.
    pub const fn new(internal: Vec<InternalHost>) -> Self {
        Self {
            internal,
            outside: Outside::Mail,
        }
    }

    /// The rules for providers' endpoints: the same entries of the operator, and of all other hosts these alone, at the
    /// port of https. No mail port is among them, as that port is none of mail.
    #[must_use]
    pub fn for_endpoints(&self, hosts: impl IntoIterator<Item = HostName>) -> Self {
        Self {
            internal: self.internal.clone(),
            outside: Outside::Https(hosts.into_iter().collect()),
        }
    }

    /// Whether the operator's file names this host.
    pub fn is_internal(&self, host: &HostName) -> bool {
        self.internal.iter().any(|entry| entry.name == *host)
    }

    /// Whether this port may be dialled at all: one that the operator's entry lists; for any other host a mail port, or
    /// for a provider's endpoint that of https.
    pub fn admits_port(&self, host: &HostName, port: u16) -> bool {
        match self.entry(host) {
            Some(entry) => entry.ports.contains(&port),
            None => match &self.outside {
                Outside::Mail => MAIL_PORTS.contains(&port),
                Outside::Https(hosts) => port == HTTPS && hosts.contains(host),
            },
        }
    }

    /// Whether this address may be dialled for this host and port.
    pub fn admits(&self, host: &HostName, port: u16, address: IpAddr) -> bool {
        let known = match self.entry(host) {
            Some(entry) => entry.addresses.contains(&address),
            None => is_public(address),
        };
        known && self.admits_port(host, port)
    }

    fn entry(&self, host: &HostName) -> Option<&InternalHost> {
        self.internal.iter().find(|entry| entry.name == *host)
    }
}

/// Whether an address is one of the public Internet: not in IANA's special-purpose registries, no cloud's inner service,
/// and for IPv6 no dress of an IPv4 address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !PRIVATE_V4.iter().any(|(net, bits)| in_v4(v4, *net, *bits)),
        // Only what IANA has given out for global unicast, less its special parts.
        IpAddr::V6(v6) => {
            in_v6(v6, [0x2000, 0, 0], 3)
                && !PRIVATE_V6.iter().any(|(net, bits)| in_v6(v6, *net, *bits))
        }
    }
}

/// IANA's IPv4 special-purpose registry, multicast and reserved space, and Azure's wire server.
const PRIVATE_V4: [([u8; 4], u32); 19] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([168, 63, 129, 16], 32),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// The special parts of `2000::/3`, by their first 48 bits: Teredo, ORCHID, benchmarking and the rest of `2001::/23`,
/// documentation, 6to4, AS112.
const PRIVATE_V6: [([u16; 3], u32); 5] = [
    ([0x2001, 0, 0], 23),
    ([0x2001, 0x0db8, 0], 32),
    ([0x2002, 0, 0], 16),
    ([0x2620, 0x004f, 0x8000], 48),
    ([0x3fff, 0, 0], 20),
];

fn in_v4(address: Ipv4Addr, net: [u8; 4], bits: u32) -> bool {
    let mask = u32::MAX << (32 - bits);
    address.to_bits() & mask == u32::from_be_bytes(net) & mask
}

fn in_v6(address: Ipv6Addr, net: [u16; 3], bits: u32) -> bool {
    let net = Ipv6Addr::new(net[0], net[1], net[2], 0, 0, 0, 0, 0);
    let mask = u128::MAX << (128 - bits);
    address.to_bits() & mask == net.to_bits() & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "168.63.129.16",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:808:808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(special.parse().unwrap()), "{special}");
        }
        for public in [
            "8.8.8.8",
            "52.97.1.1",
            "168.63.129.17",
            "2603:1026::1",
            "2a00:1450:4001::1",
            "172.32.0.1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn an_internal_host_is_exactly_what_its_entry_says() {
        let (name, other): (HostName, HostName) = (
            "mail.corp.example".parse().unwrap(),
            "a.example".parse().unwrap(),
        );
        let addresses = vec!["10.0.0.5".parse().unwrap()];
        let egress = Egress::new(vec![InternalHost {
            name: name.clone(),
            addresses,
            ports: vec![8993],
        }]);
        assert!(egress.admits(&name, 8993, "10.0.0.5".parse().unwrap()));
        assert!(!egress.admits(&name, 993, "10.0.0.5".parse().unwrap()));
        assert!(!egress.admits(&name, 8993, "10.0.0.6".parse().unwrap()));
        assert!(!egress.admits(&name, 8993, "8.8.8.8".parse().unwrap()));
        assert!(!egress.admits(&other, 8993, "10.0.0.5".parse().unwrap()));
        assert!(egress.admits(&other, 993, "8.8.8.8".parse().unwrap()));
        assert!(!egress.admits(&other, 22, "8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn endpoints_are_reached_at_the_port_of_https_and_mail_is_not() {
        let host = |name: &str| name.parse::<HostName>().unwrap();
        let (login, corp) = (host("login.example.com"), host("id.corp.example"));
        let mail = Egress::new(vec![InternalHost {
            name: corp.clone(),
            addresses: vec!["10.0.0.5".parse().unwrap()],
            ports: vec![8443],
        }]);
        let endpoints = mail.for_endpoints([login.clone()]);
        let (public, private) = ("8.8.8.8".parse().unwrap(), "10.0.0.5".parse().unwrap());
        assert!(endpoints.admits(&login, 443, public));
        assert!(!endpoints.admits(&login, 443, private));
        assert!(!endpoints.admits(&host("other.example.com"), 443, public));
        for port in MAIL_PORTS.into_iter().chain([80, 8443]) {
            assert!(!endpoints.admits(&login, port, public), "{port}");
        }
        assert!(endpoints.admits(&corp, 8443, private));
        assert!(!endpoints.admits(&corp, 443, private) && !endpoints.admits(&corp, 8443, public));
        // What a plan may hold is as before.
        assert!(!mail.admits(&login, 443, public) && mail.admits(&login, 993, public));
    }
}
