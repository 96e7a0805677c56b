//! Whose mail exchangers a domain has.

use shared::address::HostName;
use shared::plan::Protocol;

use super::Entry;

/// The provider of a domain whose mail goes to these hosts, the preferred first: the one whose exchangers the first known
/// host is among. Several applications at one provider share its exchangers, and the first of them is taken. Where two
/// entries share exchangers and open mailboxes at different servers, nothing is known.
pub fn of_exchangers<'a>(
    providers: &'a [Entry],
    domain: &HostName,
    hosts: &[HostName],
) -> Option<&'a Entry> {
    let of_host = |host: &HostName| -> Vec<&'a Entry> {
        let is_its = |entry: &&Entry| entry.mx.iter().any(|known| covers(known, host));
        providers.iter().filter(is_its).collect()
    };
    let known = hosts.iter().map(of_host).find(|found| !found.is_empty())?;
    let (first, others) = known.split_first()?;
    let alike = others.iter().all(|other| same_place(first, other, domain));
    alike.then_some(*first)
}

/// Whether a name in an entry is this host's, or with a dot before it ends this host's.
fn covers(known: &str, host: &HostName) -> bool {
    let known = known.to_ascii_lowercase();
    if known.starts_with('.') {
        host.as_str().ends_with(&known)
    } else {
        host.as_str() == known
    }
}

/// Whether the mailboxes of a domain are at the same servers, over every protocol that both entries have.
fn same_place(one: &Entry, other: &Entry, domain: &HostName) -> bool {
    let at = |entry: &'_ Entry, protocol| entry.target(protocol, domain.as_str()).cloned();
    [Protocol::Imap, Protocol::Pop, Protocol::Smtp]
        .into_iter()
        .all(|protocol| match (at(one, protocol), at(other, protocol)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::entry;

    fn entries(texts: &[&str]) -> Vec<Entry> {
        let read = |text: &&str| entry(text.parse().unwrap(), false).unwrap();
        texts.iter().map(read).collect()
    }

    fn found(texts: &[&str], hosts: &[&str]) -> Option<String> {
        let hosts: Vec<HostName> = hosts.iter().map(|host| host.parse().unwrap()).collect();
        let domain = "contoso.example".parse().unwrap();
        let entries = entries(texts);
        of_exchangers(&entries, &domain, &hosts).map(|entry| entry.public.id.to_string())
    }

    const MICROSOFT: &str = "id = \"microsoft-365\"";
    const GOOGLE: &str = "id = \"google\"";

    #[test]
    fn the_preferred_exchanger_that_is_known_decides() {
        let of = |hosts: &[&str]| found(&[GOOGLE, MICROSOFT], hosts);
        let (microsofts, googles) = (
            "contoso-com.mail.protection.outlook.com",
            "aspmx.l.google.com",
        );
        assert_eq!(of(&[microsofts]).as_deref(), Some("microsoft-365"));
        assert_eq!(of(&[googles, microsofts]).as_deref(), Some("google"));
        let filtered = ["mx1.filter.example", microsofts, googles];
        assert_eq!(of(&filtered).as_deref(), Some("microsoft-365"));
        let signed = ["contoso-com.l-v1.mx.microsoft"];
        assert_eq!(of(&signed).as_deref(), Some("microsoft-365"));
        assert_eq!(of(&["smtp.google.com"]).as_deref(), Some("google"));
        assert_eq!(of(&["mx1.filter.example"]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn only_enabled_providers_are_found() {
        let hosts = ["contoso-com.mail.protection.outlook.com"];
        assert_eq!(found(&[GOOGLE], &hosts), None);
        assert_eq!(found(&[], &hosts), None);
    }

    #[test]
    fn a_name_that_only_looks_alike_is_nobodys() {
        for host in [
            "evilmail.protection.outlook.com.attacker.test",
            "contoso-com.mail.protection.outlook.com.attacker.test",
            "evilmail.protection.outlook.com",
            "mail.protection.outlook.com",
            "contoso-com.mail.protection.outlook.co",
            "contoso-com.mail.protection.outlook.com-attacker.test",
            "contoso-com.mail-protection.outlook.com",
            "aspmx.l.google.com.attacker.test",
            "aspmx-google.com",
            "google.com",
            "notgoogle.com",
            "outlook-com.olc.protection.outlook.com",
            "mx.microsoft",
            "evil-mx.microsoft.test",
        ] {
            assert_eq!(found(&[MICROSOFT, GOOGLE], &[host]), None, "{host}");
        }
    }

    #[test]
    fn a_name_without_a_dot_before_it_is_that_host_alone() {
        let yahoo = ["id = \"yahoo\""];
        assert!(found(&yahoo, &["mta5.am0.yahoodns.net"]).is_some());
        for other in ["mx-biz.mail.am0.yahoodns.net", "x.mta5.am0.yahoodns.net"] {
            assert_eq!(found(&yahoo, &[other]), None, "{other}");
        }
    }

    #[test]
    fn of_two_applications_at_one_provider_the_first_is_taken() {
        let jira = "id = \"jira-365\"\nextends = \"microsoft-365\"\nprotocols = [\"imap\"]";
        let hosts = ["contoso-com.mail.protection.outlook.com"];
        let first = |texts: &[&str]| found(texts, &hosts).unwrap();
        assert_eq!(first(&[MICROSOFT, jira]), "microsoft-365");
        assert_eq!(first(&[jira, MICROSOFT]), "jira-365");
    }

    #[test]
    fn two_clouds_whose_exchangers_are_named_alike_are_not_told_apart() {
        let (high, dod) = (
            "id = \"microsoft-365-gcc-high\"",
            "id = \"microsoft-365-dod\"",
        );
        let hosts = ["contoso-us.mail.protection.office365.us"];
        assert_eq!(found(&[high, dod], &hosts), None);
        assert_eq!(
            found(&[high], &hosts).as_deref(),
            Some("microsoft-365-gcc-high")
        );
        assert_eq!(found(&[dod], &hosts).as_deref(), Some("microsoft-365-dod"));
    }
}
