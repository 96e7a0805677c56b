//! Where the page is reached, as an origin (RFC 6454).

use url::{Host, Url};

use crate::address;
use crate::provider::is_secure;

/// Whether this is an origin, spelt as browsers spell it in `Origin`: that header is compared with it.
pub fn is_origin(url: &str) -> bool {
    let origin = address::url(url).map(|url| url.origin().ascii_serialization());
    is_secure(url) && origin.is_some_and(|origin| origin == url)
}

/// The host of an origin, in brackets where it is an address (RFC 5321 §4.1.3).
pub fn caller(origin: &str) -> String {
    match address::url(origin).as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => format!("[{address}]"),
        Some(Host::Ipv6(address)) => format!("[IPv6:{address}]"),
        None => "localhost".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_address_is_spelt_as_browsers_spell_an_origin() {
        for good in [
            "https://check.example",
            "https://check.example:8443",
            "http://localhost:8080",
            "http://127.0.0.1:8080",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "http://check.example",
            "https://check.example/",
            "https://check.example/page",
            "https://Check.example",
            "https://check.example:443",
            "https://user@check.example",
            "https://check.example?a",
            "https://",
            "check.example",
            "",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn smtp_servers_are_told_who_calls() {
        for (origin, name) in [
            ("https://check.example:8443", "check.example"),
            ("http://127.0.0.1:8080", "[127.0.0.1]"),
            ("https://[2001:db8::1]", "[IPv6:2001:db8::1]"),
        ] {
            assert_eq!(caller(origin), name);
        }
    }
}
