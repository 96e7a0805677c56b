//! The servers' words, from public records; the README says which.

use crate::servers::{Like, Manner};

/// What a server says. `{tag}` and `{user}` stand for what the client sent.
pub struct Words {
    /// The first line.
    pub greeting: &'static str,
    /// The capabilities before a sign-in.
    pub capabilities: &'static str,
    /// After them.
    pub capability: &'static str,
    /// The sign-in succeeded.
    pub authenticated: &'static [&'static str],
    /// It did not.
    pub refused: &'static str,
    /// A SASL message that is not one.
    pub malformed: &'static str,
    /// A mechanism that is not offered.
    pub no_such_mechanism: &'static str,
    /// A password was sent.
    pub no_passwords: &'static str,
    /// INBOX, read-only.
    pub examined: &'static [&'static str],
    /// Another folder.
    pub no_such_folder: &'static str,
    /// The folders.
    pub listed: &'static [&'static str],
    /// Goodbye.
    pub goodbye: &'static [&'static str],
    /// Nothing was done, and that is fine.
    pub nothing_done: &'static str,
    /// A mailbox command before the sign-in.
    pub too_early: &'static str,
    /// Not understood, or not offered here.
    pub unknown: &'static str,
}

/// Refused by Exchange Online after it accepted the token: the mailbox could not be opened.
pub const NOT_CONNECTED: &str = "{tag} BAD User is authenticated but not connected.";

/// What Exchange Online adds to the third command that comes at the wrong time.
pub const CLOSED: &str = "* BYE Connection closed. 14";

/// Gmail's error challenge: base64 of `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`.
pub const GMAIL_CHALLENGE: &str = "+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==";

/// Exchange Online holds an account back.
pub const THROTTLED: &str =
    "{tag} BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds";

/// Exchange Online has a fault behind its front end.
pub const UNAVAILABLE: &str = "{tag} NO Server Unavailable. 15";

/// Gmail, where an administrator switched IMAP off.
pub const GMAIL_IMAP_OFF: &str = "{tag} NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)";

/// Gmail, beyond fifteen connections.
pub const GMAIL_TOO_MANY: &str = "{tag} NO [ALERT] Too many simultaneous connections. (Failure)";

/// Dovecot's error challenge: base64 of `{"status":"invalid_token"}`.
pub const DOVECOT_CHALLENGE: &str = "+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=";

/// A refusal that no rule knows, with markup that must stay text.
pub const ODD_REFUSAL: &str = "{tag} NO The mailbox is out until the swallows return. \
     <script>document.title = \"not inert\"</script><img src=\"x\" onerror=\"alert(1)\">";

/// What a captive portal would say in place of a mail server.
pub const WEB_PAGE: &str = "<!doctype html><html><head><title>Welcome to the guest network</title></head>\
     <body><h1>Please accept the terms of use</h1><script>document.title = \"not inert\"</script></body></html>";

/// A POP3 server's greeting; the text in brackets is base64 of a pretend back end's name in UTF-16LE.
pub const POP_GREETING: &str = "+OK The Microsoft Exchange POP3 service is ready. [RABFAE0ATwAwADAAMAAxAC4AUwBBAE4ARABCAE8AWAAuAEQARQBNAE8ALgBUAEUAUwBUAA==]";

/// A POP3 server's answer to an IMAP command.
pub const POP_REFUSAL: &str = "-ERR Protocol error. Connection is closed. 10";

/// The words of each manner; those that go wrong do so after Exchange Online's sign-in. POP3 has its own.
pub const fn of(manner: Manner) -> &'static Words {
    match manner {
        Manner::Gmail | Manner::RefusesSignIn(Like::Gmail, _) => &GMAIL,
        Manner::PasswordsOnly => &PASSWORDS_ONLY,
        Manner::Unprepared => &DOVECOT,
        Manner::Exchange
        | Manner::NotOverIpv6
        | Manner::Pop
        | Manner::RefusesSignIn(Like::Exchange, _)
        | Manner::RefusesMailbox(_)
        | Manner::WebPage
        | Manner::Endless => &EXCHANGE,
    }
}

/// Exchange Online.
pub const EXCHANGE: Words = Words {
    greeting: "* OK The Microsoft Exchange IMAP4 service is ready. [RABFAE0ATwAwADAAMAAxAC4AUwBBAE4ARABCAE8AWAAuAEQARQBNAE8ALgBUAEUAUwBUAA==]",
    capabilities: "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    capability: "{tag} OK CAPABILITY completed.",
    authenticated: &["{tag} OK AUTHENTICATE completed."],
    refused: "{tag} NO AUTHENTICATE failed.",
    malformed: "{tag} NO AUTHENTICATE failed.",
    no_such_mechanism: "{tag} NO AUTHENTICATE failed.",
    no_passwords: "{tag} NO LOGIN failed.",
    examined: &[
        "* 4 EXISTS",
        "* 0 RECENT",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)",
        "* OK [PERMANENTFLAGS ()] Permanent flags",
        "* OK [UNSEEN 3] Is the first unseen message",
        "* OK [UIDVALIDITY 14] UIDVALIDITY value",
        "* OK [UIDNEXT 58] The next unique identifier value",
        "{tag} OK [READ-ONLY] EXAMINE completed.",
    ],
    no_such_folder: "{tag} NO The requested item could not be found.",
    listed: &[
        "* LIST (\\HasNoChildren \\Trash) \"/\" \"Deleted Items\"",
        "* LIST (\\HasNoChildren \\Drafts) \"/\" Drafts",
        "* LIST (\\Marked \\HasNoChildren) \"/\" INBOX",
        "* LIST (\\HasNoChildren \\Junk) \"/\" \"Junk Email\"",
        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Items\"",
        "{tag} OK LIST completed.",
    ],
    goodbye: &[
        "* BYE Microsoft Exchange Server IMAP4 server signing off.",
        "{tag} OK LOGOUT completed.",
    ],
    nothing_done: "{tag} OK NOOP completed.",
    too_early: "{tag} BAD Command received in Invalid state.",
    unknown: "{tag} BAD Command Error. 12",
};

/// Gmail.
pub const GMAIL: Words = Words {
    greeting: "* OK Gimap ready for requests from 127.0.0.1 demo0001",
    capabilities: "* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER",
    capability: "{tag} OK Thats all she wrote! demo0001",
    authenticated: &[
        "* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584",
        "{tag} OK {user} authenticated (Success)",
    ],
    refused: "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    malformed: "{tag} BAD Invalid SASL argument.",
    no_such_mechanism: "{tag} NO Unsupported AUTH mechanism. demo0001",
    no_passwords: "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    examined: &[
        "* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen $NotPhishing $Phishing)",
        "* OK [PERMANENTFLAGS ()] Flags permitted.",
        "* OK [UIDVALIDITY 1] UIDs valid.",
        "* 12 EXISTS",
        "* 0 RECENT",
        "* OK [UIDNEXT 41] Predicted next UID.",
        "* OK [HIGHESTMODSEQ 5120]",
        "{tag} OK [READ-ONLY] INBOX selected. (Success)",
    ],
    no_such_folder: "{tag} NO [NONEXISTENT] Unknown Mailbox. (Failure)",
    listed: &[
        "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
        "* LIST (\\HasChildren \\Noselect) \"/\" \"[Gmail]\"",
        "* LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/All Mail\"",
        "* LIST (\\HasNoChildren \\Sent) \"/\" \"[Gmail]/Sent Mail\"",
        "{tag} OK Success",
    ],
    goodbye: &["* BYE LOGOUT Requested", "{tag} OK 73 good day (Success)"],
    nothing_done: "{tag} OK Success",
    too_early: "{tag} BAD Command not valid in this state demo0001",
    unknown: "{tag} BAD Unknown command demo0001",
};

/// A server that was never told about OAuth, in Dovecot's words.
pub const PASSWORDS_ONLY: Words = Words {
    greeting: "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Dovecot ready.",
    capabilities: "* CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN",
    capability: "{tag} OK Pre-login capabilities listed, post-login capabilities have more.",
    authenticated: &["{tag} OK Logged in"],
    refused: "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.",
    malformed: "{tag} BAD Invalid base64 data in initial response.",
    no_such_mechanism: "{tag} NO Unsupported authentication mechanism.",
    no_passwords: "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.",
    goodbye: &["* BYE Logging out", "{tag} OK Logout completed."],
    nothing_done: "{tag} OK NOOP completed.",
    too_early: "{tag} BAD Error in IMAP command received by server.",
    unknown: "{tag} BAD Error in IMAP command received by server.",
    examined: EXCHANGE.examined,
    no_such_folder: EXCHANGE.no_such_folder,
    listed: EXCHANGE.listed,
};

/// The same, told about OAuth and not about whom to ask.
pub const DOVECOT: Words = Words {
    greeting: "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=XOAUTH2 AUTH=OAUTHBEARER] Dovecot ready.",
    capabilities: "* CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=XOAUTH2 AUTH=OAUTHBEARER",
    ..PASSWORDS_ONLY
};

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use shared::words::ErrorChallenge;

    use super::*;

    #[test]
    fn the_back_end_in_the_greeting_reads_as_exchange_writes_it() {
        for greeting in [EXCHANGE.greeting, POP_GREETING] {
            let (_, name) = greeting.rsplit_once('[').unwrap();
            let bytes = STANDARD.decode(name.trim_end_matches(']')).unwrap();
            let units = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let name = String::from_utf16(&units.collect::<Vec<_>>()).unwrap();
            assert_eq!(name, "DEMO0001.SANDBOX.DEMO.TEST");
        }
    }

    #[test]
    fn the_other_challenge_is_dovecots() {
        let challenge = DOVECOT_CHALLENGE.strip_prefix("+ ").unwrap();
        let challenge = ErrorChallenge::parse(challenge).unwrap();
        assert_eq!(challenge.status.as_deref(), Some("invalid_token"));
    }

    #[test]
    fn the_challenge_is_gmails() {
        let challenge = GMAIL_CHALLENGE.strip_prefix("+ ").unwrap();
        let challenge = ErrorChallenge::parse(challenge).unwrap();
        assert_eq!(challenge.status.as_deref(), Some("400"));
        assert_eq!(challenge.scope.as_deref(), Some("https://mail.google.com/"));
    }
}
