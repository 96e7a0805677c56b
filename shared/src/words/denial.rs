//! Why an identity provider gives no token.
//!
//! Three forms, the most telling first: a number (`AADSTS50011`), a known sentence, a code of RFC 6749 or of Google.

use super::{aadsts, oauth, sense};

/// What an identity provider states, in a vocabulary of our own. It is not yet a cause.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Denial {
    /// The account is locked, disabled, held back, or its password is wrong or expired.
    AccountHeld,
    /// The directory knows no such account.
    AccountUnknown,
    /// Only an administrator can consent, and none has.
    AdminConsentNeeded,
    /// The provider blocks the application, or allows it to some people only.
    AppBlocked,
    /// The directory knows no such application, or has it switched off.
    AppUnknown,
    /// The application may not ask in this way, or is not known; no more is said.
    ClientNotAllowed,
    /// Whoever redeems the code does not fit the platform type of the redirect URI.
    ClientTypeMismatch,
    /// The authorization code was used already, is cut off, or belongs to another sign-in.
    CodeSpoilt,
    /// Conditional Access, or another policy of the organisation, refuses.
    ConditionalAccess,
    /// The person said no.
    ConsentDeclined,
    /// Nobody has consented yet.
    ConsentNeeded,
    /// The grant (refresh token) is expired or withdrawn.
    GrantExpired,
    /// The grant ended a week after it was given.
    GrantExpiredAfterWeek,
    /// The grant is not valid, and no more is said.
    GrantInvalid,
    /// The person has to do something on a page of the provider, and the flow shows none.
    InteractionNeeded,
    /// The request is malformed or lacks a parameter.
    MalformedRequest,
    /// A second factor is needed.
    MfaNeeded,
    /// The application is for assigned people, and this account is not assigned.
    NotAssigned,
    /// The organisation has no subscription for the service.
    NotSubscribed,
    /// The account belongs to another directory, or is a personal one.
    OtherTenant,
    /// What was typed as the account is no account name.
    NameMalformed,
    /// No refresh token was given, because nobody asked for one.
    OfflineAccessMissing,
    /// The person has to choose another account.
    OtherPerson,
    /// The person has not finished yet on the other device.
    Pending,
    /// The registration does not list the permission that is asked for.
    PermissionNotListed,
    /// The redirect URI is not registered.
    RedirectUri,
    /// A scope or resource is unknown, malformed, or mixed with another one's.
    ScopeInvalid,
    /// The client secret has expired.
    SecretExpired,
    /// The client secret is wrong.
    SecretInvalid,
    /// A client secret is expected and none came.
    SecretNeeded,
    /// Security defaults refuse.
    SecurityDefaults,
    /// A fault of the provider.
    ServerFault,
    /// Nobody was asked: the request wanted an answer without a page, and there was no session.
    SilentOnly,
    /// Too many requests.
    Throttled,
    /// The endpoint is that of another audience: `/common`, a tenant, another cloud.
    WrongAuthority,
}

impl Denial {
    /// Reads an OAuth error: its code, its description, or either alone.
    pub fn of(code: Option<&str>, description: Option<&str>) -> Option<Self> {
        Self::known(code, description, sense::denial)
    }

    /// The same for a sentence of which nobody knows who said it: what is only like a provider's words is not enough.
    pub fn of_anybody(sentence: &str) -> Option<Self> {
        Self::known(None, Some(sentence), |_| None)
    }

    fn known(
        code: Option<&str>,
        description: Option<&str>,
        sense: impl FnOnce(&str) -> Option<Self>,
    ) -> Option<Self> {
        let text = folded(code, description);
        let numbers = aadsts::numbers(&text);
        let mut told = numbers
            .iter()
            .filter_map(|number| aadsts::denial(*number, &text));
        told.next()
            .or_else(|| phrase(&text))
            .or_else(|| sense(&text))
            .or_else(|| oauth::denial(code?, &text))
            .or_else(|| oauth::named_in(&text))
            .or_else(|| {
                numbers
                    .iter()
                    .find_map(|number| aadsts::outer(*number, &text))
            })
    }
}

/// Sentences, in lower case, of sign-in pages and token endpoints. What stands first counts.
const PHRASES: &[(&str, Denial)] = &[
    // Microsoft.
    ("need admin approval", Denial::AdminConsentNeeded),
    ("requires your admin's approval", Denial::AdminConsentNeeded),
    ("only an admin can grant", Denial::AdminConsentNeeded),
    ("you aren't authorized to grant", Denial::AdminConsentNeeded),
    ("this app might be risky", Denial::AdminConsentNeeded),
    (
        "permissions not enabled by administrator",
        Denial::AdminConsentNeeded,
    ),
    (
        "is not configured as a multi-tenant application",
        Denial::WrongAuthority,
    ),
    ("not enabled for consumers", Denial::OtherTenant),
    (
        "can't sign in here with a personal account",
        Denial::OtherTenant,
    ),
    ("does not exist in tenant", Denial::OtherTenant),
    ("doesn't exist in tenant", Denial::OtherTenant),
    ("as an external user", Denial::OtherTenant),
    (
        "does not meet the criteria to access",
        Denial::ConditionalAccess,
    ),
    ("you can't get there from here", Denial::ConditionalAccess),
    (
        "you cannot access this right now",
        Denial::ConditionalAccess,
    ),
    ("you can't access this right now", Denial::ConditionalAccess),
    (
        "you don't have permission to access this resource",
        Denial::ConditionalAccess,
    ),
    (
        "requires your device to be managed",
        Denial::ConditionalAccess,
    ),
    (
        "hasn't been approved by your it department",
        Denial::ConditionalAccess,
    ),
    (
        "a security policy is preventing access",
        Denial::ConditionalAccess,
    ),
    ("blocked by conditional access", Denial::ConditionalAccess),
    ("security defaults", Denial::SecurityDefaults),
    ("additional sign-in methods are required", Denial::MfaNeeded),
    ("additional security information", Denial::MfaNeeded),
    ("must use multi-factor authentication", Denial::MfaNeeded),
    ("your sign-in was blocked", Denial::AccountHeld),
    ("your account is blocked", Denial::AccountHeld),
    ("account is blocked", Denial::AccountHeld),
    ("account has been locked", Denial::AccountHeld),
    ("account or password is incorrect", Denial::AccountHeld),
    ("service abuse", Denial::AccountHeld),
    ("account doesn't exist", Denial::NameMalformed),
    ("this username may be incorrect", Denial::NameMalformed),
    ("client-type", Denial::ClientTypeMismatch),
    ("can't send a client secret", Denial::ClientTypeMismatch),
    ("invalid client secret", Denial::SecretInvalid),
    ("client_secret no longer valid", Denial::SecretInvalid),
    ("client secret keys", Denial::SecretExpired),
    (
        "must contain the following parameter: 'client_assertion' or 'client_secret'",
        Denial::SecretNeeded,
    ),
    ("include a 'client_secret'", Denial::SecretNeeded),
    ("does not match the redirect uris", Denial::RedirectUri),
    ("does not match the reply urls", Denial::RedirectUri),
    ("no reply address", Denial::RedirectUri),
    ("was not found in the directory", Denial::AppUnknown),
    ("input parameter 'scope' is not valid", Denial::ScopeInvalid),
    ("contains more than one resource", Denial::ScopeInvalid),
    ("request is malformed or invalid", Denial::MalformedRequest),
    ("already redeemed", Denial::CodeSpoilt),
    // Google.
    ("app is blocked", Denial::AppBlocked),
    ("app blocked", Denial::AppBlocked),
    ("temporarily disabled for this app", Denial::AppBlocked),
    (
        "has not completed the google verification process",
        Denial::AppBlocked,
    ),
    ("google hasn't verified this app", Denial::AppBlocked),
    ("this app isn't verified", Denial::AppBlocked),
    ("administrator needs to review", Denial::AppBlocked),
    (
        "not yet configured to make oauth requests",
        Denial::AppBlocked,
    ),
    ("the oauth client was disabled", Denial::AppBlocked),
    ("sign-in rate limit", Denial::AppBlocked),
    ("requested client not authorized", Denial::AppBlocked),
    (
        "can only be used within its organization",
        Denial::OtherTenant,
    ),
    (
        "restricted to users within its organization",
        Denial::OtherTenant,
    ),
    ("unregistered scope", Denial::ScopeInvalid),
    ("some requested scopes", Denial::ScopeInvalid),
    ("invalid device flow scope", Denial::ScopeInvalid),
    (
        "device_id and device_name are required for private ip",
        Denial::RedirectUri,
    ),
    ("out-of-band (oob)", Denial::RedirectUri),
    ("oob flow", Denial::RedirectUri),
    ("client_secret is missing", Denial::SecretNeeded),
    ("client secret not provided", Denial::SecretNeeded),
    ("provided client secret is invalid", Denial::SecretInvalid),
    ("the oauth client was not found", Denial::AppUnknown),
    ("the oauth client was deleted", Denial::AppUnknown),
    ("client missing a project id", Denial::AppUnknown),
    ("malformed auth code", Denial::CodeSpoilt),
    ("invalid code verifier", Denial::CodeSpoilt),
    ("missing code verifier", Denial::CodeSpoilt),
    ("token has been expired or revoked", Denial::GrantExpired),
    ("invalid_rapt", Denial::GrantExpired),
    ("rapt_required", Denial::GrantExpired),
    ("token expires after 7 days", Denial::GrantExpiredAfterWeek),
    ("account has been deleted", Denial::AccountHeld),
    ("account restricted", Denial::AccountHeld),
    (
        "client is unauthorized to retrieve access tokens",
        Denial::AdminConsentNeeded,
    ),
    (
        "unauthorized client or scope in request",
        Denial::AdminConsentNeeded,
    ),
    ("invalid email or user id", Denial::NameMalformed),
    // Keycloak, Yahoo, Authentik, Authelia, Zitadel.
    ("offline session not active", Denial::GrantExpired),
    ("session not active", Denial::GrantExpired),
    ("token is not active", Denial::GrantExpired),
    ("stale token", Denial::GrantExpired),
    ("invalid refresh token", Denial::GrantExpired),
    ("refresh token is invalid", Denial::GrantExpired),
    ("refresh token has expired", Denial::GrantExpired),
    ("refresh token expired", Denial::GrantExpired),
    ("no refresh token", Denial::GrantExpired),
    ("refresh token is not present", Denial::OfflineAccessMissing),
    (
        "does not provide a refresh token",
        Denial::OfflineAccessMissing,
    ),
    (
        "offline access scope not found",
        Denial::OfflineAccessMissing,
    ),
    ("invalid parameter: redirect_uri", Denial::RedirectUri),
    ("incorrect redirect_uri", Denial::RedirectUri),
    (
        "redirect_uri is missing in the client configuration",
        Denial::RedirectUri,
    ),
    ("mismatching redirection uri", Denial::RedirectUri),
    ("'redirect_uri' does not match", Denial::RedirectUri),
    ("client not found", Denial::AppUnknown),
    (
        "client identifier (client_id) is missing or invalid",
        Denial::AppUnknown,
    ),
    ("errors.app.notfound", Denial::AppUnknown),
    ("realm does not exist", Denial::WrongAuthority),
    ("user disabled", Denial::AccountHeld),
    ("invalid user credentials", Denial::AccountHeld),
    ("account is not fully set up", Denial::AccountHeld),
    ("code not valid", Denial::CodeSpoilt),
    ("code is expired", Denial::CodeSpoilt),
    ("invalid client credentials", Denial::SecretInvalid),
    (
        "has not authorized requesting client",
        Denial::ConsentNeeded,
    ),
    ("unknown state returned", Denial::CodeSpoilt),
    ("mismatching_state", Denial::CodeSpoilt),
];

fn phrase(text: &str) -> Option<Denial> {
    let known = PHRASES.iter().find(|(phrase, _)| text.contains(phrase));
    known.map(|(_, denial)| *denial)
}

/// Code and description in lower case, with one kind of apostrophe and single spaces.
fn folded(code: Option<&str>, description: Option<&str>) -> String {
    let both = [code, description].into_iter().flatten();
    super::phrase::folded(super::cut(&both.collect::<Vec<_>>().join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Denial> {
        Denial::of(None, Some(text))
    }

    #[test]
    fn a_number_says_more_than_the_code_around_it() {
        assert_eq!(
            Denial::of(
                Some("invalid_grant"),
                Some("AADSTS50173: The provided grant has expired due to it being revoked")
            ),
            Some(Denial::GrantExpired)
        );
        assert_eq!(
            Denial::of(
                Some("invalid_client"),
                Some("AADSTS7000218: The request body must contain")
            ),
            Some(Denial::SecretNeeded)
        );
        assert_eq!(read("Error Code: 53003"), Some(Denial::ConditionalAccess));
    }

    #[test]
    fn an_inner_number_says_more_than_an_outer_one() {
        assert_eq!(
            read(
                "AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided."
            ),
            Some(Denial::SecretInvalid)
        );
        assert_eq!(
            read("AADSTS70002: Error validating credentials."),
            Some(Denial::SecretInvalid)
        );
    }

    #[test]
    fn a_sentence_without_a_number_is_known() {
        assert_eq!(
            read("(APP) is not configured as a multi-tenant application."),
            Some(Denial::WrongAuthority)
        );
        assert_eq!(
            read("AADSTS9XXXXX: Invalid request. Request is malformed or invalid."),
            Some(Denial::MalformedRequest)
        );
        assert_eq!(read("This app is blocked."), Some(Denial::AppBlocked));
    }

    #[test]
    fn a_code_alone_is_something() {
        assert_eq!(
            Denial::of(Some("server_error"), None),
            Some(Denial::ServerFault)
        );
        assert_eq!(
            read("Error 400: redirect_uri_mismatch"),
            Some(Denial::RedirectUri)
        );
        assert_eq!(Denial::of(Some("moon_phase"), Some("wrong")), None);
        assert_eq!(Denial::of(None, None), None);
    }

    #[test]
    fn every_phrase_is_folded() {
        for (phrase, _) in PHRASES {
            assert_eq!(super::super::phrase::folded(phrase), *phrase);
        }
    }
}
