//! Which portals may hold the page in a frame.

use super::ConfigError;
use super::origin::is_origin;

/// The portals, each an origin as browsers spell it.
///
/// # Errors
/// One is no such origin, or stands there twice.
pub fn portals(listed: Vec<String>) -> Result<Vec<String>, ConfigError> {
    let mut portals: Vec<String> = Vec::new();
    for portal in listed {
        if !(is_origin(&portal) && fits_a_policy(&portal)) {
            return Err(ConfigError::Portal(portal));
        }
        if portals.contains(&portal) {
            return Err(ConfigError::PortalTwice(portal));
        }
        portals.push(portal);
    }
    Ok(portals)
}

/// Whether `frame-ancestors` can hold it (CSP Level 3 §2.3.1). A URL may have a wildcard, a semicolon or an IPv6 address
/// for its host; there the first admits others, the second ends the list, and the third means nothing.
fn fits_a_policy(origin: &str) -> bool {
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':');
    host.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(listed: &[&str]) -> Result<Vec<String>, String> {
        let listed = listed.iter().map(|one| (*one).to_owned()).collect();
        portals(listed).map_err(|error| error.to_string())
    }

    #[test]
    fn portals_are_origins_as_browsers_spell_them() {
        let listed = [
            "https://portal.example",
            "https://portal.example:8443",
            "https://xn--bcher-kva.example",
            "https://10.0.0.5",
            "http://localhost:8082",
            "http://127.0.0.1:8082",
        ];
        assert_eq!(read(&listed).unwrap(), listed);
        assert_eq!(read(&[]).unwrap(), [""; 0]);
    }

    /// an explicit list of origins, and no wildcard.
    #[test]
    fn what_is_no_origin_is_refused_with_what_to_write() {
        for wrong in [
            "*",
            "https:",
            "https://*",
            "https://*.portal.example",
            "https://portal.example:*",
            "https://portal.example/",
            "https://portal.example/help",
            "https://portal.example?a",
            "https://Portal.example",
            "https://portal.example:443",
            "https://portal.example;script-src",
            "https://portal.example https://other.example",
            "https://portal.example,other.example",
            "https://'none'",
            "https://bücher.example",
            "https://[2001:db8::1]",
            "http://portal.example",
            "portal.example",
            "'self'",
            "null",
            "",
        ] {
            let said = read(&["https://fine.example", wrong]).unwrap_err();
            assert!(
                said.starts_with(&format!("embed.portals \"{wrong}\": write https://host")),
                "{said}"
            );
        }
    }

    #[test]
    fn a_portal_stands_there_once() {
        let said = read(&[
            "https://a.example",
            "https://b.example",
            "https://a.example",
        ]);
        assert_eq!(
            said.unwrap_err(),
            "embed.portals \"https://a.example\" stands in the list twice: keep one"
        );
    }
}
