//! Configurations of `tests/lab` with values filled in.

use std::fs;

use crate::places;

/// The text of a file of `tests/lab` with each `{name}` replaced by its value.
pub fn fill_in(file: &str, values: &[(&str, &str)]) -> String {
    let text = fs::read_to_string(places::lab(file)).expect("a file of the repository");
    values.iter().fold(text, |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}
