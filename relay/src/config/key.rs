//! A key that the reader of settings stumbles over, told without its value.

/// The reader's word of a key. It quotes values, and a value may be a secret that stands in the wrong place, or a text of
/// several lines that has swallowed one.
#[derive(Debug, thiserror::Error)]
#[error("{}", without_value(&.0.to_string()))]
pub struct KeyError(#[from] toml::de::Error);

/// Before what is quoted (serde's `Error`).
const QUOTING: [&str; 3] = ["invalid type", "invalid value", "unknown variant"];

fn without_value(said: &str) -> String {
    // What should have been there comes last, and is ours.
    let parts = said
        .rsplit_once(", expected ")
        .and_then(|(before, expected)| {
            let kind = QUOTING.iter().find(|kind| before.starts_with(**kind))?;
            let quoted = &before[kind.len()..];
            (!is_a_name(quoted)).then_some((kind, expected))
        });
    match parts {
        Some((kind, expected)) => format!("{kind}, expected {expected}"),
        None => said.to_owned(),
    }
}

/// Whether this is one of several names, if not of those that there are: nothing else is written so, and to read it helps.
fn is_a_name(quoted: &str) -> bool {
    let name = quoted
        .strip_prefix(" `")
        .and_then(|rest| rest.strip_suffix('`'));
    name.is_some_and(|name| {
        let of_a_name = |octet: u8| octet.is_ascii_lowercase() || octet == b'-';
        name.len() <= 20 && name.bytes().all(of_a_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fuzzing found that a text without its end swallowed the secret, and that the reader repeated it.
    #[test]
    fn a_value_is_not_repeated() {
        for (said, told) in [
            (
                "invalid type: string \"client_secret = \\\"s, expected t\\\"\", expected a sequence\nin `portals`\n",
                "invalid type, expected a sequence\nin `portals`\n",
            ),
            (
                "invalid value: integer `8675309`, expected u16",
                "invalid value, expected u16",
            ),
            (
                "unknown variant `s\ne`, expected `a` or `b`",
                "unknown variant, expected `a` or `b`",
            ),
            (
                "unknown variant `app`, expected `a` or `b`",
                "unknown variant `app`, expected `a` or `b`",
            ),
            (
                "unknown field `colour`, expected `listen`",
                "unknown field `colour`, expected `listen`",
            ),
            ("missing field `listen`", "missing field `listen`"),
        ] {
            assert_eq!(without_value(said), told);
        }
    }
}
