//! Response codes in brackets: IMAP's (RFC 3501 §7.1, RFC 5530 §3, RFC 9051 §7.1), POP3's (RFC 2449 §8, RFC 3206) and
//! those that Gmail adds.

use super::Says;

/// A code that means something for a sign-in or a mailbox.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ResponseCode {
    /// `AUTH` (POP3, RFC 3206 §5): the credentials.
    Auth,
    /// `AUTHENTICATIONFAILED`
    AuthenticationFailed,
    /// `AUTHORIZATIONFAILED`: signed in, and not allowed to be this user.
    AuthorizationFailed,
    /// `CANNOT`
    Cannot,
    /// `CONTACTADMIN`
    ContactAdmin,
    /// `EXPIRED`: the credentials' time is over.
    Expired,
    /// `INUSE`, `IN-USE` (POP3): somebody else holds the mailbox.
    InUse,
    /// `LIMIT`
    Limit,
    /// `LOGIN-DELAY` (POP3): too soon after the last time.
    LoginDelay,
    /// `NONEXISTENT`
    NonExistent,
    /// `NOPERM`: no permission.
    NoPerm,
    /// `OVERQUOTA`
    OverQuota,
    /// `PRIVACYREQUIRED`: not without encryption.
    PrivacyRequired,
    /// `SERVERBUG`
    ServerBug,
    /// `SYS/PERM` (POP3, RFC 3206 §4): for good.
    SystemForGood,
    /// `SYS/TEMP` (POP3, RFC 3206 §4): for now.
    SystemForNow,
    /// `THROTTLED` (Gmail, Yahoo)
    Throttled,
    /// `UNAVAILABLE`: a part behind the server is down.
    Unavailable,
    /// `WEBALERT` (Gmail): the person has to sign in on the web.
    WebAlert,
}

impl ResponseCode {
    fn named(atom: &str) -> Option<Self> {
        const NAMES: [(&str, ResponseCode); 21] = [
            ("AUTH", ResponseCode::Auth),
            ("AUTHENTICATIONFAILED", ResponseCode::AuthenticationFailed),
            ("AUTHORIZATIONFAILED", ResponseCode::AuthorizationFailed),
            ("CANNOT", ResponseCode::Cannot),
            ("CONTACTADMIN", ResponseCode::ContactAdmin),
            ("EXPIRED", ResponseCode::Expired),
            ("IN-USE", ResponseCode::InUse),
            ("INUSE", ResponseCode::InUse),
            ("LIMIT", ResponseCode::Limit),
            ("LOGIN-DELAY", ResponseCode::LoginDelay),
            ("NONEXISTENT", ResponseCode::NonExistent),
            ("NOPERM", ResponseCode::NoPerm),
            ("OVERQUOTA", ResponseCode::OverQuota),
            ("PRIVACYREQUIRED", ResponseCode::PrivacyRequired),
            ("SERVERBUG", ResponseCode::ServerBug),
            ("SYS/PERM", ResponseCode::SystemForGood),
            ("SYS/TEMP", ResponseCode::SystemForNow),
            ("THROTTLED", ResponseCode::Throttled),
            ("TOOMANYCONNECTIONS", ResponseCode::Limit),
            ("UNAVAILABLE", ResponseCode::Unavailable),
            ("WEBALERT", ResponseCode::WebAlert),
        ];
        let known = NAMES
            .iter()
            .find(|(name, _)| atom.eq_ignore_ascii_case(name));
        known.map(|(_, code)| *code)
    }

    /// `None` for a code that is the frame of a sentence and says nothing by itself.
    pub(super) const fn says(self) -> Option<Says> {
        match self {
            Self::Auth | Self::AuthenticationFailed => Some(Says::SignInRefused),
            Self::AuthorizationFailed | Self::NoPerm => Some(Says::AccessRefused),
            Self::Expired => Some(Says::CredentialsExpired),
            Self::InUse | Self::Limit => Some(Says::TooManyConnections),
            Self::LoginDelay | Self::OverQuota | Self::Throttled => Some(Says::Throttled),
            Self::NonExistent => Some(Says::NoSuchMailbox),
            Self::PrivacyRequired => Some(Says::EncryptionNeeded),
            Self::ServerBug | Self::SystemForNow | Self::Unavailable => Some(Says::ServerFault),
            Self::WebAlert => Some(Says::AccountBlocked),
            Self::Cannot | Self::ContactAdmin | Self::SystemForGood => None,
        }
    }
}

/// Every known code in a text, in order. Exchange's `[Error="…"]` and a back end's name in brackets are none.
pub fn find(text: &str) -> impl Iterator<Item = ResponseCode> {
    text.split('[').skip(1).filter_map(|from| {
        let (inside, _) = from.split_once(']')?;
        ResponseCode::named(inside.split(' ').next()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Option<ResponseCode> {
        find(text).next()
    }

    #[test]
    fn codes_are_found_in_any_case_and_place() {
        assert_eq!(
            one("[AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
            Some(ResponseCode::AuthenticationFailed)
        );
        assert_eq!(
            one("A1 NO [unavailable] Later"),
            Some(ResponseCode::Unavailable)
        );
        assert_eq!(
            one("-ERR [SYS/TEMP] later"),
            Some(ResponseCode::SystemForNow)
        );
        assert_eq!(
            one("* NO [WEBALERT https://accounts.google.com/x] Web login required."),
            Some(ResponseCode::WebAlert)
        );
    }

    #[test]
    fn a_bracket_is_not_always_a_code() {
        for text in [
            "[Error=\"AuthFailed:x\"]",
            "[",
            "[]",
            "[é] x",
            "LIMIT]",
            "[BN6PR03CA0021.namprd03.prod.outlook.com]",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
    }
}
