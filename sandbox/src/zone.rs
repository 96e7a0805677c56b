//! What the name server knows.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use serde::Deserialize;

use crate::servers::{Behaviour, SERVERS, Server};

/// Names, in lower case and without a final dot, and what is answered for each. Any other name does not exist.
///
/// As a TOML file:
///
/// ```toml
/// "imap.example.test" = ["127.0.0.1", "::1"]
/// "gone.example.test" = "nxdomain"
/// "broken.example.test" = "servfail"
/// "empty.example.test" = "no-address"
/// ```
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(transparent)]
pub struct Zone(BTreeMap<String, Answer>);

/// The answer for a name.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(untagged)]
pub enum Answer {
    /// A and AAAA records.
    Addresses(Vec<IpAddr>),
    /// None, and why.
    None(Nothing),
}

/// A way to have no address.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Nothing {
    /// The name exists and has neither A nor AAAA.
    NoAddress,
    /// The name does not exist.
    Nxdomain,
    /// The server fails.
    Servfail,
}

impl Zone {
    /// The zone of the sandbox's own hosts, all at one address; `six` is where one of them answers as well.
    pub fn of_the_sandbox(imap: SocketAddr, six: Option<SocketAddr>) -> Self {
        let addresses = |server: &Server| {
            let six = six.filter(|_| server.has_both_families());
            Answer::Addresses(
                [Some(imap), six]
                    .into_iter()
                    .flatten()
                    .map(|at| at.ip())
                    .collect(),
            )
        };
        let answer = |server: &Server| match server.behaviour {
            Behaviour::NoSuchName => Answer::None(Nothing::Nxdomain),
            Behaviour::NoAddress => Answer::None(Nothing::NoAddress),
            Behaviour::NameServerFails => Answer::None(Nothing::Servfail),
            Behaviour::Blocked
            | Behaviour::WebServer
            | Behaviour::ExpectedInPlainText
            | Behaviour::UntrustedCertificate
            | Behaviour::Mail(_) => addresses(server),
        };
        let names = SERVERS.iter().flat_map(|server| {
            let hosts = server.protocols().iter();
            hosts.map(|protocol| (server.host_for(*protocol), answer(server)))
        });
        Self(names.collect())
    }

    /// Reads a zone file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let Self(names) = toml::from_str(text)?;
        let spelt = |name: String| name.trim_end_matches('.').to_ascii_lowercase();
        Ok(Self(
            names.into_iter().map(|(n, a)| (spelt(n), a)).collect(),
        ))
    }

    /// The answer for a name, in any case, with or without a final dot.
    pub fn answer(&self, name: &str) -> &Answer {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        self.0
            .get(&name)
            .unwrap_or(&Answer::None(Nothing::Nxdomain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_file_has_four_kinds_of_answers() {
        let zone = Zone::parse(
            r#"
            "IMAP.example.test." = ["127.0.0.1", "::1"]
            "gone.example.test" = "nxdomain"
            "broken.example.test" = "servfail"
            "empty.example.test" = "no-address"
            "#,
        )
        .unwrap();
        let addresses = vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
        assert_eq!(
            zone.answer("imap.Example.test."),
            &Answer::Addresses(addresses)
        );
        assert_eq!(
            zone.answer("gone.example.test"),
            &Answer::None(Nothing::Nxdomain)
        );
        assert_eq!(
            zone.answer("broken.example.test"),
            &Answer::None(Nothing::Servfail)
        );
        assert_eq!(
            zone.answer("empty.example.test"),
            &Answer::None(Nothing::NoAddress)
        );
        assert_eq!(
            zone.answer("other.example.test"),
            &Answer::None(Nothing::Nxdomain)
        );
    }

    #[test]
    fn a_zone_file_with_another_word_is_refused() {
        assert!(Zone::parse(r#""a.test" = "maybe""#).is_err());
        assert!(Zone::parse(r#""a.test" = ["localhost"]"#).is_err());
    }
}
