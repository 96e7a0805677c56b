//! An endpoint's address, taken apart once. Pure.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use shared::address::HostName;
use url::Position;

use crate::address;
use crate::provider::is_secure;

/// Where a request goes, and what it names there.
#[derive(Debug, Eq, PartialEq)]
pub struct Endpoint {
    /// Whom to dial.
    pub place: Place,
    /// For the `Host` header.
    pub authority: String,
    /// The path and the query.
    pub path: String,
}

/// Whom to dial.
#[derive(Debug, Eq, PartialEq)]
pub enum Place {
    /// https to a name.
    Named {
        /// The name.
        host: HostName,
        /// The port.
        port: u16,
    },
    /// http to this machine, for the demo and the lab; no name server is asked.
    Own {
        /// Its addresses.
        addresses: Vec<SocketAddr>,
    },
}

impl Endpoint {
    /// `None` for an address that the relay does not go to: one without a name, or in the clear.
    pub fn of(url: &str) -> Option<Self> {
        let parsed = address::url(url).filter(|_| is_secure(url))?;
        let port = parsed.port_or_known_default()?;
        let place = match parsed.scheme() {
            "https" => Place::Named {
                host: parsed.host_str()?.parse().ok()?,
                port,
            },
            _ => Place::Own {
                addresses: own(parsed.host_str()?, port),
            },
        };
        Some(Self {
            place,
            authority: parsed[Position::BeforeHost..Position::AfterPort].to_owned(),
            path: parsed[Position::BeforePath..Position::AfterQuery].to_owned(),
        })
    }
}

/// The name that egress has to admit for this address; absent where none is asked for.
pub fn host(url: &str) -> Option<HostName> {
    match Endpoint::of(url)?.place {
        Place::Named { host, .. } => Some(host),
        Place::Own { .. } => None,
    }
}

/// What `localhost` and `127.0.0.1` stand for (RFC 6761 §6.3).
fn own(host: &str, port: u16) -> Vec<SocketAddr> {
    let v4 = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    if host == "localhost" {
        vec![v4, v6]
    } else {
        vec![v4]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_to_a_name_and_http_to_this_machine() {
        let named = Endpoint::of("https://login.example.com/t/token?a=b#c").unwrap();
        let place = Place::Named {
            host: "login.example.com".parse().unwrap(),
            port: 443,
        };
        let path = "/t/token?a=b".to_owned();
        let authority = "login.example.com".to_owned();
        assert_eq!(
            (named.place, named.authority, named.path),
            (place, authority, path)
        );
        let own = Endpoint::of("http://127.0.0.1:8081").unwrap();
        let addresses = vec!["127.0.0.1:8081".parse().unwrap()];
        assert_eq!(own.place, Place::Own { addresses });
        assert_eq!(
            (own.authority.as_str(), own.path.as_str()),
            ("127.0.0.1:8081", "/")
        );
        assert!(matches!(
            Endpoint::of("http://localhost/").unwrap().place,
            Place::Own { addresses } if addresses.len() == 2
        ));
    }

    #[test]
    fn the_person_before_a_host_is_not_sent() {
        let endpoint = Endpoint::of("https://user:word@login.example.com:8443/").unwrap();
        assert_eq!(endpoint.authority, "login.example.com:8443");
    }

    ///
    #[test]
    fn what_has_no_name_or_no_secrecy_is_not_gone_to() {
        for url in [
            "http://login.example.com/",
            "https://192.0.2.1/",
            "https://[2001:db8::1]/",
            "https://localhost/",
            "http://169.254.169.254/",
            "http://[::1]/",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(Endpoint::of(url), None, "{url}");
        }
    }
}
