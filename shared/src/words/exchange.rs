//! What Exchange adds to its words.
//!
//! ```text
//! NO AUTHENTICATE failed. Error="AuthFailed:LogonDenied-None-OAuthLog:AuthExc_Auth Failed. […] User:…"
//! [Error="AuthFailed:LogonDenied-BasicAuthBlocked-<RequestId=…><UserType:OutlookCom>…"]
//! NO AUTHENTICATE failed. [Error=UserDisabled Proxy=db1.prod.outlook.com:1993:SSL]
//! … NoADRecipient … AuthResultFromPopImapEnd=8
//! * BYE Connection closed. 14
//! * OK The Microsoft Exchange IMAP4 service is ready. [RABCADkA…]
//! ```
//!
//! Front ends of Exchange Online show the suffix since December 2025; POP3 cuts it off at 512 octets. Its absence says
//! nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Says;

/// The suffix, taken apart.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Failure {
    /// The short code that decides: `UserDisabled`, `NoADRecipient`, or the second part of `LogonDenied-…`.
    pub code: String,
    /// `UserType:` in the details: `OutlookCom` for a personal account.
    pub user_type: Option<String>,
    /// `AuthResultFromPopImapEnd=`
    pub result: Option<u16>,
}

/// The short codes that name a reason, and what they state. They match by their beginning: some end in a digit, and
/// POP3 cuts them off.
const CODES: &[(&str, Says)] = &[
    ("BasicAuthBlocked", Says::BasicAuthOff),
    ("AppPasswordRequired", Says::AppPasswordNeeded),
    ("UserDisabled", Says::SwitchedOff),
    ("UserConnectionLimitReached", Says::TooManyConnections),
    ("NoPermissions", Says::AccessRefused),
    ("NoADRecipient", Says::NoRecipient),
    ("UserNotFoundInAD", Says::NoRecipient),
    ("TooManyADRecipients", Says::NameAmbiguous),
    ("AmbigiousMailbox", Says::NameAmbiguous),
    ("UnsupportedLoginFormat", Says::NameMalformed),
    ("EmptyUserName", Says::NameMalformed),
    ("NoExchangePrincipal", Says::MailboxNotHere),
    ("NoPrimarySmtpAddress", Says::MailboxNotHere),
    ("AccountNotProvisioned", Says::MailboxNotHere),
    ("InvalidCreds", Says::CredentialsWrong),
    ("AuthFailure", Says::CredentialsWrong),
    ("LowPasswordConfidence", Says::CredentialsWrong),
    ("ExpiredCreds", Says::CredentialsExpired),
    ("UnfamiliarLocation", Says::ConditionsNotMet),
    ("Forbidden", Says::ConditionsNotMet),
    ("InvalidToken", Says::SaslMalformed),
    ("IllegalMessage", Says::SaslMalformed),
    ("NoBackendFound", Says::ServerFault),
    ("NoProxy", Says::ServerFault),
    ("ProxyTimeout", Says::ServerFault),
    ("ProxyFailed", Says::ServerFault),
    ("Federated", Says::ServerFault),
    ("LiveServerUnreachable", Says::ServerFault),
    ("OperationTimedOut", Says::ServerFault),
    ("CommunicationFailure", Says::ServerFault),
];

impl Failure {
    pub(super) fn says(&self) -> Option<Says> {
        if self.result == Some(8) {
            return Some(Says::NoRecipient);
        }
        let known = CODES.iter().find(|(code, _)| self.code.starts_with(code));
        known.map(|(_, says)| *says)
    }
}

/// The suffix in a text, also where it was cut off.
pub fn failure(text: &str) -> Option<Failure> {
    let result = number_after(text, "AuthResultFromPopImapEnd=");
    let detail = text
        .split_once("Error=")
        .map(|(_, rest)| rest)
        .or_else(|| text.split_once("AuthFailed:").map(|(_, rest)| rest));
    let Some(detail) = detail else {
        let code = if text.contains("NoADRecipient") {
            "NoADRecipient"
        } else {
            ""
        };
        return (result.is_some() || !code.is_empty()).then(|| Failure {
            code: code.to_owned(),
            result,
            ..Failure::default()
        });
    };
    let detail = match detail.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
        None => detail.split([' ', ']']).next().unwrap_or(detail),
    };
    Some(Failure {
        code: code(detail).to_owned(),
        user_type: word_after(detail, "UserType:"),
        result,
    })
}

/// The part that decides: of `AuthFailed:LogonDenied-None-OAuthLog:…` the word behind `LogonDenied-`, else the word
/// behind `AuthFailed:` or `LogonFailed:`, else the first.
fn code(detail: &str) -> &str {
    let inner = ["AuthFailed:", "LogonFailed:"]
        .iter()
        .find_map(|mark| detail.split_once(mark))
        .map_or(detail, |(_, rest)| rest);
    let inner = inner.strip_prefix("LogonDenied-").unwrap_or(inner);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric());
    &inner[..end.unwrap_or(inner.len())]
}

/// A line that ends in a number, and what it is about. Microsoft publishes no table of them; the meanings follow from
/// public logs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Closing {
    /// `Command Error. 10`, `Command Argument Error. 12`, `Protocol error. 14`: the server did not understand a command.
    Misunderstood(u16),
    /// `Connection closed. 14`, `Connection is closed. 13`: it gave up; the reason stands in the lines before.
    Closed(u16),
    /// `Server Unavailable. 15`
    Unavailable(u16),
}

/// The numbered line in a text.
pub fn closing(text: &str) -> Option<Closing> {
    const MISUNDERSTOOD: [&str; 4] = [
        "Command Error. ",
        "Command Argument Error. ",
        "Protocol error. Connection is closed. ",
        "Protocol error. ",
    ];
    let one_of = |before: &[&str]| before.iter().find_map(|before| number_after(text, before));
    one_of(&["Server Unavailable. "])
        .map(Closing::Unavailable)
        .or_else(|| one_of(&MISUNDERSTOOD).map(Closing::Misunderstood))
        .or_else(|| one_of(&["Connection closed. ", "Connection is closed. "]).map(Closing::Closed))
}

/// The back end's name in a greeting: base64 of UTF-16LE in brackets. It tells region and forest.
pub fn back_end(greeting: &str) -> Option<String> {
    let (_, inside) = greeting.rsplit_once('[')?;
    let (inside, _) = inside.split_once(']')?;
    let bytes = STANDARD.decode(inside).ok()?;
    let (pairs, rest) = bytes.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return None;
    }
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    let name = String::from_utf16(&units).ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    name.chars().all(plain).then_some(name)
}

fn number_after(text: &str, before: &str) -> Option<u16> {
    let (_, rest) = text.split_once(before)?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn word_after(text: &str, before: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Option<Says> {
        failure(text).and_then(|failure| failure.says())
    }

    #[test]
    fn the_suffix_is_taken_apart() {
        let blocked = failure(
            "[Error=\"AuthFailed:LogonDenied-BasicAuthBlocked-<RequestId=a7,ST=02:03:58><UserType:OutlookCom><x>\"]",
        )
        .unwrap();
        assert_eq!(blocked.code, "BasicAuthBlocked");
        assert_eq!(blocked.user_type.as_deref(), Some("OutlookCom"));
        assert_eq!(blocked.says(), Some(Says::BasicAuthOff));
        for (text, expected) in [
            (
                "NO AUTHENTICATE failed. [Error=UserDisabled Proxy=db1:1993:SSL]",
                Some(Says::SwitchedOff),
            ),
            (
                "[Error=NoPermissions Proxy=db1:1993:SSL]",
                Some(Says::AccessRefused),
            ),
            ("[Error=NoExchangePrincipal2]", Some(Says::MailboxNotHere)),
            (
                "Error=\"LogonFailed:UnsupportedLoginFormat1\"",
                Some(Says::NameMalformed),
            ),
            (
                "Error=\"AuthFailed:LogonDenied-None-OAuthLog:AuthExc_Auth Failed.\"",
                None,
            ),
        ] {
            assert_eq!(says(text), expected, "{text}");
        }
    }

    #[test]
    fn a_suffix_that_was_cut_off_counts_as_far_as_it_goes() {
        for text in [
            "Error=\"AuthFailed:NoADRecipient-x\"",
            "[Error=\"AuthFailed:NoADRecipient",
            "NO AUTHENTICATE failed. NoADRecipient AuthResultFromPopImapEnd=8",
            "AuthResultFromPopImapEnd=8",
        ] {
            assert_eq!(says(text), Some(Says::NoRecipient), "{text}");
        }
        assert_eq!(failure("NO AUTHENTICATE failed."), None);
        assert_eq!(failure("AuthResultFromPopImapEnd="), None);
        assert_eq!(says("Error="), None);
    }

    #[test]
    fn the_number_at_the_end_is_read() {
        assert_eq!(
            closing("* BYE Connection closed. 14"),
            Some(Closing::Closed(14))
        );
        assert_eq!(
            closing("Protocol error. Connection is closed. 10"),
            Some(Closing::Misunderstood(10))
        );
        assert_eq!(
            closing("A1 BAD Command Error. 10"),
            Some(Closing::Misunderstood(10))
        );
        assert_eq!(
            closing("NO Server Unavailable. 15"),
            Some(Closing::Unavailable(15))
        );
        assert_eq!(closing("Connection closed. 99999999"), None);
        assert_eq!(closing("Connection closed."), None);
    }

    #[test]
    fn the_back_end_is_read_from_the_greeting() {
        let name = "AM6PR10CA0001.EURPRD10.PROD.OUTLOOK.COM";
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let greeting = format!(
            "The Microsoft Exchange IMAP4 service is ready. [{}]",
            STANDARD.encode(utf16)
        );
        assert_eq!(back_end(&greeting).as_deref(), Some(name));
        for other in [
            "",
            "[",
            "[]",
            "[CAPABILITY IMAP4rev1] Dovecot ready.",
            "[YQ==]",
            "[PABzAGMAcgBpAHAAdAA+AA==]",
        ] {
            assert_eq!(back_end(other), None, "{other}");
        }
    }
}
