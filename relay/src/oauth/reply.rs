//! What a token endpoint says (RFC 6749 §5), read as tolerantly as providers differ. Pure.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use shared::oauth::ProviderError;
use shared::secret::Secret;
use shared::token::{MAX_TOKEN, Token};

use crate::oauth::echo::{Echo, cut};
use crate::outbound::{Answer, Failure};

/// What came of a request to a token endpoint.
#[derive(Debug)]
pub enum Reply {
    /// A token.
    Granted(Box<Granted>),
    /// The provider refuses, whatever the status.
    Refused(ProviderError),
    /// No whole answer.
    Unreachable,
    /// Something else.
    Unreadable,
}

/// RFC 6749 §5.1, and what providers add to it.
#[derive(Debug)]
pub struct Granted {
    /// The access token: checked, it could stand in a SASL message.
    pub access_token: Token,
    /// `token_type`
    pub token_type: Option<String>,
    /// `expires_in`
    pub expires_in: Option<i64>,
    /// `scope`
    pub scope: Option<String>,
    /// The identity token.
    pub id_token: Option<Secret>,
    /// The refresh token, which stays here.
    pub refresh_token: Option<Secret>,
    /// Seconds that it is good for.
    pub refresh_expires_in: Option<i64>,
}

impl Reply {
    /// Reads an answer.
    pub fn read(answer: Result<Answer, Failure>, echo: &Echo) -> Self {
        let answer = match answer {
            Ok(answer) => answer,
            Err(Failure::Unreachable) => return Self::Unreachable,
            Err(Failure::Unreadable) => return Self::Unreadable,
        };
        let Ok(raw) = serde_json::from_slice::<Raw>(&answer.body) else {
            return Self::Unreadable;
        };
        if let Some(error) = raw.error.filter(|error| !error.is_empty()) {
            return Self::Refused(echo.clean(&error, raw.error_description.as_deref()));
        }
        let error = None;
        match (Raw { error, ..raw }).granted() {
            Some(granted) if answer.status.is_success() => Self::Granted(Box::new(granted)),
            _ => Self::Unreadable,
        }
    }
}

/// Every member that counts; any other is skipped. What is secret goes from the body into memory that is wiped.
#[derive(Deserialize)]
struct Raw {
    access_token: Option<Token>,
    id_token: Option<Secret>,
    refresh_token: Option<Secret>,
    #[serde(default, deserialize_with = "text")]
    token_type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    scope: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<i64>,
    /// Microsoft's and Google's name.
    #[serde(default, deserialize_with = "seconds")]
    refresh_token_expires_in: Option<i64>,
    /// Keycloak's.
    #[serde(default, deserialize_with = "seconds")]
    refresh_expires_in: Option<i64>,
    error: Option<String>,
    #[serde(default, deserialize_with = "text")]
    error_description: Option<String>,
}

impl Raw {
    /// `None` where a token is missing or could be none.
    fn granted(self) -> Option<Granted> {
        let access_token = self.access_token.filter(|token| token.check().is_ok())?;
        let is_token =
            |text: &str| text.len() <= MAX_TOKEN && text.bytes().all(|b| b.is_ascii_graphic());
        if self
            .id_token
            .as_ref()
            .is_some_and(|token| !is_token(token.expose()))
        {
            return None;
        }
        Some(Granted {
            access_token,
            token_type: self.token_type.map(|text| cut(&text).to_owned()),
            expires_in: self.expires_in,
            scope: self.scope.map(|text| cut(&text).to_owned()),
            id_token: self.id_token.filter(|token| !token.expose().is_empty()),
            refresh_token: self
                .refresh_token
                .filter(|token| !token.expose().is_empty()),
            refresh_expires_in: self.refresh_token_expires_in.or(self.refresh_expires_in),
        })
    }
}

/// A text; anything else in its place says nothing.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// Seconds, as a number or as its digits.
pub(super) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_i64(),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use serde_json::json;
    use zeroize::Zeroizing;

    use super::*;

    fn read(status: u16, body: &str) -> Reply {
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            body: Zeroizing::new(body.as_bytes().to_vec()),
        };
        Reply::read(Ok(answer), &Echo::of([]))
    }

    fn granted(body: &Value) -> Granted {
        match read(200, &body.to_string()) {
            Reply::Granted(granted) => *granted,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_come_as_numbers_or_as_digits() {
        for (said, meant) in [
            (json!(3599), Some(3599)),
            (json!("3599"), Some(3599)),
            (json!(null), None),
            (json!("soon"), None),
            (json!(u64::MAX), None),
            (json!([3599]), None),
        ] {
            let body = json!({"access_token": "t", "expires_in": said, "scope": null});
            assert_eq!(granted(&body).expires_in, meant, "{said}");
        }
        for name in ["refresh_token_expires_in", "refresh_expires_in"] {
            let body = json!({"access_token": "t", "refresh_token": "r", name: "86400"});
            assert_eq!(granted(&body).refresh_expires_in, Some(86_400), "{name}");
        }
    }

    #[test]
    fn an_error_is_a_refusal_whatever_the_status_and_whatever_comes_with_it() {
        for status in [200, 400, 401, 403, 428, 500] {
            let body =
                json!({"error": "invalid_grant", "error_description": "gone", "access_token": "t"});
            let Reply::Refused(error) = read(status, &body.to_string()) else {
                panic!("{status}");
            };
            assert_eq!(error.error, "invalid_grant");
            assert_eq!(error.error_description.as_deref(), Some("gone"));
        }
        let null = json!({"access_token": "t", "error": null});
        assert!(matches!(read(200, &null.to_string()), Reply::Granted(_)));
    }

    #[test]
    fn what_is_no_answer_is_told_as_such() {
        let long = "a".repeat(MAX_TOKEN + 1);
        for body in [
            "",
            "null",
            "[]",
            "<html>",
            "{}",
            "{\"access_token\":1}",
            "{\"access_token\":\"\"}",
            "{\"access_token\":\"a\\r\\nb\"}",
            "{\"access_token\":\"a b\"}",
            "{\"access_token\":\"a\",\"access_token\":\"b\"}",
            "{\"access_token\":\"a\",\"id_token\":\"b\\u0000\"}",
            "{\"error\":{\"code\":400}}",
            &json!({"access_token": long}).to_string(),
            &"[".repeat(60_000),
        ] {
            assert!(matches!(read(200, body), Reply::Unreadable), "{body}");
        }
        for status in [201, 400, 404, 500] {
            let read = read(status, "{\"access_token\":\"a\"}");
            assert_eq!(matches!(read, Reply::Granted(_)), status < 300, "{status}");
        }
    }

    #[test]
    fn nothing_of_a_token_is_printed() {
        let body =
            json!({"access_token": "canary", "refresh_token": "canary", "id_token": "canary"});
        let said = format!("{:?}", read(200, &body.to_string()));
        assert!(
            said.contains("[redacted]") && !said.contains("canary"),
            "{said}"
        );
    }
}
