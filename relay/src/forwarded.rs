//! Whose request it is, where a proxy stands in front.

use std::net::IpAddr;

use http::HeaderMap;

/// The header in which proxies say for whom they ask: the nearest one last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of the client. A proxy that the operator named is believed about who came to it, and so on back along the
/// chain; whoever else says something about itself changes nothing.
pub fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    // Each by itself: what a client wrote before it takes nothing from what a proxy adds.
    let said: Vec<&[u8]> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .flat_map(|value| value.as_bytes().split(|octet| *octet == b','))
        .map(<[u8]>::trim_ascii)
        .collect();
    let mut client = peer;
    for before in said.into_iter().rev() {
        if !proxies.contains(&client.to_canonical()) {
            break;
        }
        // What is no address ends the chain: the proxy itself is who came then.
        let Ok(before) = str::from_utf8(before) else {
            break;
        };
        let Ok(address) = before.parse::<IpAddr>() else {
            break;
        };
        client = address;
    }
    client.to_canonical()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn came(peer: &str, said: &[&str]) -> String {
        let proxies = ["10.0.0.5", "10.0.0.6", "fd00::5"].map(|one| one.parse().unwrap());
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append(
                FORWARDED_FOR,
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    /// only a proxy that was named is believed, and only about who came to it.
    #[test]
    fn only_a_proxy_that_was_named_is_believed() {
        assert_eq!(came("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(came("10.0.0.5", &["203.0.113.9"]), "203.0.113.9");
        // What the client wrote itself stands before what the proxy adds.
        assert_eq!(came("10.0.0.5", &["127.0.0.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            came("10.0.0.5", &["127.0.0.1", "203.0.113.9"]),
            "203.0.113.9"
        );
        let unreadable = "\u{e9}, 203.0.113.9";
        assert_eq!(came("10.0.0.5", &[unreadable]), "203.0.113.9");
        // Two proxies, one behind the other.
        assert_eq!(
            came("10.0.0.5", &["1.2.3.4, 203.0.113.9, 10.0.0.6"]),
            "203.0.113.9"
        );
        assert_eq!(came("fd00::5", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(came("::ffff:10.0.0.5", &["203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_is_nobodys() {
        for said in [
            "",
            "unknown",
            "203.0.113.9:4711",
            "203.0.113.999",
            "_hidden",
            "é",
        ] {
            let bytes = HeaderValue::from_bytes(said.as_bytes()).unwrap();
            let mut headers = HeaderMap::new();
            headers.append(FORWARDED_FOR, bytes);
            let proxy = "10.0.0.5".parse().unwrap();
            assert_eq!(client(proxy, &headers, &[proxy]), proxy, "{said}");
        }
        assert_eq!(came("10.0.0.5", &[]), "10.0.0.5");
    }
}
