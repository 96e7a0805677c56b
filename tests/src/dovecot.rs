//! The mail server: Dovecot, which puts every token to the OpenID provider.

use std::fs::{self, Permissions};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use crate::authority::Authority;
use crate::process::Process;
use crate::template::fill_in;
use crate::{places, ports};

/// A running server.
#[derive(Debug)]
pub struct Dovecot {
    /// IMAP with TLS from the first byte, on loopback.
    pub port: u16,
    /// The others.
    pub ports: Ports,
    process: Process,
}

/// The ports beside that, all on loopback.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// IMAP with STARTTLS.
    pub imap: u16,
    /// POP3 with STLS.
    pub pop3: u16,
    /// POP3 with TLS from the first byte.
    pub pop3s: u16,
    /// Submission with STARTTLS.
    pub submission: u16,
    /// Submission with TLS from the first byte.
    pub submissions: u16,
}

/// What it needs to know.
pub struct Settings<'a> {
    /// Where all its files go; it needs to be readable by others, since the server gives up its rights.
    pub directory: &'a Path,
    /// The authority of its certificate.
    pub authority: &'a Authority,
    /// The name that this certificate is for.
    pub host: &'a str,
    /// The name for which it has a certificate of an authority that nobody trusts.
    pub untrusted_host: &'a str,
    /// The OpenID provider's port.
    pub openid_port: u16,
    /// The secret with which it asks about tokens.
    pub secret: &'a str,
    /// Where its submission service would hand a message on.
    pub postfix_port: u16,
    /// The mailboxes, each with a number of messages.
    pub mailboxes: &'a [(&'a str, usize)],
}

impl Dovecot {
    /// Starts it.
    pub fn start(settings: &Settings<'_>) -> Self {
        let directory = settings.directory;
        let executable = places::system("dovecot", "dovecot-imapd");
        let port = ports::free();
        let [imap, pop3, pop3s, submission, submissions] = [(); 5].map(|()| ports::free());
        settings
            .authority
            .certify(settings.host, directory, "trusted");
        Authority::new("An authority that nobody trusts").certify(
            settings.untrusted_host,
            directory,
            "untrusted",
        );

        let owners = Owners::choose();
        deliver(directory, settings.mailboxes, &owners);

        let path = directory.display().to_string();
        let (imaps_port, openid_port) = (port.to_string(), settings.openid_port.to_string());
        let others = [
            imap,
            pop3,
            pop3s,
            submission,
            submissions,
            settings.postfix_port,
        ];
        let others = others.map(|port| port.to_string());
        let values = [
            ("dir", path.as_str()),
            ("internal_user", &owners.internal.0),
            ("internal_group", &owners.internal.1),
            ("login_user", &owners.login),
            ("mail_user", &owners.mail.0),
            ("mail_group", &owners.mail.1),
            ("host", settings.host),
            ("imaps_port", &imaps_port),
            ("imap_port", &others[0]),
            ("pop3_port", &others[1]),
            ("pop3s_port", &others[2]),
            ("submission_port", &others[3]),
            ("submissions_port", &others[4]),
            ("postfix_plain_port", &others[5]),
            ("openid_port", &openid_port),
            ("untrusted_host", settings.untrusted_host),
            ("secret", settings.secret),
        ];
        let [_, configuration] = ["oauth2.conf", "dovecot.conf"].map(|name| {
            let file = directory.join(name);
            fs::write(&file, fill_in(name, &values)).expect("our own directory");
            file
        });

        let mut command = Command::new(executable);
        command.arg("-F").arg("-c").arg(configuration);
        let mut process = Process::start(command, &directory.join("dovecot.err"));
        process.wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self {
            port,
            ports: Ports {
                imap,
                pop3,
                pop3s,
                submission,
                submissions,
            },
            process,
        }
    }

    /// What it says while it starts.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// Whose rights the server's parts run with: Debian's users as root, else all the current one's.
struct Owners {
    internal: (String, String),
    login: String,
    mail: (String, String),
    /// As numbers, where the mailboxes have to be given to somebody.
    give_to: Option<(u32, u32)>,
}

impl Owners {
    fn choose() -> Self {
        if rustix::process::geteuid().is_root() {
            return Self {
                internal: ("dovecot".into(), "dovecot".into()),
                login: "dovenull".into(),
                mail: ("8".into(), "8".into()),
                // Debian's `mail`, the same number on every installation.
                give_to: Some((8, 8)),
            };
        }
        let [user, group] = ["-un", "-gn"].map(|question| {
            let output = Command::new("id").arg(question).output().expect("id runs");
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        });
        let both = (user.clone(), group);
        Self {
            internal: both.clone(),
            login: user,
            mail: both,
            give_to: None,
        }
    }
}

/// Makes the mailboxes with their messages, in the Maildir layout.
fn deliver(directory: &Path, mailboxes: &[(&str, usize)], owners: &Owners) {
    fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("our own directory");
    for (user, messages) in mailboxes {
        let mailbox = directory.join("mail").join(user);
        let delivered = mailbox.join("new");
        let mut made = vec![mailbox.clone(), delivered.clone()];
        fs::create_dir_all(&delivered).expect("our own directory");
        for number in 0..*messages {
            let file = delivered.join(format!("1700000000.{number}.lab"));
            let message = format!(
                "From: sender@lab.test\r\nTo: {user}\r\nSubject: Message {number}\r\n\r\nHello.\r\n"
            );
            fs::write(&file, message).expect("our own directory");
            made.push(file);
        }
        if let Some((uid, gid)) = owners.give_to {
            for path in made {
                chown(path, Some(uid), Some(gid)).expect("root may");
            }
        }
    }
}
