//! Which names are of the public Internet. Pure.

use shared::address::HostName;

/// The ends of names that are nobody's on the Internet. A name server may know its own network by them, so what it says is
/// nothing to dial and nothing to tell.
///
/// `.test` and `.example` are nobody's either, and name no network that is in use.
const LOCAL: [&str; 13] = [
    // Other ways to resolve (RFC 9476, RFC 7686).
    ".alt",
    ".onion",
    // `home.arpa` (RFC 8375) and the reverse zones.
    ".arpa",
    // Never to be given out, says ICANN: the first so that networks may use it, the others because so many do.
    ".internal",
    ".corp",
    ".home",
    // In use the same way (RFC 6762, appendix G).
    ".intranet",
    ".lan",
    ".localdomain",
    ".private",
    // Reserved (RFC 6761, RFC 6762).
    ".invalid",
    ".local",
    ".localhost",
];

/// Where clouds keep what their machines ask about themselves, by a name that looks public.
const METADATA: &str = "metadata.amazonaws.com";

/// Whether a name can be one of the public Internet.
pub fn is_public_name(host: &HostName) -> bool {
    let host = host.as_str();
    let local = LOCAL.iter().any(|end| host.ends_with(end));
    let metadata = host
        .strip_suffix(METADATA)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'));
    !local && !metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn names_of_a_network_of_its_own_are_not_public() {
        for local in [
            "metadata.google.internal",
            "METADATA.Google.Internal",
            "metadata.amazonaws.com",
            "a.metadata.amazonaws.com",
            "instance-data.ec2.internal",
            "printer.local",
            "mail.localhost",
            "router.home.arpa",
            "1.0.0.127.in-addr.arpa",
            "x.onion",
            "x.alt",
            "mail.corp",
            "mail.home",
            "mail.lan",
            "mail.intranet",
            "mail.private",
            "localhost.localdomain",
            "mail.invalid",
        ] {
            assert!(!is_public_name(&local.parse().unwrap()), "{local}");
        }
        for public in [
            "outlook.office365.com",
            "imap.gmail.com",
            "local.example.com",
            "internal.example.com",
            "notmetadata.amazonaws.com",
            "email-imap.amazonaws.com",
            "mail.thelocal.se",
            "mail.xlocal",
            "mx.microsoft",
        ] {
            assert!(is_public_name(&public.parse().unwrap()), "{public}");
        }
    }
}
