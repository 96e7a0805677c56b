//! Mailbox addresses and host names, parsed once at the edge.

use std::fmt;
use std::str::FromStr;

use email_address::EmailAddress;
use serde::{Deserialize, Serialize};

use crate::deceptive::is_deceptive;

/// The address of a mailbox or an account (RFC 5321 §4.1.2, at most 254 octets), as the person typed it.
///
/// Case and alias spelling are kept: whether they matter is the server's decision. Two addresses that differ only
/// in case are the same [`Address::same_as`].
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

impl Address {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the last `@`, in lower case.
    pub fn domain(&self) -> String {
        self.0
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    }

    /// Equal, letters' case aside. A difference proves nothing by itself: a user principal name and a primary
    /// SMTP address may differ for the same mailbox.
    pub fn same_as(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.trim())
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(typed: &str) -> Result<Self, AddressError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AddressError::Empty);
        }
        if typed.len() > 254 {
            return Err(AddressError::TooLong);
        }
        // A quoted local part would admit spaces and control characters into a SASL message.
        let plain = |c: char| {
            !is_deceptive(c) && !c.is_whitespace() && !matches!(c, '"' | '\\' | '<' | '>')
        };
        if !typed.chars().all(plain) || !EmailAddress::is_valid(typed) {
            return Err(AddressError::Malformed);
        }
        let address = Self(typed.to_owned());
        if address.domain().parse::<HostName>().is_err() {
            return Err(AddressError::Domain);
        }
        Ok(address)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(typed: String) -> Result<Self, AddressError> {
        typed.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a typed address is not one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AddressError {
    /// The domain is not a host name in ASCII with at least two labels.
    #[error("the part after the @ is not a domain name")]
    Domain,
    /// Nothing was typed.
    #[error("no address was given")]
    Empty,
    /// No local part, no `@`, or a character that an address does not have.
    #[error("this is not an e-mail address")]
    Malformed,
    /// Longer than 254 octets.
    #[error("the address is longer than 254 characters")]
    TooLong,
}

/// A host name in ASCII: two or more letter-digit-hyphen labels, lower case, the last one not a number.
///
/// Address literals, trailing dots, single labels and non-ASCII names are not host names here, so that what is
/// parsed, shown, resolved and verified is one spelling.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostName(String);

impl HostName {
    /// The name, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = HostNameError;

    fn from_str(name: &str) -> Result<Self, HostNameError> {
        if !name.is_ascii() {
            return Err(HostNameError::NotAscii);
        }
        let label = |l: &str| {
            (1..=63).contains(&l.len())
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        };
        let mut labels = name.split('.');
        let numeric = name
            .rsplit('.')
            .next()
            .is_none_or(|l| l.starts_with(|c: char| c.is_ascii_digit()));
        if name.len() > 253 || !labels.all(label) || !name.contains('.') || numeric {
            return Err(HostNameError::Malformed);
        }
        Ok(Self(name.to_ascii_lowercase()))
    }
}

impl TryFrom<String> for HostName {
    type Error = HostNameError;

    fn try_from(name: String) -> Result<Self, HostNameError> {
        name.parse()
    }
}

impl From<HostName> for String {
    fn from(host: HostName) -> Self {
        host.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not a host name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HostNameError {
    /// An address literal, a single label, a forbidden character, or too long.
    #[error("not a host name with at least two labels")]
    Malformed,
    /// Internationalised names have to be given in their `xn--` form.
    #[error("not in ASCII: write it in its xn-- form")]
    NotAscii,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_spelling_and_compares_without_case() {
        let address: Address = " Support@Contoso.com ".parse().unwrap();
        assert_eq!(address.as_str(), "Support@Contoso.com");
        assert_eq!(address.domain(), "contoso.com");
        assert!(address.same_as("support@contoso.COM"));
        assert!(!address.same_as("support@contoso.org"));
    }

    #[test]
    fn what_is_no_address_says_why() {
        let why = |typed: &str| typed.parse::<Address>().unwrap_err();
        assert_eq!(why("  "), AddressError::Empty);
        assert_eq!(why("support"), AddressError::Malformed);
        assert_eq!(why("@contoso.com"), AddressError::Malformed);
        assert_eq!(why("a b@contoso.com"), AddressError::Malformed);
        assert_eq!(why("a\u{1}b@contoso.com"), AddressError::Malformed);
        assert_eq!(why("a\u{202e}b@contoso.com"), AddressError::Malformed);
        assert_eq!(why("\"a\"@contoso.com"), AddressError::Malformed);
        assert_eq!(why("a@localhost"), AddressError::Domain);
        assert_eq!(why("a@münchen.example"), AddressError::Domain);
        assert_eq!(
            why(&format!("{}@contoso.com", "a".repeat(250))),
            AddressError::TooLong
        );
    }

    ///
    #[test]
    fn a_host_name_is_no_address_in_disguise() {
        for bad in [
            "",
            "localhost",
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "a..b",
            "a.b.",
            ".a.b",
            "-a.b",
            "a-.b",
            "a_b.c",
            "[::1]",
            "a.b:993",
            "user@a.b",
            "a.b%eth0",
        ] {
            assert_eq!(
                bad.parse::<HostName>(),
                Err(HostNameError::Malformed),
                "{bad}"
            );
        }
        assert_eq!(
            "münchen.example".parse::<HostName>(),
            Err(HostNameError::NotAscii)
        );
        assert_eq!(
            "Outlook.Office365.com"
                .parse::<HostName>()
                .unwrap()
                .as_str(),
            "outlook.office365.com"
        );
    }
}
