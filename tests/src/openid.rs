//! The OpenID provider: `oidc-provider`, certified, with the settings of `lab/openid-provider.mjs`.

use std::path::Path;
use std::process::Command;

use crate::process::Process;
use crate::{places, ports};

/// A running provider. It signs anybody in under any address, with any password.
#[derive(Debug)]
pub struct OpenId {
    /// Its issuer identifier and address.
    pub issuer: String,
    /// Its port on loopback.
    pub port: u16,
    redirect_uri: String,
    _process: Process,
}

impl OpenId {
    /// Starts it for one page and one mail server that may ask about tokens with `secret`.
    pub fn start(directory: &Path, redirect_uri: &str, secret: &str) -> Self {
        let port = ports::free();
        let mut command = node("openid-provider.mjs");
        command.args([&port.to_string(), redirect_uri, secret]);
        let (process, ready) =
            Process::start_and_read_line(command, &directory.join("openid-provider.log"));
        let issuer = format!("http://127.0.0.1:{port}");
        assert!(ready.contains(&issuer), "{ready}");
        Self {
            issuer,
            port,
            redirect_uri: redirect_uri.to_owned(),
            _process: process,
        }
    }

    /// Signs in as this address, without a browser, and gives the access token.
    pub fn token(&self, login: &str) -> String {
        let output = node("sign-in.mjs")
            .args([&self.issuer, &self.redirect_uri, login])
            .output()
            .expect("node starts");
        let problems = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{problems}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

fn node(script: &str) -> Command {
    let mut command = Command::new(places::system("node", "nodejs"));
    command
        .arg(places::lab(script))
        .env("E2E_NODE_MODULES", places::node_modules());
    command
}
