//! What an entry is: built in, as operators change it, and whose issuers it takes.

mod discovered;
mod issuer;
mod operators;
mod scopes;
mod secret;
mod undiscovered;
mod whole;

use super::{Entry, EntryError, built_in};

fn table(text: &str) -> toml::Table {
    text.parse().unwrap()
}

/// On a relay for everybody.
fn entry(text: &str) -> Result<Entry, EntryError> {
    super::entry(table(text), false)
}

/// On a relay that takes people's secrets.
fn internal(text: &str) -> Result<Entry, EntryError> {
    super::entry(table(text), true)
}

fn said(text: &str) -> String {
    entry(text).unwrap_err().to_string()
}

/// The ids of the built-in entries.
fn ids() -> Vec<String> {
    built_in()
        .map(|table| table["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A built-in entry as it is when it is enabled and nothing more.
fn bare(id: &str) -> Entry {
    entry(&format!("id = \"{id}\"")).unwrap()
}
