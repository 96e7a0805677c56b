//! The settings as they are read, before any provider is asked who it is.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use shared::address::HostName;
use shared::provider::ProviderId;

use super::lines::of_several_lines;
use super::origin::{caller, is_origin};
use super::portals::portals;
use super::{Config, ConfigError, KeyError, Limits, environment};
use crate::egress::{Egress, InternalHost, interfaces};
use crate::plan::Policy;
use crate::provider::{Listed, Undiscovered, listed};

/// The settings, whole but for the providers that have to be asked who they are.
#[derive(Debug)]
pub struct Draft {
    /// All the others.
    pub(crate) config: Config,
    /// Those, with their places among the providers, in the order of the file.
    pub(crate) undiscovered: Vec<(usize, Undiscovered)>,
}

impl Draft {
    /// Reads the file and lays `environment` over it: `GREENCHECK_LISTEN`, `GREENCHECK_LIMITS__SOCKETS`,
    /// `GREENCHECK_PROVIDER__MICROSOFT_365__CLIENT_ID` and so on. Asks the system for the addresses of this machine, which
    /// are not to be dialled.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn load(
        file: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError::File {
            file: file.to_owned(),
            error,
        })?;
        let mut draft = Self::parse(&text, environment)?;
        let policy = &mut draft.config.policy;
        let interfaces = interfaces().map_err(ConfigError::Interfaces)?;
        policy.egress = std::mem::take(&mut policy.egress).apart_from(interfaces);
        Ok(draft)
    }

    /// The same from text alone: of the relay's own addresses it knows those that stand there.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn parse(
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        if let Some(key) = of_several_lines(text).map_err(|error| syntax(text, &error))? {
            return Err(ConfigError::Lines(key));
        }
        let mut table: toml::Table = text.parse().map_err(|error| syntax(text, &error))?;
        let ignored = environment::overlay(&mut table, environment)?;
        let raw: Raw = table.try_into().map_err(KeyError::from)?;
        if !is_origin(&raw.public_url) {
            return Err(ConfigError::PublicUrl(raw.public_url));
        }
        if raw.client_secrets_from_people && raw.instance == Instance::Public {
            return Err(ConfigError::SecretsInPublic);
        }
        let mut ids: Vec<ProviderId> = Vec::new();
        let (mut providers, mut undiscovered) = (Vec::new(), Vec::new());
        for operators in raw.provider {
            let listed = listed(operators, raw.client_secrets_from_people)?;
            let id = listed.id().clone();
            if ids.contains(&id) {
                return Err(ConfigError::Duplicate(id.to_string()));
            }
            match listed {
                Listed::Whole(entry) => providers.push(*entry),
                Listed::Undiscovered(open) => undiscovered.push((ids.len(), *open)),
            }
            ids.push(id);
        }
        if let Some(id) = raw.default_provider.as_ref().filter(|id| !ids.contains(id)) {
            return Err(ConfigError::DefaultProvider(id.clone()));
        }
        let (mut internal, mut authorities) = (Vec::new(), Vec::new());
        for host in raw.internal_host {
            if host.addresses.is_empty() || host.ports.is_empty() {
                return Err(ConfigError::Internal(host.name));
            }
            if let Some(file) = host.ca_file {
                authorities.push((host.name.clone(), certificates(&host.name, file)?));
            }
            internal.push(InternalHost {
                name: host.name,
                addresses: host.addresses,
                ports: host.ports,
            });
        }
        let config = Config {
            listen: raw.listen,
            name: caller(&raw.public_url),
            public_url: raw.public_url,
            default_provider: raw.default_provider,
            operator: raw.operator,
            assets: raw.assets,
            proxies: raw.proxies,
            own_addresses: raw.own_addresses.clone(),
            name_servers: raw.dns.nameservers,
            portals: portals(raw.embed.portals)?,
            policy: Policy {
                providers,
                egress: Egress::new(internal)
                    .apart_from(raw.own_addresses)
                    .apart_from([raw.listen.ip()]),
                takes_secrets: raw.client_secrets_from_people,
            },
            authorities,
            recheck_seconds: raw.recheck_seconds.unwrap_or(RECHECK_SECONDS),
            limits: Limits::read(raw.limits)?,
            log: raw.log.unwrap_or_else(|| "info".to_owned()),
            ignored,
        };
        Ok(Self {
            config,
            undiscovered,
        })
    }

    /// What is known already: all but the providers that have to be asked.
    pub const fn known(&self) -> &Config {
        &self.config
    }

    /// The settings, where nobody has to be asked.
    ///
    /// # Errors
    /// Somebody has.
    pub fn whole(self) -> Result<Config, ConfigError> {
        match self.undiscovered.first() {
            Some((_, open)) => Err(ConfigError::Undiscovered(open.id.to_string())),
            None => Ok(self.config),
        }
    }
}

fn certificates(
    host: &HostName,
    file: PathBuf,
) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let read =
        CertificateDer::pem_file_iter(&file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(ConfigError::Authority {
            host: host.clone(),
            file,
            why: "it is empty".to_owned(),
        }),
        Err(error) => Err(ConfigError::Authority {
            host: host.clone(),
            file,
            why: error.to_string(),
        }),
    }
}

/// Often enough for whoever waits for a permission that takes up to an hour.
const RECHECK_SECONDS: NonZeroU32 = NonZeroU32::new(300).unwrap();

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: SocketAddr,
    public_url: String,
    operator: Option<String>,
    default_provider: Option<ProviderId>,
    #[serde(default)]
    instance: Instance,
    #[serde(default)]
    client_secrets_from_people: bool,
    assets: Option<PathBuf>,
    #[serde(default)]
    proxies: Vec<IpAddr>,
    #[serde(default)]
    own_addresses: Vec<IpAddr>,
    log: Option<String>,
    recheck_seconds: Option<NonZeroU32>,
    #[serde(default)]
    dns: Dns,
    #[serde(default)]
    embed: Embed,
    #[serde(default)]
    limits: toml::Table,
    #[serde(default)]
    provider: Vec<toml::Table>,
    #[serde(default)]
    internal_host: Vec<Internal>,
}

/// For whom it runs.
#[derive(Clone, Copy, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Instance {
    /// For everybody.
    #[default]
    Public,
    /// For the people of one organisation, behind its own door.
    Internal,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dns {
    #[serde(default)]
    nameservers: Vec<SocketAddr>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Embed {
    #[serde(default)]
    portals: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Internal {
    name: HostName,
    addresses: Vec<IpAddr>,
    ports: Vec<u16>,
    ca_file: Option<PathBuf>,
}

/// Where the file is no TOML.
fn syntax(text: &str, error: &toml::de::Error) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    ConfigError::Syntax {
        line: text
            .get(..at)
            .map_or(1, |before| 1 + before.matches('\n').count()),
        message: error.message().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// where it listens, what the file names and what the system tells are not dialled.
    #[test]
    fn the_relays_own_addresses_are_known_when_it_starts() {
        let text = "listen = \"9.9.9.9:8080\"\npublic_url = \"https://check.example\"\n\
            own_addresses = [\"8.8.8.8\", \"2620:fe::9\"]\n";
        let host = "imap.example".parse().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let (parsed, loaded) = (Draft::parse(text, []), Draft::load(file.path(), []));
        let [parsed, loaded] = [parsed, loaded].map(|draft| draft.unwrap().config.policy.egress);
        for egress in [&parsed, &loaded] {
            for own in ["9.9.9.9", "8.8.8.8", "2620:fe::9"] {
                assert!(!egress.admits(&host, 993, own.parse().unwrap()), "{own}");
            }
            assert!(egress.admits(&host, 993, "9.9.9.10".parse().unwrap()));
        }
        let loopback = "127.0.0.1".parse().unwrap();
        assert!(loaded.is_own(loopback) && !parsed.is_own(loopback));
        let variable = ("GREENCHECK_OWN_ADDRESSES".into(), "[\"9.9.9.10\"]".into());
        let draft = Draft::parse(text, [variable]).unwrap();
        let egress = draft.config.policy.egress;
        assert!(egress.is_own("9.9.9.10".parse().unwrap()));
    }

    #[test]
    fn a_line_with_a_secret_is_not_repeated() {
        let text = "listen = \"127.0.0.1:0\"\n[[provider]]\nclient_secret = \"the-secret";
        let refused = Draft::parse(text, []).unwrap_err().to_string();
        assert!(
            refused.starts_with("the configuration, line 3: "),
            "{refused}"
        );
        assert!(!refused.contains("the-secret"), "{refused}");
    }

    /// Fuzzing found that a quotation mark too many makes a portal of the secret below it, and that a portal is repeated.
    #[test]
    fn what_a_text_has_swallowed_is_not_repeated() {
        let text = "listen = \"127.0.0.1:0\"\npublic_url = \"https://check.example\"\n[embed]\nportals = [\"\"\"\n\
            client_secret = \"the-secret\"\n\"\"\"]\n";
        let refused = Draft::parse(text, []).unwrap_err();
        let words = format!("{refused}{refused:?}");
        assert!(words.contains("embed.portals"), "{words}");
        assert!(!words.contains("the-secret"), "{words}");
    }
}
