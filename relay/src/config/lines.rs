//! No setting is written as a text of several lines.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// What such a text begins with.
const MARKS: [&str; 2] = ["\"\"\"", "'''"];

/// The first key, with the tables it stands in, whose text is written so. A quotation mark too many makes such a text of all
/// that follows, and with it of a secret, and what is said of a setting that does not fit repeats its text. How it is written
/// decides: of the text itself the reader drops line ends.
///
/// # Errors
/// The file is no TOML.
pub fn of_several_lines(file: &str) -> Result<Option<String>, Error> {
    Ok(in_table(file, DeTable::parse(file)?.get_ref()))
}

fn in_table(file: &str, table: &DeTable<'_>) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let inner = within(file, value)?;
        Some(format!("{}{inner}", key.get_ref()))
    })
}

/// What stands below the key, where it is in there.
fn within(file: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(_) => is_marked(file, value.span()).then(String::new),
        DeValue::Array(values) => values.iter().find_map(|value| within(file, value)),
        DeValue::Table(table) => in_table(file, table).map(|inner| format!(".{inner}")),
        _ => None,
    }
}

fn is_marked(file: &str, place: Range<usize>) -> bool {
    file.get(place)
        .is_none_or(|written| MARKS.iter().any(|mark| written.starts_with(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_named_wherever_it_stands() {
        for (file, key) in [
            ("operator = \"\"\"\na\nb\"\"\"", Some("operator")),
            ("operator = '''\n'''", Some("operator")),
            (
                "a = 1\npublic_url = \"\"\"\nclient_secret = \"s\"\"\"",
                Some("public_url"),
            ),
            ("operator = \"\"\"a\\\nb\"\"\"", Some("operator")),
            ("operator = 'a'\n[limits]\nsockets = 7", None),
            ("operator = \"'''\" # \"\"\"", None),
            ("operator = ''", None),
            ("[embed]\nportals = ['a', '''b\n''']", Some("embed.portals")),
            (
                "[[provider]]\nid = 'a'\n[[provider]]\nid = '''b'''",
                Some("provider.id"),
            ),
        ] {
            assert_eq!(of_several_lines(file).unwrap().as_deref(), key, "{file}");
        }
    }
}
