//! A relay as an operator runs it: for Microsoft 365 and Google, behind something that speaks HTTPS for it, with a portal.

use std::fs;
use std::net::SocketAddr;

use tempfile::TempDir;

use crate::ports;
use crate::relay::Relay;

/// A running relay.
#[derive(Debug)]
pub struct Public {
    /// Where it listens; what stands in front asks here.
    pub port: u16,
    /// Where a browser would find it.
    pub https_port: u16,
    /// Beside its configuration.
    pub directory: TempDir,
    _relay: Relay,
}

impl Public {
    /// Starts it. Nothing stands in front yet.
    pub fn start() -> Self {
        let directory = TempDir::with_prefix("public-").expect("a temporary directory");
        let [port, https_port] = [ports::free(), ports::free()];
        let listen = SocketAddr::from(([127, 0, 0, 1], port));
        let configuration = directory.path().join("relay.toml");
        let text = format!(
            "listen = \"{listen}\"\npublic_url = \"https://localhost:{https_port}\"\n\
             [embed]\nportals = [\"https://portal.example\"]\n\
             [[provider]]\nid = \"microsoft-365\"\nclient_id = \"6b2d1d92-7018-4182-b70e-821127bec509\"\n\
             [[provider]]\nid = \"google\"\nclient_id = \"an-id.apps.googleusercontent.com\"\n"
        );
        fs::write(&configuration, text).expect("our own directory");
        Self {
            port,
            https_port,
            _relay: Relay::start(&configuration, listen),
            directory,
        }
    }
}
