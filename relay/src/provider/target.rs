//! Where a provider's mailboxes are opened over one protocol.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::address::{HostName, HostNameError};
use shared::plan::TlsMode;

/// `host:port:tls` or `host:port:starttls`. The host is text until a plan is made: an odd one is refused there, with its
/// reason.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Target {
    /// The host's name.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// How it is encrypted.
    pub tls: TlsMode,
}

impl Target {
    /// Whether no plan could name this host. One that is not in ASCII is refused by the plan, with its own reason.
    pub fn is_no_name(&self) -> bool {
        self.host.parse::<HostName>() == Err(HostNameError::Malformed)
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let read = |host: &str, port: &str, tls: &str| {
            let tls = match tls {
                "tls" => TlsMode::Implicit,
                "starttls" => TlsMode::Starttls,
                _ => return None,
            };
            let port = port.parse().ok().filter(|port| *port > 0)?;
            let host = (!host.is_empty()).then(|| host.to_owned())?;
            Some(Self { host, port, tls })
        };
        match parts[..] {
            [host, port, tls] => read(host, port, tls),
            _ => None,
        }
        // The reader adds the key. The text is not repeated: below `[provider.imap_by_domain]` it may be a client_secret
        // that belongs above.
        .ok_or_else(|| "not host:port:tls, nor host:port:starttls".to_owned())
    }
}

/// The targets of one protocol.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    usual: Option<Target>,
    by_domain: BTreeMap<String, Target>,
}

impl Targets {
    /// The usual one, and those of the mail domains that have another.
    pub fn new(usual: Option<Target>, by_domain: BTreeMap<String, Target>) -> Self {
        let lower = |(domain, target): (String, _)| (domain.to_ascii_lowercase(), target);
        Self {
            usual,
            by_domain: by_domain.into_iter().map(lower).collect(),
        }
    }

    /// Where the mailboxes of a domain are.
    pub fn of(&self, domain: &str) -> Option<&Target> {
        self.by_domain.get(domain).or(self.usual.as_ref())
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Target> {
        self.usual.iter().chain(self.by_domain.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_host_port_and_mode() {
        let target = |text: &str| Target::try_from(text.to_owned());
        let tls = target("smtp.example:587:starttls").unwrap().tls;
        assert_eq!(tls, TlsMode::Starttls);
        assert_eq!(target("imap.example:993:tls").unwrap().port, 993);
        for bad in [
            "imap.example",
            "imap.example:993",
            ":993:tls",
            "h:0:tls",
            "h:x:tls",
            "h:993:ssl",
            "h:993:tls:more",
            "",
        ] {
            assert!(target(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_domain_may_have_its_own() {
        let target = |text: &str| Target::try_from(text.to_owned()).unwrap();
        let own = target("own.example:993:tls");
        let targets = Targets::new(
            Some(target("usual.example:993:tls")),
            BTreeMap::from([("Own.Example".to_owned(), own.clone())]),
        );
        assert_eq!(targets.of("own.example"), Some(&own));
        assert_eq!(targets.of("other.example").unwrap().host, "usual.example");
        assert_eq!(targets.all().count(), 2);
        assert_eq!(Targets::default().of("x"), None);
    }
}
