//! The whole lab: OpenID provider, Dovecot, name server, a slow way to it, and a relay in front.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use tempfile::TempDir;

use crate::authority::Authority;
use crate::delay::Delay;
use crate::dovecot::{Dovecot, Settings};
use crate::name_server::NameServer;
use crate::openid::{APP_MAILBOX, OpenId};
use crate::ports;
use crate::postfix::{self, Postfix};
use crate::relay::Relay;
use crate::template::fill_in;

/// The mailboxes and how many messages are in each.
pub const MAILBOXES: [(&str, usize); 10] = [
    ("alex@lab.test", 3),
    ("pat@lab.test", 1),
    ("rotates@lab.test", 0),
    (APP_MAILBOX, 1),
    ("expired@lab.test", 0),
    ("alex@slow.lab.test", 2),
    ("alex@untrusted.lab.test", 0),
    ("alex@starttls.lab.test", 1),
    ("alex@postfix.lab.test", 1),
    ("alex@postfixs.lab.test", 1),
];

/// The host whose certificate the lab's authority signed.
pub const HOST: &str = "mail.lab.test";

/// What the slow way adds in each direction.
pub const EACH_WAY: Duration = Duration::from_millis(25);

/// A running lab. The mailbox's domain says what is wrong with the way to it: `lab.test` is healthy, `slow.lab.test`
/// has a round trip of 50 ms, and `untrusted.`, `closed.` and `nowhere.lab.test` are as they are called. At
/// `starttls.lab.test` the same server is reached through plain text first; at `postfix.` and `postfixs.lab.test` mail is
/// submitted to Postfix, with STARTTLS and with TLS from the first byte.
#[derive(Debug)]
pub struct Lab {
    // In the order in which they end.
    /// Where the page is, without a trailing slash.
    pub url: String,
    /// The relay that knows all this.
    pub relay: Relay,
    /// The slow way to the mail server: IMAP, POP3 and submission, all with TLS from the first byte.
    pub slow: [Delay; 3],
    _postfix: Postfix,
    /// The mail server.
    pub dovecot: Dovecot,
    _name_server: NameServer,
    /// The provider.
    pub openid: OpenId,
    /// Another one, which the relay knows as well, which no mail server asks about tokens, and which sends people on to
    /// the first.
    pub attacker: OpenId,
    /// The ports of the slow way.
    pub slow_ports: [u16; 3],
    /// The port of the mail host for `closed.lab.test`, at which nobody listens.
    pub closed_port: u16,
    /// Everything that was written, with the authority's certificate as `authority.pem`.
    pub directory: TempDir,
}

impl Lab {
    /// Starts all of it.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts it with more lines for the relay's settings.
    pub fn start_with(more: &str) -> Self {
        let directory = TempDir::with_prefix("lab-").expect("a temporary directory");
        let path = directory.path();
        let relay_port = ports::free();
        let url = format!("http://localhost:{relay_port}");
        let secret = format!("lab-{}", std::process::id());

        let callback = format!("{url}/oauth/callback");
        let openid = OpenId::start(path, &callback, &secret);
        let attacker = OpenId::start_attacker(path, &callback, &secret, &openid);
        let authority = Authority::new("The lab's authority");
        authority.write(&path.join("authority.pem"));
        let postfix_ports = postfix::Ports::choose();
        let dovecot = Dovecot::start(&Settings {
            directory: path,
            authority: &authority,
            host: HOST,
            untrusted_host: "untrusted.lab.test",
            openid_port: openid.port,
            secret: &secret,
            postfix_port: postfix_ports.plain,
            mailboxes: &MAILBOXES,
        });
        let postfix = Postfix::start(path, HOST, postfix_ports);
        let fast = [dovecot.port, dovecot.ports.pop3s, dovecot.ports.submissions];
        let slow_ports = fast.map(|_| ports::free());
        let way = |at: usize| {
            let target = SocketAddr::from(([127, 0, 0, 1], fast[at]));
            Delay::start(slow_ports[at], target, EACH_WAY)
        };
        let slow = [way(0), way(1), way(2)];
        let closed_port = ports::free();
        let name_server = NameServer::start(path, &fill_in("zone.toml", &[]));
        let configuration = fill_in(
            "relay.toml",
            &[
                ("dir", &path.display().to_string()),
                ("name_server", &name_server.address.to_string()),
                ("issuer", &openid.issuer),
                ("attacker_issuer", &attacker.issuer),
                ("application_secret", &openid.application_secret),
                ("relay_port", &relay_port.to_string()),
                ("imaps_port", &dovecot.port.to_string()),
                ("imap_port", &dovecot.ports.imap.to_string()),
                ("pop3_port", &dovecot.ports.pop3.to_string()),
                ("pop3s_port", &dovecot.ports.pop3s.to_string()),
                ("submission_port", &dovecot.ports.submission.to_string()),
                ("submissions_port", &dovecot.ports.submissions.to_string()),
                ("postfix_port", &postfix_ports.starttls.to_string()),
                ("postfixs_port", &postfix_ports.tls.to_string()),
                ("slow_imap_port", &slow_ports[0].to_string()),
                ("slow_pop_port", &slow_ports[1].to_string()),
                ("slow_smtp_port", &slow_ports[2].to_string()),
                ("closed_port", &closed_port.to_string()),
            ],
        );
        let file = path.join("relay.toml");
        fs::write(&file, configuration + more).expect("our own directory");
        Self {
            relay: Relay::start(&file, SocketAddr::from(([127, 0, 0, 1], relay_port))),
            url,
            slow,
            _postfix: postfix,
            dovecot,
            _name_server: name_server,
            openid,
            attacker,
            slow_ports,
            closed_port,
            directory,
        }
    }
}
