//! The operator's settings: one TOML file, each key overridable by the environment.

mod draft;
mod environment;
mod key;
mod limits;
mod lines;
mod origin;
mod portals;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use rustls::pki_types::CertificateDer;
use shared::address::HostName;
use shared::provider::ProviderId;

pub use self::draft::Draft;
pub use self::key::KeyError;
pub use self::limits::{Limits, LimitsError};
use crate::plan::Policy;
use crate::provider::EntryError;

/// Everything that the relay is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where the page is reached, without a trailing slash.
    pub public_url: String,
    /// The host in it, as SMTP servers are told who calls.
    pub name: String,
    /// Who runs it, as shown to people.
    pub operator: Option<String>,
    /// The provider that is guessed where nothing tells which.
    pub default_provider: Option<ProviderId>,
    /// A directory to serve in the place of the page in the binary.
    pub assets: Option<PathBuf>,
    /// The addresses of the proxies in front, which are believed about who came to them.
    pub proxies: Vec<IpAddr>,
    /// The addresses that it has outside, as the operator says.
    pub own_addresses: Vec<IpAddr>,
    /// The name servers to ask; the system's when there are none.
    pub name_servers: Vec<SocketAddr>,
    /// The origins of the portals that may hold the page in a frame.
    pub portals: Vec<String>,
    /// Providers and what may be dialled.
    pub policy: Policy,
    /// The authorities of the operator's own hosts.
    pub authorities: Vec<(HostName, Vec<CertificateDer<'static>>)>,
    /// How long the page waits between two checks while it keeps checking, in seconds.
    pub recheck_seconds: NonZeroU32,
    /// How much is allowed.
    pub limits: Limits,
    /// What is logged, in the words of `RUST_LOG`.
    pub log: String,
    /// Variables that begin like ours and name no setting: another program's, or misspelt.
    pub ignored: Vec<String>,
}

/// Why the settings cannot be used. Each names the key and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// An authority's file is not there or holds no certificate.
    #[error("internal_host \"{host}\": ca_file {}: no certificate can be read from it ({why})", .file.display())]
    Authority {
        /// The host.
        host: HostName,
        /// The file.
        file: PathBuf,
        /// The reason.
        why: String,
    },
    /// A default that is not enabled.
    #[error("default_provider \"{0}\": no [[provider]] has this id")]
    DefaultProvider(ProviderId),
    /// How much is allowed.
    #[error(transparent)]
    Limits(#[from] LimitsError),
    /// The same provider twice.
    #[error("provider \"{0}\" stands in the file twice: keep one")]
    Duplicate(String),
    /// A provider's entry.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The environment names a key in a way that fits nothing.
    #[error("the environment variable {0} fits no key: {1}")]
    Environment(String, &'static str),
    /// The file is not there.
    #[error("{}: {error}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// The system's word.
        error: std::io::Error,
    },
    /// The system does not tell the addresses of this machine.
    #[error(
        "the addresses of this machine cannot be read, and the relay has to know which are its own: {0} (a sandbox that \
         forbids AF_NETLINK has to allow it)"
    )]
    Interfaces(std::io::Error),
    /// An internal host without addresses or ports can never be dialled.
    #[error("internal_host \"{0}\": name at least one address and one port")]
    Internal(HostName),
    /// A key is missing, unknown or of the wrong kind.
    #[error("the configuration: {0}")]
    Key(#[from] KeyError),
    /// A text written as one of several lines, which may have swallowed a secret and is not repeated.
    #[error(
        "the configuration: {0} is written as a text of several lines, and no setting is one: put one quotation mark before \
         it and one behind it, in the same line"
    )]
    Lines(String),
    /// The file is no TOML. The line itself is not repeated: it may hold a secret.
    #[error("the configuration, line {line}: {message}")]
    Syntax {
        /// Which line.
        line: usize,
        /// The reader's word.
        message: String,
    },
    /// A portal is no origin, or none that a browser finds again.
    #[error(
        "embed.portals \"{0}\": write https://host, or https://host:port when the port is not 443, in lower case, \
         without a path, a slash at the end or a wildcard (http is for localhost only)"
    )]
    Portal(String),
    /// The same portal twice.
    #[error("embed.portals \"{0}\" stands in the list twice: keep one")]
    PortalTwice(String),
    /// Settings that are to be whole, and are not.
    #[error(
        "provider \"{0}\": authorize_url or token_url is missing, and its provider was not asked"
    )]
    Undiscovered(String),
    /// People's secrets at a page for everybody.
    #[error(
        "client_secrets_from_people = true is for instance = \"internal\": nobody should type a secret into a page of \
         strangers"
    )]
    SecretsInPublic,
    /// The page's address is not one.
    #[error(
        "public_url \"{0}\": write https://host, or https://host:port when the port is not 443, in lower case and \
         without a slash at the end (http is for localhost only)"
    )]
    PublicUrl(String),
}

impl Config {
    /// The settings, where no provider has to be asked.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn parse(
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        Draft::parse(text, environment)?.whole()
    }
}

/// The settings that a variable may name.
const SETTINGS: [&str; 16] = [
    "assets",
    "client_secrets_from_people",
    "default_provider",
    "dns",
    "embed",
    "instance",
    "internal_host",
    "limits",
    "listen",
    "log",
    "operator",
    "own_addresses",
    "provider",
    "proxies",
    "public_url",
    "recheck_seconds",
];

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "listen = \"127.0.0.1:8080\"\npublic_url = \"https://check.example\"\n";

    fn parse(more: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let environment = environment
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Config::parse(&format!("{FILE}{more}"), environment)
    }

    fn said(more: &str, environment: &[(&str, &str)]) -> String {
        parse(more, environment).unwrap_err().to_string()
    }

    #[test]
    fn the_default_is_one_of_those_that_are_enabled() {
        let file = |default: &str| {
            format!(
                "listen = \"127.0.0.1:8080\"\npublic_url = \"https://check.example\"\ndefault_provider = \"{default}\"\n\
                 [[provider]]\nid = \"google\""
            )
        };
        let config = Config::parse(&file("google"), []).unwrap();
        assert_eq!(config.default_provider.unwrap().as_str(), "google");
        let refused = Config::parse(&file("yahoo"), []).unwrap_err().to_string();
        assert!(refused.contains("default_provider \"yahoo\""), "{refused}");
    }

    /// no provider, no host.
    #[test]
    fn the_least_configuration_enables_nothing() {
        let config = parse("", &[]).unwrap();
        assert!(config.policy.providers.is_empty() && config.name_servers.is_empty());
        assert!(config.portals.is_empty());
        assert_eq!(config.limits, Limits::default());
        assert_eq!(config.recheck_seconds.get(), 300);
    }

    #[test]
    fn the_environment_wins() {
        let file = "[[provider]]\nid = \"microsoft-365\"\n";
        let config = parse(
            file,
            &[
                ("GREENCHECK_LISTEN", "0.0.0.0:80"),
                ("GREENCHECK_OPERATOR", "The help desk"),
                ("GREENCHECK_DNS__NAMESERVERS", "[\"10.0.0.1:53\"]"),
                (
                    "GREENCHECK_EMBED__PORTALS",
                    "[\"https://a.example\", \"https://b.example\"]",
                ),
                ("GREENCHECK_LIMITS__SOCKETS", "7"),
                ("GREENCHECK_LIMITS__LOOKUPS_PER_MINUTE", "5"),
                ("GREENCHECK_LIMITS__LOOKUPS_PER_MINUTE_IN_ALL", "50"),
                ("GREENCHECK_PROVIDER__MICROSOFT_365__CLIENT_ID", "0f0f"),
                ("PATH", "/bin"),
            ],
        )
        .unwrap();
        assert_eq!(config.listen.port(), 80);
        assert_eq!(config.operator.as_deref(), Some("The help desk"));
        assert_eq!(config.name_servers.len(), 1);
        assert_eq!(config.portals, ["https://a.example", "https://b.example"]);
        assert_eq!(config.limits.sockets, 7);
        assert_eq!(config.limits.lookups_per_minute.get(), 5);
        assert_eq!(config.limits.lookups_per_minute_in_all.get(), 50);
        assert_eq!(
            config.policy.providers[0].public.client_id.as_deref(),
            Some("0f0f")
        );
    }

    #[test]
    fn a_variable_alone_enables_a_built_in_provider() {
        let client = ("GREENCHECK_PROVIDER__MICROSOFT_365__CLIENT_ID", "0f0f");
        let config = parse("", &[client]).unwrap();
        let [only] = config.policy.providers.as_slice() else {
            panic!("one provider");
        };
        assert_eq!(only.public.id.as_str(), "microsoft-365");
        assert_eq!(only.public.client_id.as_deref(), Some("0f0f"));
    }

    #[test]
    fn text_stays_text_whatever_it_looks_like() {
        let environment = [
            ("GREENCHECK_OPERATOR", "42"),
            ("GREENCHECK_PROVIDER__GOOGLE__CLIENT_ID", "\"123\""),
            ("GREENCHECK_PROVIDER__GOOGLE__OPAQUE_TOKENS", "false"),
            ("GREENCHECK_PROVIDER__GOOGLE__TENANT", "true"),
        ];
        let config = parse("", &environment).unwrap();
        assert_eq!(config.operator.as_deref(), Some("42"));
        let google = &config.policy.providers[0];
        assert_eq!(google.public.client_id.as_deref(), Some("\"123\""));
        assert!(!google.opaque_tokens);
    }

    #[test]
    fn secrets_of_people_are_for_an_internal_page() {
        let yes = ("GREENCHECK_CLIENT_SECRETS_FROM_PEOPLE", "true");
        let said = said("", &[yes]);
        assert!(said.contains("instance = \"internal\""), "{said}");
        let internal = parse("", &[yes, ("GREENCHECK_INSTANCE", "internal")]).unwrap();
        assert!(internal.policy.takes_secrets);
        let quiet = parse("instance = \"internal\"", &[]).unwrap();
        assert!(!quiet.policy.takes_secrets);
    }

    /// A container platform sets such variables for a service of our name.
    #[test]
    fn a_variable_that_names_no_setting_is_reported_and_does_no_harm() {
        let environment = [
            ("GREENCHECK_PORT", "tcp://10.0.0.1:80"),
            ("GREENCHECK_COLOUR", "red"),
        ];
        let config = parse("", &environment).unwrap();
        assert_eq!(config.ignored, ["GREENCHECK_PORT", "GREENCHECK_COLOUR"]);
    }

    #[test]
    fn a_public_address_that_is_no_origin_is_refused() {
        let said = said("", &[("GREENCHECK_PUBLIC_URL", "https://check.example/")]);
        assert!(said.contains("public_url"), "{said}");
    }

    /// also a range in the place of an address.
    /// a file of roots that is not there, among others: the relay does not start, and says why.
    #[test]
    fn what_is_wrong_is_named() {
        let twice = "[[provider]]\nid = \"google\"\n[[provider]]\nid = \"google\"";
        let host = "[[internal_host]]\nname = \"mail.corp.example\"\nports = [993]\n";
        for (file, words) in [
            ("colour = \"red\"", "colour"),
            ("[limits]\nsockets = \"many\"", "sockets"),
            ("[limits]\nchecks_per_minute = 0", "checks_per_minute"),
            ("recheck_seconds = 0", "recheck_seconds"),
            ("[dns]\nnameservers = [\"10.0.0.1\"]", "nameservers"),
            ("[embed]\nportals = [\"portal.example\"]", "embed.portals"),
            ("[embed]\nportals = \"https://portal.example\"", "portals"),
            ("[embed]\nportal = []", "portal"),
            (twice, "twice"),
            (&format!("{host}addresses = []"), "at least one address"),
            (
                &format!("{host}addresses = [\"10.0.0.1\"]\nca_file = \"none.pem\""),
                "none.pem",
            ),
            (&format!("{host}addresses = [\"10.0.0.0/8\"]"), "addresses"),
        ] {
            let said = said(file, &[]);
            assert!(said.contains(words), "{said}");
        }
        for (variable, value) in [
            ("GREENCHECK_PROVIDER__NOBODY__CLIENT_ID", "x"),
            ("GREENCHECK_INTERNAL_HOST__MAIL__PORTS", "[993]"),
            ("GREENCHECK_PROVIDER", "google"),
            ("GREENCHECK_DNS__SERVERS", "[]"),
            ("GREENCHECK_EMBED__PORTALS", "https://portal.example"),
        ] {
            let said = said("", &[(variable, value)]);
            let key = variable.split("__").nth(1).unwrap_or("provider");
            assert!(
                said.contains(variable) || said.contains(&key.to_ascii_lowercase()),
                "{variable}: {said}"
            );
        }
    }
}
