//! The one thing that is asked of a folder's name. Pure.

use crate::guard::said::word;

/// Whether the folder in a LIST response is INBOX: `(attributes) delimiter name`, and what RFC 5258 adds in parentheses.
pub fn is_inbox(folder: &[u8]) -> bool {
    let after_attributes = folder.splitn(2, |octet| *octet == b')').nth(1);
    let (_delimiter, name) = word(after_attributes.unwrap_or_default().trim_ascii_start());
    // A literal's octets stand on the next line.
    let name = match name.split(|octet| *octet == b'\n').nth(1) {
        Some(literal) if name.starts_with(b"{") => literal,
        _ => word(name).0,
    };
    let name = name.trim_ascii_end();
    let quoted = name
        .strip_prefix(b"\"")
        .and_then(|name| name.strip_suffix(b"\""));
    quoted.unwrap_or(name).eq_ignore_ascii_case(b"INBOX")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inbox_is_found_in_every_spelling() {
        for folder in [
            "(\\HasNoChildren) \"/\" INBOX",
            "() NIL inbox",
            "() \"\\\\\" \"Inbox\"",
            "() \"/\" {5}\r\nINBOX",
            "() \"/\" INBOX (\"CHILDINFO\" (\"SUBSCRIBED\"))",
        ] {
            assert!(is_inbox(folder.as_bytes()), "{folder}");
        }
        for folder in [
            "() \"/\" INBOX/x",
            "() \"/\" \"My INBOX\"",
            "() \"/\"",
            "",
            ")",
        ] {
            assert!(!is_inbox(folder.as_bytes()), "{folder}");
        }
    }
}
