//! A relay on a free port, with a page and a provider of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use relay::config::{Config, Draft};
use relay::discovery::discover;
use relay::server::serve;
use relay::service::Service;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The page, with the kind of start that the build writes.
pub const PAGE: &str = "<!doctype html><title>Greencheck</title>\
    <script type=\"module\" src=\"/app-0123456789abcdef.js\"></script>";

/// The script, in each form that the build leaves.
pub const SCRIPT: [(&str, &str); 3] = [
    ("app-0123456789abcdef.js", "plain"),
    ("app-0123456789abcdef.js.br", "as brotli"),
    ("app-0123456789abcdef.js.gz", "as gzip"),
];

/// A provider whose mailboxes are opened at `imap`.
pub fn provider(id: &str, client_id: &str, opaque_tokens: bool, imap: &str) -> String {
    format!(
        r#"
        [[provider]]
        id = "{id}"
        name = "Example Mail"
        family = "other"
        client_id = "{client_id}"
        issuer = "https://login.example.test"
        token_issuers = ["https://login.example.test"]
        opaque_tokens = {opaque_tokens}
        sends_issuer = true
        authorize_url = "https://login.example.test/authorize"
        token_url = "https://login.example.test/token"
        redeem = "browser"
        identity_scopes = ["openid"]
        imap_scopes = ["mail"]
        token_minutes = 60
        mechanisms = ["XOAUTH2", "OAUTHBEARER"]
        imap = "{imap}"
        "#
    )
}

/// A running relay; dropped, it stops.
pub struct Relay {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its page is.
    pub page: TempDir,
    /// What its routes share.
    pub service: Arc<Service>,
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Relay {
    /// With one provider and these settings besides.
    pub async fn start(settings: &str) -> Self {
        let provider = provider("example", "greencheck", true, "imap.example.test:993:tls");
        Self::start_with(&format!("{settings}\n{provider}")).await
    }

    /// With these settings.
    pub async fn start_with(settings: &str) -> Self {
        Self::start_as(None, settings).await
    }

    /// Known to its visitors by another origin than where it listens: something stands in front.
    pub async fn start_as(public_url: Option<&str>, settings: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let page = TempDir::with_prefix("page-").unwrap();
        write(page.path(), "index.html", PAGE);
        for (name, text) in SCRIPT {
            write(page.path(), name, text);
        }
        let at_home = format!("http://localhost:{}", address.port());
        let origin = public_url.map_or_else(|| at_home.clone(), str::to_owned);
        let file = file(address, page.path(), settings).replace(&at_home, &origin);
        let draft = Draft::parse(&file, []).unwrap();
        let config = discover(draft).await.unwrap();
        let service = Arc::new(Service::new(config).unwrap());
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, Arc::clone(&service), async {
            // Dropped or told: both mean to stop.
            let _ = stopped.await;
        });
        let serving = tokio::spawn(serving);
        Self {
            address,
            page,
            service,
            origin,
            stop: Some(stop),
            serving,
        }
    }

    /// The origin of its page.
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Tells it to stop.
    pub fn stop(&mut self) {
        self.stop.take();
    }

    /// Waits until it has ended: where it is a program of its own, that ends too.
    pub async fn ended(&mut self) {
        (&mut self.serving).await.unwrap();
    }
}

/// The settings of a test's relay that asks nobody.
pub fn config(listen: SocketAddr, page: &Path, settings: &str) -> Config {
    Config::parse(&file(listen, page, settings), []).unwrap()
}

/// The same as its file.
pub fn file(listen: SocketAddr, page: &Path, settings: &str) -> String {
    let (port, page) = (listen.port(), page.display());
    format!(
        "listen = \"{listen}\"\npublic_url = \"http://localhost:{port}\"\nassets = \"{page}\"\n{settings}"
    )
}

/// Writes a file of the page.
pub fn write(page: &Path, name: &str, text: &str) {
    std::fs::write(page.join(name), text).unwrap();
}
