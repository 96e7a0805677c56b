//! Microsoft's numbers. Source: Microsoft Entra authentication and authorization error codes,
//! <https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes>.

use super::Denial;
use crate::guid::is_guid;

/// The numbers in a text in lower case, in order: `aadsts50011`, or `error code: 53003` on a page.
pub(crate) fn numbers(text: &str) -> Vec<u32> {
    let after = |mark: &'static str| {
        text.match_indices(mark).filter_map(move |(at, _)| {
            let rest = text[at + mark.len()..].trim_start_matches([':', ' ']);
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            // What is masked or cut off (`AADSTS9XXXXX`) is no number.
            let whole = !rest[end..].starts_with(|c: char| c.is_ascii_alphabetic());
            let number = rest[..end].parse().ok().filter(|_| whole && end >= 4)?;
            Some((at, number))
        })
    };
    let mut found: Vec<(usize, u32)> = after("aadsts").chain(after("error code")).collect();
    found.extend(alone(text).map(|number| (0, number)));
    found.sort_unstable();
    found.into_iter().map(|(_, number)| number).collect()
}

/// `53002: The app used is …`, as logs of the directory have it.
fn alone(text: &str) -> Option<u32> {
    let (number, _) = text.split_once(':')?;
    (number.len() >= 5).then(|| number.parse().ok())?
}

/// What a number says; some need their sentence. `text` is in lower case.
pub(super) fn denial(number: u32, text: &str) -> Option<Denial> {
    Some(match number {
        65_005 | 65_001 | 70_000 | 70_008 | 90_014 | 90_023 | 500_011 | 650_052 | 900_144 => {
            return by_sentence(number, text);
        }

        // Policies.
        50_002
        | 50_005
        | 50_097
        | 50_127
        | 50_129
        | 50_131
        | 50_155
        | 50_187
        | 53_000..=53_003
        | 53_009
        | 70_043
        | 135_011
        | 500_021
        | 500_022
        | 500_212
        | 500_213
        | 530_002..=530_004
        | 530_021
        | 530_032
        | 530_036
        | 700_003 => Denial::ConditionalAccess,
        530_035 => Denial::SecurityDefaults,
        50_072 | 50_074 | 50_076 | 50_078 | 50_079 | 50_158 | 50_203 | 53_004 | 53_010
        | 500_121 | 700_020 => Denial::MfaNeeded,

        // The account.
        50_008
        | 50_015
        | 50_053
        | 50_055..=50_057
        | 50_064
        | 50_125
        | 50_126
        | 50_135
        | 50_142
        | 50_144
        | 51_006
        | 53_011
        | 54_000
        | 80_007
        | 80_012..=80_014
        | 90_123
        | 530_034
        | 5_000_225 => Denial::AccountHeld,
        50_034 | 51_004 => Denial::AccountUnknown,
        16_000 | 16_003 | 50_014 | 50_020 | 50_107 | 50_177 | 50_178 | 90_072 | 90_084
        | 500_200 | 500_202 | 500_208 | 500_571 => Denial::OtherTenant,
        16_001 | 50_143 | 50_197 => Denial::OtherPerson,
        90_101 | 50_029 => Denial::NameMalformed,
        50_105 | 501_051 => Denial::NotAssigned,

        // The endpoint.
        50_049 | 50_059 | 50_128 | 50_134 | 50_194 | 70_000_121 | 90_002 | 90_010 | 90_019
        | 90_027 | 90_038 | 90_051 | 90_124 | 90_126 | 90_130 | 500_201 | 700_005 | 900_021
        | 900_023 | 900_382 | 900_432 | 900_439 | 901_002 | 1_000_104 | 7_000_012 | 9_001_023
        | 9_002_331 | 9_002_332 => Denial::WrongAuthority,

        // Consent and permissions.
        65_004 => Denial::ConsentDeclined,
        90_008 => Denial::ConsentNeeded,
        90_093..=90_095 | 90_097 | 90_099 | 900_941 | 900_981 => Denial::AdminConsentNeeded,
        650_056 | 650_057 => Denial::PermissionNotListed,
        28_000 | 28_002 | 28_003 | 50_001 | 70_011 | 90_009 | 650_053 | 650_054 | 700_022
        | 700_023 | 1_002_012 | 1_003_031 | 7_000_114 | 9_010_010 => Denial::ScopeInvalid,
        500_014 => Denial::NotSubscribed,

        // The registration.
        65_002 | 70_001 | 700_011 | 700_016 | 700_038 | 1_000_031 | 7_000_112 | 7_000_229 => {
            Denial::AppUnknown
        }
        50_011 | 70_004 | 90_102 | 500_112 | 500_113 | 500_117 | 700_009 | 900_971 => {
            Denial::RedirectUri
        }
        700_025 | 700_084 | 900_232 | 9_002_325..=9_002_327 => Denial::ClientTypeMismatch,
        50_012 | 50_013 | 700_021 | 700_027 | 700_030 | 7_000_214 | 7_000_215 | 7_000_277 => {
            Denial::SecretInvalid
        }
        7_000_216 | 7_000_218 => Denial::SecretNeeded,
        7_000_222 | 1_000_502 | 7_000_274 => Denial::SecretExpired,

        // The grant.
        50_085 | 50_132 | 50_133 | 50_139 | 50_173 | 70_044 | 700_081 | 700_082 => {
            Denial::GrantExpired
        }
        70_016 => Denial::Pending,
        50_089 | 54_005 | 70_018..=70_020 | 90_119 | 90_120 | 501_481 => Denial::CodeSpoilt,
        16_002 | 50_058 | 160_021 => Denial::SilentOnly,
        50_027 | 50_146 | 50_147 | 50_171 | 50_196 | 70_003 | 70_005 | 70_007 | 90_004 | 90_013
        | 90_056 | 90_100 | 500_133 | 501_491 | 700_024 | 700_051 | 700_054 | 900_384 | 900_561
        | 5_002_738 | 7_000_110 | 9_000_411 | 9_002_313 => Denial::MalformedRequest,

        // The service.
        50_088 | 90_055 => Denial::Throttled,
        50_033 | 50_087 | 51_000 | 70_012 | 80_001 | 80_002 | 80_005 | 90_006 | 90_012 | 90_020
        | 90_024 | 90_033 | 90_090 | 650_051 => Denial::ServerFault,
        _ => return None,
    })
}

/// Numbers that Microsoft uses for several things, told apart by their sentence.
fn by_sentence(number: u32, text: &str) -> Option<Denial> {
    let says = |phrase: &str| text.contains(phrase);
    Some(match number {
        65_001 if says("admin consent") => Denial::AdminConsentNeeded,
        65_001 => Denial::ConsentNeeded,
        65_005 if says("not subscribed") || says("isn't available in your organization") => {
            Denial::NotSubscribed
        }
        65_005 if says("unmanaged state") => Denial::OtherTenant,
        65_005 if says("not listed in the requested permissions") || says("preconfigured") => {
            Denial::PermissionNotListed
        }
        65_005 => Denial::ScopeInvalid,
        70_000 if says("abuse") => Denial::AccountHeld,
        70_000 if says("scopes requested") => Denial::ScopeInvalid,
        70_000 if says("different tenant") => Denial::WrongAuthority,
        70_000 if says("'code'") || says("code_verifier") || says("authorization code") => {
            Denial::CodeSpoilt
        }
        70_000 if says("malformed") || says("'refresh_token' or 'assertion'") => Denial::CodeSpoilt,
        70_008 if says("authorization code") && !says("refresh token") => Denial::CodeSpoilt,
        70_000 | 70_008 => Denial::GrantExpired,
        90_023 if says("cross-origin") || says("client-type") || says("client secret") => {
            Denial::ClientTypeMismatch
        }
        90_023 if says("redirect_uri") => Denial::RedirectUri,
        90_023 if says("no applicable permissions") => Denial::PermissionNotListed,
        90_014 | 900_144 if says("'scope'") => Denial::ScopeInvalid,
        90_014 | 900_144 if says("'client_secret'") || says("'client_assertion'") => {
            Denial::SecretNeeded
        }
        90_014 | 90_023 | 900_144 => Denial::MalformedRequest,
        500_011 | 650_052 => unknown_resource(text),
        _ => return None,
    })
}

/// A resource that a directory does not know. Exchange Online itself is missing where nobody has subscribed to it.
fn unknown_resource(text: &str) -> Denial {
    const CLOUDS: [&str; 3] = ["outlook.office365.us", "partner.outlook.cn", "outlook-dod."];
    const EXCHANGE: [&str; 3] = [
        "outlook.office.com",
        "outlook.office365.com",
        "00000002-0000-0ff1-ce00-000000000000",
    ];
    let named = text
        .split_once("principal named ")
        .or_else(|| text.split_once("access to a service"))
        .map_or(text, |(_, rest)| rest);
    let named = named.trim_start_matches([' ', '(', '\'', '"']);
    let resource = named
        .split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ')'))
        .next()
        .unwrap_or_default();
    let host = resource.trim_start_matches("https://");
    if CLOUDS.iter().any(|cloud| host.starts_with(cloud)) {
        Denial::WrongAuthority
    } else if EXCHANGE.contains(&host.trim_end_matches('/'))
        || text.contains("not subscribed")
        || text.contains("hasn't subscribed")
    {
        Denial::NotSubscribed
    } else {
        Denial::ScopeInvalid
    }
}

/// Numbers that stand around another one, or say little by themselves.
pub(super) fn outer(number: u32, text: &str) -> Option<Denial> {
    match number {
        50_000 => Some(Denial::ServerFault),
        70_002
            if text.contains("include a 'client_secret'") || text.contains("'client_secret or") =>
        {
            Some(Denial::SecretNeeded)
        }
        70_002 => Some(Denial::SecretInvalid),
        _ => None,
    }
}

/// The redirect URI that a refusal names in quotes: `The redirect URI 'https://…' specified in the request`.
pub fn redirect_uri(text: &str) -> Option<String> {
    let (_, rest) = text
        .split_once("edirect URI '")
        .or_else(|| text.split_once("redirect_uri="))?;
    let uri = rest.split(['\'', ' ', '"']).next()?;
    let web = uri.starts_with("https://") || uri.starts_with("http://");
    (web && uri.len() < 300).then(|| uri.to_owned())
}

/// The application's id in a refusal, which is the first GUID of the text that follows the word.
pub fn application(text: &str) -> Option<String> {
    let (_, rest) = text
        .split_once("identifier '")
        .or_else(|| text.split_once("pplication '"))
        .or_else(|| text.split_once("for app '"))?;
    let id = rest.split('\'').next()?;
    is_guid(id).then(|| id.to_owned())
}

/// The account in a refusal: `User account 'pat@example.com' from identity provider`.
pub fn account(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("ser account '")?;
    let name = rest.split('\'').next()?;
    (name.contains('@') && name.len() < 300).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_order_and_whole() {
        assert_eq!(numbers("7000218 - aadsts7000218: the request"), [7_000_218]);
        assert_eq!(
            numbers("aadsts70002: error. aadsts50012: invalid"),
            [70_002, 50_012]
        );
        assert_eq!(numbers("error code: 53003"), [53_003]);
        assert!(numbers("aadsts9xxxxx: invalid request").is_empty());
        assert!(numbers("aadsts aadsts1 aadsts99999999999999").is_empty());
    }

    #[test]
    fn one_number_for_several_things_needs_its_sentence() {
        for (number, text, expected) in [
            (
                70_000,
                "one or more scopes requested are unauthorized",
                Denial::ScopeInvalid,
            ),
            (
                70_000,
                "account is found to be in service abuse mode",
                Denial::AccountHeld,
            ),
            (
                70_000,
                "the provided value for the 'code' parameter is not valid",
                Denial::CodeSpoilt,
            ),
            (70_000, "the grant is expired", Denial::GrantExpired),
            (
                65_005,
                "your organization x has not subscribed to",
                Denial::NotSubscribed,
            ),
            (
                65_005,
                "asked for scope 'x' that doesn't exist",
                Denial::ScopeInvalid,
            ),
            (
                90_023,
                "public clients can't send a client secret",
                Denial::ClientTypeMismatch,
            ),
            (
                90_023,
                "parameter 'redirect_uri' is not valid",
                Denial::RedirectUri,
            ),
            (
                500_011,
                "the resource principal named https://outlook.office.com was not found in the tenant named x",
                Denial::NotSubscribed,
            ),
            (
                500_011,
                "the resource principal named https://graph.microsoft.com/smtp.send was not found; \
                 https://outlook.office.com/ is not valid",
                Denial::ScopeInvalid,
            ),
            (
                500_011,
                "the resource principal named https://outlook.office365.us was not found",
                Denial::WrongAuthority,
            ),
            (
                900_144,
                "must contain the following parameter: 'scope'",
                Denial::ScopeInvalid,
            ),
        ] {
            assert_eq!(denial(number, text), Some(expected), "{text}");
        }
    }

    #[test]
    fn values_are_read_from_their_quotes() {
        let uri = "AADSTS50011: The redirect URI 'https://a.test/cb' specified in the request does not match";
        assert_eq!(redirect_uri(uri).as_deref(), Some("https://a.test/cb"));
        assert_eq!(redirect_uri("The redirect URI 'javascript:x'"), None);
        let app =
            "Application with identifier '5720dabf-3065-4076-abc3-7479ad24ec9f' was not found";
        assert!(application(app).is_some());
        assert_eq!(application("Application with identifier 'x'"), None);
        let user = "AADSTS50020: User account 'pat@example.com' from identity provider 'live.com'";
        assert_eq!(account(user).as_deref(), Some("pat@example.com"));
    }

    #[test]
    fn an_unknown_number_says_nothing() {
        assert_eq!(denial(1, ""), None);
        assert_eq!(outer(50_011, ""), None);
    }
}
