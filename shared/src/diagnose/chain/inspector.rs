//! Products that open encrypted connections on the way, known by the names of their authorities.

/// Words of a name, and whose they are. Words that are a surname or a common word as well stand with a second one.
const KNOWN: &[(&str, &str)] = &[
    ("zscaler", "Zscaler"),
    ("netskope", "Netskope"),
    ("goskope", "Netskope"),
    ("fortinet", "Fortinet"),
    ("fortigate", "Fortinet"),
    ("palo alto", "Palo Alto Networks"),
    ("blue coat", "Blue Coat"),
    ("bluecoat", "Blue Coat"),
    ("proxysg", "Blue Coat"),
    ("symantec web security", "Symantec Web Security"),
    ("sophos", "Sophos"),
    ("cisco umbrella", "Cisco Umbrella"),
    ("opendns", "Cisco Umbrella"),
    ("check point", "Check Point"),
    ("checkpoint", "Check Point"),
    ("forcepoint", "Forcepoint"),
    ("websense", "Forcepoint"),
    ("mcafee", "McAfee"),
    ("skyhigh", "Skyhigh"),
    ("trend micro", "Trend Micro"),
    ("trendmicro", "Trend Micro"),
    ("barracuda", "Barracuda"),
    ("sonicwall", "SonicWall"),
    ("watchguard", "WatchGuard"),
    ("fireware", "WatchGuard"),
    ("untangle", "Untangle"),
    ("iboss", "iboss"),
    ("cloudflare gateway", "Cloudflare Gateway"),
    ("gateway ca cloudflare", "Cloudflare Gateway"),
    ("cloudflare for teams", "Cloudflare Gateway"),
    ("kaspersky", "Kaspersky"),
    ("avast", "Avast"),
    ("avg antivirus", "AVG Antivirus"),
    ("avg technologies", "AVG Antivirus"),
    ("avg web", "AVG Antivirus"),
    ("eset ssl", "ESET SSL Filter"),
    ("eset spol", "ESET SSL Filter"),
    ("bitdefender", "Bitdefender"),
    ("mitmproxy", "mitmproxy"),
    ("squid", "Squid"),
    ("burp suite", "Burp Suite"),
    ("portswigger", "Burp Suite"),
    ("charles proxy", "Charles Proxy"),
    ("fiddler", "Fiddler"),
    ("fiddlerroot", "Fiddler"),
];

/// What the names say of themselves, where the product is not known.
const SAYS_SO: &[&str] = &[
    "tls inspection",
    "ssl inspection",
    "https inspection",
    "tls interception",
    "ssl interception",
    "tls decryption",
    "ssl decryption",
    "ssl proxy",
    "https proxy",
];

/// What an authority's name gives away.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inspector {
    /// A known product.
    Product(&'static str),
    /// The name says what it does, and not whose it is.
    Unnamed,
}

/// Whether an authority of this name is one of a device or program that inspects TLS. Only whole words count: a
/// `preset` is not of ESET.
pub fn of(name: &str) -> Option<Inspector> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        // `CN`, `O` and their like stand between the words of a name.
        .filter(|word| !word.is_empty() && !matches!(*word, "cn" | "o" | "ou"))
        .collect();
    let spaced = format!(" {} ", words.join(" "));
    let has = |phrase: &str| spaced.contains(&format!(" {phrase} "));
    let known = KNOWN.iter().find(|(phrase, _)| has(phrase));
    match known {
        Some((_, product)) => Some(Inspector::Product(product)),
        None if SAYS_SO.iter().any(|phrase| has(phrase)) => Some(Inspector::Unnamed),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_known_by_the_names_they_ship_with() {
        for (name, product) in [
            ("C=US, O=Zscaler Inc., CN=Zscaler Root CA", "Zscaler"),
            ("CN=ca.contoso.goskope.com, O=Contoso", "Netskope"),
            (
                "O=Fortinet, OU=Certificate Authority, CN=FG100F",
                "Fortinet",
            ),
            ("CN=avast! Web/Mail Shield Root", "Avast"),
            ("CN=AVG Web/Mail Shield Root", "AVG Antivirus"),
            (
                "CN=ESET SSL Filter CA, O=ESET, spol. s r. o.",
                "ESET SSL Filter",
            ),
            ("CN=DO_NOT_TRUST_FiddlerRoot", "Fiddler"),
            ("O=PortSwigger, CN=PortSwigger CA", "Burp Suite"),
            (
                "CN=Gateway CA - Cloudflare Managed G1",
                "Cloudflare Gateway",
            ),
            ("CN=Kaspersky Anti-Virus Personal Root", "Kaspersky"),
            ("CN=mitmproxy, O=mitmproxy", "mitmproxy"),
        ] {
            assert_eq!(of(name), Some(Inspector::Product(product)), "{name}");
        }
        assert_eq!(
            of("CN=Northwind TLS Inspection CA"),
            Some(Inspector::Unnamed)
        );
    }

    #[test]
    fn a_product_is_known_by_its_own_name_too() {
        for (phrase, product) in KNOWN {
            for name in [phrase, product] {
                assert_eq!(of(name), Some(Inspector::Product(product)), "{name}");
            }
        }
    }

    #[test]
    fn an_ordinary_authority_is_none() {
        for name in [
            "C=US, O=Let's Encrypt, CN=R3",
            "C=US, O=DigiCert Inc, CN=DigiCert TLS RSA SHA256 2020 CA1",
            "CN=Preset Inspection Services Root",
            "CN=Charles Root CA",
            "CN=Symantec Class 3 Secure Server CA - G4",
            "C=US, O=Cloudflare, Inc., CN=Cloudflare TLS Issuing ECC CA 1",
            "",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
