//! The provider's answer, as it stands in the address bar.

use oauth2::url::form_urlencoded;
use shared::evidence::signin::{Endpoint, SignInFailure};
use shared::provider::ProviderId;

use crate::browser::page;
use crate::signin::transaction::Transaction;

/// Where the provider sends the browser back to.
pub const PATH: &str = "/oauth/callback";

/// The longest text of the provider's that is kept, in characters.
pub const MAX_WORDS: usize = 2000;

/// The parameters of the answer, and where it arrived. It may hold a code, so it does not print.
pub struct Answer {
    /// The path behind [`PATH`]: a provider that does not name itself has one of its own.
    behind: String,
    parameters: Vec<(String, String)>,
}

impl Answer {
    /// Reads a path and a query, with or without its `?`; `None` when this is not where providers send people.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let behind = path.strip_prefix(PATH)?;
        let ours = behind.is_empty()
            || behind
                .strip_prefix('/')
                .is_some_and(|id| id.parse::<ProviderId>().is_ok());
        let query = query.strip_prefix('?').unwrap_or(query);
        ours.then(|| Self {
            behind: behind.to_owned(),
            parameters: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        })
    }

    /// Where it arrived, and with what: what [`Self::parse`] reads.
    pub fn address(&self) -> (String, String) {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.parameters);
        (format!("{PATH}{}", self.behind), query.finish())
    }

    /// Whether an administrator comes back who has just consented for everybody (Microsoft identity platform, "Admin
    /// consent"). No sign-in of this window asked for it, and nothing follows from it but a sentence.
    pub fn is_consent(&self) -> bool {
        matches!(self.one("admin_consent"), One::Is(given) if given.eq_ignore_ascii_case("true"))
            && ["code", "error", "state"]
                .iter()
                .all(|name| matches!(self.one(name), One::Absent))
    }

    /// `state`, if it is there exactly once.
    pub fn state(&self) -> Option<&str> {
        match self.one("state") {
            One::Is(state) if !state.is_empty() => Some(state),
            _ => None,
        }
    }

    /// A parameter must not come twice (RFC 6749 §3.1): which one would count is a matter of taste.
    fn one(&self, name: &str) -> One<'_> {
        let mut values = self.parameters.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (None, _) => One::Absent,
            (Some((_, value)), None) => One::Is(value),
            (Some(_), Some(_)) => One::Repeated,
        }
    }
}

enum One<'a> {
    Absent,
    Is(&'a str),
    Repeated,
}

/// An answer that gives no code.
pub struct Refused {
    /// The sign-in that it belongs to, if any.
    pub transaction: Option<Box<Transaction>>,
    /// Why.
    pub failure: SignInFailure,
}

/// Takes the answer out of the address bar, when this page is where the provider sends people. From then on neither
/// the address bar nor this entry of the history holds it.
pub fn take() -> Option<Answer> {
    let (path, query) = page::address()?;
    let answer = Answer::parse(&path, &query)?;
    page::clean_address();
    Some(answer)
}

/// Decides what an answer is worth. `transaction` is the one stored under the answer's `state`; it is used up.
///
/// The order matters: what belongs to no sign-in of this window is not looked into, and nothing of an answer from
/// another issuer is shown (RFC 9207 §2.4).
pub fn judge(
    answer: &Answer,
    transaction: Option<Transaction>,
) -> Result<(String, Transaction), Refused> {
    let Some(transaction) = transaction else {
        return Err(Refused {
            transaction: None,
            failure: SignInFailure::UnknownState,
        });
    };
    match code(answer, &transaction) {
        Ok(code) => Ok((code, transaction)),
        Err(failure) => Err(Refused {
            transaction: Some(Box::new(transaction)),
            failure,
        }),
    }
}

fn code(answer: &Answer, transaction: &Transaction) -> Result<String, SignInFailure> {
    let provider = &transaction.provider;
    // The answer of another provider's sign-in page arrives at another address (RFC 9700 §4.4.2).
    let sent_to = transaction.redirect_uri.split_once(PATH);
    if sent_to.is_none_or(|(_, behind)| behind != answer.behind) {
        return Err(SignInFailure::WrongIssuer);
    }
    match answer.one("iss") {
        One::Absent if provider.sends_issuer => return Err(SignInFailure::WrongIssuer),
        // Byte for byte: an issuer with another spelling is another issuer.
        One::Is(issuer) if issuer != provider.issuer => return Err(SignInFailure::WrongIssuer),
        One::Repeated => return Err(SignInFailure::WrongIssuer),
        One::Absent | One::Is(_) => {}
    }
    if let One::Is(error) = answer.one("error") {
        let description = match answer.one("error_description") {
            One::Is(words) if !words.is_empty() => Some(cut(words)),
            _ => None,
        };
        return Err(SignInFailure::Provider {
            at: Endpoint::Authorize,
            code: Some(cut(error)),
            description,
            redeemed_by: None,
        });
    }
    match answer.one("code") {
        One::Is(code) if !code.is_empty() => Ok(code.to_owned()),
        _ => Err(SignInFailure::NoCode),
    }
}

/// The provider's words, up to [`MAX_WORDS`].
pub fn cut(words: &str) -> String {
    words.chars().take(MAX_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signin::transaction::fixture::transaction;

    const ISS: &str = "iss=https%3A%2F%2Flogin.demo.test";

    fn arrived(query: &str) -> Answer {
        Answer::parse(PATH, query).unwrap()
    }

    fn judged(query: &str) -> Result<String, SignInFailure> {
        judge(&arrived(query), Some(transaction()))
            .map(|(code, _)| code)
            .map_err(|refused| refused.failure)
    }

    #[test]
    fn a_code_of_the_right_issuer_is_taken() {
        assert_eq!(
            judged(&format!("?code=c%2B1&state=s&{ISS}")),
            Ok("c+1".into())
        );
    }

    /// without the right `state` no code is taken.
    #[test]
    fn an_answer_without_a_sign_in_is_not_looked_into() {
        for query in [
            "",
            "?",
            "?code=c",
            "?code=c&state=",
            "?code=c&state=s&state=t",
        ] {
            assert!(arrived(query).state().is_none(), "{query}");
        }
        let answer = arrived("?error=access_denied&error_description=words&state=other");
        let refused = judge(&answer, None).err().unwrap();
        assert_eq!(refused.failure, SignInFailure::UnknownState);
        assert!(refused.transaction.is_none());
    }

    /// nothing of an answer from another issuer is shown, and none is missing.
    #[test]
    fn another_issuers_answer_is_refused_even_when_it_is_an_error() {
        let other = [
            "",
            "iss=",
            "iss=https%3A%2F%2Flogin.demo.test%2F",
            "iss=https%3A%2F%2FLOGIN.demo.test",
            "iss=https%3A%2F%2Flogin.demo.test%252F",
            "iss=https%3A%2F%2Fevil.test",
            "iss=https%3A%2F%2Flogin.demo.test&iss=https%3A%2F%2Flogin.demo.test",
        ];
        for iss in other {
            for what in ["code=c", "error=access_denied"] {
                let query = format!("?{what}&state=s&{iss}");
                assert_eq!(judged(&query), Err(SignInFailure::WrongIssuer), "{query}");
            }
        }
    }

    #[test]
    fn a_provider_that_never_names_itself_need_not_and_must_not_lie() {
        let judged = |query: &str| {
            let mut transaction = transaction();
            transaction.provider.sends_issuer = false;
            judge(&arrived(query), Some(transaction)).map(|(code, _)| code)
        };
        assert_eq!(judged("?code=c&state=s").ok().as_deref(), Some("c"));
        assert!(judged("?code=c&state=s&iss=https://evil.test").is_err());
    }

    #[test]
    fn an_error_is_told_in_the_providers_words_up_to_a_length() {
        let query = format!(
            "?error=access_denied&error_description={}&state=s&{ISS}&code=c",
            "x".repeat(9000)
        );
        assert_eq!(
            judged(&query),
            Err(SignInFailure::Provider {
                at: Endpoint::Authorize,
                code: Some("access_denied".into()),
                description: Some("x".repeat(MAX_WORDS)),
                redeemed_by: None,
            })
        );
    }

    #[test]
    fn no_code_an_empty_one_and_two_are_no_code() {
        for code in ["", "code=", "code=a&code=b"] {
            assert_eq!(
                judged(&format!("?{code}&state=s&{ISS}")),
                Err(SignInFailure::NoCode)
            );
        }
    }

    /// a provider that does not name itself has a redirect URI of its own, and only an answer there is its own.
    #[test]
    fn an_answer_at_another_providers_address_is_refused() {
        let judged = |path: &str| {
            let mut transaction = transaction();
            transaction.provider.sends_issuer = false;
            transaction.redirect_uri.push_str("/google");
            let answer = Answer::parse(path, "?code=c&state=s").unwrap();
            judge(&answer, Some(transaction)).map(|(code, _)| code).ok()
        };
        assert_eq!(judged("/oauth/callback/google").as_deref(), Some("c"));
        for other in ["/oauth/callback", "/oauth/callback/microsoft-365"] {
            assert_eq!(judged(other), None, "{other}");
        }
        for nowhere in [
            "/",
            "/oauth/callback/",
            "/oauth/callback/a/b",
            "/oauth/callbacks",
            "/oauth/callback/A",
        ] {
            assert!(
                Answer::parse(nowhere, "?code=c&state=s").is_none(),
                "{nowhere}"
            );
        }
    }

    #[test]
    fn an_answer_can_be_handed_on_whole() {
        let query = "?code=c%2B1&state=s&iss=https%3A%2F%2Fa%2Fb&code=%20";
        let answer = Answer::parse("/oauth/callback/google", query).unwrap();
        let (path, handed) = answer.address();
        let read = Answer::parse(&path, &handed).unwrap();
        assert_eq!(
            (read.behind, read.parameters),
            (answer.behind, answer.parameters)
        );
    }

    #[test]
    fn an_administrator_who_consented_is_no_sign_in() {
        let consent = |query: &str| arrived(query).is_consent();
        assert!(consent("?admin_consent=True&tenant=contoso.com&scope=x"));
        for other in [
            "?admin_consent=False",
            "?admin_consent=True&code=c",
            // Microsoft says "True" beside a refusal as well.
            "?admin_consent=True&error=consent_required&error_description=AADSTS65004",
            "?admin_consent=True&state=s",
            "?admin_consent=True&admin_consent=True",
            "?code=c&state=s",
        ] {
            assert!(!consent(other), "{other}");
        }
    }
}
