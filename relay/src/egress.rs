//! Which addresses the relay may dial. Pure, but for the question which addresses this machine has.

mod interfaces;
mod names;
mod public;

use std::collections::BTreeSet;
use std::net::IpAddr;

use shared::address::HostName;

pub use self::interfaces::interfaces;
pub use self::names::is_public_name;
pub use self::public::is_public;

/// The mail ports: IMAP, POP3 and submission, implicit TLS and STARTTLS (RFC 8314 §3).
pub const MAIL_PORTS: [u16; 6] = [110, 143, 465, 587, 993, 995];

/// The rules: public addresses for public hosts, exact entries for the operator's own.
#[derive(Clone, Debug, Default)]
pub struct Egress {
    internal: Vec<InternalHost>,
    outside: Outside,
    own: BTreeSet<IpAddr>,
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
            own: BTreeSet::new(),
        }
    }

    /// The same, and the relay is not dialled by itself: these are its own addresses, public as they may be. Only an entry
    /// of the operator leads to one.
    #[must_use]
    pub fn apart_from(mut self, own: impl IntoIterator<Item = IpAddr>) -> Self {
        self.own.extend(own);
        self
    }

    /// The rules for providers' endpoints: the same entries of the operator, and of all other hosts these alone, at the
    /// port of https. No mail port is among them, as that port is none of mail.
    #[must_use]
    pub fn for_endpoints(&self, hosts: impl IntoIterator<Item = HostName>) -> Self {
        Self {
            internal: self.internal.clone(),
            outside: Outside::Https(hosts.into_iter().collect()),
            own: self.own.clone(),
        }
    }

    /// Whether the operator's file names this host.
    pub fn is_internal(&self, host: &HostName) -> bool {
        self.internal.iter().any(|entry| entry.name == *host)
    }

    /// Whether a name server may be asked about this host: one that the operator's file names, or a public name.
    pub fn admits_name(&self, host: &HostName) -> bool {
        self.is_internal(host) || is_public_name(host)
    }

    /// Whether this port of this host may be dialled at all: one that the operator's entry lists; for any other host, with
    /// a public name, a mail port, or for a provider's endpoint that of https.
    pub fn admits_port(&self, host: &HostName, port: u16) -> bool {
        match self.entry(host) {
            Some(entry) => entry.ports.contains(&port),
            None => {
                is_public_name(host)
                    && match &self.outside {
                        Outside::Mail => MAIL_PORTS.contains(&port),
                        Outside::Https(hosts) => port == HTTPS && hosts.contains(host),
                    }
            }
        }
    }

    /// Whether this address may be dialled for this host and port.
    pub fn admits(&self, host: &HostName, port: u16, address: IpAddr) -> bool {
        let known = match self.entry(host) {
            Some(entry) => entry.addresses.contains(&address),
            None => is_public(address) && !self.is_own(address),
        };
        known && self.admits_port(host, port)
    }

    /// Whether this is an address of the relay itself.
    pub fn is_own(&self, address: IpAddr) -> bool {
        self.own.contains(&address)
    }

    fn entry(&self, host: &HostName) -> Option<&InternalHost> {
        self.internal.iter().find(|entry| entry.name == *host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
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

    /// of all ports, the six of mail; of an operator's host, what its entry lists.
    #[test]
    fn of_all_ports_the_six_of_mail_are_open() {
        let host = |name: &str| name.parse::<HostName>().unwrap();
        let egress = Egress::new(vec![InternalHost {
            name: host("mail.corp.example"),
            addresses: vec!["10.0.0.5".parse().unwrap()],
            ports: vec![8993],
        }]);
        let open = |name: &str, address: &str| -> Vec<u16> {
            let (host, address) = (host(name), address.parse().unwrap());
            let open = |port: &u16| {
                let admitted = egress.admits_port(&host, *port);
                assert_eq!(admitted, egress.admits(&host, *port, address), "{port}");
                admitted
            };
            (0..=u16::MAX).filter(open).collect()
        };
        assert_eq!(open("imap.example", "8.8.8.8"), MAIL_PORTS);
        assert_eq!(open("mail.corp.example", "10.0.0.5"), [8993]);
        assert_eq!(open("printer.local", "8.8.8.8"), [0; 0]);
    }

    /// the relay's own address is dialled where the operator's entry names it, and nowhere else.
    #[test]
    fn an_address_of_its_own_is_not_dialled_public_as_it_may_be() {
        let host = |name: &str| name.parse::<HostName>().unwrap();
        let own = ["9.9.9.9", "2620:fe::9"].map(|own| own.parse::<IpAddr>().unwrap());
        let (named, other) = (host("mail.corp.example"), host("imap.example"));
        let egress = Egress::new(vec![InternalHost {
            name: named.clone(),
            addresses: own.to_vec(),
            ports: vec![993],
        }]);
        let apart = egress.clone().apart_from(own);
        let endpoints = |egress: &Egress| egress.for_endpoints([other.clone()]);
        for address in own {
            assert!(egress.admits(&other, 993, address));
            assert!(endpoints(&egress).admits(&other, 443, address));
            assert!(!apart.admits(&other, 993, address));
            assert!(!endpoints(&apart).admits(&other, 443, address));
            assert!(apart.admits(&named, 993, address));
        }
        // Beside it is somebody else.
        assert!(apart.admits(&other, 993, "9.9.9.10".parse().unwrap()));
    }

    /// a name of a network of one's own is dialled where the operator's entry names it.
    #[test]
    fn a_local_name_is_the_operators_to_allow() {
        let name: HostName = "mail.corp.local".parse().unwrap();
        let address: IpAddr = "10.0.0.5".parse().unwrap();
        let none = Egress::default();
        assert!(!none.admits_name(&name) && !none.admits(&name, 993, "8.8.8.8".parse().unwrap()));
        let endpoints = none.for_endpoints([name.clone()]);
        assert!(!endpoints.admits_port(&name, 443));
        let named = Egress::new(vec![InternalHost {
            name: name.clone(),
            addresses: vec![address],
            ports: vec![993],
        }]);
        assert!(named.admits_name(&name) && named.admits(&name, 993, address));
    }

    ///
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
