//! Why no token is given, in the imitated provider's words. The sentences with a number are Microsoft's.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::people::Refusal;
use crate::provider::Provider;

/// Why no token is given (RFC 6749 §5.2, RFC 8628 §3.5).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Fault {
    /// An application that signs in as itself has to say for which tenant.
    #[error(
        "AADSTS50059: No tenant-identifying information found in either the request or implied by any provided credentials."
    )]
    AnyTenant,
    /// Another client id.
    #[error(
        "AADSTS700016: Application with identifier '{0}' was not found in the directory 'Demo'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
    )]
    Client(String),
    /// A code that was never given, was redeemed before, or is older than a minute.
    #[error(
        "AADSTS70008: The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."
    )]
    Code,
    /// Nobody consented to the application.
    #[error(
        "AADSTS65001: The user or administrator has not consented to use the application with ID '{0}' named '{1}'. Send an interactive authorization request for this user and resource."
    )]
    Consent(&'static str, &'static str),
    /// The person said no to a device.
    #[error("The end user denied the authorization request.")]
    DeviceDeclined,
    /// The device's code is over.
    #[error("AADSTS70019: Verification code expired. Have the user retry the sign-in.")]
    DeviceExpired,
    /// Nobody has typed the device's code yet.
    #[error(
        "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. Continue polling."
    )]
    DevicePending,
    /// The device asks too often.
    #[error("The question came before the interval was over; it is longer from now on.")]
    DeviceTooFast,
    /// A device code that was never given, or was used.
    #[error(
        "AADSTS7000014: The provided value for the input parameter 'device_code' is not valid."
    )]
    DeviceUnknown,
    /// A secret that was good once.
    #[error(
        "AADSTS7000222: The provided client secret keys for app '{0}' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security."
    )]
    EndedSecret(&'static str),
    /// Another grant type.
    #[error("Only other grant types are offered.")]
    GrantType,
    /// Not a form, or a parameter came twice.
    #[error("The request is not a form with each parameter once.")]
    Malformed,
    /// No secret, where the application has one.
    #[error(
        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
    )]
    NoSecret,
    /// The system gave no randomness.
    #[error("No token could be made.")]
    NoRandomness,
    /// A browser redeems for an application whose redirect URI is registered for another platform.
    #[error(
        "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{0}'."
    )]
    NotSinglePage(String),
    /// A request that does not come from the page's origin.
    #[error(
        "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."
    )]
    Origin,
    /// The provider has something against this person's sign-in.
    #[error("{}", .0.description)]
    Person(Refusal),
    /// Another redirect URI than the code was asked with.
    #[error("The redirect URI is not the one that the code was asked with.")]
    RedirectUri,
    /// A refresh token that is good no more. The words are Google's.
    #[error("Token has been expired or revoked.")]
    RefreshToken,
    /// Not the scope that an application asks with when it signs in as itself.
    #[error(
        "AADSTS1002012: The provided value for scope {0} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
    )]
    Scope(String),
    /// An application of one tenant at the addresses of many.
    #[error(
        "AADSTS50194: Application '{0}'({1}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant."
    )]
    SingleTenant(&'static str, &'static str),
    /// No such tenant.
    #[error(
        "AADSTS90002: Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
    )]
    Tenant(String),
    /// A scope that is not offered.
    #[error(
        "AADSTS70011: The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {0} is not valid."
    )]
    UnknownScope(String),
    /// PKCE: another verifier.
    #[error(
        "AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request."
    )]
    Verifier,
    /// Another secret.
    #[error(
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'."
    )]
    WrongSecret(&'static str),
}

/// The answer. Every provider says it in its own way, and the numbers are Microsoft's alone.
pub fn refusal(provider: Provider, fault: &Fault) -> Response {
    let (status, error) = code(provider, fault);
    let body = json!({"error": error, "error_description": description(provider, fault)});
    (status, Json(body)).into_response()
}

fn code(provider: Provider, fault: &Fault) -> (StatusCode, &'static str) {
    let bad = |error| (StatusCode::BAD_REQUEST, error);
    match fault {
        Fault::Client(_) if provider == Provider::Demo => bad("unauthorized_client"),
        // Google's answer to a browser that sends no secret.
        Fault::NoSecret if provider == Provider::DemoGoogle => bad("invalid_request"),
        Fault::Client(_) | Fault::EndedSecret(_) | Fault::NoSecret | Fault::WrongSecret(_) => {
            (StatusCode::UNAUTHORIZED, "invalid_client")
        }
        Fault::Code
        | Fault::Consent(..)
        | Fault::DeviceUnknown
        | Fault::RedirectUri
        | Fault::RefreshToken
        | Fault::Verifier => bad("invalid_grant"),
        Fault::DeviceDeclined => bad("authorization_declined"),
        Fault::DeviceExpired => bad("expired_token"),
        Fault::DevicePending => bad("authorization_pending"),
        Fault::DeviceTooFast => bad("slow_down"),
        Fault::Person(refusal) => bad(refusal.error),
        Fault::GrantType => bad("unsupported_grant_type"),
        Fault::Scope(_) | Fault::UnknownScope(_) => bad("invalid_scope"),
        Fault::AnyTenant
        | Fault::Malformed
        | Fault::NotSinglePage(_)
        | Fault::Origin
        | Fault::SingleTenant(..)
        | Fault::Tenant(_) => bad("invalid_request"),
        Fault::NoRandomness => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
    }
}

fn description(provider: Provider, fault: &Fault) -> String {
    match (provider, fault) {
        (Provider::DemoGoogle, Fault::NoSecret) => return "client_secret is missing.".to_owned(),
        (Provider::DemoGoogle, Fault::WrongSecret(_)) => {
            return "The provided client secret is invalid.".to_owned();
        }
        (Provider::DemoGoogle | Provider::DemoOwn, Fault::Client(_)) => {
            return "No application with this client id is registered here.".to_owned();
        }
        _ => {}
    }
    let said = fault.to_string();
    match (provider, said.split_once(": ")) {
        (Provider::DemoGoogle | Provider::DemoOwn, Some((_number, sentence))) => {
            sentence.to_owned()
        }
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_secret_has_googles_words_at_google_and_microsofts_at_microsoft() {
        let google = Provider::DemoGoogle;
        assert_eq!(code(google, &Fault::NoSecret).1, "invalid_request");
        assert_eq!(
            description(google, &Fault::NoSecret),
            "client_secret is missing."
        );
        let demo = Provider::Demo;
        assert_eq!(code(demo, &Fault::NoSecret).1, "invalid_client");
        assert!(description(demo, &Fault::NoSecret).starts_with("AADSTS7000218: "));
    }

    #[test]
    fn no_number_of_microsofts_is_said_by_others() {
        for fault in [Fault::Code, Fault::Verifier, Fault::Client("x".into())] {
            assert!(description(Provider::Demo, &fault).starts_with("AADSTS"));
            for other in [Provider::DemoGoogle, Provider::DemoOwn] {
                assert!(!description(other, &fault).contains("AADSTS"));
            }
        }
    }
}
