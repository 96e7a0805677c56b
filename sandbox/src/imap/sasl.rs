//! The client's SASL message: who opens which mailbox with which token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mechanism that carries a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mechanism {
    /// `user=` address `^A` `auth=Bearer` token `^A^A`, as Google and Microsoft document it.
    XOAuth2,
    /// RFC 7628 §3.1.
    OAuthBearer,
}

impl Mechanism {
    /// The mechanism with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::XOAuth2, Self::OAuthBearer]
            .into_iter()
            .find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }

    /// As in `AUTH=…`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XOAuth2 => "XOAUTH2",
            Self::OAuthBearer => "OAUTHBEARER",
        }
    }
}

/// What a client claims.
#[derive(Clone, Eq, PartialEq)]
pub struct Credentials {
    /// The mailbox to open.
    pub user: String,
    /// The access token.
    pub token: String,
}

/// Reads the base64 of a message; `None` when it is not exactly what the mechanism asks for.
pub fn read(mechanism: Mechanism, message: &str) -> Option<Credentials> {
    let message = String::from_utf8(STANDARD.decode(message).ok()?).ok()?;
    let mut fields = message.strip_suffix("\u{1}\u{1}")?.split('\u{1}');
    let user = match mechanism {
        Mechanism::XOAuth2 => fields.next()?.strip_prefix("user=")?.to_owned(),
        Mechanism::OAuthBearer => {
            let header = fields.next()?.strip_prefix("n,a=")?.strip_suffix(',')?;
            header.replace("=2C", ",").replace("=3D", "=")
        }
    };
    let token = fields.find_map(|field| field.strip_prefix("auth=Bearer "))?;
    (!user.is_empty() && !token.is_empty()).then(|| Credentials {
        user,
        token: token.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(mechanism: Mechanism, text: &str) -> Option<(String, String)> {
        read(mechanism, &STANDARD.encode(text)).map(|c| (c.user, c.token))
    }

    #[test]
    fn the_documented_examples_are_read() {
        let google = read_text(
            Mechanism::XOAuth2,
            "user=someuser@example.com\u{1}auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\u{1}\u{1}",
        );
        assert_eq!(google.unwrap().0, "someuser@example.com");
        let rfc = read_text(
            Mechanism::OAuthBearer,
            "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}",
        );
        let (user, token) = rfc.unwrap();
        assert_eq!(user, "user@example.com");
        assert_eq!(token, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
    }

    #[test]
    fn a_comma_in_the_user_name_is_written_as_the_rfc_says() {
        let message = "n,a=a=2Cb=3Dc@example.com,\u{1}auth=Bearer t\u{1}\u{1}";
        let (user, _) = read_text(Mechanism::OAuthBearer, message).unwrap();
        assert_eq!(user, "a,b=c@example.com");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "user=a",
            "user=a\u{1}auth=Bearer t\u{1}",
            "user=\u{1}auth=Bearer t\u{1}\u{1}",
            "user=a\u{1}auth=Basic t\u{1}\u{1}",
            "n,a=a,\u{1}auth=Bearer t\u{1}\u{1}",
        ] {
            assert_eq!(read_text(Mechanism::XOAuth2, text), None, "{text:?}");
        }
        assert!(read(Mechanism::XOAuth2, "user=a").is_none());
    }
}
