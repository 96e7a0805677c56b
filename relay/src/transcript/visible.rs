//! Makes visible what would act or hide: control characters, and the characters that turn or vanish in Unicode.

use std::fmt::Write;

/// The text with escapes such as `\u{202e}` for what is invisible, and `\xff` for what is no UTF-8. Quotes and
/// backslashes stay as they are.
pub fn escape(octets: &[u8]) -> String {
    let mut shown = String::with_capacity(octets.len());
    for chunk in octets.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' | '\'' | '\\' => shown.push(c),
                // The standard library knows what is printable, and escapes combining marks too.
                _ => shown.extend(c.escape_debug()),
            }
        }
        for octet in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\x{octet:02x}");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn what_would_act_is_made_visible() {
        assert_eq!(
            escape("a\u{1b}[31m\u{202e}b\u{200b}\r\n\0\u{feff}\u{301}é".as_bytes()),
            "a\\u{1b}[31m\\u{202e}b\\u{200b}\\r\\n\\0\\u{feff}\\u{301}é"
        );
    }

    #[test]
    fn words_and_markup_stay_as_they_are() {
        let words = "(\\Seen) \"it's\" <b> grüße 邮件 😀";
        assert_eq!(escape(words.as_bytes()), words);
    }

    #[test]
    fn what_is_no_text_is_shown_octet_by_octet() {
        assert_eq!(escape(b"\xff<b>\xc3"), "\\xff<b>\\xc3");
    }
}
