//! Sentences of mail servers that are known, wherever they stand in a text.

use super::sense;

/// What a server states, in a vocabulary of our own. It is not yet a cause: the same statement has several.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// This identity may not use this mailbox, or this folder.
    AccessRefused,
    /// The provider holds the account back until its owner has signed in on the web, or for good.
    AccountBlocked,
    /// A password for this application alone is asked for.
    AppPasswordNeeded,
    /// The token is for another service.
    AudienceWrong,
    /// Exchange's answer when it took the token and could not open the mailbox.
    AuthenticatedNotConnected,
    /// Passwords are not taken here.
    BasicAuthOff,
    /// The client began to authenticate and did not finish.
    ClientGaveUp,
    /// The client sent something that does not belong there, or left something out.
    ClientMistaken,
    /// A policy was not met.
    ConditionsNotMet,
    /// The credentials' time is over.
    CredentialsExpired,
    /// The user name or the password is wrong.
    CredentialsWrong,
    /// IMAP or POP is switched off for the whole domain.
    DomainSwitchedOff,
    /// Not without TLS.
    EncryptionNeeded,
    /// The version of TLS is too old.
    EncryptionTooOld,
    /// The server could not ask the identity provider about the token.
    IntrospectionFailed,
    /// The token comes from an issuer that the server does not accept.
    IssuerWrong,
    /// The mailbox has no licence.
    LicenceMissing,
    /// The mailbox was asked for and could not be opened behind the front end.
    MailboxLogonFailed,
    /// The mailbox is inactive, soft-deleted, or on an organisation's own server.
    MailboxNotHere,
    /// The mechanism is not known, or not offered.
    MechanismUnknown,
    /// The name that was presented stands for several mailboxes.
    NameAmbiguous,
    /// The name that was presented has a form that is not read.
    NameMalformed,
    /// Mail was to be sent and nobody had signed in.
    NeverAuthenticated,
    /// Exchange found no recipient for the account or for the mailbox.
    NoRecipient,
    /// There is no such mailbox.
    NoSuchMailbox,
    /// What was sent for authentication cannot be read.
    SaslMalformed,
    /// The token lacks a scope.
    ScopeInsufficient,
    /// Security defaults refuse.
    SecurityDefaults,
    /// The account may not send as this address.
    SendAsRefused,
    /// A fault of the server, or behind it.
    ServerFault,
    /// The sign-in was refused, and no more is said.
    SignInRefused,
    /// SMTP AUTH is off for the mailbox.
    SmtpAuthOffForMailbox,
    /// SMTP AUTH is off for the organisation.
    SmtpAuthOffForTenant,
    /// IMAP or POP is switched off for the mailbox.
    SwitchedOff,
    /// Too many requests, too much data, too soon.
    Throttled,
    /// The token's time is over.
    TokenExpired,
    /// The token is expired, revoked or not a token of this provider.
    TokenInvalid,
    /// Too many connections at once.
    TooManyConnections,
    /// The user name that was presented is not the token's.
    UserNotOfToken,
}

/// Phrases that say no more than that the sign-in was refused. Many longer ones contain them.
const REFUSALS: &[&str] = &[
    "authenticate failed",
    "authentication failed",
    "authentication failure",
    "authentication unsuccessful",
    "authentication error",
    "invalid credentials",
    "login failed",
    "logon failure",
    "login denied",
    "incorrect username, password or access token",
    "xoauth2 authentication error",
    "oauth2 asked for more",
];

/// A phrase, in lower case, and what it states. Every form was sent by a real server, or said by a library in its place.
const PHRASES: &[(&str, Says)] = &[
    // The mailbox behind it.
    (
        "authenticated but not connected",
        Says::AuthenticatedNotConnected,
    ),
    ("mailbox logon failure", Says::MailboxLogonFailed),
    ("mapiexceptionlogonfailed", Says::MailboxLogonFailed),
    ("errorinvalidlicense", Says::LicenceMissing),
    ("doesn't have a valid license", Says::LicenceMissing),
    ("does not have a valid license", Says::LicenceMissing),
    ("mailboxnotenabledforrestapi", Says::MailboxNotHere),
    ("not yet supported for this mailbox", Says::MailboxNotHere),
    ("errormissingemailaddress", Says::MailboxNotHere),
    (
        "mailbox is either inactive, soft-deleted",
        Says::MailboxNotHere,
    ),
    ("mailbox cannot be accessed", Says::MailboxNotHere),
    ("mailbox disabled", Says::MailboxNotHere),
    (
        "blocked by tenant configured apponly accesspolicy",
        Says::AccessRefused,
    ),
    ("erroraccessdenied", Says::AccessRefused),
    ("authorization failed", Says::AccessRefused),
    ("no such authorization-id", Says::AccessRefused),
    ("errornonexistentmailbox", Says::NoSuchMailbox),
    ("errorinvaliduser", Says::NoSuchMailbox),
    ("has no mailbox associated with it", Says::NoSuchMailbox),
    ("sendasdenied", Says::SendAsRefused),
    ("permissions to send as this sender", Says::SendAsRefused),
    ("permissions to send on behalf", Says::SendAsRefused),
    ("not owned by user", Says::SendAsRefused),
    ("not owned by auth user", Says::SendAsRefused),
    // Switches.
    ("basic authentication is disabled", Says::BasicAuthOff),
    ("basic authentication is not supported", Says::BasicAuthOff),
    ("basicauthblocked", Says::BasicAuthOff),
    (
        "provided authentication mechanism is not supported",
        Says::BasicAuthOff,
    ),
    (
        "application-specific password required",
        Says::AppPasswordNeeded,
    ),
    ("application password is required", Says::AppPasswordNeeded),
    ("app password is required", Says::AppPasswordNeeded),
    ("app password required", Says::AppPasswordNeeded),
    ("parol prilozheniya", Says::AppPasswordNeeded),
    (
        "smtpclientauthentication is disabled for the tenant",
        Says::SmtpAuthOffForTenant,
    ),
    (
        "smtpclientauthentication is disabled for the mailbox",
        Says::SmtpAuthOffForMailbox,
    ),
    ("is not enabled for imap", Says::SwitchedOff),
    ("is not enabled for pop", Says::SwitchedOff),
    ("not enabled for imap use", Says::SwitchedOff),
    (
        "imap support is not enabled for this account",
        Says::SwitchedOff,
    ),
    ("yet to enable imap", Says::SwitchedOff),
    ("yet to enable pop", Says::SwitchedOff),
    (
        "imap access is disabled for your domain",
        Says::DomainSwitchedOff,
    ),
    (
        "pop access is disabled for your domain",
        Says::DomainSwitchedOff,
    ),
    ("imap is disabled for your domain", Says::DomainSwitchedOff),
    ("imap access is disabled", Says::SwitchedOff),
    ("imap is disabled", Says::SwitchedOff),
    ("imap access disabled", Says::SwitchedOff),
    ("imap disabled", Says::SwitchedOff),
    ("pop disabled", Says::SwitchedOff),
    ("imap is not enabled", Says::SwitchedOff),
    ("pop access is disabled", Says::SwitchedOff),
    ("pop is disabled", Says::SwitchedOff),
    ("pop3 access is disabled", Says::SwitchedOff),
    ("pop3 is disabled", Says::SwitchedOff),
    ("pop is not enabled", Says::SwitchedOff),
    ("please enable imap", Says::SwitchedOff),
    ("please enable pop", Says::SwitchedOff),
    // Policies.
    ("security defaults", Says::SecurityDefaults),
    (
        "did not meet the criteria to be authenticated",
        Says::ConditionsNotMet,
    ),
    // The account.
    ("account is blocked", Says::AccountBlocked),
    ("account is disabled", Says::AccountBlocked),
    ("account is locked", Says::AccountBlocked),
    ("account locked", Says::AccountBlocked),
    ("account has been locked", Says::AccountBlocked),
    ("account has been suspended", Says::AccountBlocked),
    ("account suspended", Says::AccountBlocked),
    ("account has been disabled", Says::AccountBlocked),
    ("web login required", Says::AccountBlocked),
    ("log in via your web browser", Says::AccountBlocked),
    ("bad outbound sender", Says::AccountBlocked),
    ("outboundspamexception", Says::AccountBlocked),
    ("wascl useraction verdict", Says::AccountBlocked),
    (
        "submission has been disabled for this account",
        Says::AccountBlocked,
    ),
    ("account has been blocked", Says::AccountBlocked),
    ("account is suspended", Says::AccountBlocked),
    ("account is temporarily locked", Says::AccountBlocked),
    ("account is inactive", Says::AccountBlocked),
    ("user is disabled", Says::AccountBlocked),
    ("user credentials were incorrect", Says::CredentialsWrong),
    ("username and password not accepted", Says::CredentialsWrong),
    ("incorrect username or password", Says::CredentialsWrong),
    ("password mismatch", Says::CredentialsWrong),
    ("password has expired", Says::CredentialsExpired),
    // What was sent.
    ("user address provided is not valid", Says::NameMalformed),
    ("invalid xoauth2 auth data", Says::SaslMalformed),
    ("invalid sasl argument", Says::SaslMalformed),
    ("authenticate command syntax error", Says::SaslMalformed),
    ("invalid base64", Says::SaslMalformed),
    ("base64 decoding failed", Says::SaslMalformed),
    ("cannot decode response", Says::SaslMalformed),
    ("cannot decode the response", Says::SaslMalformed),
    ("failed to decode challenge", Says::SaslMalformed),
    ("invalid sasl challenge", Says::SaslMalformed),
    ("sasl response limit exceeded", Says::SaslMalformed),
    ("authentication response too large", Says::SaslMalformed),
    (
        "optional argument not permitted for that auth mode",
        Says::SaslMalformed,
    ),
    (
        "auth protocol exchange was canceled by the client",
        Says::SaslMalformed,
    ),
    ("not a jwt token", Says::SaslMalformed),
    ("couldn't find mech", Says::MechanismUnknown),
    ("unsupported auth mechanism", Says::MechanismUnknown),
    (
        "unsupported authentication mechanism",
        Says::MechanismUnknown,
    ),
    ("unrecognized authentication type", Says::MechanismUnknown),
    ("unrecognised authentication type", Says::MechanismUnknown),
    (
        "authentication mechanism not supported",
        Says::MechanismUnknown,
    ),
    ("no mechanism not supported", Says::MechanismUnknown),
    ("no mechanism available", Says::MechanismUnknown),
    ("no worthy mechs found", Says::MechanismUnknown),
    ("no supported authentication method", Says::MechanismUnknown),
    (
        "no compatible authentication mechanisms",
        Says::MechanismUnknown,
    ),
    (
        "no authentication mechanisms supported by both",
        Says::MechanismUnknown,
    ),
    ("no login methods supported", Says::MechanismUnknown),
    ("supported authentication mechanism", Says::MechanismUnknown),
    (
        "does not support authentication method",
        Says::MechanismUnknown,
    ),
    ("does not support xoauth2", Says::MechanismUnknown),
    ("doesn't support xoauth2", Says::MechanismUnknown),
    ("xoauth2 is not supported", Says::MechanismUnknown),
    ("xoauth2 not supported", Says::MechanismUnknown),
    (
        "authentication method not supported",
        Says::MechanismUnknown,
    ),
    ("authentication type not supported", Says::MechanismUnknown),
    ("unknown authentication mechanism", Says::MechanismUnknown),
    (
        "logging in is disabled on this server",
        Says::MechanismUnknown,
    ),
    ("client not authenticated to send", Says::NeverAuthenticated),
    (
        "client was not authenticated to send",
        Says::NeverAuthenticated,
    ),
    (
        "530 5.7.0 authentication required",
        Says::NeverAuthenticated,
    ),
    (
        "530 5.5.1 authentication required",
        Says::NeverAuthenticated,
    ),
    (
        "530-5.5.1 authentication required",
        Says::NeverAuthenticated,
    ),
    (
        "530-5.7.0 authentication required",
        Says::NeverAuthenticated,
    ),
    ("530 5.7.1 not authenticated", Says::NeverAuthenticated),
    ("unable to relay", Says::NeverAuthenticated),
    ("relay access denied", Says::NeverAuthenticated),
    ("send auth command first", Says::NeverAuthenticated),
    ("no auth attempts in", Says::NeverAuthenticated),
    ("didn't finish sasl auth", Says::ClientGaveUp),
    ("authentication aborted by client", Says::ClientGaveUp),
    ("authentication cancelled", Says::ClientGaveUp),
    ("no password specified", Says::ClientMistaken),
    ("missing credentials for", Says::ClientMistaken),
    ("unable to find a callback", Says::ClientMistaken),
    ("send hello first", Says::ClientMistaken),
    ("send ehlo first", Says::ClientMistaken),
    ("auth command already specified", Says::ClientMistaken),
    ("no identity changes are permitted", Says::ClientMistaken),
    ("unsafe login", Says::ClientMistaken),
    (
        "must issue a starttls command first",
        Says::EncryptionNeeded,
    ),
    ("require starttls", Says::EncryptionNeeded),
    ("starttls is required", Says::EncryptionNeeded),
    ("does not support starttls", Says::EncryptionNeeded),
    ("smtp auth extension not supported", Says::EncryptionNeeded),
    ("server doesn't support auth", Says::EncryptionNeeded),
    (
        "auth command used when not advertised",
        Says::EncryptionNeeded,
    ),
    ("authentication not enabled", Says::EncryptionNeeded),
    (
        "plaintext authentication disallowed",
        Says::EncryptionNeeded,
    ),
    (
        "plaintext authentication not allowed",
        Says::EncryptionNeeded,
    ),
    ("disallowed plaintext auth", Says::EncryptionNeeded),
    ("disallowed cleartext auth", Says::EncryptionNeeded),
    ("cleartext logins disabled", Says::EncryptionNeeded),
    ("until ssl/tls is enabled", Says::EncryptionNeeded),
    (
        "without ssl/tls encryption is not allowed",
        Says::EncryptionNeeded,
    ),
    (
        "encryption required for requested authentication mechanism",
        Says::EncryptionNeeded,
    ),
    ("tls 1.0 and 1.1 are not supported", Says::EncryptionTooOld),
    ("tls cipher strength is too weak", Says::EncryptionTooOld),
    // The token, as servers with introspection or keys of their own see it.
    ("token reported inactive", Says::TokenInvalid),
    ("accesstokenexpired", Says::TokenExpired),
    ("token is expired", Says::TokenExpired),
    ("token expired", Says::TokenExpired),
    ("token has expired", Says::TokenExpired),
    ("user account is not active", Says::TokenInvalid),
    ("invalid_token", Says::TokenInvalid),
    ("token is not valid for scope", Says::ScopeInsufficient),
    ("missing from token scope", Says::ScopeInsufficient),
    ("scope set but not found in token", Says::ScopeInsufficient),
    ("nopermissionsinaccesstoken", Says::ScopeInsufficient),
    ("insufficient scope", Says::ScopeInsufficient),
    ("insufficient_scope", Says::ScopeInsufficient),
    ("invalid audience", Says::AudienceWrong),
    ("audience is invalid", Says::AudienceWrong),
    ("invalid token audience", Says::AudienceWrong),
    ("audience validation failed", Says::AudienceWrong),
    ("not found in aud field", Says::AudienceWrong),
    ("issuer '", Says::IssuerWrong),
    ("introspection failed", Says::IntrospectionFailed),
    ("no username returned", Says::IntrospectionFailed),
    ("bad signature", Says::IntrospectionFailed),
    ("unsupported algorithm", Says::IntrospectionFailed),
    ("token is not valid yet", Says::IntrospectionFailed),
    ("token is issued in future", Says::IntrospectionFailed),
    // Load and faults.
    ("request is throttled", Says::Throttled),
    ("exceeded command or bandwidth limits", Says::Throttled),
    ("too many login attempts", Says::Throttled),
    ("too many bad auth attempts", Says::Throttled),
    ("too many failed", Says::Throttled),
    ("too many requests", Says::Throttled),
    ("rate limit hit", Says::Throttled),
    ("rate limit exceeded", Says::Throttled),
    ("bandwidth limit", Says::Throttled),
    ("message submission rate", Says::Throttled),
    ("submissionquotaexceeded", Says::Throttled),
    ("sending limit exceeded", Says::Throttled),
    ("sending quota exceeded", Says::Throttled),
    ("quota exceeded", Says::Throttled),
    ("applicationthrottled", Says::Throttled),
    ("too many new tls sessions", Says::Throttled),
    (
        "concurrent connections limit exceeded",
        Says::TooManyConnections,
    ),
    ("sender thread limit exceeded", Says::TooManyConnections),
    (
        "too many simultaneous connections",
        Says::TooManyConnections,
    ),
    ("too many connections", Says::TooManyConnections),
    ("maximum number of connections", Says::TooManyConnections),
    ("maximum number of concurrent", Says::TooManyConnections),
    ("maximum connection limit reached", Says::TooManyConnections),
    ("mail_max_userip_connections", Says::TooManyConnections),
    ("too many concurrent", Says::TooManyConnections),
    ("connection limit exceeded", Says::TooManyConnections),
    ("bye connection refused", Says::TooManyConnections),
    ("another pop session running", Says::TooManyConnections),
    ("server unavailable", Says::ServerFault),
    ("temporary authentication failure", Says::ServerFault),
    ("temporary authorization failure", Says::ServerFault),
    ("temporary server error", Says::ServerFault),
    ("temporary system problem", Says::ServerFault),
    ("temporarily unavailable", Says::ServerFault),
    ("temporary network configuration error", Says::ServerFault),
    ("federated sts", Says::ServerFault),
    ("server error", Says::ServerFault),
    ("system error", Says::ServerFault),
    ("internal error", Says::ServerFault),
    ("internal server error", Says::ServerFault),
    ("service not available", Says::ServerFault),
    ("service not active", Says::ServerFault),
    ("insufficient system resources", Says::ServerFault),
    ("server busy", Says::ServerFault),
    ("server is busy", Says::ServerFault),
    (
        "waiting for authentication process to respond",
        Says::ServerFault,
    ),
    ("duplicate folders", Says::ServerFault),
    ("backend error", Says::ServerFault),
    ("temporary failure", Says::ServerFault),
    ("service unavailable", Says::ServerFault),
    ("try again later", Says::ServerFault),
];

/// Everything that a text states, in the table's order. What a phrase has taken, no shorter one takes again.
pub(super) fn find(text: &str) -> Vec<Says> {
    let mut text = folded(text);
    let mut found = Vec::new();
    for (phrase, says) in PHRASES {
        if text.contains(phrase) {
            found.push(*says);
            text = text.replace(phrase, "\n");
        }
    }
    if user_mismatch(&text) {
        found.push(Says::UserNotOfToken);
    }
    if REFUSALS.iter().any(|phrase| text.contains(phrase)) || sense::refuses_sign_in(&text) {
        found.push(Says::SignInRefused);
    }
    found
}

/// `Suggested Backoff Time: 299961 milliseconds`
pub(super) fn backoff_ms(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("Backoff Time: ")?;
    let (digits, rest) = rest.split_once(' ')?;
    rest.starts_with("millisecond")
        .then(|| digits.parse().ok())?
}

/// Dovecot's `Username 'x' did not match 'y'`.
fn user_mismatch(text: &str) -> bool {
    text.split_once("username '")
        .is_some_and(|(_, rest)| rest.contains("' did not match '"))
}

/// In lower case, with one kind of apostrophe and single spaces, as the phrases are written.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut spaced = false;
    for c in text.chars() {
        if c.is_whitespace() {
            spaced = true;
            continue;
        }
        if spaced && !folded.is_empty() {
            folded.push(' ');
        }
        spaced = false;
        match c {
            '\u{2018}' | '\u{2019}' => folded.push('\''),
            _ => folded.push(c.to_ascii_lowercase()),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Says> {
        find(text)
    }

    #[test]
    fn phrases_are_found_in_whatever_surrounds_them() {
        for text in [
            "A3 BAD User is authenticated but not connected.",
            "javax.mail.MessagingException: A3 BAD User is  authenticated\n but not connected.; nested exception",
            "Authenticated but not connected",
        ] {
            assert!(
                all(text).contains(&Says::AuthenticatedNotConnected),
                "{text}"
            );
        }
        assert_eq!(
            all("No(code: None, info: Some(\"AUTHENTICATE failed.\"))"),
            [Says::SignInRefused]
        );
        assert_eq!(
            all("Introspection failed: Username ‘john.doe@x.test’ did not match ‘john’"),
            [Says::IntrospectionFailed, Says::UserNotOfToken]
        );
    }

    #[test]
    fn a_longer_phrase_hides_the_shorter_one_in_it() {
        assert_eq!(
            all("454 4.7.0 Temporary authentication failure"),
            [Says::ServerFault]
        );
        assert_eq!(
            all("Temporary authentication failure. AUTHENTICATE failed."),
            [Says::ServerFault, Says::SignInRefused]
        );
    }

    #[test]
    fn every_phrase_is_folded_and_finds_itself() {
        for phrase in REFUSALS {
            assert_eq!(
                all(&phrase.to_ascii_uppercase()),
                [Says::SignInRefused],
                "{phrase}"
            );
        }
        for (phrase, says) in PHRASES {
            assert_eq!(folded(phrase), *phrase);
            assert!(all(&phrase.to_ascii_uppercase()).contains(says), "{phrase}");
        }
    }

    #[test]
    fn what_nobody_knows_states_nothing() {
        for text in [
            "",
            "The moon is in the wrong phase",
            "OK",
            "\u{202e}\0\u{1}",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn the_backoff_is_in_milliseconds() {
        assert_eq!(
            backoff_ms("Request is throttled. Suggested Backoff Time: 299961 milliseconds"),
            Some(299_961)
        );
        for text in [
            "Backoff Time: ",
            "Backoff Time: x milliseconds",
            "Backoff Time: 3 years",
        ] {
            assert_eq!(backoff_ms(text), None, "{text}");
        }
    }
}
