//! The SASL messages that carry a token, and the choice between them. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::evidence::Evidence;
use shared::evidence::capability::Capabilities;
use shared::evidence::sasl::{Sasl, SaslOutcome, UserForm};
use shared::plan::{Mechanism, Route};
use shared::token::Token;
use zeroize::Zeroizing;

/// What OAUTHBEARER answers to an error challenge: base64 of 0x01 (RFC 7628 §3.2.3).
const END: &[u8] = b"\x01";

/// The initial response in base64: RFC 7628 §3.1 for OAUTHBEARER, Google's form for XOAUTH2.
pub fn initial_response(mechanism: Mechanism, route: &Route, token: &Token) -> Zeroizing<String> {
    let (user, token) = (route.user.as_str(), token.expose());
    let fields = match mechanism {
        Mechanism::OAuthBearer => format!(
            "n,a={},\x01host={}\x01port={}",
            saslname(user),
            route.host,
            route.port
        ),
        Mechanism::XOAuth2 => format!("user={user}"),
    };
    // One allocation: a text that grew would leave the token behind in the old one.
    let mut message = Zeroizing::new(Vec::with_capacity(fields.len() + token.len() + 16));
    message.extend_from_slice(fields.as_bytes());
    message.extend_from_slice(b"\x01auth=Bearer ");
    message.extend_from_slice(token.as_bytes());
    message.extend_from_slice(b"\x01\x01");
    Zeroizing::new(STANDARD.encode(&*message))
}

/// The same as it stands on the wire, where no library encodes it.
pub const fn encoded_answer_to_error(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::OAuthBearer => "AQ==",
        Mechanism::XOAuth2 => "",
    }
}

/// The answer to an error challenge, after which the server gives its verdict. It holds no secret.
pub const fn answer_to_error(mechanism: Mechanism) -> &'static [u8] {
    match mechanism {
        Mechanism::OAuthBearer => END,
        Mechanism::XOAuth2 => b"",
    }
}

/// The first of the plan's mechanisms that the server offers; SASL names are compared without case (RFC 4422 §3.1).
///
/// # Errors
/// It offers none; what the step then shows.
pub fn choose(wanted: &[Mechanism], capabilities: &Capabilities) -> Result<Mechanism, Evidence> {
    let offers = |mechanism: &Mechanism| {
        let mut offered = capabilities.mechanisms();
        offered.any(|name| name.eq_ignore_ascii_case(mechanism.name()))
    };
    wanted.iter().copied().find(offers).ok_or_else(|| {
        let offered = capabilities.mechanisms().map(str::to_owned).collect();
        Evidence::Auth(Sasl {
            mechanism: None,
            user: UserForm::Mailbox,
            initial_response: false,
            challenge: None,
            outcome: SaslOutcome::NotOffered { offered },
        })
    })
}

/// RFC 5801 §4: `,` and `=` would end or start a field of the GS2 header.
fn saslname(user: &str) -> String {
    user.replace('=', "=3D").replace(',', "=2C")
}

#[cfg(test)]
mod tests {
    use shared::plan::{AddressFamily, Protocol, TlsMode};

    use super::*;

    fn route(user: &str, host: &str, port: u16) -> Route {
        Route {
            protocol: Protocol::Imap,
            host: host.parse().unwrap(),
            port,
            tls: TlsMode::Implicit,
            addresses: AddressFamily::Any,
            user: user.parse().unwrap(),
            mechanisms: vec![Mechanism::XOAuth2],
            internal: false,
            steps: Vec::new(),
        }
    }

    /// the example on Google's page on XOAUTH2.
    #[test]
    fn xoauth2_is_googles_vector() {
        let token = Token::new("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg".into());
        let route = route("someuser@example.com", "imap.gmail.com", 993);
        assert_eq!(
            *initial_response(Mechanism::XOAuth2, &route, &token),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMj\
             l0Q2cBAQ=="
        );
    }

    /// the example of RFC 7628 §4.1. R-036: and what ends an error.
    #[test]
    fn oauthbearer_is_the_rfcs_vector() {
        let token = Token::new("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==".into());
        let route = route("user@example.com", "server.example.com", 143);
        assert_eq!(
            *initial_response(Mechanism::OAuthBearer, &route, &token),
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk\
             52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
        );
        assert_eq!(
            STANDARD.encode(answer_to_error(Mechanism::OAuthBearer)),
            "AQ=="
        );
        assert_eq!(answer_to_error(Mechanism::XOAuth2), b"");
        for mechanism in [Mechanism::OAuthBearer, Mechanism::XOAuth2] {
            let encoded = STANDARD.encode(answer_to_error(mechanism));
            assert_eq!(encoded, encoded_answer_to_error(mechanism));
        }
    }

    ///
    #[test]
    fn a_user_name_cannot_open_a_field() {
        assert_eq!(saslname("a=b,c@d.example"), "a=3Db=2Cc@d.example");
    }

    ///
    #[test]
    fn the_plans_order_decides() {
        let offering = |names: &[&str]| Capabilities {
            offered: names.iter().map(|name| format!("AUTH={name}")).collect(),
        };
        let offered = offering(&["PLAIN", "xoauth2", "OAUTHBEARER"]);
        let both = [Mechanism::OAuthBearer, Mechanism::XOAuth2];
        assert_eq!(choose(&both, &offered), Ok(Mechanism::OAuthBearer));
        assert_eq!(
            choose(&[Mechanism::XOAuth2], &offered),
            Ok(Mechanism::XOAuth2)
        );
        let Err(Evidence::Auth(seen)) = choose(&both, &offering(&["PLAIN", "LOGIN"])) else {
            panic!("a mechanism was chosen");
        };
        let offered = ["PLAIN", "LOGIN"].map(str::to_owned).to_vec();
        assert_eq!(seen.outcome, SaslOutcome::NotOffered { offered });
    }
}
