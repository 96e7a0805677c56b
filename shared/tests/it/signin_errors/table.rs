//! The codes, and what is expected of each.

use shared::words::Whereabouts::{self, Either, Returns, Stays};

/// A code, a sentence that it comes with, where it is told, the cause with the sentence, and that of the bare code.
pub type Row = (
    &'static str,
    &'static str,
    Whereabouts,
    &'static str,
    &'static str,
);

/// The sentences are Microsoft's, as public reports have them, with names of our own.
#[rustfmt::skip]
pub const MICROSOFT: [Row; 38] = [
    ("50011", "The redirect URI 'https://jira.demo.test/rest/oauth2/callback' specified in the request does not match the redirect URIs configured for the application '5720dabf-3065-4076-abc3-7479ad24ec9f'.", Stays, "redirect-uri-mismatch", "redirect-uri-mismatch"),
    ("50020", "User account 'pat@outlook.test' from identity provider 'live.com' does not exist in tenant 'Demo' and cannot access the application.", Stays, "guest-or-wrong-tenant", "guest-or-wrong-tenant"),
    ("50034", "The user account alex@demo.test does not exist in the Demo directory. To sign into this application, the account must be added to the directory.", Either, "guest-or-wrong-tenant", "guest-or-wrong-tenant"),
    ("50055", "The password is expired.", Either, "account-locked-or-abuse", "account-locked-or-abuse"),
    ("50057", "The user account is disabled.", Either, "account-locked-or-abuse", "account-locked-or-abuse"),
    ("50058", "A silent sign-in request was sent but no user is signed in.", Returns, "client-side-problem", "client-side-problem"),
    ("50076", "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000002-0000-0ff1-ce00-000000000000'.", Returns, "mfa-required", "mfa-required"),
    ("50079", "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.", Returns, "mfa-required", "mfa-required"),
    ("50105", "Your administrator has configured the application Jira to block users unless they are specifically granted ('assigned') access to the application.", Either, "user-not-assigned", "user-not-assigned"),
    ("50126", "Error validating credentials due to invalid username or password.", Either, "account-locked-or-abuse", "account-locked-or-abuse"),
    ("50158", "External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.", Returns, "mfa-required", "mfa-required"),
    ("50173", "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", Returns, "refresh-token-expired-or-revoked", "refresh-token-expired-or-revoked"),
    ("50194", "Application '5720dabf-3065-4076-abc3-7479ad24ec9f'(Jira) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'.", Either, "wrong-authority-endpoint", "wrong-authority-endpoint"),
    ("53000", "Device is not in required device state: compliant.", Either, "conditional-access-block", "conditional-access-block"),
    ("53003", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.", Either, "conditional-access-block", "conditional-access-block"),
    ("54005", "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.", Returns, "client-side-problem", "client-side-problem"),
    ("65001", "The user or administrator has not consented to use the application with ID '5720dabf-3065-4076-abc3-7479ad24ec9f' named 'Jira'. Send an interactive authorization request for this user and resource.", Returns, "consent-missing-user", "consent-missing-user"),
    ("65004", "User declined to consent to access the app.", Returns, "consent-missing-user", "consent-missing-user"),
    ("70000", "The user could not be authenticated or the grant is expired. The user must first sign in and if needed grant the client application access to the requested scope.", Returns, "refresh-token-expired-or-revoked", "refresh-token-expired-or-revoked"),
    ("70008", "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.", Returns, "refresh-token-expired-or-revoked", "refresh-token-expired-or-revoked"),
    ("700016", "Application with identifier '5720dabf-3065-4076-abc3-7479ad24ec9f' was not found in the directory 'Demo'.", Either, "app-not-found", "app-not-found"),
    ("700082", "The refresh token has expired due to inactivity. The token was issued on 2026-01-09T00:02:02.0000000Z and was inactive for 90.00:00:00.", Returns, "refresh-token-expired-or-revoked", "refresh-token-expired-or-revoked"),
    ("7000215", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '5720dabf-3065-4076-abc3-7479ad24ec9f'.", Returns, "client-secret-invalid", "client-secret-invalid"),
    ("7000218", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", Returns, "client-secret-required", "client-secret-required"),
    ("7000222", "The provided client secret keys for app '5720dabf-3065-4076-abc3-7479ad24ec9f' are expired.", Returns, "client-secret-expired", "client-secret-expired"),
    ("90002", "Tenant 'dmeo.test' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", Either, "wrong-authority-endpoint", "wrong-authority-endpoint"),
    ("90023", "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.", Either, "spa-redirect-type-needed", "client-side-problem"),
    ("90072", "User account 'pat@elsewhere.test' from identity provider 'https://sts.windows.net/9b0c0000-0000-4000-8000-000000000002/' does not exist in tenant 'Demo' and cannot access the application.", Either, "guest-or-wrong-tenant", "guest-or-wrong-tenant"),
    ("90094", "The grant requires admin permission. An administrator of Demo has set a policy that prevents you from granting Jira the permissions it is requesting.", Stays, "consent-missing-admin", "consent-missing-admin"),
    ("900144", "The request body must contain the following parameter: 'scope'.", Returns, "scope-resource-mismatch", "client-side-problem"),
    ("9002313", "Invalid request. Request is malformed or invalid.", Either, "client-side-problem", "client-side-problem"),
    ("9002325", "Proof Key for Code Exchange is required for cross-origin authorization code redemption.", Returns, "spa-redirect-type-needed", "spa-redirect-type-needed"),
    ("9002326", "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: 'https://check.demo.test'.", Returns, "spa-redirect-type-needed", "spa-redirect-type-needed"),
    ("9002327", "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.", Returns, "spa-redirect-type-needed", "spa-redirect-type-needed"),
    ("500011", "The resource principal named https://outlook.ofice.com was not found in the tenant named Demo.", Returns, "scope-resource-mismatch", "scope-resource-mismatch"),
    ("500113", "No reply address is registered for the application.", Stays, "redirect-uri-mismatch", "redirect-uri-mismatch"),
    ("500201", "We are unable to issue tokens from this API version for a Microsoft account. Please contact the application vendor as they need to use version 2.0 of the protocol to support this.", Stays, "wrong-authority-endpoint", "wrong-authority-endpoint"),
    ("530003", "Your device is required to be managed to access this resource.", Either, "conditional-access-block", "conditional-access-block"),
];

#[rustfmt::skip]
pub const GOOGLE: [Row; 7] = [
    ("redirect_uri_mismatch", "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. The redirect URI in the request, https://jira.demo.test/cb, does not match the ones authorized for the OAuth client.", Stays, "redirect-uri-mismatch", "redirect-uri-mismatch"),
    ("access_denied", "The user has denied your application access.", Either, "consent-missing-user", "consent-missing-user"),
    ("admin_policy_enforced", "Your administrator at demo.test has set a policy.", Stays, "google-app-blocked", "google-app-blocked"),
    ("org_internal", "Jira can only be used within its organization.", Stays, "guest-or-wrong-tenant", "guest-or-wrong-tenant"),
    ("invalid_grant", "Token has been expired or revoked.", Returns, "refresh-token-expired-or-revoked", "client-side-problem"),
    ("invalid_request", "client_secret is missing.", Returns, "client-secret-required", "client-side-problem"),
    ("unauthorized_client", "Unauthorized", Either, "app-not-found", "app-not-found"),
];

#[rustfmt::skip]
pub const OAUTH: [Row; 10] = [
    ("invalid_request", "Missing parameter: code_challenge", Returns, "client-side-problem", "client-side-problem"),
    ("unauthorized_client", "The client may not use this grant.", Returns, "app-not-found", "app-not-found"),
    ("access_denied", "The resource owner denied the request", Returns, "consent-missing-user", "consent-missing-user"),
    ("unsupported_response_type", "", Returns, "client-side-problem", "client-side-problem"),
    ("invalid_scope", "Requested scope is unknown: mail", Returns, "scope-resource-mismatch", "scope-resource-mismatch"),
    ("server_error", "", Returns, "service-outage-or-backend", "service-outage-or-backend"),
    ("temporarily_unavailable", "", Returns, "service-outage-or-backend", "service-outage-or-backend"),
    ("invalid_client", "client authentication failed", Either, "client-secret-invalid", "client-secret-invalid"),
    ("invalid_grant", "grant request is invalid", Returns, "client-side-problem", "client-side-problem"),
    ("unsupported_grant_type", "", Returns, "client-side-problem", "client-side-problem"),
];

/// RFC 8628 §3.5, in a sign-in on another device.
#[rustfmt::skip]
pub const DEVICE: [Row; 5] = [
    ("authorization_pending", "The user has not completed the flow", Returns, "client-side-problem", "client-side-problem"),
    ("slow_down", "", Returns, "client-side-problem", "client-side-problem"),
    ("access_denied", "The user declined", Returns, "consent-missing-user", "consent-missing-user"),
    ("expired_token", "The device code has expired", Returns, "client-side-problem", "client-side-problem"),
    ("invalid_grant", "device code not found", Returns, "client-side-problem", "client-side-problem"),
];
