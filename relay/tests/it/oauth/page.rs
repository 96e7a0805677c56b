//! A relay whose provider's endpoints are a test's, and the page that asks it.

use serde_json::{Value, json};
use shared::event::Ticket;
use shared::oauth::{DeviceAnswer, TokenAnswer};
use shared::refusal::Refusal;

use super::peer::Peer;
use crate::service::http::{Answer, send, send_with};
use crate::service::relay::Relay;

/// The operator's secret.
pub const SECRET: &str = "canary~operator~secret~value";
/// A code.
pub const CODE: &str = "canary~authorization~code";
/// A verifier.
pub const VERIFIER: &str = "canary~verifier~of~forty-three~characters~at~least";
/// A device code.
pub const DEVICE_CODE: &str = "canary~device~code~value";

/// Takes the secrets of people.
pub const TAKES_SECRETS: &str = "instance = \"internal\"\nclient_secrets_from_people = true\n";

/// What an entry has besides when all of it is there.
pub fn all(peer: &Peer) -> String {
    format!(
        "client_secret = \"{SECRET}\"\ndevice_url = \"{}\"\nrevoke_url = \"{}\"\njwks_url = \"{}\"\nown_app = \"relay\"\n\
         app_scopes = [\"mail/.default\", \"more\"]\noffline = {{ scopes = [\"offline_access\"] }}\n",
        peer.url("/device"),
        peer.url("/revoke"),
        peer.url("/keys"),
    )
}

/// An entry with its token endpoint there, and `more`.
pub fn entry(id: &str, token_url: &str, more: &str) -> String {
    format!(
        r#"
        [[provider]]
        id = "{id}"
        name = "Example Mail"
        family = "other"
        client_id = "greencheck"
        issuer = "https://login.example.test"
        token_issuers = ["https://login.example.test"]
        opaque_tokens = true
        sends_issuer = false
        authorize_url = "https://login.example.test/authorize"
        token_url = "{token_url}"
        redeem = "relay"
        identity_scopes = ["openid"]
        imap_scopes = ["imap"]
        pop_scopes = ["pop"]
        smtp_scopes = []
        token_minutes = 60
        mechanisms = ["XOAUTH2"]
        imap = "imap.example.test:993:tls"
        pop = "pop.example.test:995:tls"
        {more}
        "#
    )
}

/// A page of a relay.
pub struct Page {
    /// Its relay.
    pub relay: Relay,
}

impl Page {
    /// With all that an entry can have, and these settings besides.
    pub async fn open(peer: &Peer, settings: &str) -> Self {
        let entry = entry("example", &peer.url("/token"), &all(peer));
        Self::open_with(&format!("{settings}{entry}")).await
    }

    /// With these settings.
    pub async fn open_with(settings: &str) -> Self {
        let relay = Relay::start_with(settings).await;
        Self { relay }
    }

    /// A new ticket.
    pub async fn ticket(&self) -> String {
        let origin = self.relay.origin();
        let headers = [
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
        ];
        let answer = send(self.relay.address, "POST", "/api/v1/ticket", &headers).await;
        let Ticket { ticket } = serde_json::from_str(&answer.body).unwrap();
        ticket
    }

    /// Posts as the page does, with a new ticket unless there is one.
    pub async fn post(&self, path: &str, mut body: Value) -> Answer {
        if body["ticket"].is_null() {
            body["ticket"] = json!(self.ticket().await);
        }
        let origin = self.relay.origin();
        let headers = [
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
        ];
        send_with(
            self.relay.address,
            "POST",
            path,
            &headers,
            &body.to_string(),
        )
        .await
    }

    /// The answer to an exchange that the relay does not decline.
    pub async fn exchange(&self, body: Value) -> TokenAnswer {
        let answer = self.post("/api/v1/oauth/token", body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "application/json");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Why the relay declines an exchange.
    pub async fn declined(&self, body: Value) -> Refusal {
        let answer = self.post("/api/v1/oauth/token", body).await;
        assert!((400..500).contains(&answer.status), "{}", answer.body);
        match serde_json::from_str(&answer.body).unwrap() {
            TokenAnswer::Declined(declined) => declined.refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The answer to the beginning of a device sign-in.
    pub async fn begin(&self, protocols: Value) -> DeviceAnswer {
        let body = json!({"provider": "example", "protocols": protocols});
        let answer = self.post("/api/v1/oauth/device", body).await;
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// An exchange of a code.
pub fn code() -> Value {
    json!({"provider": "example", "grant": {"code": {"code": CODE, "verifier": VERIFIER}}})
}

/// The same with an application that the asker names.
pub fn own_app() -> Value {
    let mut body = code();
    body["app"] = json!({"client_id": "an-app-of-ours"});
    body["secret"] = json!("canary~secret~of~the~asker");
    body
}

/// A question about a device code.
pub fn poll() -> Value {
    json!({"provider": "example", "grant": {"device": {"device_code": DEVICE_CODE}}})
}

/// The application itself.
pub fn application() -> Value {
    let mut body = own_app();
    body["grant"] = json!({"application": {}});
    body
}
