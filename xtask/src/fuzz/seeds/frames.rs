//! What a page sends: each frame of the WebSocket, each body of the exchange.

use serde::Serialize;
use shared::control::Control;
use shared::event::ClientFrame;
use shared::oauth::{DeviceRequest, Grant, TokenRequest};
use shared::path::App;
use shared::plan::{Mechanism, Protocol};
use shared::request::CheckRequest;
use shared::secret::Secret;
use shared::token::Token;

use super::Seeds;

/// Behind the octet that chooses the reader, and for the settings of the target (`fuzz/src/policy.rs`).
#[expect(clippy::unnecessary_wraps, reason = "as all others are")]
pub fn frames() -> Seeds {
    let mut seeds = Vec::new();
    let controls = [
        None,
        Some(Control::OwnMailbox),
        Some(Control::Mechanism(Mechanism::XOAuth2)),
        Some(Control::Protocol(Protocol::Pop)),
    ];
    for control in controls {
        let request = check(control);
        seeds.extend(seed(0, &ClientFrame::Check { request }));
    }
    let open = ClientFrame::Open {
        ticket: "ticket".to_owned(),
        build: "build".to_owned(),
    };
    seeds.extend(seed(0, &open));
    seeds.extend(seed(0, &ClientFrame::Cancel {}));
    for grant in [
        Grant::Code {
            code: secret(),
            verifier: secret(),
            will_last: true,
        },
        Grant::Device {
            device_code: secret(),
        },
        Grant::Application {},
    ] {
        seeds.extend(seed(1, &exchange(grant)));
    }
    let device = DeviceRequest {
        ticket: "ticket".to_owned(),
        provider: "lab".to_owned(),
        protocols: vec![Protocol::Imap, Protocol::Smtp],
    };
    seeds.extend(seed(2, &device));
    Ok(seeds)
}

fn seed(reader: u8, frame: &impl Serialize) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(frame).ok()?;
    Some([&[reader], json.as_slice()].concat())
}

fn check(control: Option<Control>) -> CheckRequest {
    CheckRequest {
        provider: "lab".to_owned(),
        issuer: "https://id.lab.example".to_owned(),
        mailbox: "support@lab.example".to_owned(),
        protocols: vec![Protocol::Imap, Protocol::Pop, Protocol::Smtp],
        control,
        token: Token::new("an-opaque-token".to_owned()),
    }
}

fn exchange(grant: Grant) -> TokenRequest {
    let app = matches!(grant, Grant::Application {}).then(|| App {
        client_id: "own".to_owned(),
        tenant: None,
    });
    TokenRequest {
        ticket: "ticket".to_owned(),
        provider: "lab".to_owned(),
        secret: app.is_some().then(secret),
        grant,
        app,
    }
}

fn secret() -> Secret {
    Secret::new("a-secret".to_owned())
}
