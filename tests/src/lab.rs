//! The whole lab: OpenID provider, Dovecot, name server, a slow way to it, and a relay in front.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use tempfile::TempDir;

use crate::authority::Authority;
use crate::delay::Delay;
use crate::dovecot::{Dovecot, Settings};
use crate::name_server::NameServer;
use crate::openid::OpenId;
use crate::ports;
use crate::relay::Relay;
use crate::template::fill_in;

/// The mailboxes and how many messages are in each.
pub const MAILBOXES: [(&str, usize); 5] = [
    ("alex@lab.test", 3),
    ("pat@lab.test", 1),
    ("expired@lab.test", 0),
    ("alex@slow.lab.test", 2),
    ("alex@untrusted.lab.test", 0),
];

/// The host whose certificate the lab's authority signed.
pub const HOST: &str = "mail.lab.test";

/// What the slow way adds in each direction.
pub const EACH_WAY: Duration = Duration::from_millis(25);

/// A running lab. The mailbox's domain says what is wrong with the way to it: `lab.test` is healthy, `slow.lab.test`
/// has a round trip of 50 ms, and `untrusted.`, `closed.` and `nowhere.lab.test` are as they are called.
#[derive(Debug)]
pub struct Lab {
    // In the order in which they end.
    /// Where the page is, without a trailing slash.
    pub url: String,
    /// The relay that knows all this.
    pub relay: Relay,
    /// The slow way to the mail server.
    pub slow: Delay,
    /// The mail server.
    pub dovecot: Dovecot,
    _name_server: NameServer,
    /// The provider.
    pub openid: OpenId,
    /// The port of the slow way.
    pub slow_port: u16,
    /// Everything that was written, with the authority's certificate as `authority.pem`.
    pub directory: TempDir,
}

impl Lab {
    /// Starts all of it.
    pub fn start() -> Self {
        let directory = TempDir::with_prefix("lab-").expect("a temporary directory");
        let path = directory.path();
        let relay_port = ports::free();
        let url = format!("http://localhost:{relay_port}");
        let secret = format!("lab-{}", std::process::id());

        let openid = OpenId::start(path, &format!("{url}/oauth/callback"), &secret);
        let authority = Authority::new("The lab's authority");
        authority.write(&path.join("authority.pem"));
        let dovecot = Dovecot::start(&Settings {
            directory: path,
            authority: &authority,
            host: HOST,
            untrusted_host: "untrusted.lab.test",
            openid_port: openid.port,
            secret: &secret,
            mailboxes: &MAILBOXES,
        });
        let slow_port = ports::free();
        let slow = Delay::start(
            slow_port,
            SocketAddr::from(([127, 0, 0, 1], dovecot.port)),
            EACH_WAY,
        );
        let name_server = NameServer::start(path, &fill_in("zone.toml", &[]));
        let configuration = fill_in(
            "relay.toml",
            &[
                ("dir", &path.display().to_string()),
                ("name_server", &name_server.address.to_string()),
                ("issuer", &openid.issuer),
                ("relay_port", &relay_port.to_string()),
                ("imaps_port", &dovecot.port.to_string()),
                ("slow_port", &slow_port.to_string()),
                ("closed_port", &ports::free().to_string()),
            ],
        );
        let file = path.join("relay.toml");
        fs::write(&file, configuration).expect("our own directory");
        Self {
            relay: Relay::start(&file, SocketAddr::from(([127, 0, 0, 1], relay_port))),
            url,
            slow,
            dovecot,
            _name_server: name_server,
            openid,
            slow_port,
            directory,
        }
    }
}
