//! What a text tells beside its error: whose server, which protocol, how the application signed in.

use crate::evidence::sasl::Tried;
use crate::evidence::signin::Flow;
use crate::plan::Protocol;
use crate::provider::Family;

/// What a text tells by the way.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Hints {
    /// Whose mail system.
    pub family: Option<Family>,
    /// Which protocol.
    pub protocol: Option<Protocol>,
    /// How the token was obtained.
    pub flow: Flow,
    /// How authentication was tried.
    pub mechanism: Option<Tried>,
}

/// Reads them.
pub fn of(text: &str) -> Hints {
    let text = text.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    Hints {
        family: family(&says),
        protocol: protocol(&text, &says),
        flow: flow(&says),
        mechanism: mechanism(&says),
    }
}

fn family(says: &impl Fn(&[&str]) -> bool) -> Option<Family> {
    if says(&[
        "imap-mail.outlook.com",
        "@outlook.com",
        "@hotmail.",
        "@live.",
        "@msn.com",
    ]) {
        Some(Family::OutlookCom)
    } else if says(&[
        "aadsts",
        "outlook.office",
        "microsoft",
        "office365",
        "microsoft exchange",
        "exchange online",
        "exchange server",
        "authenticated but not connected",
        ".outlook.com",
        // Exchange's words for every refused sign-in, with a verb that no other server uses alone.
        "authenticate failed",
        "smtpclientauthentication",
    ]) {
        Some(Family::Microsoft)
    } else if says(&[
        "gmail",
        "google",
        "gimap",
        "gsmtp",
        "(failure)",
        "for your domain",
    ]) {
        Some(Family::Google)
    } else if says(&["dovecot", "cyrus", "courier"]) {
        Some(Family::Other)
    } else {
        None
    }
}

fn protocol(text: &str, says: &impl Fn(&[&str]) -> bool) -> Option<Protocol> {
    if says(&["-err ", "pop3", "pop.", ":995", "[sys/", "[auth]"]) {
        Some(Protocol::Pop)
    } else if says(&["smtp", ":587", ":465"]) || begins_like_smtp(text) {
        Some(Protocol::Smtp)
    } else if says(&["imap", ":993", "authenticate", "examine", "* bye"]) {
        Some(Protocol::Imap)
    } else {
        None
    }
}

/// `535 5.7.3 …` at the start of a line.
fn begins_like_smtp(text: &str) -> bool {
    text.lines().any(|line| {
        let mut parts = line.trim_start().split([' ', '-']);
        let reply = parts
            .next()
            .is_some_and(|p| p.len() == 3 && p.starts_with(['4', '5']) && p.parse::<u16>().is_ok());
        let enhanced = parts.next().is_some_and(|p| p.matches('.').count() == 2);
        reply && enhanced
    })
}

fn flow(says: &impl Fn(&[&str]) -> bool) -> Flow {
    if says(&["client_credentials"]) {
        Flow::App
    } else if says(&[
        "refresh token failed",
        "grant_type=refresh_token",
        "refreshing the token",
        "refreshing token",
    ]) {
        Flow::Refresh
    } else if says(&["device_code", "device code"]) {
        Flow::Device
    } else {
        Flow::User
    }
}

fn mechanism(says: &impl Fn(&[&str]) -> bool) -> Option<Tried> {
    if says(&["authenticate plain", "auth plain", "sasl plain"]) {
        Some(Tried::Plain)
    } else if says(&[
        "authenticate login",
        "auth login",
        "no login failed",
        "login command",
    ]) {
        Some(Tried::Login)
    } else if says(&["oauthbearer"]) && !says(&["auth=oauthbearer"]) {
        Some(Tried::OAuthBearer)
    } else if says(&["authenticate xoauth2", "auth xoauth2"]) {
        Some(Tried::XOAuth2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_whose_server_and_which_protocol() {
        for (text, family, protocol) in [
            (
                "A1 NO AUTHENTICATE failed.",
                Some(Family::Microsoft),
                Some(Protocol::Imap),
            ),
            (
                "-ERR [AUTH] Username and password not accepted",
                None,
                Some(Protocol::Pop),
            ),
            (
                "535 5.7.3 Authentication unsuccessful",
                None,
                Some(Protocol::Smtp),
            ),
            (
                "imap.gmail.com:993 refused",
                Some(Family::Google),
                Some(Protocol::Imap),
            ),
            ("AADSTS50011", Some(Family::Microsoft), None),
            ("something else", None, None),
            (
                "code exchange failed at https://oauth2.googleapis.com/token",
                Some(Family::Google),
                None,
            ),
            (
                "imap.mail-error: NO [UNAVAILABLE]",
                None,
                Some(Protocol::Imap),
            ),
        ] {
            let hints = of(text);
            assert_eq!((hints.family, hints.protocol), (family, protocol), "{text}");
        }
    }

    #[test]
    fn a_password_is_seen_although_a_token_mechanism_is_offered() {
        let text = "CAPABILITY AUTH=PLAIN AUTH=XOAUTH2\nIMAPS: AUTHENTICATE PLAIN command result: A1 NO AUTHENTICATE failed.";
        assert_eq!(of(text).mechanism, Some(Tried::Plain));
    }
}
