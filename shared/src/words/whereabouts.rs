//! Where a provider tells of an error: to whoever asked, or on a page of its own that sends nobody back.
//!
//! A page that waits for an answer learns nothing of the second kind: the person has to read it out. Sources: RFC 6749
//! §4.1.2.1 (an unknown client or redirect URI is never answered by a redirect), §5.2, RFC 8628 §3.5; Microsoft Entra
//! authentication and authorization error codes; Google, OAuth 2.0 for Web Server Applications, "Errors"; and what public
//! reports show in address bars and logs.

use super::{aadsts, phrase};
use crate::provider::Family;

/// Where an error is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Whereabouts {
    /// It comes back: at the redirect URI, or from the token or device endpoint.
    Returns,
    /// It stays on the provider's page.
    Stays,
    /// It stays on the page where a person signs in, and comes from the token or device endpoint where an application
    /// asks alone, such as at a renewal.
    Either,
}

use Whereabouts::{Either, Returns, Stays};

impl Whereabouts {
    /// Whether whoever signs in may have to read it out.
    pub fn may_stay(self) -> bool {
        self != Returns
    }
}

/// Microsoft's numbers (`AADSTS…`).
pub const MICROSOFT: [(u32, Whereabouts); 47] = [
    (50_011, Stays),
    (50_020, Stays),
    (50_034, Either),
    (50_053, Either),
    (50_055, Either),
    (50_057, Either),
    // Of a request that may show no page.
    (50_058, Returns),
    // On the page it is a question, and no error.
    (50_076, Returns),
    (50_079, Returns),
    (50_105, Either),
    (50_126, Either),
    (50_158, Returns),
    (50_173, Returns),
    (50_194, Either),
    (53_000, Either),
    (53_001, Either),
    (53_002, Either),
    (53_003, Either),
    (53_009, Either),
    (54_005, Returns),
    // On the page it is a question, and no error.
    (65_001, Returns),
    (65_004, Returns),
    (70_000, Returns),
    (70_008, Returns),
    (70_011, Returns),
    (70_016, Returns),
    (90_002, Either),
    (90_023, Either),
    (90_072, Either),
    // Whoever turns back on that page comes with `access_denied` and no number.
    (90_094, Stays),
    (90_095, Stays),
    (500_011, Returns),
    (500_113, Stays),
    (500_201, Stays),
    (530_003, Either),
    (530_035, Either),
    (700_016, Either),
    (700_082, Returns),
    (900_144, Returns),
    (900_971, Stays),
    (7_000_215, Returns),
    (7_000_218, Returns),
    (7_000_222, Returns),
    (9_002_313, Either),
    (9_002_325, Returns),
    (9_002_326, Returns),
    (9_002_327, Returns),
];

/// Google's codes, where they are told elsewhere than [`OAUTH`] has it, or are Google's own.
pub const GOOGLE: [(&str, Whereabouts); 13] = [
    // "Cancel" returns; "Error 403: access_denied" of an application in testing stays.
    ("access_denied", Either),
    ("admin_policy_enforced", Stays),
    ("app_not_configured_for_user", Stays),
    ("client_secret is missing", Returns),
    ("deleted_client", Either),
    ("disabled_client", Either),
    ("disallowed_useragent", Stays),
    ("invalid_client", Either),
    ("invalid_request", Either),
    ("org_internal", Stays),
    ("origin_mismatch", Stays),
    ("redirect_uri_mismatch", Stays),
    ("unauthorized_client", Either),
];

/// The codes of RFC 6749, RFC 8628 and OpenID Connect.
pub const OAUTH: [(&str, Whereabouts); 17] = [
    ("access_denied", Returns),
    ("authorization_pending", Returns),
    ("consent_required", Returns),
    ("expired_token", Returns),
    ("interaction_required", Returns),
    // An unknown client is told on the page, a wrong secret at the token endpoint.
    ("invalid_client", Either),
    ("invalid_grant", Returns),
    ("invalid_request", Returns),
    ("invalid_scope", Returns),
    ("login_required", Returns),
    ("redirect_uri_mismatch", Stays),
    ("server_error", Returns),
    ("slow_down", Returns),
    ("temporarily_unavailable", Returns),
    ("unauthorized_client", Returns),
    ("unsupported_grant_type", Returns),
    ("unsupported_response_type", Returns),
];

/// Where an error of this provider is told, by its code, its description, or either alone: a number before a word, and
/// what is Google's own before what all have. `None` where it is not known.
pub fn of(family: Family, code: Option<&str>, description: Option<&str>) -> Option<Whereabouts> {
    let both = [code, description].into_iter().flatten();
    let text = phrase::folded(super::cut(&both.collect::<Vec<_>>().join(" ")));
    let numbers = aadsts::numbers(&text);
    let number = numbers.iter().find_map(|number| find(&MICROSOFT, number));
    let own: &[_] = if family == Family::Google {
        &GOOGLE
    } else {
        &[]
    };
    let word = |table: &[(&str, Whereabouts)]| {
        let mut words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        words.find_map(|word| find(table, &word))
    };
    let secret = own
        .iter()
        .find(|(phrase, _)| phrase.contains(' ') && text.contains(phrase));
    number
        .or_else(|| secret.map(|(_, place)| *place))
        .or_else(|| word(own))
        .or_else(|| word(&OAUTH))
}

/// The codes that may stay on a page of this provider, as they stand there: what to look for on it.
pub fn staying(family: Family) -> Vec<String> {
    let mut codes = Vec::new();
    if matches!(family, Family::Microsoft | Family::OutlookCom) {
        let stay = MICROSOFT.iter().filter(|(_, place)| place.may_stay());
        codes.extend(stay.map(|(number, _)| format!("AADSTS{number}")));
    }
    let words: &[_] = if family == Family::Google {
        &GOOGLE
    } else {
        &OAUTH
    };
    let stay = words.iter().filter(|(_, place)| place.may_stay());
    codes.extend(stay.map(|(code, _)| (*code).to_owned()));
    codes
}

fn find<K: PartialEq>(table: &[(K, Whereabouts)], key: &K) -> Option<Whereabouts> {
    let row = table.iter().find(|(known, _)| known == key);
    row.map(|(_, place)| *place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once() {
        assert!(MICROSOFT.is_sorted_by(|a, b| a.0 < b.0));
        assert!(GOOGLE.is_sorted_by(|a, b| a.0 < b.0));
        assert!(OAUTH.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn a_number_is_read_before_the_word_around_it() {
        let microsoft = |code, text| of(Family::Microsoft, code, text);
        assert_eq!(
            microsoft(
                Some("invalid_request"),
                Some("AADSTS50011: The redirect URI")
            ),
            Some(Stays)
        );
        assert_eq!(microsoft(Some("invalid_request"), None), Some(Returns));
        assert_eq!(microsoft(None, Some("Error Code: 53003")), Some(Either));
        assert_eq!(microsoft(None, Some("AADSTS1234567: x")), None);
        assert_eq!(microsoft(Some("moon_phase"), None), None);
        assert_eq!(microsoft(None, None), None);
    }

    #[test]
    fn google_has_pages_of_its_own() {
        let told = |family, code| of(family, Some(code), None);
        assert_eq!(told(Family::Google, "access_denied"), Some(Either));
        assert_eq!(told(Family::Other, "access_denied"), Some(Returns));
        assert_eq!(
            of(
                Family::Google,
                None,
                Some("Error 400: redirect_uri_mismatch")
            ),
            Some(Stays)
        );
        let missing = Some("client_secret is missing.");
        assert_eq!(
            of(Family::Google, Some("invalid_request"), missing),
            Some(Returns)
        );
    }

    #[test]
    fn what_to_look_for_is_the_providers_own() {
        let of = |family| staying(family);
        assert!(of(Family::Microsoft).contains(&"AADSTS50011".to_owned()));
        assert!(!of(Family::Microsoft).contains(&"AADSTS7000215".to_owned()));
        assert!(of(Family::Google).contains(&"org_internal".to_owned()));
        assert!(
            !of(Family::Google)
                .iter()
                .any(|code| code.starts_with("AADSTS"))
        );
    }
}
