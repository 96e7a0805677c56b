//! no name, host or token makes a SASL message of another shape; a challenge is read as it was written.

#![no_main]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fuzz::any::Source;
use fuzz::bounds;
use relay::sasl::initial_response;
use shared::address::{Address, HostName};
use shared::plan::{AddressFamily, Mechanism, Protocol, Route, TlsMode};
use shared::token::Token;
use shared::words::{ErrorChallenge, Words};

fuzz::target!(sasl);

fn sasl(octets: &[u8]) {
    challenge(octets);
    let mut source = Source::new(octets);
    let texts: Option<(String, String, u16, String)> = source.value();
    let Some((user, host, port, token)) = texts else {
        return;
    };
    let (Ok(user), Ok(host)) = (user.parse::<Address>(), host.parse::<HostName>()) else {
        return;
    };
    let token = Token::new(token);
    if token.check().is_err() {
        return;
    }
    let route = Route {
        protocol: Protocol::Imap,
        host,
        port,
        tls: TlsMode::Implicit,
        addresses: AddressFamily::Any,
        user,
        mechanisms: Vec::new(),
        internal: false,
        steps: Vec::new(),
    };
    let (user, host, token_text) = (route.user.as_str(), &route.host, token.expose());
    let message = said(Mechanism::XOAuth2, &route, &token);
    assert_eq!(
        message,
        format!("user={user}\x01auth=Bearer {token_text}\x01\x01")
    );
    assert_eq!(message.matches('\x01').count(), 3);

    let message = said(Mechanism::OAuthBearer, &route, &token);
    let (name, fields) = message
        .strip_prefix("n,a=")
        .and_then(|rest| rest.split_once(','))
        .expect("a header of GS2");
    assert_eq!(name.replace("=2C", ",").replace("=3D", "="), user);
    assert!(
        name.split('=')
            .skip(1)
            .all(|rest| rest.starts_with("2C") || rest.starts_with("3D"))
    );
    let expected = format!("\x01host={host}\x01port={port}\x01auth=Bearer {token_text}\x01\x01");
    assert_eq!(fields, expected);
    assert_eq!(message.matches('\x01').count(), 5);
}

/// The message, decoded.
fn said(mechanism: Mechanism, route: &Route, token: &Token) -> String {
    let message = bounds::hold(|| initial_response(mechanism, route, token));
    let message = STANDARD.decode(message.as_bytes()).expect("base64");
    String::from_utf8(message).expect("text")
}

fn challenge(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let read = bounds::hold(|| {
        let _ = Words::of(&text);
        ErrorChallenge::parse(&text).or_else(|| ErrorChallenge::parse(&STANDARD.encode(octets)))
    });
    let Some(challenge) = read else {
        return;
    };
    let json = serde_json::to_string(&challenge).expect("JSON");
    let again = ErrorChallenge::parse(&STANDARD.encode(&json));
    // What is over the cap by being written out is not read any more.
    assert!(again == Some(challenge) || json.len() > 3_000);
}
