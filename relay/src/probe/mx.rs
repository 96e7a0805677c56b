//! Where the mail of a domain goes.

use std::time::Duration;

use hickory_proto::rr::rdata::MX;
use hickory_proto::rr::{Name, RData, RecordType};
use shared::address::HostName;

use super::dns::Resolver;

/// The most records that are looked at.
const MAX_EXCHANGERS: usize = 10;

/// The mail exchangers of a domain, the preferred first. None when it has none, when it takes no mail (RFC 7505), and when
/// the name servers do not say in time.
pub async fn exchangers(resolver: &Resolver, domain: &HostName, within: Duration) -> Vec<HostName> {
    // With the final dot, so that no search domain is tried.
    let Ok(name) = Name::from_ascii(format!("{domain}.")) else {
        return Vec::new();
    };
    let asked = resolver.0.lookup(name, RecordType::MX);
    let Ok(Ok(answer)) = tokio::time::timeout(within, asked).await else {
        return Vec::new();
    };
    let records = answer.answers().iter();
    in_order(records.filter_map(|record| match &record.data {
        RData::MX(exchanger) => Some(exchanger),
        _ => None,
    }))
}

/// The hosts by preference, and by name where that is the same, so that one answer is always read alike. What is no host
/// name, such as the root of a null MX, is left out.
fn in_order<'a>(records: impl Iterator<Item = &'a MX>) -> Vec<HostName> {
    let mut hosts: Vec<(u16, HostName)> = records
        .filter_map(|record| {
            let name = record.exchange.to_ascii();
            let host = name.strip_suffix('.').unwrap_or(&name).parse().ok()?;
            Some((record.preference, host))
        })
        .collect();
    hosts.sort();
    let hosts = hosts.into_iter().map(|(_, host)| host);
    hosts.take(MAX_EXCHANGERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(records: &[(u16, &str)]) -> Vec<String> {
        let records: Vec<MX> = records
            .iter()
            .map(|(preference, name)| MX::new(*preference, Name::from_ascii(name).unwrap()))
            .collect();
        let hosts = in_order(records.iter()).into_iter();
        hosts.map(|host| host.to_string()).collect()
    }

    #[test]
    fn the_preferred_comes_first_and_names_are_in_lower_case() {
        let records = [(20, "b.example."), (10, "C.Example."), (20, "a.example.")];
        assert_eq!(hosts(&records), ["c.example", "a.example", "b.example"]);
    }

    #[test]
    fn a_null_mx_and_other_odd_names_are_no_hosts() {
        // The third has a dot within a label, and is not below the name that it seems to be below.
        let odd = [
            (0, "."),
            (1, "single."),
            (2, "evil\\.mail.protection.outlook.com."),
            (3, "192.0.2.1."),
            (4, "a_b.example."),
        ];
        assert!(hosts(&odd).is_empty(), "{:?}", hosts(&odd));
        // On the wire a label may hold any octet.
        for label in [&b"a\0b"[..], b"a b", b"a@b", b"\xff"] {
            let name = Name::from_labels([label, b"mail", b"protection", b"outlook", b"com"]);
            let record = MX::new(0, name.unwrap());
            assert!(in_order([&record].into_iter()).is_empty(), "{label:?}");
        }
    }

    #[test]
    fn no_more_than_ten_are_looked_at() {
        let names: Vec<String> = (0..60).map(|n| format!("mx{n}.example.")).collect();
        let records: Vec<(u16, &str)> = (0..60).zip(names.iter().map(String::as_str)).collect();
        let hosts = hosts(&records);
        assert_eq!((hosts.len(), hosts[9].as_str()), (10, "mx9.example"));
    }
}
