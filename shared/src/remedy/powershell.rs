//! Values as literals of PowerShell.

use crate::deceptive::is_deceptive;

/// A single-quoted PowerShell literal, or `None` for a value that nobody should paste into a shell.
///
/// PowerShell takes `‘ ’ ‚ ‛` for `'` and ends the literal at any of them; doubled, each stands for itself. Inside
/// such a literal nothing else is special. Refused are an empty value, control characters, line separators and
/// characters that are invisible or change the direction of text, so that what is read is what runs.
pub fn quote_powershell(value: &str) -> Option<String> {
    if value.is_empty() || value.chars().any(is_deceptive) {
        return None;
    }
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('\'');
    for c in value.chars() {
        quoted.push(c);
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(c);
        }
    }
    quoted.push('\'');
    Some(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What PowerShell makes of a single-quoted literal at the start of a text: its value and what follows it.
    fn read(text: &str) -> Option<(String, String)> {
        let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
        let mut rest = text.chars().peekable();
        rest.next().filter(|c| quote(*c))?;
        let mut value = String::new();
        while let Some(c) = rest.next() {
            if quote(c) {
                if rest.peek().is_none_or(|next| !quote(*next)) {
                    return Some((value, rest.collect()));
                }
                rest.next();
            }
            value.push(c);
        }
        None
    }

    #[test]
    fn a_plain_address_is_quoted() {
        assert_eq!(
            quote_powershell("alex@demo.test").as_deref(),
            Some("'alex@demo.test'")
        );
    }

    #[test]
    fn nothing_breaks_out_of_the_quotes() {
        for value in [
            "o'brien@demo.test",
            "o’brien@demo.test",
            "'; Remove-Mailbox x; '",
            "’; Remove-Mailbox x; ’",
            "‘; x",
            "‚; x",
            "‛; x",
            "'’'",
            "$(Get-Date)",
            "`n$env:PATH",
            "\"; x; \"",
            "-Confirm:$false",
            "%{ x }|&<>#",
            "\\",
        ] {
            let quoted = quote_powershell(value).unwrap();
            assert_eq!(
                read(&quoted),
                Some((value.to_owned(), String::new())),
                "{value}"
            );
        }
    }

    #[test]
    fn what_deceives_the_eye_is_refused() {
        for value in [
            "",
            "a\nb",
            "a\r\nRemove-Mailbox b",
            "a\0b",
            "a\u{1b}[2K",
            "a\u{2028}b",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{feff}b",
            "a\u{85}b",
        ] {
            assert_eq!(quote_powershell(value), None, "{value:?}");
        }
    }
}
