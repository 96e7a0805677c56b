//! Error codes of OAuth 2.0 (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5), OpenID Connect (Core 3.1.2.6), and Google's own.

use super::Denial;

/// What a code says by itself. `text` is code and description in lower case.
#[expect(clippy::match_same_arms, reason = "a table is read by its rows")]
pub(super) fn denial(code: &str, text: &str) -> Option<Denial> {
    Some(match code.to_ascii_lowercase().as_str() {
        "access_denied" | "authorization_declined" => Denial::ConsentDeclined,
        "access_not_configured"
        | "admin_policy_enforced"
        | "app_not_configured_for_user"
        | "app_not_verified"
        | "disabled_client"
        | "rate_limit_exceeded"
        | "restricted_client" => Denial::AppBlocked,
        "account_not_authorized" | "consent_required" => Denial::ConsentNeeded,
        "account_selection_required" | "login_required" => Denial::SilentOnly,
        "authorization_pending" => Denial::Pending,
        "authorization_expired" | "bad_verification_code" | "expired_token" => Denial::CodeSpoilt,
        "client_mismatch"
        | "disallowed_useragent"
        | "parameter_absent"
        | "unsupported_grant_type"
        | "unsupported_response_type" => Denial::MalformedRequest,
        "consumer_key_unknown" | "deleted_client" | "deleted_consumer" | "invalid_consumer_key" => {
            Denial::AppUnknown
        }
        "unauthorized_client" => Denial::ClientNotAllowed,
        "insufficient_user_authentication" | "interaction_required" => Denial::InteractionNeeded,
        "internal_error" | "internal_failure" | "server_error" | "temporarily_unavailable" => {
            Denial::ServerFault
        }
        "invalid_callback"
        | "invalid_callback_url"
        | "invalid_redirect_uri"
        | "origin_mismatch"
        | "redirect_uri_mismatch"
        | "unsupported_redirect_uri" => Denial::RedirectUri,
        "invalid_client" | "invalid_client_secret" => Denial::SecretInvalid,
        "invalid_grant" if text.contains("code") => Denial::CodeSpoilt,
        "invalid_grant" => Denial::GrantInvalid,
        "invalid_refresh_token" | "token_expired" | "bad_token" => Denial::GrantExpired,
        "invalid_request" if text.contains("client_secret") => Denial::SecretNeeded,
        "invalid_request" if text.contains("redirect_uri") => Denial::RedirectUri,
        "invalid_request" => Denial::MalformedRequest,
        "invalid_resource" | "invalid_scope" | "invalid_target" => Denial::ScopeInvalid,
        "org_internal" => Denial::OtherTenant,
        "slow_down" => Denial::Throttled,
        "underage_user" | "user_password_expired" => Denial::AccountHeld,
        _ => return None,
    })
}

/// A code within a text that was handed on without its fields.
pub(super) fn named_in(text: &str) -> Option<Denial> {
    let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
    words
        .filter(|word| word.contains('_'))
        .find_map(|word| denial(word, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_by_themselves_and_in_a_text() {
        assert_eq!(denial("INVALID_SCOPE", ""), Some(Denial::ScopeInvalid));
        assert_eq!(
            denial("invalid_grant", "invalid_grant malformed code"),
            Some(Denial::CodeSpoilt)
        );
        assert_eq!(
            denial("invalid_grant", "invalid_grant"),
            Some(Denial::GrantInvalid)
        );
        assert_eq!(
            named_in("error 403: access_denied"),
            Some(Denial::ConsentDeclined)
        );
        assert_eq!(named_in("snake_case and nothing else"), None);
        assert_eq!(named_in(""), None);
    }
}
