//! What the relay is asked in the page's place, pinned.

use shared::evidence::lasting::{Lasting, Refresh};
use shared::limit::Limit;
use shared::oauth::{
    Declined, DeviceAnswer, DeviceRequest, Grant, ProviderError, TokenAnswer, TokenRequest,
};
use shared::path::App;
use shared::plan::Protocol;
use shared::refusal::Refusal;
use shared::secret::Secret;
use shared::token::Token;

use crate::golden::pin;

#[test]
fn the_sign_in_through_the_relay() {
    pin(
        "token-request",
        &TokenRequest {
            ticket: "the-ticket".into(),
            provider: "demo".into(),
            grant: Grant::Code {
                code: Secret::new("the-code".into()),
                verifier: Secret::new("the-verifier".into()),
                will_last: true,
            },
            app: Some(App {
                client_id: "their-app".into(),
                tenant: Some("contoso.com".into()),
            }),
            secret: Some(Secret::new("their-secret".into())),
        },
    );
    pin(
        "token-answers",
        &vec![
            TokenAnswer::Granted {
                access_token: Token::new("not-a-token".into()),
                token_type: Some("Bearer".into()),
                expires_in: Some(3600),
                scope: Some("mail".into()),
                id_token: None,
                lasting: Some(Lasting {
                    outcome: Refresh::Refreshed {
                        rotated: true,
                        expires_in: Some(3600),
                        refresh_expires_in: None,
                    },
                    revoked: Some(true),
                }),
            },
            TokenAnswer::Refused(ProviderError {
                error: "invalid_grant".into(),
                error_description: Some("words".into()),
            }),
            TokenAnswer::Unreachable {},
            TokenAnswer::Unreadable {},
            TokenAnswer::Declined(Declined {
                refusal: Refusal::TooMany,
                retry_after: Some(2000),
                limit: Some(Limit::ExchangesPerMinuteInAll),
            }),
        ],
    );
    pin(
        "device-request",
        &DeviceRequest {
            ticket: "the-ticket".into(),
            provider: "demo".into(),
            protocols: vec![Protocol::Imap],
        },
    );
    pin(
        "device-answer",
        &DeviceAnswer::Begun {
            device_code: Secret::new("the-device-code".into()),
            user_code: "WDJB-MJHT".into(),
            verification_uri: "https://login.demo.test/device".into(),
            expires_in: 900,
            interval: 5,
        },
    );
}
