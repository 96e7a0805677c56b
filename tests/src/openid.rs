//! The OpenID provider: `oidc-provider`, certified, with the settings of `lab/openid-provider.mjs`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::process::Process;
use crate::{places, ports};

/// The page's public client. Devices sign in to it as well.
pub const PUBLIC: &str = "greencheck";
/// A public client of somebody's own.
pub const OWN: &str = "greencheck-own";
/// A client with a secret, which may ask for offline access.
pub const CONFIDENTIAL: &str = "greencheck-confidential";
/// A client with a secret that signs in as itself. Its tokens open [`APP_MAILBOX`].
pub const APP: &str = "greencheck-app";
/// The mailbox of the client that signs in as itself.
pub const APP_MAILBOX: &str = "app@lab.test";

/// A running provider. It signs anybody in under any address, with any password. Each has keys, cookies and secrets of
/// its own, so a second one can play the attacker's.
#[derive(Debug)]
pub struct OpenId {
    /// Its issuer identifier and address.
    pub issuer: String,
    /// Its port on loopback.
    pub port: u16,
    /// The secret of [`CONFIDENTIAL`] and of [`APP`].
    pub application_secret: String,
    redirect_uri: String,
    process: Process,
}

impl OpenId {
    /// Starts it for one page and one mail server that may ask about tokens with `secret`.
    pub fn start(directory: &Path, redirect_uri: &str, secret: &str) -> Self {
        Self::start_against(directory, redirect_uri, secret, None)
    }

    /// Starts one whose authorization endpoint sends people on to that of `victim`.
    pub fn start_attacker(
        directory: &Path,
        redirect_uri: &str,
        secret: &str,
        victim: &Self,
    ) -> Self {
        Self::start_against(directory, redirect_uri, secret, Some(victim))
    }

    fn start_against(
        directory: &Path,
        redirect_uri: &str,
        secret: &str,
        victim: Option<&Self>,
    ) -> Self {
        let port = ports::free();
        let application_secret = format!("{secret}-application-{port}");
        let mut command = node("openid-provider.mjs");
        command.args([&port.to_string(), redirect_uri, secret, &application_secret]);
        command.args(victim.map(|victim| &victim.issuer));
        let log = directory.join(format!("openid-provider-{port}.log"));
        let (process, ready) = Process::start_and_read_line(command, &log);
        let issuer = format!("http://127.0.0.1:{port}");
        assert!(ready.contains(&issuer), "{ready}");
        Self {
            issuer,
            port,
            application_secret,
            redirect_uri: redirect_uri.to_owned(),
            process,
        }
    }

    /// What an attacker's was asked so far, such as `POST /token`.
    pub fn asked(&self) -> Vec<String> {
        let log = self.process.log();
        let lines = log.lines().filter_map(|line| line.strip_prefix("asked: "));
        lines.map(str::to_owned).collect()
    }

    /// Signs in as this address, without a browser, and gives the access token.
    pub fn token(&self, login: &str) -> String {
        let answer = self.sign_in(login, PUBLIC);
        let token = answer["access_token"].as_str();
        token.expect("a token response has a token").to_owned()
    }

    /// The same for any of the clients, with the whole token response.
    pub fn sign_in(&self, login: &str, client_id: &str) -> Value {
        let mut command = node("sign-in.mjs");
        command.args([&self.issuer, &self.redirect_uri, login, client_id]);
        if client_id == CONFIDENTIAL {
            command.arg(&self.application_secret);
        }
        serde_json::from_str(&output(command)).expect("a token response")
    }

    /// A token of [`APP`], which nobody signed in for.
    pub fn application_token(&self) -> String {
        let mut answer = ureq::post(format!("{}/token", self.issuer))
            .send_form([
                ("grant_type", "client_credentials"),
                ("client_id", APP),
                ("client_secret", &self.application_secret),
                ("scope", "mail"),
            ])
            .expect("a token response");
        let answer: Value = answer.body_mut().read_json().expect("a token response");
        let token = answer["access_token"].as_str();
        token.expect("a token response has a token").to_owned()
    }

    /// Types a device's code at `verification_uri` and signs in as this address; refuses where there is none.
    pub fn answer_device(&self, verification_uri: &str, user_code: &str, login: Option<&str>) {
        let mut command = node("device.mjs");
        command.args([verification_uri, user_code]).args(login);
        output(command);
    }
}

fn output(mut command: Command) -> String {
    let output = command.output().expect("node starts");
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{problems}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A script of `tests/lab`, with the npm packages.
pub fn node(script: &str) -> Command {
    let mut command = Command::new(places::system("node", "nodejs"));
    command
        .arg(places::lab(script))
        .env("E2E_NODE_MODULES", places::node_modules());
    command
}
