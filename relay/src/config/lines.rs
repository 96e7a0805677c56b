//! No setting is a text of several lines.

use toml::{Table, Value};

/// The first key, with the tables it stands in, whose text has several lines. A quotation mark too many makes such a text of
/// all that follows, and with it of a secret, and what is said of a setting that does not fit repeats its text.
pub fn of_several_lines(table: &Table) -> Option<String> {
    table.iter().find_map(|(key, value)| within(key, value))
}

fn within(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains(['\n', '\r']).then(|| key.to_owned()),
        Value::Array(values) => values.iter().find_map(|value| within(key, value)),
        Value::Table(table) => of_several_lines(table).map(|inner| format!("{key}.{inner}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_named_wherever_it_stands() {
        for (file, key) in [
            ("operator = \"\"\"\na\nb\"\"\"", Some("operator")),
            ("operator = '''\n'''", None),
            ("operator = 'a'\n[limits]\nsockets = 7", None),
            ("[embed]\nportals = ['a', '''b\n''']", Some("embed.portals")),
            (
                "[[provider]]\nid = 'a'\n[[provider]]\nid = \"b\\r\"",
                Some("provider.id"),
            ),
        ] {
            let table = file.parse().unwrap();
            assert_eq!(of_several_lines(&table).as_deref(), key, "{file}");
        }
    }
}
