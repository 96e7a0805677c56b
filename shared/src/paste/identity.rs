//! An identity provider's refusal: a number, a JSON body, a redirect's parameters, a code, or a known sentence.

use serde_json::Value;

use crate::evidence::signin::{Endpoint, SignInFailure};
use crate::words::Denial;

/// The longest description that is kept, in characters.
const LONGEST: usize = 2000;

/// Codes of RFC 6749 and of Google that no mail server uses.
const CODES: [&str; 20] = [
    "access_denied",
    "admin_policy_enforced",
    "app_not_verified",
    "consent_required",
    "deleted_client",
    "disabled_client",
    "disallowed_useragent",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_resource",
    "invalid_scope",
    "login_required",
    "org_internal",
    "origin_mismatch",
    "redirect_uri_mismatch",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// A refusal that names itself by a number or a code.
pub fn named(text: &str) -> Option<SignInFailure> {
    let number = text.find("AADSTS").filter(|at| {
        let digits = &text[at + "AADSTS".len()..];
        digits.starts_with(|c: char| c.is_ascii_digit())
    });
    if let Some((code, description)) = body(text).or_else(|| parameters(text)) {
        return Some(failure(Some(code), description));
    }
    if let Some(at) = number {
        return Some(failure(code(text), Some(text[at..].to_owned())));
    }
    let code = code(text)?;
    let line = text.lines().find(|line| line.contains(&code));
    Some(failure(Some(code), line.map(str::to_owned)))
}

/// A refusal that is known by its sentence alone, as a sign-in page shows it.
pub fn told(text: &str) -> Option<SignInFailure> {
    let line = text
        .lines()
        .find(|line| Denial::of_anybody(line).is_some())?;
    Some(failure(None, Some(line.trim().to_owned())))
}

fn failure(code: Option<String>, description: Option<String>) -> SignInFailure {
    let cut = |text: String| text.chars().take(LONGEST).collect();
    SignInFailure::Provider {
        at: Endpoint::Token,
        code: code.map(cut),
        description: description.map(cut),
        redeemed_by: None,
    }
}

/// A body of RFC 6749 §5.2 anywhere in the text.
fn body(text: &str) -> Option<(String, Option<String>)> {
    let objects = text.match_indices('{').take(40);
    objects.into_iter().find_map(|(at, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        let object = values.next()?.ok()?;
        let word = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        let error = word("error")?;
        let description = word("error_description").or_else(|| word("error_subtype"));
        // Other programs have an `error` too, and RFC 7628 a `status`.
        let is_of_oauth = description.is_some() || CODES.contains(&error.as_str());
        (is_of_oauth && object.get("status").is_none()).then_some((error, description))
    })
}

/// The parameters of a redirect (RFC 6749 §4.1.2.1) anywhere in the text.
fn parameters(text: &str) -> Option<(String, Option<String>)> {
    let query = text
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'))
        .find(|word| word.contains("error=") && word.contains("error_description="))?;
    let query = query
        .split_once(['?', '#'])
        .map_or(query, |(_, query)| query);
    let of = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    Some((of("error")?, of("error_description")))
}

/// A code as a word of its own. The error challenge of RFC 7628 has the same words as its status.
fn code(text: &str) -> Option<String> {
    if text.contains("\"status\"") {
        return None;
    }
    text.split(|c: char| !c.is_ascii_lowercase() && c != '_')
        .find(|word| CODES.contains(word))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        match named(text) {
            Some(SignInFailure::Provider {
                code, description, ..
            }) => (code, description),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_body_is_found_in_a_log() {
        let (code, description) = read(
            "2026-11-25 ERROR {not json} got 400: {\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: expired\"} at x",
        );
        assert_eq!(code.as_deref(), Some("invalid_client"));
        assert_eq!(description.as_deref(), Some("AADSTS7000222: expired"));
    }

    #[test]
    fn an_address_bar_is_read() {
        let (code, description) = read(
            "https://jira.example/oauth2/callback?error=access_denied&error_description=AADSTS65004%3a+User+declined&state=x",
        );
        assert_eq!(code.as_deref(), Some("access_denied"));
        assert_eq!(description.as_deref(), Some("AADSTS65004: User declined"));
    }

    #[test]
    fn a_number_or_a_code_alone_is_enough() {
        let (code, description) =
            read("Refresh Token Failed. Reported Reason: AADSTS7000222: expired");
        assert_eq!(
            (code, description.as_deref()),
            (None, Some("AADSTS7000222: expired"))
        );
        let (code, _) = read("Error 400: redirect_uri_mismatch");
        assert_eq!(code.as_deref(), Some("redirect_uri_mismatch"));
        assert_eq!(named("AADSTS is down"), None);
        assert_eq!(named("{\"error\":\"A1 NO AUTHENTICATE failed.\"}"), None);
        assert_eq!(named("{\"status\":\"invalid_request\"}"), None);
        assert_eq!(
            named("A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
            None
        );
    }
}
