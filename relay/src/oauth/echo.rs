//! A provider's words about an error, fit to be passed on: cut, and without what was sent to it.

use shared::oauth::ProviderError;
use shared::secret::Secret;
use shared::token::Token;

use crate::transcript::secret::Secret as Pieces;

/// The longest text that is passed on, in characters.
pub const MAX_TEXT: usize = 2_000;

/// A shorter secret is not looked for: it could be a word, and the words are what helps.
const TELLING: usize = 16;

/// What was sent, so that an endpoint that repeats it does not get it shown: to the page least of all the operator's
/// secret.
#[derive(Debug)]
pub struct Echo(Vec<Pieces>);

impl Echo {
    /// Of these secrets.
    pub fn of<'s>(secrets: impl IntoIterator<Item = &'s Secret>) -> Self {
        let long = secrets
            .into_iter()
            .filter(|secret| secret.expose().len() >= TELLING);
        let pieces = long.map(|secret| Pieces::new(&Token::new(secret.expose().to_owned())));
        Self(pieces.collect())
    }

    /// The error with its texts cut and cleaned.
    pub fn clean(&self, error: &str, description: Option<&str>) -> ProviderError {
        ProviderError {
            error: self.text(error),
            error_description: description.map(|text| self.text(text)),
        }
    }

    fn text(&self, text: &str) -> String {
        let cut = cut(text);
        let removed = |text: String, pieces: &Pieces| {
            String::from_utf8_lossy(&pieces.remove(text.as_bytes())).into_owned()
        };
        cut_owned(self.0.iter().fold(cut.to_owned(), removed))
    }
}

/// The first [`MAX_TEXT`] characters.
pub fn cut(text: &str) -> &str {
    text.char_indices()
        .nth(MAX_TEXT)
        .map_or(text, |(end, _)| &text[..end])
}

fn cut_owned(mut text: String) -> String {
    text.truncate(cut(&text).len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_not_repeated_and_the_rest_is() {
        let secret = Secret::new("canary~canary~canary~secret".into());
        let short = Secret::new("client_secret".into());
        let echo = Echo::of([&secret, &short]);
        let said = "client_secret canary~canary~canary~secret is wrong";
        let cleaned = echo.clean("invalid_client", Some(said));
        assert_eq!(cleaned.error, "invalid_client");
        let description = cleaned.error_description.unwrap();
        assert!(!description.contains("canary"), "{description}");
        assert!(description.starts_with("client_secret ") && description.ends_with(" is wrong"));
        assert!(!format!("{echo:?}").contains("canary"));
    }

    #[test]
    fn long_words_are_cut_by_characters() {
        let echo = Echo::of([]);
        let long = echo.clean(&"é".repeat(MAX_TEXT + 1), None).error;
        assert_eq!(long.chars().count(), MAX_TEXT);
    }
}
