//! The configuration of a relay that is to reach this sandbox.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Serialize;
use shared::plan::Protocol;
use shared::provider::{Family, Offline, Redeem, TENANT};

use crate::applications::SECRET;
use crate::provider::{APP_RESOURCE, Provider, TOKEN_SECONDS};
use crate::servers::{Behaviour, SERVERS, Server, Submission};

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Places {
    /// Where the relay is to listen.
    pub relay: SocketAddr,
    /// Where the relay's page is reached, without a trailing slash.
    pub public_url: String,
    /// Where the sign-in is reached, without a trailing slash.
    pub base: String,
    /// The name server.
    pub dns: SocketAddr,
    /// The mail servers, over IMAP.
    pub imap: SocketAddr,
    /// The same over IPv6, where this machine has it.
    pub six: Option<SocketAddr>,
    /// The same over POP3.
    pub pop: SocketAddr,
    /// The same over SMTP, with STARTTLS.
    pub smtp: SocketAddr,
    /// The port that answers to nobody.
    pub blocked: SocketAddr,
    /// The port with the web server.
    pub web: SocketAddr,
    /// The origin of the portal, where there is one.
    pub portal: Option<String>,
    /// The authority to trust, in PEM.
    pub ca_file: PathBuf,
    /// How long the page waits between two checks while it keeps checking, in seconds.
    pub recheck_seconds: u32,
}

/// The file, as TOML.
pub fn render(places: &Places) -> Result<String, toml::ser::Error> {
    let config = Config {
        listen: places.relay,
        public_url: &places.public_url,
        operator: "the Greencheck demonstration",
        // It is on this machine alone, and its secrets are pretend.
        instance: "internal",
        client_secrets_from_people: true,
        recheck_seconds: places.recheck_seconds,
        // Everybody here has the same address, and tries the same few mailboxes.
        limits: Limits {
            preset: "intranet",
            checks_per_minute_of_a_mailbox: 600,
        },
        dns: Dns {
            nameservers: [places.dns],
        },
        embed: places
            .portal
            .as_deref()
            .map(|portal| Embed { portals: [portal] }),
        provider: Provider::ALL.map(|provider| entry(provider, places)),
        internal_host: SERVERS
            .iter()
            .flat_map(|server| hosts(server, places))
            .collect(),
    };
    let text = toml::to_string(&config)?;
    Ok(format!(
        "# Written by the sandbox at every start: a relay that reaches the pretend providers.\n{text}"
    ))
}

#[derive(Serialize)]
struct Config<'a> {
    listen: SocketAddr,
    public_url: &'a str,
    operator: &'static str,
    instance: &'static str,
    client_secrets_from_people: bool,
    recheck_seconds: u32,
    limits: Limits,
    dns: Dns,
    #[serde(skip_serializing_if = "Option::is_none")]
    embed: Option<Embed<'a>>,
    provider: [Entry; 4],
    internal_host: Vec<Host<'a>>,
}

#[derive(Serialize)]
struct Limits {
    preset: &'static str,
    checks_per_minute_of_a_mailbox: u32,
}

#[derive(Serialize)]
struct Dns {
    nameservers: [SocketAddr; 1],
}

#[derive(Serialize)]
struct Embed<'a> {
    portals: [&'a str; 1],
}

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    name: &'static str,
    family: Family,
    issuer: String,
    token_issuers: [String; 1],
    opaque_tokens: bool,
    sends_issuer: bool,
    authorize_url: String,
    token_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_url: Option<String>,
    jwks_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoke_url: Option<String>,
    redeem: Redeem,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_app: Option<Redeem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'static str>,
    prompt: &'static str,
    client_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'static str>,
    needs_secret: bool,
    identity_scopes: &'static [&'static str],
    imap_scopes: [&'static str; 1],
    pop_scopes: [&'static str; 1],
    smtp_scopes: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    app_scopes: Vec<String>,
    audiences: &'static [&'static str],
    domains: Vec<&'static str>,
    token_minutes: i64,
    imap: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pop: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smtp: Option<String>,
    mechanisms: [&'static str; 2],
    platform: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    offline: Option<Offline>,
    imap_by_domain: BTreeMap<&'static str, String>,
    smtp_by_domain: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Host<'a> {
    name: String,
    addresses: Vec<IpAddr>,
    ports: [u16; 1],
    ca_file: &'a Path,
}

fn entry(provider: Provider, places: &Places) -> Entry {
    // The relay puts the tenant in: the operator's own, or that of whoever names an application.
    let issuer = format!("{}/{}", places.base, provider.path(TENANT));
    let below = |name: &str| format!("{issuer}/{name}");
    let of_google = |url: &str| (provider == Provider::DemoGoogle).then(|| below(url));
    let of_demo = provider.has_tenants();
    let servers = || SERVERS.iter().filter(|s| s.provider == provider);
    let first = servers().next();
    let target = |server: &Server| target(server, Protocol::Imap, places);
    let of = |protocol: Protocol| {
        let server = first.filter(|server| server.protocols().contains(&protocol))?;
        Some(self::target(server, protocol, places))
    };
    let submitting = servers()
        .skip(1)
        .filter(|server| server.protocols().contains(&Protocol::Smtp));
    Entry {
        id: provider.id(),
        name: provider.name(),
        family: provider.family(),
        token_issuers: [format!("{}/{}", places.base, provider.path("{tid}"))],
        opaque_tokens: provider.opaque_tokens(),
        sends_issuer: true,
        authorize_url: below("authorize"),
        token_url: below("token"),
        device_url: of_demo.then(|| below("devicecode")),
        jwks_url: below("keys"),
        revoke_url: of_google("revoke"),
        redeem: if provider.needs_secret() {
            Redeem::Relay
        } else {
            Redeem::Browser
        },
        own_app: of_demo.then_some(Redeem::Browser),
        tenant: of_demo.then_some(provider.tenant()),
        prompt: provider.prompt(),
        client_id: provider.client_id(),
        client_secret: provider.needs_secret().then_some(SECRET),
        needs_secret: provider.needs_secret(),
        identity_scopes: provider.identity_scopes(),
        imap_scopes: [provider.mail_scope(Protocol::Imap)],
        pop_scopes: [provider.mail_scope(Protocol::Pop)],
        smtp_scopes: [provider.mail_scope(Protocol::Smtp)],
        app_scopes: if of_demo {
            vec![format!("{APP_RESOURCE}/.default")]
        } else {
            Vec::new()
        },
        audiences: provider.audiences(),
        domains: servers().map(|server| server.domain).collect(),
        token_minutes: TOKEN_SECONDS / 60,
        imap: first.map(target).unwrap_or_default(),
        pop: of(Protocol::Pop),
        smtp: of(Protocol::Smtp),
        mechanisms: ["XOAUTH2", "OAUTHBEARER"],
        platform: match provider.family() {
            Family::Microsoft | Family::OutlookCom => "Single-page application",
            Family::Google => "Web application",
            Family::Other => "a public client",
        },
        offline: (provider == Provider::DemoGoogle).then(|| Offline {
            scopes: Vec::new(),
            parameters: BTreeMap::from([("access_type".to_owned(), "offline".to_owned())]),
        }),
        issuer,
        imap_by_domain: servers().skip(1).map(|s| (s.domain, target(s))).collect(),
        smtp_by_domain: submitting
            .map(|server| (server.domain, self::target(server, Protocol::Smtp, places)))
            .collect(),
    }
}

/// Where the relay is told that the mailboxes are, right or wrong.
fn target(server: &Server, protocol: Protocol, places: &Places) -> String {
    let plain_first = match protocol {
        Protocol::Imap => server.behaviour == Behaviour::ExpectedInPlainText,
        Protocol::Pop => false,
        Protocol::Smtp => server.submission != Some(Submission::AskedWithTls),
    };
    let mode = if plain_first { "starttls" } else { "tls" };
    let port = port(server, protocol, places);
    format!("{}:{port}:{mode}", server.host_for(protocol))
}

fn hosts<'a>(server: &'static Server, places: &'a Places) -> impl Iterator<Item = Host<'a>> {
    server.protocols().iter().map(|protocol| Host {
        name: server.host_for(*protocol),
        addresses: [
            Some(places.imap),
            places.six.filter(|_| server.has_both_families()),
        ]
        .into_iter()
        .flatten()
        .map(|at| at.ip())
        .collect(),
        ports: [port(server, *protocol, places)],
        ca_file: &places.ca_file,
    })
}

const fn port(server: &Server, protocol: Protocol, places: &Places) -> u16 {
    match protocol {
        Protocol::Pop => return places.pop.port(),
        Protocol::Smtp => return places.smtp.port(),
        Protocol::Imap => {}
    }
    match server.behaviour {
        Behaviour::Blocked => places.blocked.port(),
        Behaviour::WebServer => places.web.port(),
        Behaviour::NoSuchName
        | Behaviour::NoAddress
        | Behaviour::NameServerFails
        | Behaviour::ExpectedInPlainText
        | Behaviour::UntrustedCertificate
        | Behaviour::Mail(_) => places.imap.port(),
    }
}

#[cfg(test)]
mod tests {
    use toml::Value;

    use super::*;

    fn rendered() -> Value {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let text = render(&Places {
            relay: at(8080),
            public_url: "http://localhost:8080".into(),
            base: "http://127.0.0.1:8081".into(),
            dns: at(8053),
            imap: at(8993),
            six: Some(SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, 8993))),
            pop: at(8996),
            smtp: at(8997),
            blocked: at(8994),
            web: at(8995),
            portal: None,
            ca_file: "/tmp/a \"quoted\" place/ca.pem".into(),
            recheck_seconds: 15,
        });
        toml::from_str(&text.unwrap()).unwrap()
    }

    #[test]
    fn each_provider_names_its_first_host_and_the_others_by_domain() {
        let config = rendered();
        let demo = &config["provider"][0];
        assert_eq!(demo["imap"].as_str(), Some("imap.demo.test:8993:tls"));
        let by_domain = &demo["imap_by_domain"];
        let closed = by_domain["closed.demo.test"].as_str();
        assert_eq!(closed, Some("imap.closed.demo.test:8994:tls"));
        assert!(by_domain.get("demo.test").is_none());
        let plain = by_domain["plain.demo.test"].as_str();
        assert_eq!(plain, Some("imap.plain.demo.test:8993:starttls"));
        assert_eq!(demo["pop"].as_str(), Some("pop.demo.test:8996:tls"));
        assert_eq!(demo["smtp"].as_str(), Some("smtp.demo.test:8997:starttls"));
        let door = demo["smtp_by_domain"]["door.demo.test"].as_str();
        assert_eq!(door, Some("smtp.door.demo.test:8997:tls"));
        let outlook = &config["provider"][2];
        assert_eq!(outlook["family"].as_str(), Some("outlook-com"));
        let google = &config["provider"][1];
        assert_eq!(
            google["issuer"].as_str(),
            Some("http://127.0.0.1:8081/demo-google")
        );
        assert_eq!(google["opaque_tokens"].as_bool(), Some(true));
    }

    #[test]
    fn every_way_to_sign_in_is_open_in_the_demonstration() {
        let config = rendered();
        assert_eq!(config["instance"].as_str(), Some("internal"));
        assert_eq!(config["client_secrets_from_people"].as_bool(), Some(true));
        let demo = &config["provider"][0];
        let base = "http://127.0.0.1:8081/demo";
        for (key, value) in [
            ("issuer", format!("{base}/{{tenant}}")),
            ("token_url", format!("{base}/{{tenant}}/token")),
            ("device_url", format!("{base}/{{tenant}}/devicecode")),
            ("jwks_url", format!("{base}/{{tenant}}/keys")),
            ("tenant", Provider::Demo.tenant().to_owned()),
            ("own_app", "browser".to_owned()),
        ] {
            assert_eq!(demo[key].as_str(), Some(value.as_str()), "{key}");
        }
        let issuers = demo["token_issuers"].as_array().unwrap();
        assert_eq!(issuers, &[Value::String(format!("{base}/{{tid}}"))]);
        assert!(demo.get("client_secret").is_none() && demo.get("revoke_url").is_none());

        let google = &config["provider"][1];
        assert_eq!(google["redeem"].as_str(), Some("relay"));
        assert_eq!(google["needs_secret"].as_bool(), Some(true));
        assert_eq!(google["client_secret"].as_str(), Some(SECRET));
        let asked = &google["offline"]["parameters"]["access_type"];
        assert_eq!(asked.as_str(), Some("offline"));
        assert!(google["revoke_url"].as_str().unwrap().ends_with("/revoke"));
        assert!(google.get("own_app").is_none() && google.get("device_url").is_none());
        for entry in config["provider"].as_array().unwrap() {
            assert!(entry["jwks_url"].as_str().unwrap().ends_with("/keys"));
        }
    }

    #[test]
    fn every_host_may_be_dialled_at_its_own_port_only() {
        let config = rendered();
        let hosts = config["internal_host"].as_array().unwrap();
        assert_eq!(hosts.len(), SERVERS.len() + 4);
        for host in hosts {
            let name = host["name"].as_str().unwrap();
            let web = host["name"].as_str() == Some("imap.web.demo.test");
            let closed = host["name"].as_str() == Some("imap.closed.demo.test");
            let port = if name.starts_with("pop.") {
                8996
            } else if name.starts_with("smtp.") {
                8997
            } else if web {
                8995
            } else if closed {
                8994
            } else {
                8993
            };
            assert_eq!(host["ports"].as_array().unwrap(), &[Value::Integer(port)]);
            assert_eq!(host["addresses"][0].as_str(), Some("127.0.0.1"));
        }
    }
}
