//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

/// What to run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Command {
    /// Everything.
    Sandbox(Options),
    /// The name server alone.
    NameServer {
        /// Where it answers.
        dns: SocketAddr,
        /// The zone file.
        zone: PathBuf,
    },
}

/// Where the parts of the sandbox listen. Port 0 takes a free one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    /// Where `ca.pem` and `relay.toml` are written.
    pub dir: PathBuf,
    /// The sign-in.
    pub http: SocketAddr,
    /// The mail servers. The blocked port is the next one, and the web server's the one after.
    pub imap: SocketAddr,
    /// The name server.
    pub dns: SocketAddr,
    /// The portal that holds the relay's page in a frame; none where it is absent. It has to be on loopback, under
    /// another name than the page, to be another site.
    pub portal: Option<SocketAddr>,
    /// Where the relay's page is reached: decides the redirect URI and who may redeem codes.
    pub public_url: String,
    /// Where the relay is told to listen.
    pub relay_listen: SocketAddr,
    /// How many seconds a new permission takes to act.
    pub permission_delay: i64,
    /// How many seconds the page waits between two checks while it keeps checking.
    pub recheck_seconds: u32,
}

impl Options {
    /// The usual ports, on loopback.
    pub fn new(dir: PathBuf) -> Self {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Self {
            dir,
            http: at(8081),
            imap: at(8993),
            dns: at(8053),
            portal: None,
            public_url: "http://localhost:8080".to_owned(),
            relay_listen: at(8080),
            permission_delay: 45,
            recheck_seconds: 15,
        }
    }
}

/// How to call it.
pub const USAGE: &str = "\
usage: sandbox --dir DIR [--http ADDRESS] [--imap ADDRESS] [--dns ADDRESS] [--portal ADDRESS] [--public-url URL]
               [--relay-listen ADDRESS] [--permission-delay SECONDS] [--recheck-seconds SECONDS]
       sandbox name-server --dns ADDRESS --zone FILE
An ADDRESS is an IP address and a port, such as 127.0.0.1:8993; port 0 takes a free one.";

/// Why a command line is not one.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum OptionsError {
    /// Not an address with a port.
    #[error("{0} needs an IP address and a port, such as 127.0.0.1:8993")]
    Address(String),
    /// It has to be given.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// There is no such option.
    #[error("there is no option {0}")]
    Unknown(String),
    /// Not a whole number.
    #[error("{0} needs a whole number of seconds")]
    Seconds(String),
    /// Not a URL without a path.
    #[error("--public-url needs http:// or https://, a host, and no path")]
    Url,
    /// An option without its value.
    #[error("{0} needs a value")]
    Value(String),
}

/// Reads the arguments after the program's name.
pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Command, OptionsError> {
    let mut arguments = arguments.into_iter().peekable();
    if arguments.next_if(|first| first == "name-server").is_some() {
        return name_server(arguments);
    }
    let mut options = Options::new(PathBuf::new());
    while let Some(name) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| OptionsError::Value(name.clone()))?;
        match name.as_str() {
            "--dir" => options.dir = value.into(),
            "--http" => options.http = address(&name, &value)?,
            "--imap" => options.imap = address(&name, &value)?,
            "--dns" => options.dns = address(&name, &value)?,
            "--portal" => options.portal = Some(address(&name, &value)?),
            "--public-url" => options.public_url = origin(&value)?,
            "--relay-listen" => options.relay_listen = address(&name, &value)?,
            "--permission-delay" => options.permission_delay = seconds(&name, &value)?.into(),
            "--recheck-seconds" => options.recheck_seconds = seconds(&name, &value)?,
            _ => return Err(OptionsError::Unknown(name)),
        }
    }
    if options.dir.as_os_str().is_empty() {
        return Err(OptionsError::Missing("--dir"));
    }
    Ok(Command::Sandbox(options))
}

fn seconds(name: &str, value: &str) -> Result<u32, OptionsError> {
    value
        .parse()
        .map_err(|_| OptionsError::Seconds(name.to_owned()))
}

fn name_server(mut arguments: impl Iterator<Item = String>) -> Result<Command, OptionsError> {
    let (mut dns, mut zone) = (None, None);
    while let Some(name) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| OptionsError::Value(name.clone()))?;
        match name.as_str() {
            "--dns" => dns = Some(address(&name, &value)?),
            "--zone" => zone = Some(PathBuf::from(value)),
            _ => return Err(OptionsError::Unknown(name)),
        }
    }
    Ok(Command::NameServer {
        dns: dns.ok_or(OptionsError::Missing("--dns"))?,
        zone: zone.ok_or(OptionsError::Missing("--zone"))?,
    })
}

fn address(name: &str, value: &str) -> Result<SocketAddr, OptionsError> {
    value
        .parse()
        .map_err(|_| OptionsError::Address(name.to_owned()))
}

/// An origin as a browser spells it, because it is compared with the `Origin` header.
fn origin(value: &str) -> Result<String, OptionsError> {
    let url = url::Url::parse(value).map_err(|_| OptionsError::Url)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let web = matches!(url.scheme(), "http" | "https");
    let named = url.username().is_empty() && url.password().is_none();
    if !(bare && web && named) {
        return Err(OptionsError::Url);
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, OptionsError> {
        read(line.split_ascii_whitespace().map(str::to_owned))
    }

    #[test]
    fn only_the_directory_has_to_be_given() {
        let usual = Options::new("target/demo".into());
        assert_eq!(
            parse("--dir target/demo"),
            Ok(Command::Sandbox(usual.clone()))
        );
        let moved = parse(
            "--dir target/demo --imap 127.0.0.1:0 --portal 127.0.0.1:8082 --public-url http://LOCALHOST:9000/",
        );
        let expected = Options {
            imap: "127.0.0.1:0".parse().unwrap(),
            portal: Some("127.0.0.1:8082".parse().unwrap()),
            public_url: "http://localhost:9000".into(),
            ..usual
        };
        assert_eq!(moved, Ok(Command::Sandbox(expected)));
    }

    #[test]
    fn a_name_server_needs_both_its_options() {
        let command = parse("name-server --zone z.toml --dns 127.0.0.1:0");
        assert!(matches!(command, Ok(Command::NameServer { .. })));
        let missing = parse("name-server --zone z.toml");
        assert_eq!(missing, Err(OptionsError::Missing("--dns")));
    }

    #[test]
    fn each_mistake_is_named() {
        assert_eq!(parse(""), Err(OptionsError::Missing("--dir")));
        assert_eq!(parse("--dir"), Err(OptionsError::Value("--dir".into())));
        assert_eq!(parse("--pop x"), Err(OptionsError::Unknown("--pop".into())));
        assert_eq!(
            parse("--imap 8993"),
            Err(OptionsError::Address("--imap".into()))
        );
        for url in [
            "localhost",
            "ftp://a",
            "http://a/b",
            "http://a?b",
            "http://u@a",
        ] {
            assert_eq!(
                parse(&format!("--public-url {url}")),
                Err(OptionsError::Url),
                "{url}"
            );
        }
    }
}
