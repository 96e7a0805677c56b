//! What the tests need from the system: browsers, mail servers, curl, OpenSSL.

use std::path::Path;

use crate::error::Error;
use crate::place;
use crate::process::{self, command, succeed};

/// What to look for (a program, or a path), and the Debian package that has it.
const NEEDED: [(&str, &str); 11] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("curl", "curl"),
    ("/usr/lib/dovecot/imap-login", "dovecot-imapd"),
    ("/usr/lib/dovecot/pop3-login", "dovecot-pop3d"),
    ("/usr/lib/dovecot/submission-login", "dovecot-submissiond"),
    ("/usr/lib/postfix/sbin/master", "postfix"),
    ("firefox-esr", "firefox-esr"),
    ("openssl", "openssl"),
    ("python3", "python3"),
    ("systemd-analyze", "systemd"),
];

/// Installs what the tests need and is not there. Where that is not allowed, says the exact command and stops.
pub fn packages_for_tests() -> Result<(), Error> {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(what, _)| !is_present(what))
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(become_root) = way_to_root() else {
        return Err(Error::Missing {
            what: format!("the system's {}", missing.join(", ")),
            command: format!(
                "sudo apt-get update && sudo apt-get install --yes --no-install-recommends {}",
                missing.join(" ")
            ),
        });
    };
    println!(
        "Installing the Debian packages {}: a minute or two, mostly download.",
        missing.join(", ")
    );
    println!(
        "Debian may start services of their own for Dovecot and Postfix; the tests do not use them."
    );
    let apt_get = |arguments: &[&str]| {
        let mut words = become_root.iter().copied().chain(["apt-get"]);
        let mut apt_get = command(words.next().unwrap_or("apt-get"));
        apt_get.env("DEBIAN_FRONTEND", "noninteractive");
        apt_get.args(words).args(arguments);
        succeed(apt_get)
    };
    apt_get(&["update"])?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt_get(&[&install[..], &missing].concat())
}

fn is_present(what: &str) -> bool {
    Path::new(what).is_file() || place::system_program(what).is_some()
}

/// What stands before `apt-get`: nothing for root, `sudo` where it asks for no password; `None` when neither goes.
fn way_to_root() -> Option<&'static [&'static str]> {
    place::system_program("apt-get")?;
    if process::output(command("id").arg("-u"))?.trim() == "0" {
        return Some(&[]);
    }
    let sudo = place::system_program("sudo")?;
    process::output(command(sudo).args(["-n", "true"])).map(|_| &["sudo", "-n"][..])
}
