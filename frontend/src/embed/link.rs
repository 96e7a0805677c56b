//! What a frame and the window that it opened say to each other. Both are this page, of the same origin and build; each
//! message carries the number that only the two know.

use serde::{Deserialize, Serialize};

use super::mirror::Mirror;
use crate::state::Form;

/// The parameter behind the `#` of the window's address that holds the number.
pub const NUMBER: &str = "window";

/// What is sent.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Linked<T> {
    /// The number that the frame drew when it opened the window.
    pub window: String,
    /// What is said.
    pub says: T,
}

/// From the frame.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum FromFrame {
    /// Who asks, and what.
    Welcome {
        /// The origin of the portal around the frame.
        portal: Option<String>,
        /// The form as it stands there.
        form: Box<Form>,
    },
    /// A picture arrived.
    Seen {
        /// Its number.
        number: u32,
    },
    /// The person stops the check.
    Cancel {},
}

/// From the window.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum FromWindow {
    /// It is there.
    Hello {},
    /// How it looks now.
    Picture {
        /// Counts from 1.
        number: u32,
        /// What it shows.
        mirror: Box<Mirror>,
    },
    /// It is being closed.
    Bye {},
}

/// Reads the number in the fragment of a window's address.
pub fn number(fragment: &str) -> Option<String> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let mut pairs = oauth2::url::form_urlencoded::parse(fragment.as_bytes());
    let (_, value) = pairs.find(|(name, _)| name == NUMBER)?;
    let good = value.len() >= 20
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    good.then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_found() {
        let number = |fragment| number(fragment);
        assert_eq!(
            number("#window=abcdefghijklmnopqrst-_&mailbox=a").as_deref(),
            Some("abcdefghijklmnopqrst-_")
        );
        for none in [
            "",
            "#",
            "#window=",
            "#window=short",
            "#window=abcdefghijklmnopqrst%20x",
        ] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
