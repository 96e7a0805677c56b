//! Characters that show a reader something else than what stands there.

/// Whether a character can make a line read otherwise than it runs.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_deceives_and_letters_do_not() {
        for c in ['\0', '\n', '\u{202e}', '\u{200b}', '\u{feff}', '\u{2066}'] {
            assert!(is_deceptive(c), "{c:?}");
        }
        for c in ['a', 'é', '文', '’', ' ', '-'] {
            assert!(!is_deceptive(c), "{c:?}");
        }
    }
}
