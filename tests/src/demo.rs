//! The demonstration, as `cargo xtask demo` runs it: the sandbox and a relay in front, with a gate between the
//! browser and the relay.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;
use shared::followup::Question;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::request::MailboxKind;
use shared::told::{ExchangeAnswer, Told};
use tempfile::TempDir;

use crate::gate::Gate;
use crate::process::Process;
use crate::relay::Relay;
use crate::{places, ports};

/// A running demonstration.
#[derive(Debug)]
pub struct Demo {
    // In the order in which they end.
    /// The way to the relay.
    pub gate: Gate,
    /// The relay.
    pub relay: Relay,
    _sandbox: Process,
    /// Where the page is, without a trailing slash.
    pub url: String,
    /// Every mailbox that the sandbox has.
    pub mailboxes: Vec<Mailbox>,
    /// The other ways to sign in that it has.
    pub ways: Vec<Way>,
    /// Where its sign-in is, without a trailing slash.
    pub sign_in: String,
    /// The portal that holds the page in a frame, if it was asked for, without a trailing slash.
    pub portal: Option<String>,
    _directory: TempDir,
}

/// The line that the sandbox prints when it is ready.
#[derive(Deserialize)]
struct Ready {
    http: String,
    relay_config: PathBuf,
    mailboxes: Vec<Mailbox>,
    ways: Vec<Way>,
    portal: Option<String>,
}

/// Another way to sign in, and what the page should find.
#[derive(Clone, Debug, Deserialize)]
pub struct Way {
    /// How the token is obtained.
    pub path: SignInPath,
    /// The provider to choose.
    pub provider: String,
    /// The application to name, where one is named.
    pub client_id: Option<String>,
    /// Its tenant.
    pub tenant: Option<String>,
    /// Its secret.
    pub secret: Option<String>,
    /// The account to type.
    pub account: String,
    /// The person to sign in as; absent where nobody signs in.
    pub sign_in_as: Option<String>,
    /// The mailbox to ask about.
    pub mailbox: String,
    /// The code of the cause.
    pub cause: String,
    /// True where the sign-in is to be tried for its length.
    #[serde(default)]
    pub will_last: bool,
    /// True where the person stays on the provider's page.
    #[serde(default)]
    pub stays: bool,
    /// True where no token is given.
    #[serde(default)]
    pub refused: bool,
    /// What is the matter, in a few words.
    pub note: String,
}

impl Way {
    /// Whose mailbox it is, as the form asks.
    pub fn kind(&self) -> MailboxKind {
        if self.mailbox == self.account {
            MailboxKind::Own
        } else {
            MailboxKind::Shared
        }
    }
}

/// A mailbox, how to ask about it, and what the page should find.
#[derive(Clone, Debug, Deserialize)]
pub struct Mailbox {
    /// Its address.
    pub mailbox: String,
    /// Whose mailbox it is.
    pub kind: MailboxKind,
    /// The account to type.
    pub account: String,
    /// The person to sign in as.
    pub sign_in_as: String,
    /// The provider to choose.
    pub provider: String,
    /// The protocols to tick.
    #[serde(default = "imap")]
    pub protocols: Vec<Protocol>,
    /// The code of the cause.
    pub cause: String,
    /// The codes of the causes that cannot be told from it.
    #[serde(default)]
    pub besides: Vec<String>,
    /// True when whoever signs in is given no token.
    #[serde(default)]
    pub refused: bool,
    /// True when its permission takes a while.
    #[serde(default)]
    pub later: bool,
    /// What people answer when the page asks them.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

fn imap() -> Vec<Protocol> {
    vec![Protocol::Imap]
}

/// What a person answers when the page asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Whether the protocol's switch is on.
    Switch(bool),
    /// Whether web mail opens.
    WebMail(bool),
    /// What they paste.
    Exchange(String),
}

impl Mailbox {
    /// The answer to a question, as evidence.
    pub fn answer(&self, question: Question) -> Option<Told> {
        self.answers
            .iter()
            .find_map(|answer| match (answer, question) {
                (Answer::Switch(on), Question::Switch) => Some(Told::Switch(*on)),
                (Answer::WebMail(opens), Question::WebMail) => Some(Told::WebMail(*opens)),
                (Answer::Exchange(text), Question::Exchange) => {
                    ExchangeAnswer::read(text, Some(&self.mailbox)).map(Told::Exchange)
                }
                _ => None,
            })
    }
}

impl Demo {
    /// Starts it.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts it with a portal of another site, which may hold the page in a frame.
    pub fn start_with_portal() -> Self {
        Self::start_with(&["--portal", "127.0.0.1:0"])
    }

    /// Starts it with more options for the sandbox.
    pub fn start_with(more: &[&str]) -> Self {
        Self::start_edited(more, |configuration| configuration)
    }

    /// The same with the relay's configuration changed.
    pub fn start_edited(more: &[&str], edit: impl FnOnce(String) -> String) -> Self {
        let directory = TempDir::with_prefix("demo-").expect("a temporary directory");
        let relay_address = SocketAddr::from(([127, 0, 0, 1], ports::free()));
        let gate_port = ports::free();
        let url = format!("http://localhost:{gate_port}");

        let mut command = Command::new(places::program("sandbox"));
        command.arg("--dir").arg(directory.path());
        for (option, port) in [("--http", 0), ("--imap", 0), ("--dns", 0)] {
            command.args([
                option,
                &SocketAddr::from(([127, 0, 0, 1], port)).to_string(),
            ]);
        }
        command.args(more);
        command.args(["--public-url", &url]);
        command.args(["--relay-listen", &relay_address.to_string()]);
        let (sandbox, line) =
            Process::start_and_read_line(command, &directory.path().join("sandbox.log"));
        let ready: Ready = serde_json::from_str(&line).expect("the sandbox's ready line");

        let relay_config = directory.path().join(ready.relay_config);
        let text = fs::read_to_string(&relay_config).expect("the sandbox wrote it");
        fs::write(&relay_config, edit(text)).expect("our own directory");
        let relay = Relay::start(&relay_config, relay_address);
        Self {
            gate: Gate::start(gate_port, relay_address),
            relay,
            _sandbox: sandbox,
            url,
            mailboxes: ready.mailboxes,
            ways: ready.ways,
            sign_in: ready.http,
            portal: ready.portal,
            _directory: directory,
        }
    }

    /// The first mailbox that has this cause.
    pub fn mailbox(&self, cause: &str) -> &Mailbox {
        self.mailboxes
            .iter()
            .find(|mailbox| mailbox.cause == cause)
            .unwrap_or_else(|| panic!("no mailbox for {cause}"))
    }
}
