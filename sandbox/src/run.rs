//! Starts the parts.

use std::io;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use shared::plan::Protocol;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::blocked_port::BlockedPort;
use crate::jwt::SignerError;
use crate::mailboxes::MAILBOXES;
use crate::name_server::NameServer;
use crate::options::Options;
use crate::permissions::Permissions;
use crate::pki::{self, PkiError};
use crate::ready::{NameServerReady, Ready};
use crate::relay_config::{self, Places};
use crate::serve::Behind;
use crate::signin::{self, SignIn};
use crate::tokens::Tokens;
use crate::ways::WAYS;
use crate::zone::Zone;
use crate::{portal, serve, web_port};

/// A running sandbox; its parts stop when it is dropped.
pub struct Sandbox {
    /// What to tell whoever waits for it.
    pub ready: Ready,
    _tasks: JoinSet<()>,
    _blocked: BlockedPort,
}

/// A running name server; it stops when this is dropped.
pub struct LoneNameServer {
    /// What to tell whoever waits for it.
    pub ready: NameServerReady,
    _tasks: JoinSet<()>,
}

/// Why the sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port is taken or may not be used.
    #[error(
        "cannot listen on {at} for {part}: {error}. Is another sandbox running? {option} moves it."
    )]
    Listen {
        /// What was to listen.
        part: &'static str,
        /// Where.
        at: SocketAddr,
        /// The option that chooses the address.
        option: &'static str,
        /// The system's word.
        error: io::Error,
    },
    /// A file could not be read or written.
    #[error("cannot use {path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// The system's word.
        error: io::Error,
    },
    /// The next ports after the mail servers' do not exist.
    #[error("--imap needs a port with four more above it")]
    Ports,
    /// A certificate could not be made.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// A key could not be made.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The relay's configuration could not be written as TOML.
    #[error("the relay's configuration cannot be written: {0}")]
    Config(#[from] toml::ser::Error),
    /// The zone file is not one.
    #[error("the zone file {path} is not understood: {error}")]
    Zone {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        error: toml::de::Error,
    },
}

/// Takes the ports, writes the files, and answers from then on.
pub async fn start(options: &Options) -> Result<Sandbox, StartError> {
    let http = listen("the sign-in", options.http, "--http").await?;
    let imap = listen("the mail servers", options.imap, "--imap").await?;
    // The same port: a name's addresses share one.
    let six = TcpListener::bind((Ipv6Addr::LOCALHOST, address(&imap, options.imap)?.port())).await;
    let six = six
        .inspect_err(|error| tracing::warn!(%error, "no IPv6 on loopback: nothing differs over it"))
        .ok();
    let pop_at = above(options.imap, 3)?;
    let pop = listen("the POP3 servers", pop_at, "--imap").await?;
    let smtp_at = above(options.imap, 4)?;
    let smtp = listen("the submission servers", smtp_at, "--imap").await?;
    let web_at = above(options.imap, 2)?;
    let web = listen("the web server", web_at, "--imap").await?;
    let blocked_at = above(options.imap, 1)?;
    let blocked = BlockedPort::open(blocked_at).await.map_err(not_listening(
        "the blocked port",
        blocked_at,
        "--imap",
    ))?;
    let names = NameServer::bind(options.dns).await.map_err(not_listening(
        "the name server",
        options.dns,
        "--dns",
    ))?;
    let portal = match options.portal {
        Some(at) => Some((listen("the portal", at, "--portal").await?, at)),
        None => None,
    };
    let origin = |(portal, at): &(TcpListener, SocketAddr)| {
        address(portal, *at).map(|at| format!("http://{at}"))
    };

    let places = Places {
        relay: options.relay_listen,
        public_url: options.public_url.clone(),
        base: format!("http://{}", address(&http, options.http)?),
        dns: names
            .address()
            .map_err(not_listening("the name server", options.dns, "--dns"))?,
        imap: address(&imap, options.imap)?,
        six: six.as_ref().and_then(|six| six.local_addr().ok()),
        pop: address(&pop, pop_at)?,
        smtp: address(&smtp, smtp_at)?,
        blocked: blocked.address(),
        web: address(&web, web_at)?,
        portal: portal.as_ref().map(origin).transpose()?,
        ca_file: absolute(&options.dir.join("ca.pem"))?,
        recheck_seconds: options.recheck_seconds,
    };
    let pki = pki::make(OffsetDateTime::now_utc())?;
    let relay_config = absolute(&options.dir.join("relay.toml"))?;
    write(&places.ca_file, &pki.authority).await?;
    write(&relay_config, &relay_config::render(&places)?).await?;

    let tokens = Arc::new(Tokens::new(places.base.clone())?);
    let sign_in = SignIn::new(Arc::clone(&tokens), &options.public_url);
    let mut tasks = JoinSet::new();
    tasks.spawn(pages(
        "the sign-in",
        http,
        signin::router(Arc::new(sign_in)),
    ));
    if let Some((listener, _)) = portal {
        let router = portal::router(&options.public_url);
        tasks.spawn(pages("the portal", listener, router));
    }
    let permissions = Arc::new(Permissions::new(options.permission_delay));
    let behind = Behind {
        tls: pki.tls,
        tokens,
        permissions,
    };
    tasks.spawn(serve::serve(imap, Protocol::Imap, behind.clone()));
    if let Some(six) = six {
        tasks.spawn(serve::serve(six, Protocol::Imap, behind.clone()));
    }
    tasks.spawn(serve::serve(pop, Protocol::Pop, behind.clone()));
    tasks.spawn(serve::serve(smtp, Protocol::Smtp, behind));
    tasks.spawn(web_port::serve(web));
    tasks.spawn(names.serve(Arc::new(Zone::of_the_sandbox(places.imap, places.six))));
    Ok(Sandbox {
        ready: Ready {
            ready: true,
            http: places.base,
            imap: places.imap,
            dns: places.dns,
            portal: places.portal,
            relay_config,
            mailboxes: &MAILBOXES,
            ways: &WAYS,
        },
        _tasks: tasks,
        _blocked: blocked,
    })
}

/// The name server alone, with the zone of a file.
pub async fn name_server(dns: SocketAddr, zone: &Path) -> Result<LoneNameServer, StartError> {
    let text = tokio::fs::read_to_string(zone)
        .await
        .map_err(not_usable(zone))?;
    let parsed = Zone::parse(&text).map_err(|error| StartError::Zone {
        path: zone.to_owned(),
        error,
    })?;
    let not_listening = || not_listening("the name server", dns, "--dns");
    let server = NameServer::bind(dns).await.map_err(not_listening())?;
    let ready = NameServerReady {
        ready: true,
        dns: server.address().map_err(not_listening())?,
    };
    let mut tasks = JoinSet::new();
    tasks.spawn(server.serve(Arc::new(parsed)));
    Ok(LoneNameServer {
        ready,
        _tasks: tasks,
    })
}

/// Serves pages until it is dropped.
async fn pages(part: &'static str, listener: TcpListener, router: Router) {
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "{part} ended");
    }
}

async fn listen(
    part: &'static str,
    at: SocketAddr,
    option: &'static str,
) -> Result<TcpListener, StartError> {
    TcpListener::bind(at)
        .await
        .map_err(not_listening(part, at, option))
}

fn not_listening(
    part: &'static str,
    at: SocketAddr,
    option: &'static str,
) -> impl FnOnce(io::Error) -> StartError {
    move |error| StartError::Listen {
        part,
        at,
        option,
        error,
    }
}

fn not_usable(path: &Path) -> impl FnOnce(io::Error) -> StartError {
    let path = path.to_owned();
    move |error| StartError::File { path, error }
}

fn address(listener: &TcpListener, at: SocketAddr) -> Result<SocketAddr, StartError> {
    listener
        .local_addr()
        .map_err(not_listening("a server", at, "its option"))
}

/// The port so many above, or any when the first is any.
fn above(at: SocketAddr, more: u16) -> Result<SocketAddr, StartError> {
    let port = match at.port() {
        0 => 0,
        port => port.checked_add(more).ok_or(StartError::Ports)?,
    };
    Ok(SocketAddr::new(at.ip(), port))
}

/// The relay may be started from another directory.
fn absolute(path: &Path) -> Result<PathBuf, StartError> {
    std::path::absolute(path).map_err(not_usable(path))
}

async fn write(path: &Path, text: &str) -> Result<(), StartError> {
    if let Some(dir) = path.parent() {
        tokio::fs::create_dir_all(dir)
            .await
            .map_err(not_usable(dir))?;
    }
    tokio::fs::write(path, text).await.map_err(not_usable(path))
}
