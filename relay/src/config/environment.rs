//! Settings from the environment, laid over the file's.

use toml::{Table, Value};

use super::{ConfigError, SETTINGS};
use crate::provider::built_in;

/// What our variables begin with.
const PREFIX: &str = "GREENCHECK_";

/// The settings that are lists of tables.
const LISTS: [&str; 2] = ["internal_host", "provider"];

/// The settings that are numbers or truth values, beside those that count something a minute. Any other value is a list
/// when it reads as one, and text when not.
const NOT_TEXT: [&str; 7] = [
    "client_secrets_from_people",
    "connections",
    "needs_secret",
    "opaque_tokens",
    "sends_issuer",
    "sockets",
    "token_minutes",
];

/// What the others of them have in their names.
const COUNTED: &str = "_per_minute";

/// Lays each of our variables over the table: `GREENCHECK_A__B_C` is the key `b_c` in the table `a`. In a list of
/// tables the next part names the entry by its `id` or `name`, in capitals, with `_` for what is no letter or digit.
/// Gives back the variables that name no setting.
pub fn overlay(
    table: &mut Table,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<String>, ConfigError> {
    let mut ignored = Vec::new();
    for (variable, value) in environment {
        let Some(path) = variable.strip_prefix(PREFIX) else {
            continue;
        };
        let path = path.to_ascii_lowercase();
        let parts: Vec<&str> = path.split("__").collect();
        if parts.first().is_some_and(|first| SETTINGS.contains(first)) {
            set(table, &parts, &value)
                .map_err(|why| ConfigError::Environment(variable.clone(), why))?;
        } else {
            ignored.push(variable);
        }
    }
    Ok(ignored)
}

fn set(table: &mut Table, parts: &[&str], value: &str) -> Result<(), &'static str> {
    let [key, rest @ ..] = parts else {
        return Err("it ends too early");
    };
    if rest.is_empty() {
        let value = value_of(key, value);
        if value
            .as_str()
            .is_some_and(|text| text.contains(['\n', '\r']))
        {
            return Err("there is a line end in it");
        }
        table.insert((*key).to_owned(), value);
        return Ok(());
    }
    let absent = || {
        if LISTS.contains(key) {
            Value::Array(Vec::new())
        } else {
            Value::Table(Table::new())
        }
    };
    match table.entry(*key).or_insert_with(absent) {
        Value::Table(inner) => set(inner, rest, value),
        Value::Array(entries) => {
            let [name, rest @ ..] = rest else {
                return Err("it names no entry");
            };
            set(entry(entries, key, name)?, rest, value)
        }
        _ => Err("the key before is no table"),
    }
}

/// The entry of this name; a built-in provider's is made.
fn entry<'t>(
    entries: &'t mut Vec<Value>,
    list: &str,
    name: &str,
) -> Result<&'t mut Table, &'static str> {
    let here = |entry: &Value| entry.as_table().is_some_and(|entry| is_called(entry, name));
    let at = if let Some(at) = entries.iter().position(here) {
        at
    } else {
        let known = built_in().find(|entry| list == "provider" && is_called(entry, name));
        let id = known.and_then(|mut entry| entry.remove("id"));
        let id = id.ok_or("neither the file nor the relay has such an entry")?;
        entries.push(Value::Table(Table::from_iter([("id".to_owned(), id)])));
        entries.len() - 1
    };
    entries
        .get_mut(at)
        .and_then(Value::as_table_mut)
        .ok_or("the entry is no table")
}

fn is_called(entry: &Table, name: &str) -> bool {
    let own = entry.get("id").or_else(|| entry.get("name"));
    let own = own.and_then(Value::as_str).unwrap_or_default();
    let as_variable = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    own.chars().map(as_variable).eq(name.chars())
}

fn value_of(key: &str, text: &str) -> Value {
    let parsed: Option<Table> = format!("value = {text}").parse().ok();
    match parsed.and_then(|mut table| table.remove("value")) {
        Some(list @ Value::Array(_)) => list,
        Some(value @ (Value::Integer(_) | Value::Boolean(_)))
            if NOT_TEXT.contains(&key) || key.contains(COUNTED) =>
        {
            value
        }
        _ => Value::String(text.to_owned()),
    }
}
