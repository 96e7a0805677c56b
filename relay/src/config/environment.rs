//! Settings from the environment, laid over the file's.

use toml::{Table, Value};

use super::ConfigError;

/// What our variables begin with.
const PREFIX: &str = "GREENCHECK_";

/// Lays each of our variables over the table: `GREENCHECK_A__B_C` is the key `b_c` in the table `a`. In a list of
/// tables the next part names the entry by its `id` or `name`, in capitals, with `_` for what is no letter or digit.
/// A value that reads as TOML is that, anything else is text.
pub fn overlay(
    table: &mut Table,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    for (variable, value) in environment {
        if let Some(path) = variable.strip_prefix(PREFIX) {
            let parts: Vec<&str> = path.split("__").collect();
            set(table, &parts, value_of(&value)).map_err(|why| ConfigError::Environment(variable.clone(), why))?;
        }
    }
    Ok(())
}

fn set(table: &mut Table, parts: &[&str], value: Value) -> Result<(), &'static str> {
    let [key, rest @ ..] = parts else { return Err("it ends too early") };
    let key = key.to_ascii_lowercase();
    if rest.is_empty() {
        table.insert(key, value);
        return Ok(());
    }
    match table.entry(key).or_insert_with(|| Value::Table(Table::new())) {
        Value::Table(inner) => set(inner, rest, value),
        Value::Array(entries) => {
            let [name, rest @ ..] = rest else { return Err("it names no entry") };
            let entry = entries.iter_mut().filter_map(Value::as_table_mut).find(|entry| is_called(entry, name));
            set(entry.ok_or("the file has no such entry")?, rest, value)
        }
        _ => Err("the key before is no table"),
    }
}

fn is_called(entry: &Table, name: &str) -> bool {
    let own = entry.get("id").or_else(|| entry.get("name")).and_then(Value::as_str).unwrap_or_default();
    own.len() == name.len()
        && own.bytes().zip(name.bytes()).all(|(own, asked)| {
            if own.is_ascii_alphanumeric() { own.eq_ignore_ascii_case(&asked) } else { asked == b'_' }
        })
}

/// A bare word is text; a number, a truth value or a list in TOML's form is that.
fn value_of(text: &str) -> Value {
    let parsed: Option<Table> = format!("value = {text}").parse().ok();
    match parsed.and_then(|mut table| table.remove("value")) {
        Some(value @ (Value::Integer(_) | Value::Boolean(_) | Value::Array(_) | Value::String(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}
