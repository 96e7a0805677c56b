//! The mail hosts, and what goes wrong at each.

use shared::address::Address;
use shared::plan::Protocol;

use crate::imap::words;
use crate::provider::Provider;

/// A mail host and the mail domain that it serves.
#[derive(Debug, Eq, PartialEq)]
pub struct Server {
    /// What stands after the `@`.
    pub domain: &'static str,
    /// The host name.
    pub host: &'static str,
    /// The provider whose tokens it takes.
    pub provider: Provider,
    /// What happens there.
    pub behaviour: Behaviour,
    /// Whether it speaks POP3 as well.
    pub pop: bool,
    /// How mail is submitted there, where it is.
    pub submission: Option<Submission>,
}

/// What happens to whoever comes to a host.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Behaviour {
    /// The name does not exist (NXDOMAIN).
    NoSuchName,
    /// The name exists and has no address.
    NoAddress,
    /// The name server answers SERVFAIL.
    NameServerFails,
    /// The port answers to nobody.
    Blocked,
    /// A web server sits on the port.
    WebServer,
    /// All is well there, and whoever comes was told that it begins in plain text.
    ExpectedInPlainText,
    /// The certificate comes from an authority that nobody was told about; behind it all is well.
    UntrustedCertificate,
    /// TLS is fine, and a mail server speaks.
    Mail(Manner),
}

/// How a mail server speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// As Exchange Online does.
    Exchange,
    /// As Gmail does.
    Gmail,
    /// As Dovecot does when it was not told whom to ask about tokens.
    Unprepared,
    /// As Exchange Online does, and over IPv6 it opens no mailbox.
    NotOverIpv6,
    /// It takes passwords only.
    PasswordsOnly,
    /// It is a POP3 server.
    Pop,
    /// Whoever signs in is refused with this line.
    RefusesSignIn(Like, &'static str),
    /// It takes the token, as Exchange Online does, and then answers every mailbox command with this line.
    RefusesMailbox(&'static str),
    /// It takes the token and then answers with a web page.
    WebPage,
    /// It takes the token and then never ends its line.
    Endless,
}

/// How it goes for whoever comes to submit mail. The server itself begins in plain text, with STARTTLS.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Submission {
    /// All is well there.
    Good,
    /// All is well there, and whoever comes was told that it begins with TLS.
    AskedWithTls,
    /// Nobody gets in: too many programs send at once.
    Crowded,
}

/// Whose words a server uses for everything else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Like {
    /// Exchange Online's.
    Exchange,
    /// Gmail's.
    Gmail,
}

/// Every host. The first of a provider is where its mailboxes are unless their domain says otherwise.
#[rustfmt::skip]
pub const SERVERS: [Server; 23] = [
    Server { pop: true, submission: Some(Submission::Good), ..server("demo.test", "imap.demo.test", Behaviour::Mail(Manner::Exchange)) },
    of(Provider::DemoGoogle, "gmail-like.demo.test", "imap.gmail-like.demo.test", Manner::Gmail),
    of(Provider::DemoOutlook, "outlook-like.demo.test", "imap.outlook-like.demo.test", Manner::Exchange),
    of(Provider::DemoOutlook, "six.outlook-like.demo.test", "imap.six.outlook-like.demo.test", Manner::NotOverIpv6),
    of(Provider::DemoOwn, "own.demo.test", "imap.own.demo.test", Manner::Unprepared),
    server("basic.demo.test", "imap.basic.demo.test", Behaviour::Mail(Manner::PasswordsOnly)),
    server("nowhere.demo.test", "imap.nowhere.demo.test", Behaviour::NoSuchName),
    server("no-address.demo.test", "imap.no-address.demo.test", Behaviour::NoAddress),
    server("broken-dns.demo.test", "imap.broken-dns.demo.test", Behaviour::NameServerFails),
    server("closed.demo.test", "imap.closed.demo.test", Behaviour::Blocked),
    server("private-ca.demo.test", "imap.private-ca.demo.test", Behaviour::UntrustedCertificate),
    server("web.demo.test", "imap.web.demo.test", Behaviour::WebServer),
    server("pop.demo.test", "imap.pop.demo.test", Behaviour::Mail(Manner::Pop)),
    server("plain.demo.test", "imap.plain.demo.test", Behaviour::ExpectedInPlainText),
    Server { submission: Some(Submission::AskedWithTls), ..server("door.demo.test", "imap.door.demo.test", Behaviour::Mail(Manner::Exchange)) },
    Server { submission: Some(Submission::Crowded), ..server("crowd.demo.test", "imap.crowd.demo.test", Behaviour::Mail(Manner::Exchange)) },
    server("slow.demo.test", "imap.slow.demo.test", Behaviour::Mail(Manner::RefusesMailbox(words::THROTTLED))),
    server("down.demo.test", "imap.down.demo.test", Behaviour::Mail(Manner::RefusesSignIn(Like::Exchange, words::UNAVAILABLE))),
    server("odd.demo.test", "imap.odd.demo.test", Behaviour::Mail(Manner::RefusesMailbox(words::ODD_REFUSAL))),
    server("garbage.demo.test", "imap.garbage.demo.test", Behaviour::Mail(Manner::WebPage)),
    server("endless.demo.test", "imap.endless.demo.test", Behaviour::Mail(Manner::Endless)),
    of(Provider::DemoGoogle, "no-imap.gmail-like.demo.test", "imap.no-imap.gmail-like.demo.test", Manner::RefusesSignIn(Like::Gmail, words::GMAIL_IMAP_OFF)),
    of(Provider::DemoGoogle, "busy.gmail-like.demo.test", "imap.busy.gmail-like.demo.test", Manner::RefusesSignIn(Like::Gmail, words::GMAIL_TOO_MANY)),
];

const ALL: [Protocol; 3] = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];

impl Server {
    /// The name of its host for a protocol.
    pub fn host_for(&self, protocol: Protocol) -> String {
        let name = self.host.strip_prefix("imap.").unwrap_or(self.host);
        format!("{}.{name}", protocol.code())
    }

    /// Whether it has an address of each family.
    pub const fn has_both_families(&self) -> bool {
        matches!(self.behaviour, Behaviour::Mail(Manner::NotOverIpv6))
    }

    /// The protocols that are spoken there.
    pub const fn protocols(&self) -> &'static [Protocol] {
        match (self.pop, self.submission) {
            (true, Some(_)) => &ALL,
            (true, None) => &[Protocol::Imap, Protocol::Pop],
            (false, Some(_)) => &[Protocol::Imap, Protocol::Smtp],
            (false, None) => &[Protocol::Imap],
        }
    }

    /// How it speaks once the connection is encrypted; `None` when it never comes to that.
    pub const fn manner(&self) -> Option<Manner> {
        match self.behaviour {
            Behaviour::Mail(manner) => Some(manner),
            Behaviour::UntrustedCertificate | Behaviour::ExpectedInPlainText => {
                Some(Manner::Exchange)
            }
            Behaviour::NoSuchName
            | Behaviour::NoAddress
            | Behaviour::NameServerFails
            | Behaviour::Blocked
            | Behaviour::WebServer => None,
        }
    }
}

/// The host with this name, whichever protocol it is for.
pub fn by_host(host: &str) -> Option<&'static Server> {
    let is_it = |server: &&Server| {
        let mut hosts = ALL.into_iter().map(|protocol| server.host_for(protocol));
        hosts.any(|name| name.eq_ignore_ascii_case(host))
    };
    SERVERS.iter().find(is_it)
}

/// The host that serves the domain of this address.
pub fn for_address(address: &Address) -> Option<&'static Server> {
    let domain = address.domain();
    SERVERS.iter().find(|s| s.domain == domain)
}

const fn server(domain: &'static str, host: &'static str, behaviour: Behaviour) -> Server {
    Server {
        domain,
        host,
        provider: Provider::Demo,
        behaviour,
        pop: false,
        submission: None,
    }
}

const fn of(
    provider: Provider,
    domain: &'static str,
    host: &'static str,
    manner: Manner,
) -> Server {
    Server {
        provider,
        ..server(domain, host, Behaviour::Mail(manner))
    }
}

#[cfg(test)]
mod tests {
    use shared::address::HostName;

    use super::*;

    #[test]
    fn every_host_has_a_name_of_its_own() {
        for server in &SERVERS {
            assert_eq!(
                server.host.parse::<HostName>().unwrap().as_str(),
                server.host
            );
            assert_eq!(by_host(server.host), Some(server));
            let address = format!("a@{}", server.domain).parse().unwrap();
            assert_eq!(for_address(&address), Some(server));
        }
    }

    #[test]
    fn the_first_host_of_a_provider_speaks_what_its_scopes_are_for() {
        for provider in Provider::ALL {
            let first = SERVERS.iter().find(|server| server.provider == provider);
            assert_eq!(first.unwrap().protocols(), provider.protocols());
        }
    }
}
