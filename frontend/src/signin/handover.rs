//! The provider's answer on its way from the window where it arrived to the one that waits for it.
//!
//! It goes over a channel that only windows of this origin hear. Without the verifier, which the other window keeps in
//! its memory, a code is worth nothing.

use serde::{Deserialize, Serialize};

use super::callback::Answer;

/// What is said on the channel.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Said {
    /// An answer arrived that belongs to no sign-in of this window.
    Answer {
        /// What it is known by.
        state: String,
        /// Where it arrived.
        path: String,
        /// With what.
        query: String,
    },
    /// It belongs to a sign-in of that window, which goes on with it.
    Taken {
        /// What it is known by.
        state: String,
    },
}

impl Said {
    /// An answer, if it can belong to anybody.
    pub fn of(answer: &Answer) -> Option<Self> {
        let state = answer.state()?.to_owned();
        let (path, query) = answer.address();
        Some(Self::Answer { state, path, query })
    }

    /// As text; `None` cannot happen.
    pub fn text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// From text of anybody on the channel.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_a_state_is_nobodys() {
        let answer = |query| Answer::parse("/oauth/callback", query).unwrap();
        assert!(Said::of(&answer("?code=c")).is_none());
        assert!(Said::of(&answer("?code=c&state=a&state=b")).is_none());
        let text = Said::of(&answer("?code=c&state=s"))
            .unwrap()
            .text()
            .unwrap();
        let Some(Said::Answer { state, path, query }) = Said::read(&text) else {
            panic!("{text}");
        };
        assert_eq!(
            (state.as_str(), path.as_str(), query.as_str()),
            ("s", "/oauth/callback", "code=c&state=s")
        );
    }

    #[test]
    fn other_words_are_nothing() {
        for text in [
            "",
            "{}",
            "null",
            "{\"answer\":{}}",
            "{\"taken\":{\"state\":\"s\",\"x\":1}}",
        ] {
            assert!(Said::read(text).is_none(), "{text}");
        }
    }
}
